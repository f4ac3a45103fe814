import { type Static, Type } from 'typebox'
import { LocaleName } from './schema.ts'

/**
 * Shapes of /api/notifiers, /api/notices and /api/me/notices.
 * GET /api/notifiers → NotifierCard[]; PUT /api/notifiers/:key/settings {values} → NotifierCard; DELETE /api/notifiers/:key/settings;
 * POST /api/notifiers/:key/test → TestResult; GET /api/notices?state&before&limit → NoticeRow[]; GET /api/notices/counts → NoticeCounts;
 * POST /api/notices/retrial {reason} → {count}. Permission work.manage.
 * GET /api/me/notices → OwnNotices; PUT /api/me/notices {topic, isOn, leastLevel} → OwnNotices.
 */
const Time = Type.String({ format: 'date-time' })
const Uuid = Type.String({ format: 'uuid' })
const MaybeTime = Type.Union([Time, Type.Null()])
const MaybeText = Type.Union([Type.String(), Type.Null()])
const Names = Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() })
const Value = Type.Union([Type.String({ maxLength: 20_000 }), Type.Number(), Type.Null()])

/** Why a message could not be sent: `said` beside it holds the other side's own words. */
export const FailureCode = Type.Union([
  Type.Literal('host-unknown'),
  Type.Literal('host-refused'),
  Type.Literal('unreachable'),
  Type.Literal('timeout'),
  Type.Literal('certificate'),
  Type.Literal('no-tls'),
  Type.Literal('sign-in'),
  Type.Literal('sender-refused'),
  Type.Literal('recipient-refused'),
  Type.Literal('refused'),
  Type.Literal('later'),
  Type.Literal('connection-lost'),
  Type.Literal('throttled'),
  Type.Literal('gone'),
  Type.Literal('settings'),
  Type.Literal('unknown'),
])
const MaybeCode = Type.Union([FailureCode, Type.Null()])

/** What a form is made of. */
export const NotifierField = Type.Object({
  key: Type.String(),
  names: Names,
  hint: Type.Union([Names, Type.Null()]),
  kind: Type.Enum(['text', 'long', 'number', 'choice', 'secret', 'address']),
  isRequired: Type.Boolean(),
  fallback: Type.Union([Type.String(), Type.Number(), Type.Null()]),
  choices: Type.Array(
    Type.Object({
      value: Type.String(),
      names: Names,
      /** what usually goes with it */
      suggests: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    }),
  ),
  least: Type.Union([Type.Number(), Type.Null()]),
  most: Type.Union([Type.Number(), Type.Null()]),
  example: MaybeText,
  /** when this changes, secrets that are kept must be given again */
  guardsSecrets: Type.Boolean(),
  /** few need it: folded away */
  isRare: Type.Boolean(),
})
export const NotifierCard = Type.Object({
  key: Type.String(),
  names: Names,
  fields: Type.Array(NotifierField),
  isSetUp: Type.Boolean(),
  /** without secrets */
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  /** which secrets are stored */
  secretsKept: Type.Array(Type.String()),
  changedAt: MaybeTime,
  /** since the settings were changed: when a message was last taken on, and last was not, with the other side's words */
  sentAt: MaybeTime,
  failedAt: MaybeTime,
  failureCode: MaybeCode,
  failure: MaybeText,
  /** links in messages lead to this machine alone: WEIJI_PUBLIC_URL says nothing better */
  isAddressLocal: Type.Boolean(),
})
/** A secret that is not named stays as it is; null takes it away. */
export const NotifierValues = Type.Object({ values: Type.Record(Type.String({ maxLength: 40 }), Value) })
export const NotifierKey = Type.Object({ key: Type.String({ maxLength: 40 }) })
export const TestResult = Type.Object({ isSent: Type.Boolean(), code: MaybeCode, said: Type.String() })

export const TopicName = Type.Union([Type.Literal('alert'), Type.Literal('blind')])
/**
 * waiting, sending, retrying: on its way; sent: the other side took it on; set-aside: tried as often as it may be, waits for a person;
 * dropped: a person gave it up; held: will be sent together with others; gathered: was; unsent: there was no channel; drill: drills
 * leave the house by no channel
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
] as const
export const NoticeRow = Type.Object({
  id: Uuid,
  to: Type.String(),
  topic: Type.Union([TopicName, Type.Literal('gathered')]),
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
  sent: Type.Integer(),
  setAside: Type.Integer(),
  /** there was no channel */
  unsent: Type.Integer(),
})
export const RetryReason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) })
export const Retried = Type.Object({ count: Type.Integer() })

const Level = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)])
export const NoticeChoice = Type.Object({ topic: TopicName, isOn: Type.Boolean(), leastLevel: Level })
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
      topic: TopicName,
      isOn: Type.Boolean(),
      /** 1 is the gravest: told of this level and of graver ones */
      leastLevel: Level,
      hasLevels: Type.Boolean(),
      /** false: nobody has chosen, the rule of the topic holds */
      isChosen: Type.Boolean(),
    }),
  ),
})

export type NotifierField = Static<typeof NotifierField>
export type NotifierCard = Static<typeof NotifierCard>
export type FailureCode = Static<typeof FailureCode>
export type TestResult = Static<typeof TestResult>
export type NoticeRow = Static<typeof NoticeRow>
export type NoticeCounts = Static<typeof NoticeCounts>
export type OwnNotices = Static<typeof OwnNotices>
export type NoticeState = (typeof NOTICE_STATES)[number]
export type TopicName = Static<typeof TopicName>
