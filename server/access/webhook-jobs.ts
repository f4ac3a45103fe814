import type { App } from '../app.ts'
import { DAY, SECOND } from '../base/clock.ts'
import type { JobKind } from '../base/queue.ts'
import { resumeWebhooks, sweepDeliveries } from './webhook-delivery-actions.ts'
import { tellPostSummaries } from './webhook-event-actions.ts'

export function webhookJobs(app: App): JobKind[] {
  return [
    { name: 'access.tell-post-summaries', everySeconds: 60, run: async () => void (await tellPostSummaries(app)) },
    { name: 'access.resume-webhooks', everySeconds: 300, tries: 1, run: async () => void (await resumeWebhooks(app)) },
    { name: 'access.sweep-deliveries', everySeconds: DAY / SECOND, run: async () => void (await sweepDeliveries(app)) },
  ]
}
