import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { HOUR, SECOND } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { ingestPosts } from './actions.ts'
import type { ReplayMark } from './batch.ts'
import { postOf, type Timed, type Timeline } from './recording.ts'
import { findUnfinished, insertReplay, markReplay, moveReplay, type ReplayRun } from './replay-store.ts'
import type { Watching } from './watching.ts'

export type ReplayInput = {
  readonly timeline: Timeline
  /** what people call it by */
  readonly name: string
  /** the same for the same recording, selection and speed: an unfinished run of it goes on */
  readonly runKey: string
  /** times as fast as recorded; undefined = as fast as possible */
  readonly speed: number | undefined
  /** asked between batches: true ends the run, which can go on later */
  readonly isStopped: () => boolean
  /** returns earlier when the run is to be stopped */
  readonly wait: (ms: number) => Promise<void>
  readonly onProgress: (done: ReplayProgress) => Promise<void>
}
export type ReplayProgress = { readonly sent: number; readonly total: number; readonly accepted: number }
export type ReplayEnd = ReplayProgress & {
  readonly id: string
  readonly state: 'done' | 'stopped'
  readonly isResumed: boolean
  readonly firstAt: Date
  readonly lastAt: Date
}

const BATCH = 1000
/** Before its first post nothing was said: known silence, against which detectors see the rise. */
const LEAD_MS = 2 * HOUR
/** So often the cursor moves while nobody posts. */
const LONGEST_WAIT_MS = 5 * SECOND
const SOURCE = 'replay'

/**
 * Plays recorded posts into the organisation as if they were posted now. The recorded times are shifted so that the last post falls
 * on the moment at which the run will end; nothing lies in the future, and nothing is stretched.
 * @throws Refusal wrong-state when the same run is being played by another process
 */
export async function playReplay(app: Watching, actor: Actor, input: ReplayInput): Promise<ReplayEnd> {
  permit(actor, 'replays.run')
  const { run, isResumed } = await beginOrGoOn(app, actor, input)
  const { id, firstAt, lastAt } = run
  try {
    const progress = await play(app, actor, run, input)
    const state = progress.sent < progress.total ? 'stopped' : 'done'
    await markReplay(app.db, actor.orgId, id, state, app.clock.now())
    return { id, state, isResumed, firstAt, lastAt, ...progress }
  } catch (error) {
    // Or every detector would wait two minutes for a run that is dead.
    await markReplay(app.db, actor.orgId, id, 'stopped', app.clock.now()).catch(() => undefined)
    throw error
  }
}

async function play(app: Watching, actor: Actor, run: ReplayRun, input: ReplayInput): Promise<ReplayProgress> {
  const base = run.firstAt.getTime()
  const { posts, span } = input.timeline
  const total = posts.length
  const first = posts.findIndex(({ offset }) => base + offset >= run.upTo.getTime())
  let sent = first < 0 ? total : first
  let accepted = 0
  // The wall clock's time at which the timeline's beginning was played, or would have been at this speed.
  const began = app.clock.now().getTime() - (run.upTo.getTime() - base) / (input.speed ?? Number.POSITIVE_INFINITY)
  while (sent < total && !input.isStopped()) {
    const now = app.clock.now()
    const position = input.speed === undefined ? span : (now.getTime() - began) * input.speed
    const due = posts.slice(sent, sent + BATCH).filter(({ offset }) => offset <= position)
    const following = posts[sent + due.length]?.offset ?? span + 1
    // Everything before it is in.
    const upTo = new Date(base + Math.min(following, Math.max(position, 0) + 1))
    if (due.length === 0) {
      await moveReplay(app.db, actor.orgId, { id: run.id, upTo }, 0, now)
      await input.wait(Math.min(LONGEST_WAIT_MS, (following - position) / (input.speed ?? 1)))
      continue
    }
    accepted += await send(app, actor, due, { id: run.id, upTo }, base)
    sent += due.length
    await input.onProgress({ sent, total, accepted })
  }
  return { sent, total, accepted }
}

async function send(
  app: Watching,
  actor: Actor,
  due: readonly Timed[],
  replay: ReplayMark,
  base: number,
): Promise<number> {
  const posts = due.map((timed) => postOf(timed, replay.id, new Date(base + timed.offset)))
  const answer = await ingestPosts(app, actor, { source: SOURCE, posts, replay })
  // What was read as a recording is of our own form: a row left out would bend what is shown without a word.
  const [bad] = answer.refused
  if (bad) throw new Refusal('invalid', { field: `${posts[bad.index]?.externalId}/${bad.field}`, reason: bad.reason })
  return answer.accepted
}

async function beginOrGoOn(
  app: Watching,
  actor: Actor,
  { timeline, name, runKey, speed }: ReplayInput,
): Promise<{ run: ReplayRun; isResumed: boolean }> {
  const now = app.clock.now()
  const unfinished = await findUnfinished(app.db, actor.orgId, runKey, now)
  if (unfinished?.isAlive) throw new Refusal('wrong-state', { reason: 'this recording is being replayed just now' })
  if (unfinished) {
    await markReplay(app.db, actor.orgId, unfinished.id, 'running', now)
    return { run: unfinished, isResumed: true }
  }
  const lasts = speed === undefined ? 0 : timeline.span / speed
  const firstAt = new Date(now.getTime() + lasts - timeline.span)
  const run: ReplayRun = {
    id: newId(now.getTime()),
    runKey,
    name,
    startedAt: now,
    leadFrom: new Date(firstAt.getTime() - LEAD_MS),
    firstAt,
    upTo: firstAt,
    lastAt: new Date(firstAt.getTime() + timeline.span),
    speed: speed ?? null,
    total: timeline.posts.length,
  }
  await insertReplay(app.db, actor.orgId, run)
  return { run, isResumed: false }
}
