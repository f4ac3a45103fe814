import { Type } from 'typebox'
import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { type Acknowledgers, answerCall, handOverCall, testCall } from './answer-actions.ts'
import { answerByLink, handOverByLink, readCall, refuseByLink } from './call-link-actions.ts'
import { listCalls } from './call-reads.ts'
import { CallRun, CallState, CallToken, Made, RunParams, RunQuery } from './schema.ts'

/** /api/oncall/runs, and /api/calls for whoever comes by the link of a message, signed in or not. */
export function callEndpoints(app: App, acknowledgers: Acknowledgers): AppEndpoint[] {
  return [...runs(app, acknowledgers), ...links(app, acknowledgers)]
}

function runs(app: App, acknowledgers: Acknowledgers): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/oncall/runs',
      access: 'alerts.read',
      summary: 'Who was called about what, and who answered',
      shapes: { query: RunQuery, answer: Type.Array(CallRun) },
      answer: ({ actor, query }) => listCalls(app.db, actor.orgId, app.clock.now(), query as never),
    }),
    endpoint({
      method: 'POST',
      url: '/api/oncall/runs/:callRunId/acknowledgement',
      access: 'alerts.handle',
      summary: 'Answer a call: nobody else is called',
      shapes: { params: RunParams },
      answer: ({ actor, params }) => answerCall(app, actor, params.callRunId, acknowledgers),
    }),
    endpoint({
      method: 'POST',
      url: '/api/oncall/runs/:callRunId/hand-over',
      access: 'alerts.handle',
      summary: 'Call the next one now',
      shapes: { params: RunParams },
      answer: ({ actor, params }) => handOverCall(app, actor, params.callRunId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/oncall/test-calls',
      access: 'signed-in',
      summary: 'Call myself as an alert would',
      shapes: { answer: Made },
      status: 201,
      answer: async ({ actor }) => ({ id: await testCall(app, actor) }),
    }),
  ]
}

/** By POST also where nothing changes: the token stands in no address that anybody writes down. */
function links(app: App, acknowledgers: Acknowledgers): AppEndpoint[] {
  const shapes = { body: CallToken, answer: CallState } as const
  return [
    endpoint({
      method: 'POST',
      url: '/api/calls/state',
      access: 'public',
      summary: 'What the signed link of a call is about; changes nothing',
      shapes,
      answer: ({ body }) => readCall(app, body.token),
    }),
    endpoint({
      method: 'POST',
      url: '/api/calls/acknowledgement',
      access: 'public',
      summary: 'Answer a call by its signed link',
      shapes,
      answer: ({ body }) => answerByLink(app, body.token, acknowledgers),
    }),
    endpoint({
      method: 'POST',
      url: '/api/calls/hand-over',
      access: 'public',
      summary: 'Have the next one called, by the signed link',
      shapes,
      answer: ({ body }) => handOverByLink(app, body.token),
    }),
    endpoint({
      method: 'POST',
      url: '/api/calls/refusal',
      access: 'public',
      summary: 'Say by the signed link that the call is for somebody else',
      shapes,
      answer: ({ body }) => refuseByLink(app, body.token),
    }),
  ]
}
