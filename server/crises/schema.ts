import { type Static, Type } from 'typebox'
import { PostCard } from '../monitoring/schema.ts'

/** Shapes of /api/crises and what belongs to one. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
/** Typed by hand: inferring it from the list loses the names. */
const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>(Type.Enum([...values]))

export const CRISIS_TYPES = ['opinion', 'data_security', 'violation', 'brand_image'] as const
export const CRISIS_STATES = [
  'suspected',
  'assessing',
  'responding',
  'recovering',
  'reviewing',
  'improving',
  'closed',
  'stood_down',
  'merged',
] as const
export const CRISIS_VERBS = [
  'confirm',
  'stand_down',
  'begin_response',
  'contain',
  'reescalate',
  'to_review',
  'publish_retrospective',
  'close',
  'reopen',
  'merge',
] as const
const Level = Type.Integer({ minimum: 1, maximum: 3 })
/** A reason as a code with its numbers: pages word it in the reader's language. */
export const ReasonCode = Type.Object({
  code: Type.String(),
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
})

/** Codes of ReasonCode that this feature gives; pages have words for each of them. `type` reasons: */
export const TYPE_REASONS = ['words', 'default_opinion'] as const
export const LEVEL_DIMENSIONS = [
  'harm',
  'legal',
  'reach',
  'velocity',
  'negative_share',
  'complainants',
  'media',
  'business_loss',
] as const
/** One per dimension that is known, then the rules that decided. */
export const LEVEL_REASONS = [
  ...LEVEL_DIMENSIONS,
  'red_line_injury',
  'red_line_leak',
  'red_line_official',
  'hundreds_and_media',
  'single_bad_review',
  'score_band',
  'in_doubt_higher',
  'little_known',
  'nothing_known',
] as const
/** What can be missing for a verb. Those with `isWaivable` may be stated away, each with its own reason. */
export const GUARDS = [
  'wrong_state',
  'commander',
  'level_confirmed',
  'response_plan',
  'roles_filled',
  'quiet',
  'open_tasks',
  'closing_statement',
  'effect_review',
  'retrospective',
  'follow_ups_listed',
  'second_person',
  'follow_ups_verified',
  'follow_ups_assigned',
  'evidence_sealed',
  'month_review',
  'second_signature',
  'merge_target',
  'merge_window',
  // of lowering a level
  'is_commander',
  'hold',
  'below_band',
] as const
/** What a brief cannot know by itself. */
export const UNKNOWNS = [
  'no_track',
  'cause',
  'users_affected',
  'own_statements',
  'others_statements',
  'competitors',
  'first_author_outside_sources',
  'regions',
  'reach',
  'sentiment',
  'key_nodes',
  'demands',
] as const
export const CLOCK_OUTCOMES = ['done', 'void'] as const

