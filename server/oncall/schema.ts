import { type Static, Type } from 'typebox'

/** Shapes of /api/oncall and /api/calls. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
/** `YYYY-MM-DD` */
const Day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', examples: ['2026-03-02'] })
/** `HH:MM`, as a clock on the wall shows it */
const Hour = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', examples: ['09:00'] })
const Level = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)])

export const DAY_KINDS = ['every', 'work', 'off'] as const
/** People take turns. Times are those of the roster's zone. */
export const Layer = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 40 }),
  name: Type.String({ maxLength: 60 }),
  /** in the order of their turns */
  people: Type.Array(Uuid, { maxItems: 40 }),
  /** the first one's turn begins on this day at this hour; so do all later turns, each so many days after the one before */
  startsOn: Day,
  handOverAt: Hour,
  turnDays: Type.Integer({ minimum: 1, maximum: 56 }),
  /** on which days somebody is on call at all: 1 Monday … 7 Sunday, and of these working days only, or days off only */
  weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 }),
  dayKind: Type.Enum(DAY_KINDS),
  /** from when to when on such a day; past midnight where `to` is not after `from`, and a whole day where they are the same */
  from: Hour,
  to: Hour,
})
export const FixedShift = Type.Object({ personId: Uuid, from: Time, to: Time })
export const RosterBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60 }),
  zone: Type.String({ maxLength: 60 }),
  /** whether the organisation's list of holidays counts here; else only Saturday and Sunday are days off */
  heedsHolidays: Type.Boolean(),
  /** where several have somebody, the first does it */
  layers: Type.Array(Layer, { maxItems: 12 }),
  /** before all layers */
  fixed: Type.Array(FixedShift, { maxItems: 400 }),
})
export const NewRoster = RosterBody
/** `version` is the one that was changed: 409 `changed-meanwhile` where it is not the newest */
export const RosterChange = Type.Object({ version: Type.Integer({ minimum: 1 }), body: RosterBody })

export const STAND_IN_STATES = ['asked', 'accepted', 'declined', 'cancelled'] as const
export const StandIn = Type.Object({
  id: Uuid,
  rosterId: Uuid,
  forPersonId: Uuid,
  byPersonId: Uuid,
  from: Time,
  to: Time,
  state: Type.Enum(STAND_IN_STATES),
  askedAt: Time,
})
/** Without `forPersonId`: for oneself. Whoever manages the rosters sets it; anybody else asks, and the other one accepts. */
export const NewStandIn = Type.Object({
  rosterId: Uuid,
  forPersonId: Type.Optional(Uuid),
  byPersonId: Uuid,
  from: Time,
  to: Time,
})
export const StandInAnswer = Type.Object({ accepts: Type.Boolean() })

/** Somebody, or nobody, from one moment to another. */
export const Shift = Type.Object({
  from: Time,
  to: Time,
  personId: Nullable(Uuid),
  /** whose turn it would have been */
  insteadOf: Nullable(Uuid),
  layerId: Nullable(Type.String()),
})
export const RosterCard = Type.Object({
  id: Uuid,
  name: Type.String(),
  zone: Type.String(),
  version: Type.Integer(),
  now: Shift,
  /** the next one who is somebody else */
  next: Nullable(Shift),
  /** who is called where the first does not answer */
  secondId: Nullable(Uuid),
  /** hours of the coming fortnight in which nobody is on call */
  gapHours: Type.Number(),
  firstGap: Nullable(Shift),
})
export const Person = Type.Object({
  id: Uuid,
  name: Type.String(),
  roles: Type.Array(Type.String()),
  isHere: Type.Boolean(),
})
/** GET /api/oncall */
export const OncallPage = Type.Object({
  now: Time,
  rosters: Type.Array(RosterCard),
  people: Type.Array(Person),
  /** what is being called about at this moment */
  calling: Type.Integer(),
  /** asked of whoever asks, and not answered yet */
  asked: Type.Array(StandIn),
})
/** GET /api/oncall/rosters/:rosterId?from&days */
export const RosterPage = Type.Object({
  id: Uuid,
  version: Type.Integer(),
  body: RosterBody,
  from: Time,
  to: Time,
  shifts: Type.Array(Shift),
  standIns: Type.Array(StandIn),
  days: Type.Array(Type.Object({ day: Type.String(), kind: Type.Enum(['work', 'off'] as const), name: Type.String() })),
  notes: Type.Array(Type.Object({ id: Uuid, personId: Uuid, at: Time, text: Type.String() })),
})
export const RosterSpan = Type.Object({
  from: Type.Optional(Time),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 62 })),
})
/** POST /api/oncall/previews {body, from, days, rosterId?}: what a roster would say before it is saved; with its stand-ins where it is named */
export const Preview = Type.Object({
  rosterId: Type.Optional(Uuid),
  body: RosterBody,
  from: Time,
  days: Type.Integer({ minimum: 1, maximum: 62 }),
})
export const HandOverText = Type.Object({ text: Type.String({ minLength: 1, maxLength: 2000 }) })

