import { Type } from 'typebox'
import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { dropFailure, listFailures, retryFailure } from './work-actions.ts'
import { Failure, FailureParams, FailureReason } from './work-schema.ts'

/** /api/work: what was tried as often as it may be and waits for a person. */
export function workEndpoints(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/work/failures',
      access: 'work.manage',
      summary: 'Jobs and outgoing messages that failed for good, newest first',
      shapes: { answer: Type.Array(Failure) },
      answer: ({ actor }) => listFailures(app, actor),
    }),
    endpoint({
      method: 'POST',
      url: '/api/work/failures/:failureId/retrial',
      access: 'work.manage',
      summary: 'Try one of them again from the start',
      shapes: { params: FailureParams, body: FailureReason },
      answer: ({ actor, params, body }) => retryFailure(app, actor, params.failureId, body.reason),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/work/failures/:failureId',
      access: 'work.manage',
      summary: 'Give one of them up',
      shapes: { params: FailureParams, body: FailureReason },
      answer: ({ actor, params, body }) => dropFailure(app, actor, params.failureId, body.reason),
    }),
  ]
}
