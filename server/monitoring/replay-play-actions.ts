import { systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { MINUTE, SECOND } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { ingestPosts } from './actions.ts'
import { readTape } from './recording-store.ts'
import { playedPost, type TapedPost } from './recording-tape.ts'
import { PLAYING, rebase } from './replay-run-actions.ts'
import {
  findRun,
  heardAt,
  keepPaused,
  leaseRun,
  listUnplayed,
  moveRun,
  type RunRow,
  releaseRun,
  setMotion,
  setRunState,
} from './replay-run-store.ts'
import { dueMs, isThroughFast } from './replay-state.ts'
import { markReplay, moveReplay } from './replay-store.ts'
import type { Watching } from './watching.ts'

export const SOURCE = 'replay'
const BATCH = 500
/** A player that is not heard of for so long was killed: the next one goes on. */
const LEASE_MS = 30 * SECOND
/** Then the job makes room for others, and goes on as the next one. */
const SLICE_MS = 15 * SECOND
const LONGEST_WAIT_MS = SECOND
/** Bounds a slice also where no clock moves. */
const MOST_STEPS = 400
/** Too busy, or the disk nearly full: not before then. */
const LATER_MS = 5 * SECOND
/** After it detectors have gone on without the run. */
const UNHEARD_MS = 2 * MINUTE

export type PlayOptions = {
  /** of a wait that ends by itself */
  readonly wait: (ms: number) => Promise<void>
  /** the last try: what fails now has failed */
  readonly isLastTry: boolean
}

/** Whatever runs and has no player gets one: after a crash, a restart, or when a slice is over. Paused runs keep their time. */
export async function findPlayers(app: Watching): Promise<void> {
  const now = app.clock.now()
  await keepPaused(app.db, now)
  for (const { orgId, id } of await listUnplayed(app.db, now)) {
    await app.queue.enqueue(app.db, PLAYING, { orgId, runId: id }, { key: id })
  }
}

/**
 * Plays a run for some seconds. The cursor moves in the transaction of the posts, so that whoever goes on after a crash tells each
 * post once. Another player's run is left to it.
 */
export async function playRun(app: Watching, orgId: string, id: string, options: PlayOptions): Promise<void> {
  const now = app.clock.now()
  if (!(await leaseRun(app.db, orgId, id, now, leaseFrom(now)))) return
  try {
    await catchUpBase(app, orgId, id)
    await playSlice(app, orgId, id, options.wait)
  } catch (error) {
    await giveUp(app, orgId, id, error, options.isLastTry)
  }
}

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS)
}

async function giveUp(app: Watching, orgId: string, id: string, error: unknown, isLastTry: boolean): Promise<void> {
  const now = app.clock.now()
  const isLater = error instanceof Refusal && (error.code === 'busy' || error.code === 'low-disk')
  if (isLater) return releaseRun(app.db, orgId, id, new Date(now.getTime() + LATER_MS))
  await releaseRun(app.db, orgId, id, null)
  if (!isLastTry) throw error
  const message = error instanceof Error ? error.message : String(error)
  await end(app, orgId, id, 'failed', message.slice(0, 500))
}

/** Among real posts detectors do not wait for who was not heard of: such a run goes on at a later place of time. */
async function catchUpBase(app: Watching, orgId: string, id: string): Promise<void> {
  const run = await findRun(app.db, orgId, id)
  if (!run || run.isPractice) return
  const now = app.clock.now()
  const heard = await heardAt(app.db, run.targetOrgId, run.replayId)
  if (heard && now.getTime() - heard.getTime() < UNHEARD_MS) return
  await inTransaction(app.db, (trx) => rebase(trx, run, now))
}

