import { type Static, Type } from 'typebox'
import { PostCard } from '../monitoring/schema.ts'

/** Shapes of /api/watch and /api/alerts. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const ALERT_STATES = [
  'open',
  'acknowledged',
  'investigating',
  'escalated',
  'false_positive',
  'resolved',
] as const

export const FALSE_ALARM_REASONS = ['campaign', 'homonym', 'spam', 'ordinary', 'wrong_sentiment', 'other'] as const

/** What a detector saw at one 5-minute point. Counts for `volume`; for `negative-share` the share 0..1 of the hour that ends with the point. */
export const WatchPoint = Type.Object({
  /** beginning of the point */
  at: Time,
  value: Type.Number(),
  /** judged posts of that hour, the denominator of the share (0: nobody spoke, and the value says nothing); equal to value for counts */
  of: Type.Number(),
  baseline: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  score: Type.Number(),
  alarm: Type.Boolean(),
})
export const Curve = Type.Object({
  detector: Type.String(),
  detectorVersion: Type.String(),
  phase: Type.Union([Type.Literal('warming'), Type.Literal('watching')]),
  /** why the detector stands still at the moment (for operators, English); null while it runs */
  failure: Nullable(Type.String()),
  points: Type.Array(WatchPoint),
})
/** GET /api/watch?hours=1..168 → one entry per live track: the curves with their normal band, for the overview. `until` = how far counts are
 * complete (now, or where a running replay stands). */
export const Watch = Type.Object({
  until: Time,
  tracks: Type.Array(
    Type.Object({
      trackId: Uuid,
      name: Type.String(),
      posts: Type.Integer(),
      judged: Type.Integer(),
      negative: Type.Integer(),
      curves: Type.Array(Curve),
    }),
  ),
})

/** GET /api/alerts?state=live|all&trackId&mode&limit → AlertCard[], newest first. `live` = open, acknowledged, investigating. */
export const AlertCard = Type.Object({
  id: Uuid,
  /** per organisation, from 1: what people call it by */
  number: Type.Integer(),
  trackId: Uuid,
  trackName: Type.String(),
  state: Type.Enum(ALERT_STATES),
  /** alerts of a drill are kept apart from those of life everywhere */
  mode: Type.Union([Type.Literal('live'), Type.Literal('drill')]),
  /** which detectors spoke in this group */
  detectors: Type.Array(Type.String()),
  /** 1 major, 2 moderate, 3 minor: proposed from the data, for the order of attention only */
  level: Type.Integer({ minimum: 1, maximum: 3 }),
  /** in the time of the posts: beginning of the first alarm's window; posts of the alert count from here */
  from: Time,
  /** in the time of the posts: the end of the point at which it was first detected */
  detectedAt: Time,
  /** in our own time: when the product said so; clocks run from here */
  raisedAt: Time,
  lastAlarmAt: Time,
  /** how often it came back after it had been resolved */
  recurrence: Type.Integer(),
  /** always in posts, whichever detector spoke, and how many are usual: of the first alarm's window; later, at each alarm or growth,
   * of the time since `from`, at most a day */
  observed: Type.Number(),
  expected: Type.Number(),
  windowMinutes: Type.Integer(),
  /** of the same window; null where fewer than ten of its posts could be judged */
  negativeShare: Nullable(Type.Number()),
  usualNegativeShare: Nullable(Type.Number()),
  topWords: Type.Array(Type.String()),
  /** until when somebody must have acknowledged it; overdue is for the page to compute */
  ackDueAt: Time,
  /** the person's name */
  acknowledgedBy: Nullable(Type.String()),
  acknowledgedAt: Nullable(Time),
  crisisId: Nullable(Uuid),
})
const Grown = Type.Object({ word: Type.String(), now: Type.Integer(), before: Type.Integer(), score: Type.Number() })
/** GET /api/alerts/:alertId → AlertPage */
export const AlertPage = Type.Object({
  alert: AlertCard,
  /** why: each alarm of the group, in the unit of its detector; `at` is the end of its point */
  alarms: Type.Array(
    Type.Object({
      at: Time,
      detector: Type.String(),
      detectorVersion: Type.String(),
      score: Type.Number(),
      observed: Type.Number(),
      expected: Type.Number(),
      windowMinutes: Type.Integer(),
    }),
  ),
  curves: Type.Array(Curve),
  /** posts of the next hours as recorded stories went on: one in ten stays below `low`, one in ten goes beyond `high`; empty where there is
   * no story to foretell */
  forecast: Type.Array(
    Type.Object({ hours: Type.Integer(), low: Type.Number(), middle: Type.Number(), high: Type.Number() }),
  ),
  /** since when the numbers below count, and until when */
  from: Time,
  to: Time,
  posts: Type.Integer(),
  judged: Type.Integer(),
  negative: Type.Integer(),
  authors: Type.Integer(),
  grownWords: Type.Array(Grown),
  firstPost: Nullable(PostCard),
  biggestPosts: Type.Array(PostCard),
  /** a typical complaint: the negative post most like the others */
  topComplaint: Nullable(PostCard),
  platforms: Type.Array(Type.Object({ name: Type.String(), posts: Type.Integer(), negative: Type.Integer() })),
  regions: Type.Array(Type.Object({ name: Type.String(), posts: Type.Integer() })),
  emotions: Type.Array(Type.Object({ name: Type.String(), posts: Type.Integer() })),
  transitions: Type.Array(
    Type.Object({
      at: Time,
      verb: Type.String(),
      from: Nullable(Type.String()),
      to: Type.String(),
      byName: Type.String(),
      /** of a false alarm: one of FALSE_ALARM_REASONS */
      reasonCode: Nullable(Type.String()),
      reason: Type.String(),
    }),
  ),
})
/**
 * POST /api/alerts/:alertId/acknowledgement {} · …/investigation {} · …/false-alarm {reasonCode, note?} · …/resolution {note}
 * · …/escalation {reason} (marks it for a crisis; declaring one from it escalates it by itself). Each → AlertCard.
 */
