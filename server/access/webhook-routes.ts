import { Type } from 'typebox'
import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import {
  changeWebhook,
  listDeliveries,
  listWebhooks,
  makeWebhook,
  pauseWebhook,
  removeWebhook,
  renewWebhookSecret,
  resumeWebhook,
  sendAgain,
  testWebhook,
} from './webhook-actions.ts'
import {
  Delivery,
  DeliveryParams,
  MadeWebhook,
  NewWebhook,
  Webhook,
  WebhookParams,
  WebhookReason,
  WebhookSecret,
} from './webhook-schema.ts'

const access = 'work.manage'

/** /api/webhooks: programs outside that are told what open pages are told. */
export function webhookEndpoints(app: App): AppEndpoint[] {
  return [...keeping(app), ...switching(app), ...delivering(app)]
}

function keeping(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/webhooks',
      access,
      summary: 'Programs outside that are told what happens',
      shapes: { answer: Type.Array(Webhook) },
      answer: ({ actor }) => listWebhooks(app, actor),
    }),
    endpoint({
      method: 'POST',
      url: '/api/webhooks',
      access,
      summary: 'Tell one more; the secret that signs is shown once',
      shapes: { body: NewWebhook, answer: MadeWebhook },
      status: 201,
      answer: ({ actor, body }) => makeWebhook(app, actor, body),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/webhooks/:webhookId',
      access,
      summary: 'Change where it goes and what of',
      shapes: { params: WebhookParams, body: NewWebhook, answer: Webhook },
      answer: ({ actor, params, body }) => changeWebhook(app, actor, params.webhookId, body),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/webhooks/:webhookId',
      access,
      summary: 'Tell it no more, and forget what has not arrived',
      shapes: { params: WebhookParams, body: WebhookReason },
      answer: ({ actor, params, body }) => removeWebhook(app, actor, params.webhookId, body.reason),
    }),
  ]
}

function switching(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/webhooks/:webhookId/pause',
      access,
      summary: 'Stop for a while: what happens meanwhile is not told later',
      shapes: { params: WebhookParams, body: WebhookReason, answer: Webhook },
      answer: ({ actor, params, body }) => pauseWebhook(app, actor, params.webhookId, body.reason),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/webhooks/:webhookId/pause',
      access,
      summary: 'Go on, also where it was turned off because nothing arrived',
      shapes: { params: WebhookParams, answer: Webhook },
      answer: ({ actor, params }) => resumeWebhook(app, actor, params.webhookId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/webhooks/:webhookId/secret',
      access,
      summary: 'A new secret; the earlier one signs too for a day',
      shapes: { params: WebhookParams, answer: WebhookSecret },
      answer: ({ actor, params }) => renewWebhookSecret(app, actor, params.webhookId),
    }),
  ]
}

function delivering(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/webhooks/:webhookId/test',
      access,
      summary: 'Send an event of the kind test',
      shapes: { params: WebhookParams, answer: Delivery },
      answer: ({ actor, params }) => testWebhook(app, actor, params.webhookId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/webhooks/:webhookId/deliveries',
      access,
      summary: 'What was sent lately, and what was answered, newest first',
      shapes: { params: WebhookParams, answer: Type.Array(Delivery) },
      answer: ({ actor, params }) => listDeliveries(app, actor, params.webhookId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/webhooks/:webhookId/deliveries/:deliveryId/retrial',
      access,
      summary: 'Send one again, with the same id',
      shapes: { params: DeliveryParams, answer: Delivery },
      answer: ({ actor, params }) => sendAgain(app, actor, params.webhookId, params.deliveryId),
    }),
  ]
}
