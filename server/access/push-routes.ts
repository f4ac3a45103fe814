import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { OwnDevice } from './channel-schema.ts'
import { addSubscription, removeSubscription } from './push-actions.ts'
import { NewSubscription, SubscriptionParams } from './push-schema.ts'

/** /api/me/push-subscriptions: browsers by which one is told. */
export function pushEndpoints(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/me/push-subscriptions',
      access: 'signed-in',
      summary: 'Be told by this browser, also while no page is open',
      shapes: { body: NewSubscription, answer: OwnDevice },
      status: 201,
      answer: async ({ actor, body }) => addSubscription(app, actor, body),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/me/push-subscriptions/:subscriptionId',
      access: 'signed-in',
      summary: 'Be told by a browser no more',
      shapes: { params: SubscriptionParams },
      answer: async ({ actor, params }) => removeSubscription(app, actor, params.subscriptionId),
    }),
  ]
}
