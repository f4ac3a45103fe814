import { accessJobs } from './access/jobs.ts'
import { noticeJobs } from './access/notice-jobs.ts'
import { webhookJobs } from './access/webhook-jobs.ts'
import { sweepLive } from './base/live.ts'
import type { JobKind } from './base/queue.ts'
import { crisesJobs } from './crises/jobs.ts'
import { monitoringJobs } from './monitoring/jobs.ts'
import type { Watching } from './monitoring/watching.ts'
import { oncallJobs } from './oncall/jobs.ts'
import { blindJobs } from './warning/blind-jobs.ts'
import { warningJobs } from './warning/jobs.ts'
import { ruleJobs } from './warning/rule-jobs.ts'
import { signalJobs } from './warning/signal-jobs.ts'

/** Every kind of job there is: one line per feature. */
export function allJobs(app: Watching): JobKind[] {
  return [
    { name: 'base.sweep-live', everySeconds: 60, tries: 1, run: async () => void (await sweepLive(app.db)) },
    ...accessJobs(app),
    ...noticeJobs(app),
    ...webhookJobs(app),
    ...oncallJobs(app),
    ...monitoringJobs(app),
    ...warningJobs(app),
    ...ruleJobs(app),
    ...signalJobs(app),
    ...blindJobs(app),
    ...crisesJobs(app),
  ]
}
