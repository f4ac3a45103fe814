import { type Static, Type } from 'typebox'
import { RumourReason, RumourStory } from '../monitoring/rumour-schema.ts'
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
  'merged',
] as const
/** By which steps an alert becomes another matter (docs/decisions/0022-stages.md). */
export const STAGES = ['opened', 'escalated', 'peaked', 'closed'] as const

export const FALSE_ALARM_REASONS = ['campaign', 'homonym', 'spam', 'ordinary', 'wrong_sentiment', 'other'] as const

/** What an alarm is about beyond its track. Which of them make it another alarm: subject.ts. */
export const AlarmSubject = Type.Object({
  platform: Type.Optional(Type.String()),
  category: Type.Optional(Type.String()),
  postId: Type.Optional(Type.String()),
  postedAt: Type.Optional(Type.String()),
  authorName: Type.Optional(Type.String()),
  followers: Type.Optional(Type.Number()),
  topic: Type.Optional(Type.String()),
  board: Type.Optional(Type.String()),
  rank: Type.Optional(Type.Number()),
  words: Type.Optional(Type.Array(Type.String())),
  /** the platform it comes from */
  from: Type.Optional(Type.String()),
})
/** What of its track belongs to an alert that was split off: one platform, what holds one of the words, or everything from a moment on. */
export const AlertScope = Type.Union([
  Type.Object({ platform: Type.String({ minLength: 1, maxLength: 40 }) }),
  Type.Object({ words: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 10 }) }),
  Type.Object({ from: Time }),
])
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
/** A curve as far as a small picture draws it, by the column: as points it would be five times as long, for every open page every half minute. */
export const WatchCurve = Type.Object({
  ...Type.Omit(Curve, ['points']).properties,
  /** beginning of the first point; null: there is none */
  from: Nullable(Time),
  /** beginnings of the points, in minutes since `from` */
  at: Type.Array(Type.Integer()),
  value: Type.Array(Type.Number()),
  low: Type.Array(Type.Number()),
  high: Type.Array(Type.Number()),
  /** which of the points are alarms, from 0 */
  alarms: Type.Array(Type.Integer()),
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
      curves: Type.Array(WatchCurve),
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
  /** the latest step; what was raised before steps were kept has one too */
  stage: Type.Enum(STAGES),
  /** whom it was handed to; `isTaken`: he has said that he has it */
  holder: Nullable(Type.Object({ id: Uuid, name: Type.String(), isTaken: Type.Boolean() })),
  /** into which alert it was merged */
  mergedInto: Nullable(Uuid),
  splitFrom: Nullable(Uuid),
  scope: Nullable(AlertScope),
  /** alerts of other tracks that tell the same story */
  group: Nullable(Uuid),
})
const Grown = Type.Object({ word: Type.String(), now: Type.Integer(), before: Type.Integer(), score: Type.Number() })
/** Somebody who was told: a person, or the room where it was said. */
const Told = Type.Object({
  name: Type.String(),
  /** by each channel the newest message; `state` as NOTICE_STATES of access/notice-schema.ts */
  ways: Type.Array(
    Type.Object({
      /** of channel; empty: there was none */
      kind: Type.String(),
      channel: Nullable(Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() })),
      state: Type.String(),
      /** it did not arrive, and nobody tries any more */
      isLost: Type.Boolean(),
      at: Time,
    }),
  ),
  /** nothing left the product for them */
  isLost: Type.Boolean(),
})
/** A sentence that a post of this story says, and that stands for what the others complain of. */
const TopComplaint = Type.Object({
  post: PostCard,
  sentence: Type.String(),
  /** accounts that said it in similar words, its author among them, of all whose negative posts were compared */
  authors: Type.Integer(),
  of: Type.Integer(),
  /** posts of some of the others */
  alike: Type.Array(PostCard),
})
const RumourOfAlert = Type.Object({
  storyId: Uuid,
  text: Type.String(),
  state: RumourStory.properties.state,
  verdict: RumourStory.properties.verdict,
  score: Nullable(Type.Number()),
  scoreHours: Nullable(Type.Integer()),
  chance: Nullable(Type.Number()),
  posts: Type.Integer(),
  reasons: Type.Array(RumourReason),
})
/** GET /api/alerts/:alertId → AlertPage: the first look; what lies behind it is AlertContents */
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
      subject: Type.Optional(AlarmSubject),
      /** of `lexicon`: what the list is called now */
      listName: Type.Optional(Type.String()),
    }),
  ),
  /** the steps so far, oldest first, with the figures of their moment */
  stages: Type.Array(
    Type.Object({
      at: Time,
      stage: Type.Enum(STAGES),
      why: Type.String(),
      byName: Type.String(),
      level: Type.Integer(),
      /** posts beyond the usual at that moment */
      size: Type.Integer(),
      /** people outside of the product were told */
      isTold: Type.Boolean(),
    }),
  ),
  /** what was merged into it, what was split off it, what tells the same story */
  related: Type.Array(AlertCard),
  /** what became of the messages about it; whom nothing reached stands first */
  told: Type.Array(Told),
  handovers: Type.Array(Type.Object({ at: Time, byName: Type.String(), toName: Type.String(), reason: Type.String() })),
  curves: Type.Array(Curve),
  /** posts of the next hours as recorded stories went on: one in ten stays below `low`, one in ten goes beyond `high`; empty where there is
   * no story to foretell */
  forecast: Type.Array(
    Type.Object({ hours: Type.Integer(), low: Type.Number(), middle: Type.Number(), high: Type.Number() }),
  ),
  /** posts since the story began, at the end of each step, for the forecast to go on from; empty where none is made */
  course: Type.Array(Type.Object({ at: Time, posts: Type.Integer() })),
  /** since when the numbers below count, and until when */
  from: Time,
  to: Time,
  posts: Type.Integer(),
  judged: Type.Integer(),
  negative: Type.Integer(),
  firstPost: Nullable(PostCard),
  platforms: Type.Array(Type.Object({ name: Type.String(), posts: Type.Integer(), negative: Type.Integer() })),
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
/** GET /api/alerts/:alertId/contents → AlertContents: what was said, for which all of its posts are read */
export const AlertContents = Type.Object({
  /** since when it counts, and until when */
  from: Time,
  to: Time,
  authors: Type.Integer(),
  grownWords: Type.Array(Grown),
  /** what is said most often in nearly the same words: the first of them, and how many posts and authors */
  stories: Type.Array(
    Type.Object({ postId: Uuid, text: Type.String(), posts: Type.Integer(), authors: Type.Integer() }),
  ),
  /** who has most followers, among those of whom they are known */
  accounts: Type.Array(
    Type.Object({
      authorId: Type.String(),
      name: Type.String(),
      platform: Type.String(),
      followers: Type.Integer(),
      isVerified: Type.Boolean(),
      posts: Type.Integer(),
      postId: Uuid,
    }),
  ),
  biggestPosts: Type.Array(PostCard),
  /** those that most may have seen: `followers` together of the `authors` who wrote, passed on or answered each, where they are known */
  reachedPosts: Type.Array(Type.Object({ post: PostCard, followers: Type.Integer(), authors: Type.Integer() })),
  topComplaint: Nullable(TopComplaint),
  /** stories of this time that may be rumours or arranged, or that people looked into */
  rumours: Type.Array(RumourOfAlert),
  regions: Type.Array(Type.Object({ name: Type.String(), posts: Type.Integer() })),
  emotions: Type.Array(Type.Object({ name: Type.String(), posts: Type.Integer() })),
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
/** POST …/handover {toId, reason}: gives it to a person who may handle alerts. */
export const Handover = Type.Object({ toId: Uuid, reason: Type.String({ maxLength: 500 }) })
/** POST …/merge {into, reason} · …/unmerge {reason} · …/split {scope, reason} */
export const Merge = Type.Object({ into: Uuid, reason: Type.String({ minLength: 1, maxLength: 500 }) })
export const Unmerge = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) })
export const Split = Type.Object({ scope: AlertScope, reason: Type.String({ minLength: 1, maxLength: 500 }) })
export const AlertFilter = Type.Object({
  state: Type.Optional(Type.Union([Type.Literal('live'), Type.Literal('all')])),
  trackId: Type.Optional(Uuid),
  mode: Type.Optional(Type.Union([Type.Literal('live'), Type.Literal('drill')])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})
export const WatchFilter = Type.Object({ hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 168 })) })
export const AlertParams = Type.Object({ alertId: Uuid })

export type AlarmSubject = Static<typeof AlarmSubject>
export type AlertScope = Static<typeof AlertScope>
export type StageName = (typeof STAGES)[number]
export type Watch = Static<typeof Watch>
export type WatchCurve = Static<typeof WatchCurve>
export type WatchPoint = Static<typeof WatchPoint>
export type Curve = Static<typeof Curve>
export type AlertCard = Static<typeof AlertCard>
export type AlertPage = Static<typeof AlertPage>
export type AlertContents = Static<typeof AlertContents>
export type LiveAlert = Static<typeof LiveAlert>
export type AlertNews = (typeof ALERT_NEWS)[number]
export type FalseAlarmReason = (typeof FALSE_ALARM_REASONS)[number]
export type AlertState = (typeof ALERT_STATES)[number]
