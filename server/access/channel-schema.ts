import { type Static, Type } from 'typebox'
import { LocaleName } from './schema.ts'

/**
 * Shapes of the channels (configured notifiers) and of what people are reached by.
 * GET /api/channels → ChannelCard[]; GET /api/channels/kinds → ChannelKind[]; POST /api/channels {NewChannel} → ChannelCard;
 * PATCH /api/channels/:channelId {ChannelChange} → ChannelCard; DELETE /api/channels/:channelId;
 * POST /api/channels/:channelId/test → TestResult; PUT /api/channels/order {ids} → ChannelCard[]. Permission work.manage; the kinds are
 * everybody's.
 * GET /api/me/channels → OwnChannels; PUT /api/me/channels {order} → OwnChannels; PUT /api/me/addresses/:field {address} → OwnChannels;
 * POST /api/me/channels/:channelId/test → TestResult; POST /api/me/addresses/:field/confirm → OwnChannels;
 * PUT /api/me/quiet-hours {QuietHours} → OwnChannels. Everybody who is signed in.
 * GET /api/people/reaches → PersonReaches[]; GET /api/people/:personId/addresses → PersonAddresses;
 * PUT /api/people/:personId/addresses {addresses} → PersonAddresses. Permission people.manage.
 */
const Time = Type.String({ format: 'date-time' })
const Uuid = Type.String({ format: 'uuid' })
const MaybeTime = Type.Union([Time, Type.Null()])
const MaybeText = Type.Union([Type.String(), Type.Null()])
const Names = Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() })
const Level = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)])

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
export const MaybeCode = Type.Union([FailureCode, Type.Null()])

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
  mostLength: Type.Union([Type.Number(), Type.Null()]),
  example: MaybeText,
  /** when this changes, secrets that are kept must be given again */
  guardsSecrets: Type.Boolean(),
  /** few need it: folded away */
  isRare: Type.Boolean(),
})
const MaybeField = Type.Union([NotifierField, Type.Null()])

/** `freeAt`: it may not be called before then, and was not. */
export const TestResult = Type.Object({
  isSent: Type.Boolean(),
  code: MaybeCode,
  said: Type.String(),
  freeAt: MaybeTime,
})

export const ChannelTopic = Type.Enum(['alert', 'rumour', 'blind'])
/** Of rooms; `call`: who is called about an alert, by name. */
export const RoomTopic = Type.Enum(['alert', 'call', 'rumour', 'blind'])
const RoomLimit = Type.Object({
  messages: Type.Integer(),
  minutes: Type.Integer(),
  /** the last so many are for the gravest */
  reserve: Type.Integer(),
  silenceMinutes: Type.Integer(),
})

/** What can be added: one for each member of server/notifiers. */
export const ChannelKind = Type.Object({
  notifier: Type.String(),
  names: Names,
  reaches: Type.Enum(['person', 'room']),
  fields: Type.Array(NotifierField),
  /** what must be known of a person to reach them; of a room: to call them by name there */
  address: MaybeField,
  /** people are reached at browsers that they register */
  devices: Type.Boolean(),
  /** settings that the product makes itself: no form asks for them */
  made: Type.Array(Type.String()),
  limits: Type.Object({
    perPerson: Type.Object({ messages: Type.Integer(), minutes: Type.Integer() }),
    room: Type.Union([RoomLimit, Type.Null()]),
  }),
  mostCharacters: Type.Integer(),
  /** the part of docs/channels.md */
  doc: Type.String(),
})

export const ChannelBudget = Type.Object({
  /** of `of` in so many minutes, how many may still be sent now: by anything, and by the gravest */
  left: Type.Integer(),
  leftForGravest: Type.Integer(),
  of: Type.Integer(),
  minutes: Type.Integer(),
  reserve: Type.Integer(),
  restsUntil: MaybeTime,
})
export const ChannelCard = Type.Object({
  id: Uuid,
  notifier: Type.String(),
  /** of the kind */
  names: Names,
  reaches: Type.Enum(['person', 'room']),
  name: Type.String(),
  /** robots of the same room say a message there once; null: it reaches people */
  room: MaybeText,
  /** without secrets */
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  /** which secrets are stored and can be opened */
  secretsKept: Type.Array(Type.String()),
  isOn: Type.Boolean(),
  /** of a room: what is told there */
  topics: Type.Array(RoomTopic),
  /** 1 is the gravest: of this level and of graver ones */
  leastLevel: Level,
  /** of a room; null: the organisation's */
  locale: Type.Union([LocaleName, Type.Null()]),
  position: Type.Integer(),
  /** since its settings were changed: when a message was last taken on, and last was not, with the other side's words */
  verdict: Type.Object({ sentAt: MaybeTime, failedAt: MaybeTime, failureCode: MaybeCode, failure: MaybeText }),
  /** the other side said that the robot or its room is no more, so that the product switched it off; null: it did not */
  gone: Type.Union([Type.Object({ at: Time, said: Type.String() }), Type.Null()]),
  /** called too often: left alone until then */
  restsUntil: MaybeTime,
  /** null: its platform does not count the channel as a whole */
  budget: Type.Union([ChannelBudget, Type.Null()]),
  /** how many of those who can sign in it reaches; null: a room */
  people: Type.Union([Type.Object({ reached: Type.Integer(), of: Type.Integer() }), Type.Null()]),
  /** of the last 30 days: what it was to carry and neither it nor another could */
  undelivered: Type.Integer(),
  changedAt: Time,
  /** links in messages lead to this machine alone: WEIJI_PUBLIC_URL says nothing better */
  isAddressLocal: Type.Boolean(),
})

