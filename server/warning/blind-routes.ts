import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { blindness } from './blind-reads.ts'
import { Blindness } from './blind-schema.ts'

/** /api/blindness: everybody who works with what we show must know what we do not see. */
export function blindEndpoints(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/blindness',
      access: 'signed-in',
      summary: 'What keeps the product from seeing, hearing or telling, now and lately',
      shapes: { answer: Blindness },
      answer: ({ actor }) => blindness(app.db, actor.orgId, app.clock.now()),
    }),
  ]
}