export const Holiday = Type.Object({
  day: Day,
  /** off: a holiday; work: a weekend day that is made up (調休) */
  kind: Type.Enum(['work', 'off'] as const),
  name: Type.String({ maxLength: 60 }),
  source: Type.String({ maxLength: 200 }),
})
export const HolidayList = Type.Object({
  /** 0: nobody has changed what the product brings */
  version: Type.Integer({ minimum: 0 }),
  days: Type.Array(Holiday, { maxItems: 800 }),
})
/** GET /api/oncall/holidays: the list, and what can be taken over from the product */
export const Holidays = Type.Object({
  list: HolidayList,
  ready: Type.Array(Type.Object({ key: Type.String(), days: Type.Array(Holiday) })),
})

export const HOURS = ['business', 'night', 'off'] as const
export const Target = Type.Union([
  Type.Object({
    kind: Type.Literal('roster'),
    /** null: the organisation's first roster */
    rosterId: Nullable(Uuid),
    /** second: whose turn comes next */
    who: Type.Enum(['first', 'second'] as const),
  }),
  Type.Object({ kind: Type.Literal('role'), role: Type.String({ minLength: 1, maxLength: 40 }) }),
  Type.Object({ kind: Type.Literal('person'), personId: Uuid }),
])
export const Step = Type.Object({
  targets: Type.Array(Target, { minItems: 1, maxItems: 10 }),
  /** how long an answer is waited for before the next step */
  waitMinutes: Type.Integer({ minimum: 1, maximum: 720 }),
  /** ids of notifiers; empty: all that reach the person */
  notifiers: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 20 }),
})
export const Policy = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 40 }),
  levels: Type.Array(Level, { minItems: 1, maxItems: 3 }),
  /** business: working hours of working days; night: other hours of them; off: weekends and holidays */
  hours: Type.Array(Type.Enum(HOURS), { minItems: 1, maxItems: 3 }),
  begins: Type.Enum(['at-once', 'next-business'] as const),
  steps: Type.Array(Step, { minItems: 1, maxItems: 10 }),
  /** who is told that nobody answered; they can still answer */
  unanswered: Type.Array(Target, { minItems: 1, maxItems: 10 }),
  /** how often all steps are gone through again after that */
  repeats: Type.Integer({ minimum: 0, maximum: 10 }),
  repeatAfterMinutes: Type.Integer({ minimum: 1, maximum: 720 }),
})
export const PolicySet = Type.Object({
  businessFrom: Hour,
  businessTo: Hour,
  /** the first that fits is taken; none: nobody is called */
  policies: Type.Array(Policy, { maxItems: 20 }),
})
const InThree = Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() })
export const Policies = Type.Object({
  version: Type.Integer(),
  set: PolicySet,
  /** kinds by which persons can be reached: what a step may be limited to */
  notifiers: Type.Array(Type.Object({ id: Type.String(), names: InThree, isInUse: Type.Boolean() })),
})
export const PolicyChange = Type.Object({ version: Type.Integer({ minimum: 0 }), set: PolicySet })

/** POST /api/oncall/call-previews {at, level, set?}: who would be called when, if nobody answered; `set` need not be saved */
export const CallPreviewQuery = Type.Object({ at: Time, level: Level, set: Type.Optional(PolicySet) })
export const CallPreview = Type.Object({
  at: Time,
  /** null: no policy is for this level and hour, and nobody is called */
  policyId: Nullable(Type.String()),
  hours: Type.Enum(HOURS),
  /** there is no roster: then nobody is called either */
  hasRoster: Type.Boolean(),
  steps: Type.Array(
    Type.Object({
      at: Time,
      /** from 1; every step of a policy is taken once a round */
      round: Type.Integer(),
      /** empty: there is nobody to call, and the next step is taken at once; `channels`: kinds by which each is called, none where only pages
       * of the product would show it */
      people: Type.Array(Type.Object({ name: Type.String(), channels: Type.Array(Type.String()) })),
      isFinal: Type.Boolean(),
    }),
  ),
})

