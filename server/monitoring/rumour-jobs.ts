import type { JobKind } from '../base/queue.ts'
import type { RumourModel } from '../text/rumour.ts'
import { loadRumourModel, watchRumours } from './rumour-watch-actions.ts'
import type { Watching } from './watching.ts'

export function rumourJobs(app: Watching): JobKind[] {
  const loaded: { model?: RumourModel } = {}
  return [
    {
      name: 'monitoring.rumours',
      everySeconds: 60,
      run: () => {
        loaded.model ??= loadRumourModel(app.judges.fold)
        return watchRumours(app, loaded.model)
      },
    },
  ]
}
