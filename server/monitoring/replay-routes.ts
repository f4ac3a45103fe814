import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { Refusal } from '../base/errors.ts'
import { recordFile, recordingCard, recordOwn, removeRecording } from './recording-actions.ts'
import { NewRecording, NewRun, Recording, RecordingFile, ReplayRun, RunLink, RunPosition } from './recording-schema.ts'
import { listRecordings } from './recording-store.ts'
import { makeRunLink, pauseRun, resumeRun, seekRun, startRun, stopRun } from './replay-run-actions.ts'
import { findRun, listRuns, type RunRow } from './replay-run-store.ts'
import type { Watching } from './watching.ts'

const FILE_BYTES = 65 * 2 ** 20
const Uuid = Type.String({ format: 'uuid' })
const RunId = Type.Object({ runId: Uuid })
const RecordingId = Type.Object({ recordingId: Uuid })
const access = 'replays.run'

/** Recordings, and the runs that play them. */
export function replayEndpoints(app: Watching): AppEndpoint[] {
  return [...recordings(app), ...runs(app), ...verbs(app)]
}

function recordings(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/recordings',
      access,
      summary: 'recordings that can be played, newest first',
      shapes: { answer: Type.Array(Recording) },
      answer: async ({ actor }) => (await listRecordings(app.db, actor.orgId)).map(recordingCard),
    }),
    endpoint({
      method: 'POST',
      url: '/api/recordings',
      access,
      summary: 'keeps a span of the organisation’s own posts, or the story of the demonstration, as a recording',
      shapes: { body: NewRecording, answer: Recording },
      status: 201,
      answer: async ({ actor, body }) => recordOwn(app, actor, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/recordings/files',
      access,
      summary:
        'keeps a file as a recording: cascades as JSON lines, or any format that can be imported; at most 64 MiB',
      shapes: { query: RecordingFile, answer: Recording },
      raw: true,
      bodyLimit: FILE_BYTES,
      status: 201,
      answer: async ({ actor, query, request }) => {
        const bytes = request.body as AsyncIterable<Uint8Array> | undefined
        if (!bytes) throw new Refusal('bad-request', { reason: 'the file is needed as the body' })
        return recordFile(app, actor, { ...query, bytes })
      },
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/recordings/:recordingId',
      access,
      summary: 'removes a recording; what was played of it stays',
      shapes: { params: RecordingId },
      answer: async ({ actor, params }) => removeRecording(app, actor, params.recordingId),
    }),
  ]
}

function runs(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/replay-runs',
      access,
      summary: 'runs that play recordings, newest first',
      shapes: { answer: Type.Array(ReplayRun) },
      answer: async ({ actor }) => (await listRuns(app.db, actor.orgId)).map(cardOf),
    }),
    endpoint({
      method: 'POST',
      url: '/api/replay-runs',
      access,
      summary: 'begins to play a recording, into a fresh practice organisation or among one’s own posts',
      shapes: { body: NewRun, answer: ReplayRun },
      status: 201,
      answer: async ({ actor, body }) => getRun(app, actor.orgId, await startRun(app, actor, body)),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/replay-runs/:runId/position',
      access,
      summary: 'to another moment: forward as fast as possible, backward as a new run in a fresh practice organisation',
      shapes: { params: RunId, body: RunPosition, answer: ReplayRun },
      answer: async ({ actor, params, body }) =>
        getRun(app, actor.orgId, await seekRun(app, actor, params.runId, body.ms)),
    }),
    endpoint({
      method: 'POST',
      url: '/api/replay-runs/:runId/link',
      access,
      summary: 'a one-time link into the practice organisation',
      shapes: { params: RunId, answer: RunLink },
      answer: async ({ actor, params }) => ({ link: await makeRunLink(app, actor, params.runId) }),
    }),
  ]
}

function verbs(app: Watching): AppEndpoint[] {
  const all = [
    ['pause', pauseRun, 'pauses a run'],
    ['resumption', resumeRun, 'goes on with a paused run'],
    ['stop', stopRun, 'ends a run; what was told stays'],
  ] as const
  return all.map(([noun, act, summary]) =>
    endpoint({
      method: 'POST',
      url: `/api/replay-runs/:runId/${noun}`,
      access,
      summary,
      shapes: { params: RunId, answer: ReplayRun },
      answer: async ({ actor, params }) => {
        await act(app, actor, params.runId)
        return getRun(app, actor.orgId, params.runId)
      },
    }),
  )
}

async function getRun(app: Watching, orgId: string, id: string): Promise<ReplayRun> {
  const run = await findRun(app.db, orgId, id)
  if (!run) throw new Refusal('not-found')
  return cardOf(run)
}

function cardOf(run: RunRow): ReplayRun {
  const {
    id,
    recordingId,
    recordingName,
    state,
    isPractice,
    speed,
    startedByName,
    spanMs,
    fastUntilMs,
    sent,
    total,
    error,
  } = run
  const positionMs = Math.min(run.positionMs, spanMs)
  const at = (base: Date): string => new Date(base.getTime() + positionMs).toISOString()
  return {
    id,
    recordingId,
    recordingName,
    state,
    isPractice,
    speed,
    startedAt: run.startedAt.toISOString(),
    startedByName,
    endedAt: run.endedAt?.toISOString() ?? null,
    positionMs,
    spanMs,
    fastUntilMs,
    recordedAt: at(run.recordedFrom),
    toldAt: at(run.baseAt),
    sent,
    total,
    error,
  }
}
