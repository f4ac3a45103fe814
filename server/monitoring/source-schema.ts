import { type Static, Type } from 'typebox'
import { PLATFORMS, POST_KINDS, RefusedRow } from './schema.ts'

/** Shapes of /api/sources and /api/source-kinds: who sends to us, whom we ask, and how each of them is. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const MaybeTime = Type.Union([Time, Type.Null()])
const orNull = <T extends ReturnType<typeof Type.Object>>(shape: T) => Type.Union([shape, Type.Null()])
const Names = Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() })

/** Gravest first: what a source is called when several things can be said of it. */
export const HEALTHS = ['paused', 'failing', 'gap', 'silent', 'refused', 'new', 'ok'] as const
export const RUN_RESULTS = ['new', 'nothing', 'unchanged', 'partial', 'failed'] as const
/** Of sources that only send; the others are ids of collectors. */
export const SENDING_KINDS = ['push', 'file', 'webhook', 'replay'] as const

/** What its code means is worded by pages; `reason` is English and says more. */
const Failure = Type.Object({ code: Type.String(), reason: Type.String(), since: Time, times: Type.Integer() })
export const SourceGap = Type.Object({ code: Type.String(), reason: Type.String(), from: Time, to: Time })
const Coverage = Type.Object({
  /** comments that posts with a stated number of them say they have, and those that are stored */
  stated: Type.Integer(),
  stored: Type.Integer(),
  /** how many such posts */
  posts: Type.Integer(),
  since: Time,
})

/** GET /api/sources → Source[], those that want a person first */
export const Source = Type.Object({
  id: Uuid,
  name: Type.String(),
  kind: Type.String(),
  health: Type.Unsafe<(typeof HEALTHS)[number]>(Type.Enum([...HEALTHS])),
  state: Type.Union([Type.Literal('on'), Type.Literal('paused')]),
  /** whether it is asked by us; the others send */
  isAsked: Type.Boolean(),
  /** of the address that is asked */
  host: Type.String(),
  everySeconds: Type.Union([Type.Integer(), Type.Null()]),
  lastReceivedAt: MaybeTime,
  lastPostedAt: MaybeTime,
  /** the last post that was new */
  foundAt: MaybeTime,
  askedAt: MaybeTime,
  answeredAt: MaybeTime,
  nextAt: MaybeTime,
  /** by whole hours, this one included */
  posts24h: Type.Integer(),
  refused24h: Type.Integer(),
  /** of the rows refused within 24 hours, in English */
  lastError: Type.Union([Type.String(), Type.Null()]),
  failure: orNull(Failure),
  /** the last one, of the last 24 hours */
  gap: orNull(SourceGap),
  /** unusual for this source, by what it did at these hours on earlier days */
  silentSince: MaybeTime,
  /** half of the posts of the last 24 hours came within so many seconds after they were posted; -1: more than a day */
  lagSeconds: Type.Union([Type.Integer(), Type.Null()]),
  coverage: orNull(Coverage),
  /** where the other side says it has moved for good; null to who may not change sources */
  movedTo: Type.Union([Type.String(), Type.Null()]),
})

const Hour = Type.Object({ at: Time, posts: Type.Integer(), refused: Type.Integer() })
export const SourceRun = Type.Object({
  at: Time,
  result: Type.Unsafe<(typeof RUN_RESULTS)[number]>(Type.Enum([...RUN_RESULTS])),
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  refused: Type.Integer(),
  /** posts that had no time of their own: they have that of when they were first seen */
  stamped: Type.Integer(),
  code: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  tookMs: Type.Union([Type.Integer(), Type.Null()]),
})
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
export const SettingValues = Type.Record(Type.String({ maxLength: 60 }), Value)

/** GET /api/sources/:sourceId */
export const SourcePage = Type.Object({
  source: Source,
  zone: Type.String(),
  /** null to who may not change them: addresses may hold keys. Secrets are never among them */
  settings: Type.Union([SettingValues, Type.Null()]),
  /** keys of secrets that are kept */
  secrets: Type.Array(Type.String()),
  /** the last 48, each hour, gaps as zeros */
  hours: Type.Array(Hour),
  /** newest first, at most 20; of a source that sends, its batches */
  runs: Type.Array(SourceRun),
  /** newest first, at most 20 */
  gaps: Type.Array(SourceGap),
})

/** GET /api/source-kinds: what can be asked, with the fields of its form */
export const SourceKind = Type.Object({
  id: Type.String(),
  names: Names,
  usualSeconds: Type.Integer(),
  settings: Type.Array(
    Type.Object({
      key: Type.String(),
      names: Names,
      hint: Type.Optional(Names),
      kind: Type.String(),
      isRequired: Type.Optional(Type.Boolean()),
      fallback: Type.Optional(Value),
      choices: Type.Optional(Type.Array(Type.Object({ value: Type.String(), names: Names }))),
      least: Type.Optional(Type.Number()),
      most: Type.Optional(Type.Number()),
      example: Type.Optional(Type.String()),
    }),
  ),
})

const EverySeconds = Type.Integer({ minimum: 30, maximum: 86_400 })
const Zone = Type.String({ minLength: 1, maxLength: 60 })
/** POST /api/sources. The name is part of the identity of its posts, so it stays. */
export const NewSource = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  kind: Type.String({ minLength: 1, maxLength: 30 }),
  settings: SettingValues,
  zone: Type.Optional(Zone),
  everySeconds: Type.Optional(EverySeconds),
})
/** PUT /api/sources/:sourceId. A secret that is left out stays; '' takes it away. */
export const ChangedSource = Type.Object({
  settings: SettingValues,
  zone: Type.Optional(Zone),
  everySeconds: Type.Optional(EverySeconds),
})
/** POST /api/sources/trial: asks once and stores nothing. `sourceId`: take its secrets where the settings leave them out */
export const SourceTrial = Type.Object({
  kind: Type.String({ minLength: 1, maxLength: 30 }),
  settings: SettingValues,
  zone: Type.Optional(Zone),
  sourceId: Type.Optional(Uuid),
})
const TriedPost = Type.Object({
  platform: Type.Unsafe<(typeof PLATFORMS)[number]>(Type.Enum([...PLATFORMS])),
  kind: Type.Unsafe<(typeof POST_KINDS)[number]>(Type.Enum([...POST_KINDS])),
  postedAt: Time,
  /** it has no time of its own */
  isStamped: Type.Boolean(),
  title: Type.String(),
  text: Type.String(),
  url: Type.String(),
  author: Type.String(),
  rank: Type.Union([Type.Integer(), Type.Null()]),
})
/** 200 also where the source could not be read: that is what a trial is for */
export const TrialAnswer = Type.Object({
  error: orNull(Type.Object({ code: Type.String(), reason: Type.String() })),
  /** how many would come, and the first ten of them */
  count: Type.Integer(),
  posts: Type.Array(TriedPost),
  /** posts without a time of their own */
  stamped: Type.Integer(),
  /** the first twenty */
  refused: Type.Array(RefusedRow),
  movedTo: Type.Union([Type.String(), Type.Null()]),
})

export type Health = (typeof HEALTHS)[number]
export type Source = Static<typeof Source>
export type SourceGap = Static<typeof SourceGap>
export type SourceRun = Static<typeof SourceRun>
export type SourcePage = Static<typeof SourcePage>
export type SourceKind = Static<typeof SourceKind>
export type SettingValues = Static<typeof SettingValues>
export type NewSource = Static<typeof NewSource>
export type ChangedSource = Static<typeof ChangedSource>
export type SourceTrial = Static<typeof SourceTrial>
export type TrialAnswer = Static<typeof TrialAnswer>
