import { type Static, Type } from 'typebox'

/** Shapes of recordings and of the runs that play them. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })

/** GET /api/recordings → Recording[], newest first; DELETE /api/recordings/:recordingId */
export const Recording = Type.Object({
  id: Uuid,
  name: Type.String(),
  kind: Type.Union([Type.Literal('file'), Type.Literal('posts'), Type.Literal('story')]),
  madeAt: Time,
  madeByName: Type.String(),
  /** when its first post was posted */
  firstAt: Time,
  spanMs: Type.Integer(),
  posts: Type.Integer(),
  note: Type.Object({
    /** what the file was recognised as */
    format: Type.Optional(Type.String()),
    /** cascades in it */
    events: Type.Optional(Type.Integer()),
    /** rows that could not be read, or were no posts */
    refused: Type.Optional(Type.Integer()),
    /** silences cut to a day */
    shortened: Type.Optional(Type.Integer()),
    /** more than fit were left out */
    isCut: Type.Optional(Type.Boolean()),
  }),
})
/** POST /api/recordings {NewRecording} → Recording: a span of the organisation's own posts, or the demonstration's story */
export const NewRecording = Type.Object({
  kind: Type.Union([Type.Literal('posts'), Type.Literal('story')]),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** of `posts`: only those of this track */
  trackId: Type.Optional(Uuid),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
})
/** POST /api/recordings/files?…RecordingFile, the file as the body → Recording */
export const RecordingFile = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  zone: Type.Optional(Type.String({ maxLength: 60 })),
  /** of a file of cascades: how many from its beginning; 1 where nothing is said */
  events: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
})

export const RUN_STATES = ['running', 'paused', 'stopped', 'done', 'failed'] as const
/** GET /api/replay-runs → ReplayRun[], newest first */
export const ReplayRun = Type.Object({
  id: Uuid,
  recordingId: Uuid,
  recordingName: Type.String(),
  state: Type.Unsafe<(typeof RUN_STATES)[number]>(Type.Enum([...RUN_STATES])),
  /** false: into this organisation, among its real posts */
  isPractice: Type.Boolean(),
  /** null: as fast as possible */
  speed: Type.Union([Type.Number(), Type.Null()]),
  startedAt: Time,
  startedByName: Type.String(),
  endedAt: Type.Union([Time, Type.Null()]),
  /** ms of the recording that are told, of spanMs */
  positionMs: Type.Integer(),
  spanMs: Type.Integer(),
  /** it runs as fast as it can up to here */
  fastUntilMs: Type.Integer(),
  /** that moment, as it was recorded and as it is told */
  recordedAt: Time,
  toldAt: Time,
  sent: Type.Integer(),
  total: Type.Integer(),
  error: Type.Union([Type.String(), Type.Null()]),
})
/** POST /api/replay-runs {NewRun} → ReplayRun */
export const NewRun = Type.Object({
  recordingId: Uuid,
  into: Type.Union([Type.Literal('practice'), Type.Literal('here')]),
  speed: Type.Union([Type.Number({ minimum: 1, maximum: 1000 }), Type.Null()]),
})
/** POST /api/replay-runs/:runId/pause, /resumption, /stop → ReplayRun; PUT /api/replay-runs/:runId/position {RunPosition} → ReplayRun:
 * forward it is told as fast as possible; backward is another run in a fresh practice organisation */
export const RunPosition = Type.Object({ ms: Type.Integer({ minimum: 0 }) })
/** POST /api/replay-runs/:runId/link → {link}: signs in to the practice organisation, once */
export const RunLink = Type.Object({ link: Type.String() })

export type Recording = Static<typeof Recording>
export type NewRecording = Static<typeof NewRecording>
export type ReplayRun = Static<typeof ReplayRun>
export type NewRun = Static<typeof NewRun>
