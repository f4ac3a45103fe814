import type { JobKind } from '../base/queue.ts'
import { collectDue } from './collection-actions.ts'
import { COLLECTION } from './source-actions.ts'
import { markSilences, measureSources } from './source-habit-actions.ts'
import type { Watching } from './watching.ts'

export function sourceJobs(app: Watching): JobKind[] {
  return [
    { name: COLLECTION, everySeconds: 5, tries: 1, run: () => collectDue(app) },
    { name: 'monitoring.source-silence', everySeconds: 60, tries: 1, run: () => markSilences(app) },
    { name: 'monitoring.source-coverage', everySeconds: 3600, run: () => measureSources(app) },
  ]
}
