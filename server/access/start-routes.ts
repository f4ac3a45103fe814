import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { beginStart, completeStartStep, endStart, getStart, skipStartStep } from './start-actions.ts'
import { CompletedStep, Start, StepParams } from './start-schema.ts'

/** /api/start: how a new organisation is led to its first track, source and colleague. */
export function startEndpoints(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/start',
      access: 'people.manage',
      summary: 'how far the guided start of the organisation is',
      shapes: { answer: Start },
      answer: async ({ actor }) => getStart(app, actor),
    }),
    endpoint({
      method: 'POST',
      url: '/api/start/beginning',
      access: 'people.manage',
      summary: 'the guided start has been seen',
      shapes: { answer: Start },
      answer: async ({ actor }) => beginStart(app, actor),
    }),
    endpoint({
      method: 'POST',
      url: '/api/start/:step/completion',
      access: 'people.manage',
      summary: 'a step of the guided start is done',
      shapes: { params: StepParams, body: CompletedStep, answer: Start },
      answer: async ({ actor, params, body }) => completeStartStep(app, actor, params.step, body.names),
    }),
    endpoint({
      method: 'POST',
      url: '/api/start/:step/skipping',
      access: 'people.manage',
      summary: 'a step of the guided start is passed over; it can be done later',
      shapes: { params: StepParams, answer: Start },
      answer: async ({ actor, params }) => skipStartStep(app, actor, params.step),
    }),
    endpoint({
      method: 'POST',
      url: '/api/start/ending',
      access: 'people.manage',
      summary: 'the guided start is over, whatever is left of it',
      shapes: { answer: Start },
      answer: async ({ actor }) => endStart(app, actor),
    }),
  ]
}