/** GET /api/crises/proposal?alertId → what declaring from this alert would say */
export const Proposal = Type.Object({
  alertId: Uuid,
  title: Type.String(),
  type: oneOf(CRISIS_TYPES),
  typeReasons: Type.Array(ReasonCode),
  level: Level,
  levelReasons: Type.Array(ReasonCode),
  /** score 0..4 of each dimension of the rubric; null where nothing is known yet */
  dimensions: Type.Array(Type.Object({ key: Type.String(), score: Nullable(Type.Integer()) })),
  rubricVersion: Type.Integer(),
  commanders: Type.Array(Type.Object({ id: Uuid, name: Type.String(), isMe: Type.Boolean() })),
  /** an open crisis of the same track, which the alert may belong to instead */
  openCrises: Type.Array(Type.Object({ id: Uuid, number: Type.Integer(), title: Type.String() })),
})
/** POST /api/crises {Declaration} → CrisisPage; the crisis is `assessing` at once, its clocks run from the first alert */
export const Declaration = Type.Object({
  alertId: Type.Optional(Uuid),
  trackId: Type.Optional(Uuid),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  type: oneOf(CRISIS_TYPES),
  level: Level,
  commanderId: Uuid,
  reason: Type.Optional(Type.String({ maxLength: 2000 })),
})
/** Something that a verb still wants. `room`: where it will be proven one day; until then a person states why it may be passed. */
export const MissingGuard = Type.Object({
  code: Type.String(),
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  isWaivable: Type.Boolean(),
  room: Nullable(Type.String()),
})
/** GET /api/crises?state=open|all → CrisisCard[] */
export const ClockCard = Type.Object({
  id: Uuid,
  key: Type.String(),
  startedAt: Time,
  dueAt: Time,
  warnAt: Type.Array(Time),
  /** null while it runs */
  stoppedAt: Nullable(Time),
  stoppedBy: Nullable(Type.String()),
  note: Type.String(),
  /** `void`: ended with the crisis or its phase, without having been done; null while it runs */
  outcome: Nullable(oneOf(CLOCK_OUTCOMES)),
  /** `first_alert`: counted from when it appeared, so that a late declaration shows */
  countsFrom: Type.Union([Type.Literal('first_alert'), Type.Literal('start')]),
  /** law or handbook sentence behind it, as the data has it, in the three languages */
  source: Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() }),
  /** optional at this level: shown, never escalated */
  isTarget: Type.Boolean(),
})
export const CrisisCard = Type.Object({
  id: Uuid,
  number: Type.Integer(),
  title: Type.String(),
  type: oneOf(CRISIS_TYPES),
  level: Level,
  isLevelProvisional: Type.Boolean(),
  state: oneOf(CRISIS_STATES),
  mode: Type.Union([Type.Literal('live'), Type.Literal('drill')]),
  trackId: Nullable(Uuid),
  alertId: Nullable(Uuid),
  commander: Nullable(Type.Object({ id: Uuid, name: Type.String() })),
  /** when the product first said so; clocks run from here */
  firstAlertAt: Time,
  declaredAt: Time,
  /** what it was joined to, when merged */
  mergedInto: Nullable(Uuid),
  /** the running clock that is due next */
  nextClock: Nullable(ClockCard),
})
/** GET /api/crises/:crisisId → CrisisPage */
export const CrisisPage = Type.Object({
  crisis: CrisisCard,
  clocks: Type.Array(ClockCard),
  /** verbs possible now, each with what is still missing for it */
  verbs: Type.Array(
    Type.Object({ verb: oneOf(CRISIS_VERBS), to: oneOf(CRISIS_STATES), missing: Type.Array(MissingGuard) }),
  ),
  levelReasons: Type.Array(ReasonCode),
  alertIds: Type.Array(Uuid),
})
/** POST /api/crises/:crisisId/transitions {verb, reason, …} → CrisisPage */
export const TransitionInput = Type.Object({
  verb: oneOf(CRISIS_VERBS),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
  /** reopen: `responding` (the default) or `recovering` */
  to: Type.Optional(oneOf(CRISIS_STATES)),
  /** merge: into which */
  intoId: Type.Optional(Uuid),
  /** code of a missing guard that is waivable → why it may be passed; recorded with the transition */
  waivers: Type.Optional(Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: 2000 }))),
})
/** PUT /api/crises/:crisisId/level {level, reason}; PUT /api/crises/:crisisId/commander {personId, reason} → CrisisPage */
export const NewLevel = Type.Object({ level: Level, reason: Type.String({ minLength: 1, maxLength: 2000 }) })
export const NewCommander = Type.Object({ personId: Uuid, reason: Type.String({ minLength: 1, maxLength: 2000 }) })
/** PUT …/level with the level it has already confirms a provisional one. Raising is instant; lowering is refused (`guard-unmet`) before the
 * hold time of the rubric has passed since the level was last set.
 * POST /api/crises/:crisisId/clocks {key, reason} → CrisisPage: starts a clock that only a person can start (`startsOn: by_hand`) */
export const NewClock = Type.Object({
  key: Type.String({ minLength: 1, maxLength: 60 }),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
})
/** POST /api/crises/:crisisId/clocks/:clockId/completion {note} → CrisisPage: what proves that it was done */
export const Completion = Type.Object({ note: Type.String({ minLength: 1, maxLength: 2000 }) })

/** A number of the brief and the filter of GET /api/posts that shows the posts behind it (null where it is not a count of posts). */
export const BriefNumber = Type.Object({
  value: Type.Number(),
  posts: Nullable(Type.Record(Type.String(), Type.String())),
})
/** GET /api/crises/:crisisId/briefs → {versions: [{version, madeAt, byName, sentAt}]}; GET …/briefs/:version (`latest`, `draft` = made from the
 * data at this moment, not kept) → Brief; POST …/briefs {comment} → Brief, kept as the next version; POST …/briefs/:version/delivery {to, how}
 * records that it was given to management (stops exec_report) */
