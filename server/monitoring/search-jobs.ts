import type { JobKind } from '../base/queue.ts'
import { indexPosts, mergeSegments, sweepIndex } from './search-actions.ts'
import type { Watching } from './watching.ts'

export function searchJobs(app: Watching): JobKind[] {
  return [
    { name: 'monitoring.search-index', everySeconds: 2, tries: 1, run: () => indexPosts(app) },
    { name: 'monitoring.search-merge', everySeconds: 5, tries: 1, run: () => mergeSegments(app) },
    { name: 'monitoring.search-sweep', everySeconds: 30, tries: 1, run: () => sweepIndex(app) },
  ]
}
