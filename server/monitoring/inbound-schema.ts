import { type Static, Type } from 'typebox'
import { SCHEMES } from './inbound-signature.ts'
import { PLATFORMS, POST_KINDS, RefusedRow } from './schema.ts'

/** Shapes of /api/inbound, /api/inbound-webhooks and /api/masking. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const MaybeTime = Type.Union([Time, Type.Null()])
const Count = Type.Integer({ minimum: 0 })
const Scheme = Type.Unsafe<(typeof SCHEMES)[number]>(Type.Enum([...SCHEMES]))

export const INBOUND_RESULTS = ['taken', 'partly', 'refused', 'unreadable', 'unmapped'] as const
export const WRONG_SIGNATURES = ['no-signature', 'no-time', 'too-old', 'from-future', 'bad-signature'] as const

/** POST /api/inbound/:inboundId, signed → what became of it; sent again it changes nothing */
export const InboundAnswer = Type.Object({
  accepted: Count,
  duplicates: Count,
  /** position in the list of the payload, from 0 */
  refused: Type.Array(RefusedRow),
})

/** Which cell is which field of a post (`data.user.name`); platform and kind of rows that do not say. */
export const InboundMapping = Type.Object({
  columns: Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 500 })),
  platform: Type.Unsafe<(typeof PLATFORMS)[number]>(Type.Enum([...PLATFORMS])),
  kind: Type.Unsafe<(typeof POST_KINDS)[number]>(Type.Enum([...POST_KINDS])),
  /** of dates such as 03/04/2026 */
  dateOrder: Type.Optional(Type.Union([Type.Literal('day-first'), Type.Literal('month-first')])),
})

/** GET /api/inbound-webhooks → Inbound[] */
export const Inbound = Type.Object({
  id: Uuid,
  source: Type.String(),
  scheme: Scheme,
  /** what the sender is told */
  address: Type.String(),
  zone: Type.String(),
  isPaused: Type.Boolean(),
  isMasked: Type.Boolean(),
  mapping: Type.Union([InboundMapping, Type.Null()]),
  createdAt: Time,
  /** the earlier secret is good until then as well */
  oldSecretUntil: MaybeTime,
  lastAt: MaybeTime,
  /** the last message whose signature was not good */
  wrong: Type.Union([
    Type.Object({ at: Time, why: Type.Unsafe<(typeof WRONG_SIGNATURES)[number]>(Type.Enum([...WRONG_SIGNATURES])) }),
    Type.Null(),
  ]),
})
/** POST /api/inbound-webhooks {NewInbound} → {inbound, secret}: the secret is shown this once */
export const NewInbound = Type.Object({
  source: Type.String({ minLength: 1, maxLength: 100 }),
  scheme: Scheme,
  zone: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
})
export const MadeInbound = Type.Object({ inbound: Inbound, secret: Type.String() })
export const InboundSecret = Type.Object({ secret: Type.String(), oldUntil: Time })

export const InboundPayload = Type.Object({
  id: Uuid,
  at: Time,
  bytes: Count,
  result: Type.Unsafe<(typeof INBOUND_RESULTS)[number]>(Type.Enum([...INBOUND_RESULTS])),
  /** English, for whoever keeps the source */
  reason: Type.Union([Type.String(), Type.Null()]),
  accepted: Count,
  duplicates: Count,
  refused: Count,
  /** the payload itself is kept, sealed, to be tried again */
  isKept: Type.Boolean(),
})
/** GET /api/inbound-webhooks/:inboundId */
export const InboundPage = Type.Object({
  inbound: Inbound,
  /** newest first, at most 20 */
  payloads: Type.Array(InboundPayload),
})
const Cell = Type.Object({
  column: Type.String(),
  /** of the first rows, cut off */
  samples: Type.Array(Type.String()),
})
const TriedPost = Type.Object({
  platform: Type.String(),
  kind: Type.String(),
  postedAt: Time,
  title: Type.String(),
  text: Type.String(),
  author: Type.String(),
  url: Type.String(),
  stars: Type.Optional(Type.Integer()),
})
/** POST /api/inbound-webhooks/:inboundId/payloads/:payloadId/trial {mapping?}: reads it and stores nothing; without a mapping, by the guess */
export const InboundTrialAsked = Type.Object({ mapping: Type.Optional(InboundMapping) })
export const InboundTrial = Type.Object({
  /** where the rows stand in the payload; '' = at its top */
  path: Type.String(),
  rows: Count,
  cells: Type.Array(Cell),
  /** what was used: the given one or the guess */
  mapping: InboundMapping,
  /** field → why that column was guessed */
  because: Type.Record(Type.String(), Type.String()),
  /** fields without which nothing can be taken in */
  missing: Type.Array(Type.String()),
  /** fields that a column can be */
  fields: Type.Array(Type.String()),
  posts: Type.Array(TriedPost),
  accepted: Count,
  refused: Type.Array(RefusedRow),
})
/** PUT /api/inbound-webhooks/:inboundId/mapping {mapping}; null: our own {posts} again */
export const InboundMappingChange = Type.Object({ mapping: Type.Union([InboundMapping, Type.Null()]) })

/** GET /api/masking → sources whose records keep their personal data; PUT /api/masking {source, isMasked} */
export const Unmasked = Type.Object({ source: Type.String(), at: Time })
export const MaskingChange = Type.Object({
  source: Type.String({ minLength: 1, maxLength: 100 }),
  isMasked: Type.Boolean(),
})

export type Inbound = Static<typeof Inbound>
export type InboundAnswer = Static<typeof InboundAnswer>
export type InboundMapping = Static<typeof InboundMapping>
export type InboundPage = Static<typeof InboundPage>
export type InboundPayload = Static<typeof InboundPayload>
export type InboundTrial = Static<typeof InboundTrial>
export type NewInbound = Static<typeof NewInbound>
export type Unmasked = Static<typeof Unmasked>
