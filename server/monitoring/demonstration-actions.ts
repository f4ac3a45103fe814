import { systemActor } from '../access/actor.ts'
import { permit } from '../access/permit.ts'
import { getOrganisation } from '../access/reads.ts'
import type { Actor } from '../app.ts'
import { DAY, SECOND } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { type IngestInput, ingestPosts, MOST_POSTS } from './actions.ts'
import type { Alongside } from './batch.ts'
import type { Staged } from './demonstration-days.ts'
import { BOARD_MS, boardBetween } from './demonstration-hot-list.ts'
import { ensureRoster, insertLists, insertTracks } from './demonstration-setting-actions.ts'
import {
  aloneWith,
  type DemonstrationRow,
  hasDemonstration,
  insertDemonstration,
  listDemonstrations,
  moveDemonstration,
  setCatchUp,
} from './demonstration-store.ts'
import { crisisBegin, FORTNIGHT_MS, storyBetween } from './demonstration-story.ts'
import { storeRanks } from './hot-list-store.ts'
import { insertReplay, markReplay, moveReplay, type ReplayRun } from './replay-store.ts'
import type { Watching } from './watching.ts'

export const SOURCE = 'demonstration'
/**
 * Further behind than this, posts would come too late for the detectors, which read what is half a minute old: what was missed is then
 * played as a replay, for which they wait, or go back.
 */
const LATE_MS = 20 * SECOND
/** Whoever comes back after months is told of the last days only: a little more than the first fortnight. */
const LONGEST_MS = FORTNIGHT_MS + DAY
const BOARD_LONGEST_MS = BOARD_MS + DAY
const REPLAY_NAME = '示範'

/**
 * Begins the demonstration: two tracks, lists of sensitive words, who is on call, an ordinary fortnight and the first minutes of a crisis
 * at once; `tellDemonstrations` tells the rest when it is due. An organisation has one, once: calling again only brings it up to now.
 * @throws Refusal wrong-state when the organisation is not marked as a demonstration
 */
export async function startDemonstration(app: Watching, orgId: string): Promise<void> {
  const { isDemo } = await getOrganisation(app.db, orgId)
  if (!isDemo) throw new Refusal('wrong-state', { reason: 'only an organisation marked as a demonstration has one' })
  const actor = systemActor(orgId, SOURCE)
  permit(actor, 'tracks.edit')
  await aloneWith(app.db, orgId, async () => {
    if (await hasDemonstration(app.db, orgId)) return
    await ensureRoster(app, actor)
    await inTransaction(app.db, (trx) => begin(trx, actor, app.clock.now()))
  })
  await tellDemonstrations(app, orgId)
}

/** Brings in what has become due, wherever a demonstration runs. Any number of workers may call it: one at a time tells. */
export async function tellDemonstrations(app: Watching, orgId?: string): Promise<void> {
  for (const due of await listDemonstrations(app.db, app.clock.now(), orgId)) {
    await aloneWith(app.db, due.orgId, () => tell(app, due.orgId))
  }
}

async function begin(trx: Trx, actor: Actor, now: Date): Promise<void> {
  const { orgId } = actor
  const crisisAt = new Date(crisisBegin(now.getTime()))
  const since = new Date(crisisAt.getTime() - FORTNIGHT_MS)
  const replayId = newId(now.getTime())
  if (!(await insertDemonstration(trx, now, { orgId, crisisAt, toldUpTo: since, replayId }))) return
  await insertTracks(trx, actor, now, since)
  await insertLists(trx, actor, now, since)
  const total = countDue(crisisAt, since, now)
  await insertRun(trx, orgId, { id: replayId, firstAt: crisisAt, upTo: since, total }, now)
}

async function tell(app: Watching, orgId: string): Promise<void> {
  const now = app.clock.now()
  // Read anew: somebody else may just have told it.
  const [row] = await listDemonstrations(app.db, now, orgId)
  if (!row) return
  const replayId = row.replayId ?? (await catchUp(app, row, now))
  // Were it killed before, detectors would wait no longer.
  if (replayId !== null) await markReplay(app.db, orgId, replayId, 'running', now)
  await send(app, { ...row, replayId }, now)
  if (replayId === null) return
  await markReplay(app.db, orgId, replayId, 'done', now)
  await setCatchUp(app.db, orgId, null)
}

