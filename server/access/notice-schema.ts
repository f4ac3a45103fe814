import { type Static, Type } from 'typebox'
import { ChannelTopic, MaybeCode } from './channel-schema.ts'
import { LocaleName } from './schema.ts'

/**
 * Shapes of /api/notices and /api/me/notices.
 * GET /api/notices?state&before&limit → NoticeRow[]; GET /api/notices/counts → NoticeCounts; POST /api/notices/retrial {reason} → {count}.
 * Permission work.manage.
 * GET /api/me/notices → OwnNotices; PUT /api/me/notices {topic, isOn, leastLevel} → OwnNotices.
 */
const Time = Type.String({ format: 'date-time' })
const Uuid = Type.String({ format: 'uuid' })
const MaybeTime = Type.Union([Time, Type.Null()])
const MaybeText = Type.Union([Type.String(), Type.Null()])

/**
 * waiting, sending, retrying: on its way; sent: the other side took it on; failed-over: another channel took over; undelivered: it failed for
 * good, and nothing else reached them; set-aside: it failed for good, and something else is on its way or arrived; dropped: a person gave it up;
 * held: will be sent together with others; quiet: will be once quiet hours end; gathered: was; unsent: no channel reaches them; drill: drills
 * leave the house by no channel; kept, seen: in-app, not yet or already read
 */
export const NOTICE_STATES = [
  'waiting',
  'sending',
  'retrying',
  'sent',
  'set-aside',
  'dropped',
  'held',
  'gathered',
  'unsent',
  'drill',
  'undelivered',
  'failed-over',
  'quiet',
  'kept',
  'seen',
] as const
export const NoticeRow = Type.Object({
  id: Uuid,
  /** the person's name or the room */
  to: Type.String(),
  room: MaybeText,
  /** kind of channel, `in-app` among them, and the channel's name; null: none */
  notifier: MaybeText,
  channelName: MaybeText,
  topic: Type.Union([ChannelTopic, Type.Literal('gathered')]),
  level: Type.Union([Type.Integer({ minimum: 1, maximum: 3 }), Type.Null()]),
  subject: Type.String(),
  createdAt: Time,
  state: Type.Enum(NOTICE_STATES),
  attempts: Type.Integer(),
  sentAt: MaybeTime,
  /** when it is tried again */
  nextAt: MaybeTime,
  code: MaybeCode,
  /** why it failed, or what the other side said when it took it on */
  said: Type.String(),
  /** under /api/work/failures, when set aside */
  failureId: Type.Union([Uuid, Type.Null()]),
})
export const NoticeQuery = Type.Object({
  state: Type.Optional(Type.Enum(NOTICE_STATES)),
  before: Type.Optional(Uuid),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
/** Of the last 30 days. */
export const NoticeCounts = Type.Object({
  waiting: Type.Integer(),
  /** failed so far, and to be tried again */
  retrying: Type.Integer(),
  held: Type.Integer(),
  /** held until quiet hours end */
  quiet: Type.Integer(),
  sent: Type.Integer(),
  /** another channel took over */
  failedOver: Type.Integer(),
  /** failed for good, where something else is on its way or arrived */
  setAside: Type.Integer(),
  /** failed for good, and nothing else reached them */
  undelivered: Type.Integer(),
  /** no channel reaches them */
  unsent: Type.Integer(),
})
export const RetryReason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) })
export const Retried = Type.Object({ count: Type.Integer() })

const Level = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)])
export const NoticeChoice = Type.Object({ topic: ChannelTopic, isOn: Type.Boolean(), leastLevel: Level })
export const OwnNotices = Type.Object({
  /** in which messages come: the one chosen, else that of the organisation's place */
  locale: LocaleName,
  /** whether the organisation has any channel */
  isSetUp: Type.Boolean(),
  /** of the last 30 days, what was not sent to this person because there was none */
  unsent: Type.Integer(),
  /** more than so many in so many minutes come together */
  limit: Type.Object({ messages: Type.Integer(), minutes: Type.Integer() }),
  topics: Type.Array(
    Type.Object({
      topic: ChannelTopic,
      isOn: Type.Boolean(),
      /** 1 is the gravest: told of this level and of graver ones */
      leastLevel: Level,
      hasLevels: Type.Boolean(),
      /** false: nobody has chosen, the rule of the topic holds */
      isChosen: Type.Boolean(),
    }),
  ),
})

export type NoticeRow = Static<typeof NoticeRow>
export type NoticeCounts = Static<typeof NoticeCounts>
export type OwnNotices = Static<typeof OwnNotices>
export type NoticeState = (typeof NOTICE_STATES)[number]
export type TopicName = Static<typeof ChannelTopic>
