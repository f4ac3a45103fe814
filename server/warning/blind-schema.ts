import { type Static, Type } from 'typebox'

/** Shapes of GET /api/blindness: what keeps us from seeing, hearing or telling. */
const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const TROUBLE_CODES = [
  /** no posts from anything, where something usually comes at this time of day */
  'silent',
  /** no posts of one track, against its own rhythm */
  'track-silent',
  /** one source cannot be read; has missed something; is silent against its own habit */
  'source-failing',
  'source-gap',
  'source-silent',
  /** what is due to be fetched is not */
  'collection-late',
  /** the detectors are behind; one stands still */
  'watch-late',
  'detector-failing',
  'index-late',
  /** set aside for a person; waiting though nothing of the kind is at work */
  'jobs-failing',
  'jobs-stuck',
  'outgoing-failing',
  'outgoing-stuck',
  'webhook-failing',
  'disk-low',
  'clock-off',
  /** nobody has looked for minutes: the worker is not there */
  'unchecked',
] as const

/** These alone keep the heartbeat from being sent: the rest can wait for office hours. */
export const GRAVE_CODES: readonly TroubleCode[] = [
  'silent',
  'collection-late',
  'watch-late',
  'detector-failing',
  'jobs-stuck',
  'outgoing-stuck',
  'disk-low',
  'clock-off',
  'unchecked',
]

export const Trouble = Type.Object({
  code: Type.Enum(TROUBLE_CODES),
  /** which source, track, webhook; '' where there is but one of the kind */
  subject: Type.String(),
  isGrave: Type.Boolean(),
  since: Time,
  /** null while it lasts */
  until: Nullable(Time),
  /** values for the wording */
  detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
})
/**
 * GET /api/blindness → Blindness; live event `warning.blindness` {state, troubles}. `not-set-up`: no post has ever come, or it is a
 * demonstration; then only what is wrong with the machine is a trouble.
 */
export const Blindness = Type.Object({
  state: Type.Enum(['well', 'troubled', 'not-set-up']),
  /** null: nobody has looked yet */
  checkedAt: Nullable(Time),
  /** gravest first */
  troubles: Type.Array(Trouble),
  /** of the last 30 days, newest first */
  past: Type.Array(Trouble),
})

export type TroubleCode = (typeof TROUBLE_CODES)[number]
export type Trouble = Static<typeof Trouble>
export type Blindness = Static<typeof Blindness>