/** @returns the run by which it catches up, if it is behind */
async function catchUp(app: Watching, row: DemonstrationRow, now: Date): Promise<string | null> {
  const { orgId, crisisAt } = row
  if (now.getTime() - row.toldUpTo.getTime() <= LATE_MS) return null
  const id = newId(now.getTime())
  const from = new Date(Math.max(row.toldUpTo.getTime(), now.getTime() - LONGEST_MS))
  await inTransaction(app.db, async (trx) => {
    await setCatchUp(trx, orgId, id)
    await insertRun(trx, orgId, { id, firstAt: from, upTo: from, total: countDue(crisisAt, from, now) }, now)
  })
  return id
}

/** The cursor moves after its posts: killed in between, they are sent again, and are duplicates. */
async function send(app: Watching, row: DemonstrationRow, now: Date): Promise<void> {
  const { orgId, crisisAt, toldUpTo, replayId } = row
  const from = Math.max(toldUpTo.getTime(), now.getTime() - LONGEST_MS)
  const due = storyBetween(crisisAt.getTime(), from, now.getTime())
  // Before the posts, whose cursor moves as they come: killed in between, it is sent again.
  await sendBoard(app, orgId, crisisAt.getTime(), from, now)
  await sendPosts(app, orgId, due, replayId)
  if (replayId !== null) await moveReplay(app.db, orgId, { id: replayId, upTo: now }, 0, now)
  await moveDemonstration(app.db, orgId, now)
}

/** Places on the hot list, and the topics on it as posts. Of a long absence only the last day is looked at. */
async function sendBoard(app: Watching, orgId: string, crisisAt: number, from: number, now: Date): Promise<void> {
  const to = now.getTime()
  const isLong = to - Math.max(from, crisisAt - BOARD_MS) > BOARD_LONGEST_MS
  const { posts, ranks } = boardBetween(crisisAt, isLong ? to - BOARD_MS : from, to, isLong)
  if (ranks.length === 0) return
  const alongside: Alongside = (trx) => storeRanks(trx, orgId, SOURCE, now, ranks)
  await sendAll(app, orgId, { posts, alongside })
}

async function sendPosts(app: Watching, orgId: string, due: readonly Staged[], replayId: string | null): Promise<void> {
  for (let at = 0; at < due.length; at += MOST_POSTS) {
    const part = due.slice(at, at + MOST_POSTS)
    // Another post of the same millisecond may be the next part's first.
    const upTo = new Date((part.at(-1)?.at ?? 0) - 1)
    const replay = replayId === null ? {} : { replay: { id: replayId, upTo } }
    await sendAll(app, orgId, { posts: part.map(({ post }) => post), ...replay })
    await moveDemonstration(app.db, orgId, upTo)
  }
}

async function sendAll(app: Watching, orgId: string, given: Omit<IngestInput, 'source'>): Promise<void> {
  const { refused } = await ingestPosts(app, systemActor(orgId, SOURCE), { source: SOURCE, ...given })
  const [bad] = refused
  if (bad) throw new Error(`the demonstration wrote a post that is none: ${bad.field}, ${bad.reason}`)
}

/** `upTo` may lie before the run: then what is before it is not in either, and nothing may be read yet. */
async function insertRun(
  trx: Trx,
  orgId: string,
  run: Pick<ReplayRun, 'id' | 'firstAt' | 'upTo' | 'total'>,
  now: Date,
): Promise<void> {
  const rest = { runKey: `${SOURCE} ${run.id}`, name: REPLAY_NAME, startedAt: now, lastAt: now, speed: null }
  await insertReplay(trx, orgId, { ...run, ...rest, leadFrom: run.firstAt })
}

function countDue(crisisAt: Date, from: Date, to: Date): number {
  return storyBetween(crisisAt.getTime(), from.getTime(), to.getTime()).length
}
