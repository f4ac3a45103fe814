import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import type { ExpressionError } from '../text/contract.ts'
import { compileTracks } from '../text/match.ts'
import { spokenText } from './batch.ts'
import { newestPosts } from './post-store.ts'
import type { NewTrack, Track, Trial } from './schema.ts'
import { insertTrack, insertVersion, listTrackCards, lockTrack, setRetired, setVersion } from './track-store.ts'
import type { Watching } from './watching.ts'

const TRIED_POSTS = 2000
const SHOWN_EXAMPLES = 20

/**
 * A track watches from now on: posts that are stored already stay as they were judged.
 * @throws Refusal expression-invalid, with the kind of mistake and where it is
 */
export async function makeTrack(app: Watching, actor: Actor, input: NewTrack): Promise<Track> {
  permit(actor, 'tracks.edit')
  checkWording(app, input)
  const at = app.clock.now()
  const id = newId(at.getTime())
  await inTransaction(app.db, async (trx) => {
    await insertTrack(trx, actor.orgId, id, at, actorKey(actor))
    await insertVersion(trx, actor.orgId, id, 1, input, at, actorKey(actor))
    await recordAct(trx, at, actor, actOn(id, 'makeTrack', { ...input, version: 1 }))
  })
  return getCard(app, actor.orgId, id)
}

/** Makes the next version, which applies to posts from now on. The same wording again changes nothing. */
export async function changeTrack(app: Watching, actor: Actor, id: string, input: NewTrack): Promise<Track> {
  permit(actor, 'tracks.edit')
  checkWording(app, input)
  const at = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const version = (await lockLive(trx, actor.orgId, id)).version + 1
    const now = await getCard(app, actor.orgId, id)
    if (now.name === input.name && now.expression === input.expression) return
    await insertVersion(trx, actor.orgId, id, version, input, at, actorKey(actor))
    await setVersion(trx, actor.orgId, id, version)
    await recordAct(trx, at, actor, actOn(id, 'changeTrack', { ...input, version }))
  })
  return getCard(app, actor.orgId, id)
}

/** It watches no more; what it has found stays. */
export async function retireTrack(app: Watching, actor: Actor, id: string): Promise<Track> {
  permit(actor, 'tracks.edit')
  const at = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const { version } = await lockLive(trx, actor.orgId, id)
    await setRetired(trx, actor.orgId, id, at, actorKey(actor))
    await recordAct(trx, at, actor, actOn(id, 'retireTrack', { version }))
  })
  return getCard(app, actor.orgId, id)
}

/** What an expression would have matched among the newest posts; or why it cannot be read. */
export async function tryTrack(app: Watching, actor: Actor, expression: string): Promise<Trial> {
  permit(actor, 'posts.read')
  const error = errorOf(app, expression)
  if (error) return { errors: [error], looked: 0, matched: 0, examples: [] }
  const posts = await newestPosts(app.db, actor.orgId, TRIED_POSTS)
  const judged = await app.judges.judge(posts.map(spokenText), `trial ${expression}`, [{ id: 'trial', expression }])
  const matching = posts.filter((_, i) => (judged.matchStart[i] ?? 0) < (judged.matchStart[i + 1] ?? 0))
  return { errors: [], looked: posts.length, matched: matching.length, examples: matching.slice(0, SHOWN_EXAMPLES) }
}

function checkWording(app: Watching, { name, expression }: NewTrack): void {
  for (const [field, value] of Object.entries({ name, expression })) {
    const isBad = value.trim() === '' || value.includes('\0') || !value.isWellFormed()
    if (isBad) throw new Refusal('invalid', { field, reason: `${field} must be a text that can be stored` })
  }
  const error = errorOf(app, expression)
  if (error)
    throw new Refusal('expression-invalid', { field: 'expression', values: { code: error.code, at: error.at } })
}

function errorOf(app: Watching, expression: string): ExpressionError | undefined {
  return compileTracks(app.judges.fold, [{ id: 'tried', expression }]).errors.get('tried')
}

async function lockLive(trx: Trx, orgId: string, id: string): Promise<{ version: number }> {
  const track = await lockTrack(trx, orgId, id)
  if (!track) throw new Refusal('not-found')
  if (track.isRetired) throw new Refusal('wrong-state', { reason: 'this track is retired' })
  return track
}

async function getCard(app: Watching, orgId: string, id: string): Promise<Track> {
  const [card] = await listTrackCards(app.db, orgId, app.clock.now(), id)
  if (!card) throw new Refusal('not-found')
  return card
}

function actOn(objectId: string, verb: string, detail: Record<string, unknown>) {
  return { verb, objectKind: 'track', objectId, detail }
}