const Value = Type.Union([Type.String({ maxLength: 20_000 }), Type.Number(), Type.Null()])
/** On a change: all open ones; a secret that is not named stays as it is, null takes it away. */
const Values = Type.Record(Type.String({ maxLength: 40 }), Value)
const ChannelName = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' })
const Topics = Type.Array(RoomTopic, { maxItems: 10, uniqueItems: true })
const MaybeLocale = Type.Union([LocaleName, Type.Null()])
export const NewChannel = Type.Object({
  notifier: Type.String({ maxLength: 40, examples: ['email'] }),
  name: ChannelName,
  /** the default is the channel's name */
  room: Type.Optional(ChannelName),
  values: Values,
  /** the default is true; false: set up, but not used yet */
  isOn: Type.Optional(Type.Boolean()),
  /** of a room, all unless told */
  topics: Type.Optional(Topics),
  leastLevel: Type.Optional(Level),
  locale: Type.Optional(MaybeLocale),
})
export const ChannelChange = Type.Object({
  name: Type.Optional(ChannelName),
  room: Type.Optional(ChannelName),
  values: Type.Optional(Values),
  isOn: Type.Optional(Type.Boolean()),
  topics: Type.Optional(Topics),
  leastLevel: Type.Optional(Level),
  locale: Type.Optional(MaybeLocale),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
})
export const ChannelParams = Type.Object({ channelId: Uuid })
/** All of them; the first is tried first. */
export const ChannelOrder = Type.Object({ ids: Type.Array(Uuid, { maxItems: 100, uniqueItems: true }) })

export const OwnDevice = Type.Object({
  id: Uuid,
  device: Type.String(),
  createdAt: Time,
  sentAt: MaybeTime,
  /** since when nothing reached it, and why; null: the last message was taken on */
  failedAt: MaybeTime,
  failureCode: MaybeCode,
})
export const OwnChannel = Type.Object({
  id: Uuid,
  notifier: Type.String(),
  names: Names,
  name: Type.String(),
  isOn: Type.Boolean(),
  position: Type.Integer(),
  /** what must be known; null: the account's e-mail, or devices */
  field: MaybeField,
  address: MaybeText,
  /** a test was taken on, and the person said that it arrived */
  isConfirmed: Type.Boolean(),
  /** a test was taken on: it can be confirmed */
  isTested: Type.Boolean(),
  devices: Type.Union([Type.Array(OwnDevice), Type.Null()]),
  /** rooms that call one by the same address */
  rooms: Type.Array(Type.String()),
})
const WallTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', examples: ['22:30'] })
export const QuietHours = Type.Object({
  isOn: Type.Boolean(),
  /** wall times in `zone`; an end before the beginning is of the next day */
  starts: WallTime,
  ends: WallTime,
  zone: Type.String({ minLength: 1, maxLength: 60 }),
  /** ISO days (1 is Monday) on which they begin */
  days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
})
export const OwnChannels = Type.Object({
  /** in the person's order; only those that are on for the organisation */
  channels: Type.Array(OwnChannel),
  /** by what one is called by name in rooms, where no channel above asks for it */
  mentions: Type.Array(Type.Object({ field: NotifierField, address: MaybeText, rooms: Type.Array(Type.String()) })),
  quietHours: QuietHours,
  /** of the Web Push channel; null: there is none */
  pushKey: MaybeText,
  inApp: Type.Object({ unread: Type.Integer() }),
})
/** All that are shown, in the wanted order. */
export const OwnOrder = Type.Object({
  order: Type.Array(Type.Object({ id: Uuid, isOn: Type.Boolean() }), { maxItems: 100 }),
})
export const AddressParams = Type.Object({ field: Type.String({ maxLength: 40 }) })
const MaybeAddress = Type.Union([Type.String({ maxLength: 500 }), Type.Null()])
/** null takes it away */
export const NewAddress = Type.Object({ address: MaybeAddress })

export const PersonParams = Type.Object({ personId: Uuid })
export const PersonAddresses = Type.Object({
  personId: Uuid,
  addresses: Type.Array(
    Type.Object({
      field: NotifierField,
      /** kinds of the organisation's channels that use it */
      notifiers: Type.Array(Type.String()),
      address: MaybeText,
      isConfirmed: Type.Boolean(),
      changedAt: MaybeTime,
    }),
  ),
})
/** Fields that are not named stay. */
export const NewAddresses = Type.Object({ addresses: Type.Record(Type.String({ maxLength: 40 }), MaybeAddress) })
/** By which kinds of channels a person is reached outside of the product, in the order in which they are tried. */
export const PersonReaches = Type.Object({ personId: Uuid, notifiers: Type.Array(Type.String()) })

export type FailureCode = Static<typeof FailureCode>
export type NotifierField = Static<typeof NotifierField>
export type TestResult = Static<typeof TestResult>
export type ChannelKind = Static<typeof ChannelKind>
export type ChannelBudget = Static<typeof ChannelBudget>
export type ChannelCard = Static<typeof ChannelCard>
export type NewChannel = Static<typeof NewChannel>
export type ChannelChange = Static<typeof ChannelChange>
export type OwnDevice = Static<typeof OwnDevice>
export type OwnChannel = Static<typeof OwnChannel>
export type OwnChannels = Static<typeof OwnChannels>
export type QuietHours = Static<typeof QuietHours>
export type PersonAddresses = Static<typeof PersonAddresses>
export type PersonReaches = Static<typeof PersonReaches>