async function playSlice(app: Watching, orgId: string, id: string, wait: PlayOptions['wait']): Promise<void> {
  const began = app.clock.now().getTime()
  let tape: TapedPost[] = []
  let tapeFrom = 0
  for (let step = 0; step < MOST_STEPS && app.clock.now().getTime() - began < SLICE_MS; step++) {
    const run = await findRun(app.db, orgId, id)
    if (run?.state !== 'running') return
    if (run.sent === run.total) return end(app, orgId, id, 'done')
    if (run.sent - tapeFrom >= tape.length || run.sent < tapeFrom) {
      tape = await readTape(app.db, orgId, run.recordingId, run.sent)
      tapeFrom = run.sent
    }
    await playStep(app, run, tape.slice(run.sent - tapeFrom), wait)
  }
  await releaseRun(app.db, orgId, id, null)
  await app.queue.enqueue(app.db, PLAYING, { orgId, runId: id }, { key: id })
}

async function playStep(
  app: Watching,
  run: RunRow,
  tape: readonly TapedPost[],
  wait: PlayOptions['wait'],
): Promise<void> {
  const now = app.clock.now()
  const until = dueMs(run, now)
  const due = tape.slice(0, BATCH).filter(({ offset }) => offset <= until)
  const following = tape[due.length]?.offset ?? run.spanMs + 1
  // Everything before it is in: what is due of the same moment comes with the next batch.
  const told = Math.max(run.positionMs, Math.min(following - 1, Math.floor(until)))
  const upTo = new Date(run.baseAt.getTime() + told)
  if (due.length > 0) await send(app, run, due, told, upTo)
  else {
    await moveRun(app.db, run.orgId, run.id, run.sent, {
      positionMs: told,
      sent: 0,
      accepted: 0,
      until: leaseFrom(now),
    })
    await moveReplay(app.db, run.targetOrgId, { id: run.replayId, upTo }, 0, now)
  }
  if (isThroughFast(run, told)) return endFast(app, run, now)
  if (due.length === 0) await wait(Math.min(LONGEST_WAIT_MS, Math.max(20, (following - until) / (run.speed ?? 1))))
}

async function send(app: Watching, run: RunRow, due: readonly TapedPost[], told: number, upTo: Date): Promise<void> {
  const base = run.baseAt.getTime()
  await ingestPosts(app, systemActor(run.targetOrgId, SOURCE), {
    source: SOURCE,
    posts: due.map((taped) => playedPost(taped, run.id, base)),
    replay: { id: run.replayId, upTo },
    alongside: async (trx, { posts }) => {
      const step = { positionMs: told, sent: due.length, accepted: posts.length, until: leaseFrom(app.clock.now()) }
      if (!(await moveRun(trx, run.orgId, run.id, run.sent, step))) throw new Error('another player has moved this run')
    },
  })
}

async function endFast(app: Watching, run: RunRow, now: Date): Promise<void> {
  await inTransaction(app.db, async (trx) => {
    const { orgId, id, fastUntilMs, pausesAfterFast } = run
    const motion = { fastUntilMs: 0, anchorMs: fastUntilMs, pausesAfterFast: false }
    await setMotion(trx, orgId, id, { ...motion, anchorAt: pausesAfterFast ? null : now })
    if (!pausesAfterFast) return
    await setRunState(trx, orgId, id, { state: 'paused', endedAt: null })
    if (!run.isPractice) await markReplay(trx, run.targetOrgId, run.replayId, 'stopped', now)
  })
}

async function end(app: Watching, orgId: string, id: string, state: 'done' | 'failed', error?: string): Promise<void> {
  const run = await findRun(app.db, orgId, id)
  if (run?.state !== 'running') return
  const now = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    await setRunState(trx, orgId, id, { state, endedAt: now, ...(error === undefined ? {} : { error }) })
    await markReplay(trx, run.targetOrgId, run.replayId, state === 'done' ? 'done' : 'stopped', now)
    const detail = {
      recording: run.recordingName,
      state,
      posts: run.accepted,
      ...(error === undefined ? {} : { error }),
    }
    await recordAct(trx, now, systemActor(orgId, SOURCE), {
      verb: 'endReplay',
      objectKind: 'replay',
      objectId: id,
      detail,
    })
  })
}
