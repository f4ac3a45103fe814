import type { JobKind } from '../base/queue.ts'
import { ADOPTION } from './actions.ts'
import { adoptAnswers, sweepAwaits } from './adoption-actions.ts'
import { tellDemonstrations } from './demonstration-actions.ts'
import { removeOldRanks } from './hot-list-store.ts'
import { sweepInbound } from './inbound-store.ts'
import { lexiconJobs } from './lexicon-jobs.ts'
import { ensureMonthsAhead } from './partition-store.ts'
import { replayJobs } from './replay-jobs.ts'
import { rumourJobs } from './rumour-jobs.ts'
import { searchJobs } from './search-jobs.ts'
import { sourceJobs } from './source-jobs.ts'
import type { Watching } from './watching.ts'

export function monitoringJobs(app: Watching): JobKind[] {
  return [
    { name: ADOPTION, run: async ({ data }) => void (await adoptAnswers(app, orgIdOf(data))) },
    ...replayJobs(app),
    { name: 'monitoring.missed-answers', everySeconds: 60, run: () => sweepAwaits(app) },
    { name: 'monitoring.partitions', everySeconds: 3600, run: () => ensureMonthsAhead(app.db, app.clock.now()) },
    { name: 'monitoring.inbound-sweep', everySeconds: 3600, run: () => sweepInbound(app.db, app.clock.now()) },
    { name: 'monitoring.old-ranks', everySeconds: 86_400, run: () => removeOldRanks(app.db, app.clock.now()) },
    ...sourceJobs(app),
    ...searchJobs(app),
    ...lexiconJobs(app),
    ...rumourJobs(app),
    { name: 'monitoring.demonstration', everySeconds: 3, tries: 1, run: () => tellDemonstrations(app) },
  ]
}

function orgIdOf(data: unknown): string {
  const { orgId } = data as { orgId?: unknown }
  if (typeof orgId !== 'string') throw new Error(`${ADOPTION} without an organisation`)
  return orgId
}
