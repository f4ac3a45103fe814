import { type Static, Type } from 'typebox'

/** Shapes of /api/webhooks: who outside is told what open pages are told. Permission work.manage. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

/** Live events that may go out. Of posts there is a summary each minute, however many come. */
export const WEBHOOK_KINDS = ['warning.alert', 'crises.crisis', 'warning.blindness', 'monitoring.posts'] as const
export const WEBHOOK_STATES = ['on', 'paused', 'disabled'] as const
/** `waiting` for its first or next try; `set-aside`: tried as often as it may be, sent again when the receiver answers again */
export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'failed', 'set-aside'] as const

/** GET /api/webhooks → Webhook[] */
export const Webhook = Type.Object({
  id: Uuid,
  name: Type.String(),
  url: Type.String(),
  kinds: Type.Array(Type.Enum(WEBHOOK_KINDS)),
  /** of summaries of posts; empty = all tracks */
  trackIds: Type.Array(Uuid),
  state: Type.Enum(WEBHOOK_STATES),
  /** why it is not on: a person's words, or `gone` (it answered 410), `failing` (nothing arrived for days) */
  stateReason: Nullable(Type.String()),
  failingSince: Nullable(Time),
  lastTriedAt: Nullable(Time),
  lastOkAt: Nullable(Time),
  lastStatus: Nullable(Type.Integer()),
  lastError: Nullable(Type.String()),
  createdAt: Time,
  createdBy: Type.String(),
})
/** POST /api/webhooks {NewWebhook} → {webhook, secret}: the secret is shown once; PUT /api/webhooks/:webhookId {NewWebhook} → Webhook */
export const NewWebhook = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  url: Type.String({ minLength: 1, maxLength: 2000 }),
  kinds: Type.Array(Type.Enum(WEBHOOK_KINDS), { minItems: 1, maxItems: 10 }),
  trackIds: Type.Optional(Type.Array(Uuid, { maxItems: 200 })),
})
export const MadeWebhook = Type.Object({ webhook: Webhook, secret: Type.String() })
/** POST /api/webhooks/:webhookId/secret → {secret}: the earlier one signs too for a day */
export const WebhookSecret = Type.Object({ secret: Type.String() })
export const WebhookParams = Type.Object({ webhookId: Uuid })
export const DeliveryParams = Type.Object({ webhookId: Uuid, deliveryId: Uuid })
/** POST /api/webhooks/:webhookId/pause, DELETE /api/webhooks/:webhookId */
export const WebhookReason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) })

/** GET /api/webhooks/:webhookId/deliveries → Delivery[], newest first; POST …/:deliveryId/retrial sends one again, with the same id */
export const Delivery = Type.Object({
  id: Uuid,
  /** the header webhook-id */
  messageId: Type.String(),
  kind: Type.String(),
  at: Time,
  state: Type.Enum(DELIVERY_STATES),
  attempts: Type.Integer(),
  sentAt: Nullable(Time),
  nextAt: Nullable(Time),
  /** of the answer */
  status: Nullable(Type.Integer()),
  /** beginning of the answer */
  answer: Nullable(Type.String()),
  error: Nullable(Type.String()),
})

export type WebhookKind = (typeof WEBHOOK_KINDS)[number]
export type WebhookState = (typeof WEBHOOK_STATES)[number]
export type DeliveryState = (typeof DELIVERY_STATES)[number]
export type Webhook = Static<typeof Webhook>
export type NewWebhook = Static<typeof NewWebhook>
export type Delivery = Static<typeof Delivery>
