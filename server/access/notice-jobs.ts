import type { App } from '../app.ts'
import type { JobKind } from '../base/queue.ts'
import { gatherNotices } from './notice-gather-actions.ts'

export function noticeJobs(app: App): JobKind[] {
  return [
    { name: 'access.gather-notices', everySeconds: 30, tries: 1, run: async () => void (await gatherNotices(app)) },
  ]
}
