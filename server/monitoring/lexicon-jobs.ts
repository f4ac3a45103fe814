import type { JobKind } from '../base/queue.ts'
import { giveUpRecount, RECOUNT, runRecount } from './lexicon-recount-actions.ts'
import type { Watching } from './watching.ts'

const TRIES = 5

export function lexiconJobs(app: Watching): JobKind[] {
  return [
    {
      name: RECOUNT,
      tries: TRIES,
      run: async ({ data, attempt }) => {
        const { orgId, recountId } = data as { orgId: string; recountId: string }
        try {
          await runRecount(app, orgId, recountId)
        } catch (error) {
          // Else the list could never be counted anew again.
          if (attempt >= TRIES) await giveUpRecount(app, orgId, recountId)
          throw error
        }
      },
    },
  ]
}