export const Brief = Type.Object({
  version: Type.Integer(),
  madeAt: Time,
  byName: Type.String(),
  comment: Type.String(),
  sentTo: Nullable(Type.String()),
  sentAt: Nullable(Time),
  from: Time,
  to: Time,
  /** where the data come from, so that a gap is seen: platforms with counts, sources silent */
  coverage: Type.Array(Type.Object({ platform: Type.String(), posts: Type.Integer() })),
  posts: BriefNumber,
  originals: BriefNumber,
  reposts: BriefNumber,
  comments: BriefNumber,
  authors: BriefNumber,
  judged: BriefNumber,
  negative: BriefNumber,
  /** sum of followers of distinct authors, an upper bound; null where no followers are known */
  reach: Nullable(Type.Object({ value: Type.Number(), knownAuthors: Type.Integer(), authors: Type.Integer() })),
  firstPost: Nullable(PostCard),
  peak: Nullable(Type.Object({ at: Time, posts: Type.Integer(), minutes: Type.Integer() })),
  keyNodes: Type.Array(
    Type.Object({
      author: Type.Object({ id: Type.String(), name: Type.String(), followers: Nullable(Type.Integer()) }),
      post: PostCard,
      /** posts that came through this one, directly or further down; and directly */
      descendants: Type.Integer(),
      direct: Type.Integer(),
    }),
  ),
  regions: Type.Array(Type.Object({ name: Type.String(), posts: Type.Integer() })),
  emotions: Type.Array(Type.Object({ name: Type.String(), posts: BriefNumber })),
  /** what people complain of and ask for, as grown words with counts and one example each */
  demands: Type.Array(Type.Object({ word: Type.String(), posts: BriefNumber, example: Nullable(PostCard) })),
  /** what is not known: for a person to find out */
  unknowns: Type.Array(Type.String()),
})
export const NewBrief = Type.Object({ comment: Type.String({ maxLength: 5000 }) })
export const Delivery = Type.Object({
  to: Type.String({ minLength: 1, maxLength: 500 }),
  how: Type.String({ minLength: 1, maxLength: 500 }),
})
/** GET /api/crises/:crisisId/timeline → TimelineEntry[], oldest first, made of the audit; POST /api/crises/:crisisId/notes {text} */
export const TimelineEntry = Type.Object({
  id: Type.String(),
  at: Time,
  verb: Type.String(),
  byName: Type.String(),
  values: Type.Record(Type.String(), Type.Unknown()),
})
export const NewNote = Type.Object({ text: Type.String({ minLength: 1, maxLength: 5000 }) })
const MinuteCount = Type.Integer({ minimum: 1, maximum: 527_040 })
const Minutes = Type.Object({ 1: Nullable(MinuteCount), 2: Nullable(MinuteCount), 3: Nullable(MinuteCount) })
/** GET /api/clock-definitions → ClockDefinition[]; PUT /api/clock-definitions/:key {minutes} (work.manage) */
export const ClockDefinition = Type.Object({
  key: Type.String(),
  /** due after so many minutes per level; null = does not exist at that level */
  minutes: Minutes,
  /** later turns of a clock that repeats; null where it does not */
  repeatMinutes: Nullable(Minutes),
  /** levels at which it is shown, never escalated */
  targetLevels: Type.Array(Level),
  /** what starts it: the declaration, the first public statement, or a person */
  startsOn: Type.Union([Type.Literal('declaration'), Type.Literal('statement'), Type.Literal('by_hand')]),
  /** types of crisis that have it; empty = all */
  types: Type.Array(oneOf(CRISIS_TYPES)),
  source: Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() }),
  version: Type.Integer(),
})
export const NewMinutes = Type.Object({ minutes: Minutes, repeatMinutes: Type.Optional(Nullable(Minutes)) })
export const BriefVersions = Type.Object({
  versions: Type.Array(
    Type.Object({ version: Type.Integer(), madeAt: Time, byName: Type.String(), sentAt: Nullable(Time) }),
  ),
})
/** live event `crises.crisis` {crisisId, what}: pages ask again */
export const LiveCrisis = Type.Object({ crisisId: Uuid, what: Type.String() })

export type Proposal = Static<typeof Proposal>
export type Declaration = Static<typeof Declaration>
export type CrisisCard = Static<typeof CrisisCard>
export type CrisisPage = Static<typeof CrisisPage>
export type ClockCard = Static<typeof ClockCard>
export type Brief = Static<typeof Brief>
export type MissingGuard = Static<typeof MissingGuard>
export type TransitionInput = Static<typeof TransitionInput>
export type BriefNumber = Static<typeof BriefNumber>
export type NewMinutes = Static<typeof NewMinutes>
export type LevelDimension = (typeof LEVEL_DIMENSIONS)[number]
export type GuardCode = (typeof GUARDS)[number]
export type TimelineEntry = Static<typeof TimelineEntry>
export type ReasonCode = Static<typeof ReasonCode>
export type CrisisState = (typeof CRISIS_STATES)[number]
export type CrisisType = (typeof CRISIS_TYPES)[number]
export type CrisisVerb = (typeof CRISIS_VERBS)[number]
export type ClockDefinition = Static<typeof ClockDefinition>
