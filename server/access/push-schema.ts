import { Type } from 'typebox'

/**
 * POST /api/me/push-subscriptions NewSubscription → OwnDevice; DELETE /api/me/push-subscriptions/:subscriptionId. Everybody who is signed
 * in. Which browsers there are stands in OwnChannels (channel-schema.ts).
 */
const Key = (length: number) =>
  Type.String({ pattern: `^[A-Za-z0-9_-]{${length - 4},${length}}=*$`, examples: ['B'.repeat(length - 1)] })

/** As the browser gives it (PushSubscription.toJSON). */
export const NewSubscription = Type.Object({
  endpoint: Type.String({
    minLength: 10,
    maxLength: 2000,
    pattern: '^https://',
    examples: ['https://push.example.net/send/1'],
  }),
  keys: Type.Object({ p256dh: Key(88), auth: Key(24) }),
  /** what the person calls the device; of one that replaces another the same again */
  device: Type.Optional(Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })),
  /** the endpoint that the browser gave up for this one */
  replaces: Type.Optional(Type.Union([Type.String({ maxLength: 2000 }), Type.Null()])),
})
export const SubscriptionParams = Type.Object({ subscriptionId: Type.String({ format: 'uuid' }) })
