import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { type ListDeclared, qualityPage } from './quality-reads.ts'
import { QualityFilter, QualityPage } from './quality-schema.ts'

/** /api/alert-quality. @param listDeclared crises that were declared */
export function qualityEndpoints(app: App, listDeclared: ListDeclared): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/alert-quality',
      access: 'alerts.read',
      summary: 'Precision, recall and time to acknowledge of past alerts, by track',
      shapes: { query: QualityFilter, answer: QualityPage },
      answer: ({ actor, query }) => qualityPage(app, actor.orgId, listDeclared, query.days),
    }),
  ]
}
