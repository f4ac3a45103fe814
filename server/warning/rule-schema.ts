import { type Static, Type } from 'typebox'
import { PostCard } from '../monitoring/schema.ts'
import { AlarmSubject } from './schema.ts'

/** Shapes of /api/alert-rules. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const BUDGET_DAYS = [3, 7, 14, 30, 60] as const
export const BACK_TEST_DAYS = [7, 30, 90] as const

/** What a person sets of one detector on one track. */
export const RuleSettings = Type.Object({
  /** about one needless alarm in so many days */
  budgetDays: Type.Enum(BUDGET_DAYS),
  /** people are called from this gravity on: 3 every alarm, 2 moderate and major, 1 major only */
  leastLevel: Type.Optional(Type.Enum([1, 2, 3] as const)),
  /** fewer posts in the last hour: silence */
  leastPosts: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  /** counts: speaks as well from so many times the usual hour */
  timesUsual: Type.Optional(Type.Number({ minimum: 1.5, maximum: 1000 })),
  /** shares: speaks as well from this share of so many judged posts in the last hour */
  share: Type.Optional(
    Type.Object({
      least: Type.Number({ minimum: 0.05, maximum: 1 }),
      posts: Type.Integer({ minimum: 3, maximum: 100_000 }),
    }),
  ),
})
const Detector = Type.String({ maxLength: 40, pattern: '^[a-z]+(-[a-z]+)*$' })
const Mode = Type.Union([Type.Literal('live'), Type.Literal('shadow'), Type.Literal('off')])

export const RuleParams = Type.Object({ trackId: Uuid })

const Version = Type.Object({
  version: Type.Integer(),
  slot: Type.Union([Type.Literal('live'), Type.Literal('shadow')]),
  isOn: Type.Boolean(),
  settings: RuleSettings,
  madeAt: Time,
  byName: Type.String(),
  reason: Type.String(),
})
const Threshold = Type.Object({
  at: Time,
  threshold: Type.Number(),
  reason: Type.Union([Type.Literal('history'), Type.Literal('budget'), Type.Literal('marks'), Type.Literal('default')]),
  falseMarks: Type.Integer(),
  realMarks: Type.Integer(),
  historyDays: Type.Number(),
})
const Names = Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() })

export const TrackRule = Type.Object({
  detector: Type.String(),
  names: Names,
  isShare: Type.Boolean(),
  /** false: it counts no posts, and conditions on posts are refused */
  hasConditions: Type.Boolean(),
  /** false: what it hears is silence, which may be our own blindness; it is told there, and raises no alert that could be grave */
  raisesAlerts: Type.Boolean(),
  /** `off` and `live` as the live slot says; what is tried beside it stands in `shadow` */
  mode: Type.Union([Type.Literal('live'), Type.Literal('off')]),
  /** null: nobody has set anything, the detector's default holds */
  live: Nullable(Version),
  shadow: Nullable(Version),
  threshold: Type.Number(),
  usualThreshold: Type.Number(),
  floor: Type.Number(),
  ceiling: Type.Number(),
  /** days of scores beyond the warm-up; under `leastDays` the default is used */
  historyDays: Type.Number(),
  leastDays: Type.Integer(),
  /** of the last 30 days: alerts in which it spoke, and how they were marked */
  sent: Type.Integer(),
  falseAlarms: Type.Integer(),
  crises: Type.Integer(),
})
/** GET /api/alert-rules */
export const TrackRules = Type.Object({ trackId: Uuid, trackName: Type.String(), rules: Type.Array(TrackRule) })
export const RuleList = Type.Array(TrackRules)
/** GET /api/alert-rules/:trackId */
export const RulePage = Type.Object({
  ...TrackRules.properties,
  history: Type.Array(
    Type.Object({
      detector: Type.String(),
      versions: Type.Array(Version),
      thresholds: Type.Array(Threshold),
      /** since when, how many it would have sent, and how many the live one did meanwhile */
      shadow: Nullable(Type.Object({ since: Time, alarms: Type.Array(Time), live: Type.Array(Time) })),
    }),
  ),
})

/** A list of words that calls by itself: so many posts of the track that match within a window. */
export const WordRuleBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 80 }),
  expression: Type.String({ minLength: 1, maxLength: 5000 }),
  posts: Type.Integer({ minimum: 1, maximum: 100_000 }),
  windowMinutes: Type.Enum([15, 30, 60, 180, 720, 1440] as const),
})
/** POST /api/alert-rules/:trackId/word-rules makes one, PUT …/:ruleId changes it */
export const WordRuleChange = Type.Object({
  ...WordRuleBody.properties,
  mode: Mode,
  reason: Type.String({ maxLength: 500 }),
})
export const WordRuleParams = Type.Object({ trackId: Uuid, ruleId: Uuid })
export const WordRules = Type.Array(
  Type.Object({
    ruleId: Uuid,
    mode: Mode,
    ...WordRuleBody.properties,
    madeAt: Time,
    byName: Type.String(),
    reason: Type.String(),
    /** of the last 30 days, newest first: when it spoke, or would have while it is only tried */
    alarms: Type.Array(Type.Object({ at: Time, posts: Type.Integer() })),
  }),
)

