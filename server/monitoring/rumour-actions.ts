import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { getPostRumour, getRumour } from './rumour-reads.ts'
import type { NewRumourStep, RumourPage } from './rumour-schema.ts'
import { troubleOf, verdictAfter } from './rumour-states.ts'
import { addHeads, headsByIds, insertStep, insertStory, lockClaim, setClaim } from './rumour-store.ts'
import type { Watching } from './watching.ts'

/** What pages hear when a story changes: they ask again. */
export const RUMOURS_CHANGED = 'monitoring.rumours'

/**
 * One step in the life of a claim, with its reason. The verdict is the story's, so it holds for all its near copies at once, those to
 * come included.
 * @throws Refusal not-found, wrong-state, invalid (note or link missing)
 */
export async function stepRumour(
  app: Watching,
  actor: Actor,
  storyId: string,
  given: NewRumourStep,
): Promise<RumourPage> {
  permit(actor, 'rumours.verify')
  const { orgId } = actor
  const at = app.clock.now()
  const { to, note = '', link = '' } = given
  if (link !== '' && !/^https?:\/\/\S+$/.test(link))
    throw new Refusal('invalid', { field: 'link', reason: 'a link begins with http:// or https://' })
  await inTransaction(app.db, async (trx) => {
    const claim = await lockClaim(trx, orgId, storyId, at)
    if (!claim) throw new Refusal('not-found')
    const trouble = troubleOf(claim.state, to, { note, link })
    if (trouble === 'wrong-state')
      throw new Refusal('wrong-state', { reason: `from ${claim.state} it cannot become ${to}` })
    if (trouble === 'note-needed') throw new Refusal('invalid', { field: 'note', reason: 'a verdict needs its reason' })
    if (trouble === 'link-needed')
      throw new Refusal('invalid', { field: 'link', reason: 'where the clarification stands' })
    const verdict = verdictAfter(claim.verdict, to)
    await setClaim(trx, orgId, storyId, { state: to, verdict }, at)
    const by = { byKey: actorKey(actor), byName: actor.name }
    await insertStep(trx, orgId, { id: newId(at.getTime()), storyId, from: claim.state, to, at, ...by, note, link })
    await recordAct(trx, at, actor, {
      verb: 'verifyRumour',
      objectKind: 'rumour',
      objectId: storyId,
      detail: { from: claim.state, to, note, link },
    })
    await app.live.publish(trx, orgId, RUMOURS_CHANGED, { storyId })
  })
  return getRumour(app.db, orgId, storyId)
}

/**
 * A person sees a rumour that no machine found: the post's story is opened and being checked.
 * @throws Refusal not-found
 */
export async function openRumour(app: Watching, actor: Actor, postId: string): Promise<RumourPage> {
  permit(actor, 'rumours.verify')
  const { orgId } = actor
  const { story } = await getPostRumour(app.db, orgId, postId)
  if (story) return getRumour(app.db, orgId, story.id)
  const [head] = await headsByIds(app.db, orgId, [postId])
  if (!head) throw new Refusal('not-found')
  const at = app.clock.now()
  const storyId = newId(at.getTime())
  await inTransaction(app.db, async (trx) => {
    await insertStory(trx, orgId, storyId, head, { at, by: actorKey(actor), version: '' })
    await addHeads(trx, orgId, storyId, [head], at)
    await recordAct(trx, at, actor, { verb: 'openRumour', objectKind: 'rumour', objectId: storyId, detail: { postId } })
    await app.live.publish(trx, orgId, RUMOURS_CHANGED, { storyId })
  })
  return stepRumour(app, actor, storyId, { to: 'checking' })
}
