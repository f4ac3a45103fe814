import { setTimeout as sleep } from 'node:timers/promises'
import type { JobKind } from '../base/queue.ts'
import { findPlayers, playRun } from './replay-play-actions.ts'
import { PLAYING } from './replay-run-actions.ts'
import type { Watching } from './watching.ts'

const TRIES = 4

export function replayJobs(app: Watching, wait: (ms: number) => Promise<void> = (ms) => sleep(ms)): JobKind[] {
  return [
    {
      name: PLAYING,
      tries: TRIES,
      concurrency: 4,
      run: async ({ data, attempt }) => {
        const { orgId, runId } = data as { orgId: string; runId: string }
        await playRun(app, orgId, runId, { wait, isLastTry: attempt >= TRIES })
      },
    },
    { name: 'monitoring.replay-players', everySeconds: 5, tries: 1, run: () => findPlayers(app) },
  ]
}