export const FalseAlarm = Type.Object({
  reasonCode: Type.Enum(FALSE_ALARM_REASONS),
  note: Type.Optional(Type.String({ maxLength: 2000 })),
})
export const AlertNote = Type.Object({ note: Type.String({ minLength: 1, maxLength: 2000 }) })
export const EscalationNote = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) })
/** Why pages are told of an alert. `alarmed`: another alarm of the same; `grew`: twice as large as when people were last told;
 * `spread`: on another platform; `moved`: somebody acted, it was resolved by itself, or something was added that is no news. */
export const ALERT_NEWS = ['raised', 'recurred', 'alarmed', 'grew', 'spread', 'moved'] as const
/** live event `warning.alert` */
export const LiveAlert = Type.Object({
  alert: AlertCard,
  /** raised or recurred */
  isNew: Type.Boolean(),
  news: Type.Enum(ALERT_NEWS),
  /** worth a sound: acknowledging mutes an alert until it grows, spreads or recurs */
  isLoud: Type.Boolean(),
})
export const AlertFilter = Type.Object({
  state: Type.Optional(Type.Union([Type.Literal('live'), Type.Literal('all')])),
  trackId: Type.Optional(Uuid),
  mode: Type.Optional(Type.Union([Type.Literal('live'), Type.Literal('drill')])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})
export const WatchFilter = Type.Object({ hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 168 })) })
export const AlertParams = Type.Object({ alertId: Uuid })

export type Watch = Static<typeof Watch>
export type WatchPoint = Static<typeof WatchPoint>
export type Curve = Static<typeof Curve>
export type AlertCard = Static<typeof AlertCard>
export type AlertPage = Static<typeof AlertPage>
export type LiveAlert = Static<typeof LiveAlert>
export type AlertNews = (typeof ALERT_NEWS)[number]
export type FalseAlarmReason = (typeof FALSE_ALARM_REASONS)[number]
export type AlertState = (typeof ALERT_STATES)[number]
