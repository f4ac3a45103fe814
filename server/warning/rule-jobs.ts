import { DAY, SECOND } from '../base/clock.ts'
import type { JobKind } from '../base/queue.ts'
import type { Watching } from '../monitoring/watching.ts'
import { setThresholds } from './rule-actions.ts'
import { readShadows } from './rule-shadow-actions.ts'
import { watchWords } from './rule-word-actions.ts'

export function ruleJobs(app: Watching): JobKind[] {
  return [
    { name: 'warning.shadow-rules', everySeconds: 60, tries: 1, run: () => readShadows(app) },
    { name: 'warning.watch-words', everySeconds: 60, tries: 1, run: () => watchWords(app) },
    { name: 'warning.set-thresholds', everySeconds: DAY / SECOND, run: () => setThresholds(app) },
  ]
}
