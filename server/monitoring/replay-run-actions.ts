import { actorKey, systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import { makePracticeLink, makePracticeOrganisation } from '../access/practice-actions.ts'
import type { Actor, App } from '../app.ts'
import { HOUR } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { compileTracks } from '../text/match.ts'
import { listTracks } from './reads.ts'
import type { NewRun } from './recording-schema.ts'
import { findRecording, type RecordingRow } from './recording-store.ts'
import { insertRun, lockRun, type RunRow, setBase, setMotion, setRunState } from './replay-run-store.ts'
import { LONGEST_HERE_MS, lastsMs, mayBecome, type RunState } from './replay-state.ts'
import { insertReplay, markReplay } from './replay-store.ts'
import { insertTrack, insertVersion } from './track-store.ts'
import type { Watching } from './watching.ts'

/** The job that plays a run for a while; `key` is the run's id. */
export const PLAYING = 'monitoring.replay'
/** Before its first post nothing was said: known silence, against which detectors see the rise. */
const LEAD_MS = 2 * HOUR

/**
 * Begins to play a recording, into a fresh organisation made for it or among the organisation's own posts. A job plays it. Recorded times
 * are shifted so that the last post falls on this moment: whatever is done to the run, nothing lies in the future.
 * @throws Refusal not-found, invalid where real warnings would wait for it too long
 */
export async function startRun(app: Watching, actor: Actor, input: NewRun): Promise<string> {
  permit(actor, 'replays.run')
  return inTransaction(app.db, (trx) => start(app, trx, actor, input, { fastUntilMs: 0, pausesAfterFast: false }))
}

type FastPart = Pick<RunRow, 'fastUntilMs' | 'pausesAfterFast'>

async function start(app: Watching, trx: Trx, actor: Actor, input: NewRun, fast: FastPart): Promise<string> {
  const { orgId } = actor
  const now = app.clock.now()
  const recording = await findRecording(trx, orgId, input.recordingId)
  if (!recording) throw new Refusal('not-found', { field: 'recordingId' })
  const isPractice = input.into === 'practice'
  if (!isPractice && lastsMs(recording.spanMs, input.speed) > LONGEST_HERE_MS) {
    throw new Refusal('invalid', {
      field: 'speed',
      reason: 'real warnings would wait for it for more than an hour: play it faster, or into a practice organisation',
    })
  }
  const target = isPractice ? await makePracticeOrganisation(app, trx, actor, recording.name) : orgId
  const id = newId(now.getTime())
  const baseAt = new Date(now.getTime() - recording.spanMs)
  const replayId = newId(now.getTime())
  const leadFrom = new Date(baseAt.getTime() - LEAD_MS)
  if (isPractice) await copyTracks(app, trx, actor, { orgId: target, recording, since: leadFrom })
  const { speed } = input
  const by = { startedAt: now, startedBy: actorKey(actor), startedByName: actor.name }
  const where = { orgId, id, recordingId: recording.id, targetOrgId: target, isPractice, replayId, baseAt }
  await insertRun(trx, { ...where, ...by, ...fast, speed, total: recording.posts })
  await openReplay(trx, target, replayId, {
    name: recording.name,
    leadFrom,
    from: baseAt,
    baseAt,
    recording,
    speed,
    now,
  })
  const detail = { recording: recording.name, into: input.into, speed: speed ?? 'max', posts: recording.posts }
  await recordAct(trx, now, actor, { verb: 'startReplay', objectKind: 'replay', objectId: id, detail })
  await app.queue.enqueue(trx, PLAYING, { orgId, runId: id }, { key: id })
  return id
}

type Opening = {
  readonly name: string
  readonly leadFrom: Date
  readonly from: Date
  readonly baseAt: Date
  readonly recording: Pick<RecordingRow, 'spanMs' | 'posts'>
  readonly speed: number | null
  readonly now: Date
}

/** By this row detectors of the target wait for what is told, and know since when nothing was said. */
async function openReplay(
  trx: Trx,
  orgId: string,
  id: string,
  { name, leadFrom, from, baseAt, recording, speed, now }: Opening,
) {
  const lastAt = new Date(baseAt.getTime() + recording.spanMs)
  const common = { id, runKey: `run ${id}`, name, startedAt: now, leadFrom, firstAt: from, upTo: from, lastAt }
  await insertReplay(trx, orgId, { ...common, speed, total: recording.posts })
}

/** The practice organisation watches what ours watches, and what the recording needs to be seen; since before its first post. */
async function copyTracks(app: Watching, trx: Trx, actor: Actor, { orgId, recording, since }: Copying): Promise<void> {
  const now = app.clock.now()
  const own = recording.kind === 'story' ? [] : await listTracks(trx, actor.orgId)
  const { matcher } = compileTracks(app.judges.fold, own)
  const unseen = recording.tracks.filter(({ text = '' }) => matcher.explain(text).size === 0)
  const wanted = [...own, ...unseen].map(({ name, expression }) => ({ name, expression }))
  const by = systemActor(orgId, 'practice')
  for (const [place, wording] of wanted.entries()) {
    const id = newId(now.getTime() + place)
    await insertTrack(trx, orgId, id, since, actorKey(by))
    await insertVersion(trx, orgId, id, 1, wording, since, actorKey(by))
    const detail = { ...wording, version: 1, watchedSince: since.toISOString() }
    await recordAct(trx, now, by, { verb: 'makeTrack', objectKind: 'track', objectId: id, detail })
  }
}

type Copying = { readonly orgId: string; readonly recording: RecordingRow; readonly since: Date }

/** @throws Refusal not-found, wrong-state */
export async function pauseRun(app: App, actor: Actor, id: string): Promise<void> {
  await change(app, actor, id, 'paused', 'pauseReplay', async (trx, run, now) => {
    await setMotion(trx, run.orgId, id, { ...run, anchorAt: null, anchorMs: run.positionMs })
    // In a practice organisation time stands still; here real warnings must not wait.
    if (!run.isPractice) await markReplay(trx, run.targetOrgId, run.replayId, 'stopped', now)
  })
}

/** @throws Refusal not-found, wrong-state */
export async function resumeRun(app: App, actor: Actor, id: string): Promise<void> {
  await change(app, actor, id, 'running', 'resumeReplay', async (trx, run, now) => {
    await setMotion(trx, run.orgId, id, { ...run, anchorAt: now, anchorMs: run.positionMs, pausesAfterFast: false })
    await goOn(app, trx, run, now)
  })
}

/** Ends it; what was told stays. @throws Refusal not-found, wrong-state */
export async function stopRun(app: App, actor: Actor, id: string): Promise<void> {
  await change(app, actor, id, 'stopped', 'stopReplay', async (trx, run, now) => {
    await markReplay(trx, run.targetOrgId, run.replayId, 'stopped', now)
  })
}

/**
 * Moves a run to another moment. Forward, what lies between is told as fast as possible. What was told cannot be untold, so backward is
 * a new run in a fresh practice organisation, told fast up to there.
 * @returns the run that goes on: this one, or the new one
 * @throws Refusal not-found, wrong-state (ended; or backward among real posts), invalid beyond its end
 */
export async function seekRun(app: Watching, actor: Actor, id: string, ms: number): Promise<string> {
  permit(actor, 'replays.run')
  const now = app.clock.now()
  return inTransaction(app.db, async (trx) => {
    const run = await openRun(trx, actor, id)
    if (run.state !== 'running' && run.state !== 'paused') throw new Refusal('wrong-state')
    if (ms > run.spanMs) throw new Refusal('invalid', { field: 'ms', reason: 'lies behind the end of the recording' })
    const detail = { from: run.positionMs, to: ms }
    await recordAct(trx, now, actor, { verb: 'seekReplay', objectKind: 'replay', objectId: id, detail })
    const pausesAfterFast = run.state === 'paused'
    if (ms < run.positionMs) {
      if (!run.isPractice) {
        throw new Refusal('wrong-state', {
          reason: 'what was told among real posts cannot be untold; play it into a practice organisation',
        })
      }
      await setRunState(trx, run.orgId, id, { state: 'stopped', endedAt: now })
      await markReplay(trx, run.targetOrgId, run.replayId, 'stopped', now)
      const input = { recordingId: run.recordingId, into: 'practice', speed: run.speed } as const
      return start(app, trx, actor, input, { fastUntilMs: ms, pausesAfterFast })
    }
    await setMotion(trx, run.orgId, id, { fastUntilMs: ms, anchorAt: now, anchorMs: run.positionMs, pausesAfterFast })
    if (pausesAfterFast) {
      await setRunState(trx, run.orgId, id, { state: 'running', endedAt: null })
      await goOn(app, trx, run, now)
    }
    return id
  })
}

/** A one-time link into the practice organisation. @throws Refusal not-found, wrong-state where there is none */
export async function makeRunLink(app: App, actor: Actor, id: string): Promise<string> {
  permit(actor, 'replays.run')
  const run = await inTransaction(app.db, (trx) => openRun(trx, actor, id))
  if (!run.isPractice) throw new Refusal('wrong-state', { reason: 'it plays into this organisation' })
  return makePracticeLink(app, actor, run.targetOrgId)
}

async function openRun(trx: Trx, actor: Actor, id: string): Promise<RunRow> {
  const run = await lockRun(trx, actor.orgId, id)
  if (!run) throw new Refusal('not-found')
  return run
}

/** One guarded change of state, with its audit row and whatever else belongs to it, in one transaction. */
async function change(
  app: App,
  actor: Actor,
  id: string,
  to: RunState,
  verb: string,
  also: (trx: Trx, run: RunRow, now: Date) => Promise<void>,
): Promise<void> {
  permit(actor, 'replays.run')
  const now = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const run = await openRun(trx, actor, id)
    if (!mayBecome(run.state, to)) throw new Refusal('wrong-state')
    await setRunState(trx, run.orgId, id, { state: to, endedAt: to === 'stopped' ? now : null })
    await also(trx, run, now)
    const detail = { recording: run.recordingName, positionMs: run.positionMs, sent: run.sent }
    await recordAct(trx, now, actor, { verb, objectKind: 'replay', objectId: id, detail })
  })
}

async function goOn(app: App, trx: Trx, run: RunRow, now: Date): Promise<void> {
  if (run.isPractice) await markReplay(trx, run.targetOrgId, run.replayId, 'running', now)
  else await rebase(trx, run, now)
  await app.queue.enqueue(trx, PLAYING, { orgId: run.orgId, runId: run.id }, { key: run.id })
}

/**
 * Among real posts time went on meanwhile and detectors have read it: what is still to be told falls between now and its length ago
 * again, as another stretch that they wait for.
 */
export async function rebase(trx: Trx, run: RunRow, now: Date): Promise<{ baseAt: Date; replayId: string }> {
  const baseAt = new Date(now.getTime() - run.spanMs)
  const replayId = newId(now.getTime())
  const from = new Date(baseAt.getTime() + run.positionMs)
  await markReplay(trx, run.targetOrgId, run.replayId, 'stopped', now)
  await setBase(trx, run.orgId, run.id, baseAt, replayId)
  const recording = { spanMs: run.spanMs, posts: run.total - run.sent }
  await openReplay(trx, run.targetOrgId, replayId, {
    name: run.recordingName,
    leadFrom: from,
    from,
    baseAt,
    recording,
    speed: run.speed,
    now,
  })
  return { baseAt, replayId }
}