export const RUN_STATES = ['calling', 'acknowledged', 'closed', 'superseded', 'unanswered'] as const
export const SUBJECT_KINDS = ['alert', 'crisis', 'test'] as const
export const LOG_KINDS = [
  'called',
  'nobody',
  'due',
  'handed-over',
  'refused',
  'moved-on',
  'late',
  'first-changed',
  'acknowledged',
  'ended',
] as const
export const LogLine = Type.Object({
  at: Time,
  kind: Type.Enum(LOG_KINDS),
  /** whom it is about */
  people: Type.Array(Type.String()),
  /** of `called`: this step tells management that nobody answered */
  isFinal: Type.Boolean(),
  /** of `called`: over which channels, and what became of it there */
  deliveries: Type.Array(
    Type.Object({
      person: Type.String(),
      /** kind of channel; '' where there was none */
      notifier: Type.String(),
      /** its name; '' in-app */
      channel: Type.String(),
      /** as NOTICE_STATES of server/access/notice-schema.ts */
      state: Type.String(),
    }),
  ),
  /** of `late`: minutes; of `acknowledged`: link or page; of `ended`: the run's state */
  detail: Type.String(),
})
const Next = Type.Object({ at: Time, names: Type.Array(Type.String()), isFinal: Type.Boolean() })
export const CallRun = Type.Object({
  id: Uuid,
  subject: Type.Object({ kind: Type.Enum(SUBJECT_KINDS), id: Uuid }),
  level: Level,
  mode: Type.Union([Type.Literal('live'), Type.Literal('drill')]),
  headline: InThree,
  state: Type.Enum(RUN_STATES),
  begunAt: Time,
  endedAt: Nullable(Time),
  /** name of whoever answered or ended it; '' where it was the product */
  endedBy: Nullable(Type.String()),
  policyVersion: Type.Integer(),
  /** who is called next, and when */
  next: Nullable(Next),
  log: Type.Array(LogLine),
})
export const RunQuery = Type.Object({
  subjectKind: Type.Optional(Type.Enum(SUBJECT_KINDS)),
  subjectId: Type.Optional(Uuid),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
})

/** POST /api/calls/* {token}: what a signed link leads to. Reading changes nothing: scanners of mail open links. */
export const CallToken = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) })
export const CallState = Type.Object({
  subject: Type.Object({ kind: Type.Enum(SUBJECT_KINDS), id: Uuid }),
  level: Level,
  mode: Type.Union([Type.Literal('live'), Type.Literal('drill')]),
  headline: InThree,
  since: Time,
  zone: Type.String(),
  /** whom the link is for */
  name: Type.String(),
  state: Type.Enum(RUN_STATES),
  endedAt: Nullable(Time),
  endedBy: Nullable(Type.String()),
  /** what this link has been used for */
  used: Nullable(Type.Enum(['acknowledgement', 'hand-over', 'refusal'] as const)),
  /** who is called next, and when */
  next: Nullable(Next),
})

export const RosterParams = Type.Object({ rosterId: Uuid })
export const StandInParams = Type.Object({ standInId: Uuid })
export const RunParams = Type.Object({ callRunId: Uuid })
export const Made = Type.Object({ id: Uuid })

export type Layer = Static<typeof Layer>
export type FixedShift = Static<typeof FixedShift>
export type RosterBody = Static<typeof RosterBody>
export type StandIn = Static<typeof StandIn>
export type NewStandIn = Static<typeof NewStandIn>
export type StandInState = (typeof STAND_IN_STATES)[number]
export type Shift = Static<typeof Shift>
export type RosterCard = Static<typeof RosterCard>
export type OncallPerson = Static<typeof Person>
export type OncallPage = Static<typeof OncallPage>
export type RosterPage = Static<typeof RosterPage>
export type Holiday = Static<typeof Holiday>
export type HolidayList = Static<typeof HolidayList>
export type Holidays = Static<typeof Holidays>
export type Hours = (typeof HOURS)[number]
export type Target = Static<typeof Target>
export type Step = Static<typeof Step>
export type Policy = Static<typeof Policy>
export type PolicySet = Static<typeof PolicySet>
export type Policies = Static<typeof Policies>
export type CallPreview = Static<typeof CallPreview>
export type CallPreviewQuery = Static<typeof CallPreviewQuery>
export type RunState = (typeof RUN_STATES)[number]
export type SubjectKind = (typeof SUBJECT_KINDS)[number]
export type LogLine = Static<typeof LogLine>
export type CallRun = Static<typeof CallRun>
export type CallState = Static<typeof CallState>
