import { type Static, Type } from 'typebox'

/**
 * What a person was told, inside the product. GET /api/me/inbox?before&limit → Inbox, newest first; POST /api/me/inbox/read {ids} → Unread.
 * Live event `access.notice` to that person alone: {id, subject, level, unread}. Everybody who is signed in.
 */
const Time = Type.String({ format: 'date-time' })
const Uuid = Type.String({ format: 'uuid' })
const MaybeText = Type.Union([Type.String(), Type.Null()])

export const InboxNotice = Type.Object({
  id: Uuid,
  topic: Type.String(),
  level: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Null()]),
  mode: Type.Enum(['live', 'drill']),
  subject: Type.String(),
  lines: Type.Array(Type.String()),
  /** where to go on, and where to say "I have it" */
  url: MaybeText,
  acknowledgeUrl: MaybeText,
  at: Time,
  readAt: Type.Union([Time, Type.Null()]),
})
export const Inbox = Type.Object({
  notices: Type.Array(InboxNotice),
  unread: Type.Integer(),
  /** there are older ones */
  hasMore: Type.Boolean(),
})
export const InboxQuery = Type.Object({
  before: Type.Optional(Uuid),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export const InboxReading = Type.Object({
  ids: Type.Union([Type.Literal('all'), Type.Array(Uuid, { minItems: 1, maxItems: 1000 })]),
})
export const Unread = Type.Object({ unread: Type.Integer() })

export type InboxNotice = Static<typeof InboxNotice>
export type Inbox = Static<typeof Inbox>