/** PUT /api/alert-rules/:trackId: `shadow` tries settings beside what is live; `off` silences the live rule */
export const RuleChange = Type.Object({
  detector: Detector,
  mode: Mode,
  settings: RuleSettings,
  reason: Type.String({ maxLength: 500 }),
})
/** POST /api/alert-rules/:trackId/promotions: what was tried becomes live. DELETE: it is tried no more */
export const ShadowChoice = Type.Object({ detector: Detector, reason: Type.String({ maxLength: 500 }) })

/** POST /api/alert-rules/:trackId/back-tests. Without settings: what holds now */
export const BackTestAsked = Type.Object({
  detector: Detector,
  settings: Type.Optional(RuleSettings),
  days: Type.Enum(BACK_TEST_DAYS),
})
const Mark = Type.Union([Type.Literal('false'), Type.Literal('crisis'), Type.Literal('resolved'), Type.Literal('open')])
const Fired = Type.Object({
  at: Time,
  cause: Type.Union([Type.Literal('score'), Type.Literal('fixed')]),
  score: Type.Number(),
  threshold: Type.Number(),
  value: Type.Number(),
  baseline: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  /** what people said of the alert that was open then; null: there was none */
  mark: Nullable(Mark),
  alertId: Nullable(Uuid),
  /** a post, an author, a story or a topic: of detectors that have no curve */
  about: Type.Optional(AlarmSubject),
})
const Sent = Type.Object({ alertId: Uuid, number: Type.Integer(), at: Time, mark: Mark, isKept: Type.Boolean() })
export const BackTest = Type.Object({
  from: Time,
  to: Time,
  detector: Type.String(),
  isShare: Type.Boolean(),
  threshold: Type.Number(),
  usualThreshold: Type.Number(),
  historyDays: Type.Number(),
  hasHistory: Type.Boolean(),
  fired: Type.Array(Fired),
  /** how often what holds now would have spoken, by the same measure */
  now: Type.Integer(),
  /** alerts in which this detector really spoke; `isKept`: this rule would have spoken too */
  sent: Type.Array(Sent),
  crises: Type.Integer(),
  lostCrises: Type.Integer(),
  /** false: it looks at single posts, accounts, stories or topics, and `points` is empty */
  hasCurve: Type.Boolean(),
  /** thinned to what a chart can show: of each step the point that says most */
  points: Type.Array(
    Type.Object({
      at: Time,
      value: Type.Number(),
      low: Type.Number(),
      high: Type.Number(),
      score: Type.Number(),
      alarm: Type.Boolean(),
    }),
  ),
})

/** POST /api/alert-rules/:trackId/moments: why it spoke at this moment, or why not */
export const MomentAsked = Type.Object({ detector: Detector, settings: Type.Optional(RuleSettings), at: Time })
export const Moment = Type.Object({
  at: Time,
  why: Type.Union([
    Type.Literal('spoke'),
    Type.Literal('spoke-fixed'),
    Type.Literal('off'),
    Type.Literal('below'),
    Type.Literal('unable'),
    Type.Literal('few-posts'),
    Type.Literal('resting'),
    /** it came to us too late to call anybody */
    Type.Literal('late'),
    Type.Literal('not-read'),
  ]),
  score: Type.Number(),
  threshold: Type.Number(),
  value: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  hourPosts: Type.Integer(),
  leastPosts: Nullable(Type.Integer()),
  restsUntil: Nullable(Time),
  /** as in a back-test: which one was seen */
  about: Type.Optional(AlarmSubject),
  /** the hour that ends there, and the biggest posts in it */
  from: Time,
  to: Time,
  posts: Type.Array(PostCard),
})

/** POST /api/alert-rules/:trackId/word-tests: an expression over stored posts of the track, `posts` of them within `windowMinutes` */
export const WordTestAsked = Type.Object({
  expression: Type.String({ minLength: 1, maxLength: 5000 }),
  posts: Type.Integer({ minimum: 1, maximum: 100_000 }),
  windowMinutes: Type.Enum([15, 30, 60, 180, 720, 1440] as const),
  days: Type.Enum(BACK_TEST_DAYS),
})
export const WordTest = Type.Object({
  from: Time,
  to: Time,
  matched: Type.Integer(),
  /** false: there are so many texts that a sample was read */
  isExact: Type.Boolean(),
  stepMinutes: Type.Integer(),
  fired: Type.Array(Type.Object({ at: Time, from: Time, posts: Type.Integer() })),
  counts: Type.Array(Type.Object({ at: Time, posts: Type.Integer() })),
  /** the newest that match, of the latest alarm or of all */
  examples: Type.Array(PostCard),
})

export type RuleSettings = Static<typeof RuleSettings>
export type WordRuleBody = Static<typeof WordRuleBody>
export type WordRuleChange = Static<typeof WordRuleChange>
export type WordRules = Static<typeof WordRules>
export type RuleChange = Static<typeof RuleChange>
export type TrackRule = Static<typeof TrackRule>
export type TrackRules = Static<typeof TrackRules>
export type RulePage = Static<typeof RulePage>
export type BackTest = Static<typeof BackTest>
export type Moment = Static<typeof Moment>
export type WordTestAsked = Static<typeof WordTestAsked>
export type WordTest = Static<typeof WordTest>
