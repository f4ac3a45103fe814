import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { callOverAlert, readHandoverPeople } from './handover-actions.ts'
import { HandoverCall, HandoverPeople } from './handover-schema.ts'
import { AlertCard, AlertParams } from './schema.ts'

/** Who an alert can be handed to, and handing it over by a call. */
export function handoverEndpoints(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/alerts/:alertId/handover-people',
      access: 'alerts.handle',
      summary: 'Who an alert can be handed to',
      shapes: { params: AlertParams, answer: HandoverPeople },
      answer: ({ actor, params }) => readHandoverPeople(app, actor, params.alertId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/handover-call',
      access: 'alerts.handle',
      summary: 'Give an alert to somebody else, who is called until it is taken',
      shapes: { params: AlertParams, body: HandoverCall, answer: AlertCard },
      answer: ({ actor, params, body }) => callOverAlert(app, actor, params.alertId, body),
    }),
  ]
}
