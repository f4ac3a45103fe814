import { inTransaction, type Trx } from '../base/db.ts'
import type { Batch } from './batch.ts'
import type { Watching } from './watching.ts'

export type Stage = (app: Watching, batch: Batch) => Promise<Batch>
/** A stage of the one transaction: `app.db` is that transaction. It may run again after a deadlock. */
export type StoringStage = (app: Watching & { readonly db: Trx }, batch: Batch) => Promise<Batch>

export type Stages = {
  readonly mask: Stage
  readonly skip: Stage
  readonly judge: Stage
  readonly makeRoom: Stage
  readonly dedupe: StoringStage
  readonly inherit: StoringStage
  readonly store: StoringStage
  readonly amend: StoringStage
  readonly tell: StoringStage
  readonly count: StoringStage
}

/** One post's journey, from top to bottom. */
export function pipelineOf(stages: Stages): readonly Stage[] {
  return [
    // records of calls and chats lose telephone numbers, names and addresses before anything else sees them
    stages.mask,
    // what is stored already and says nothing new is not judged again
    stages.skip,
    // in threads, for milliseconds in which no lock is held: fold, match against all tracks, language, sentiment, emotion, fingerprint
    stages.judge,
    // partitions of months that have none
    stages.makeRoom,
    inOneTransaction([
      // of what came before or stands twice, only the first stays
      stages.dedupe,
      // what answers a post or passes it on belongs to its tracks
      stages.inherit,
      stages.store,
      // what is known of posts that were sent again otherwise: edits, growing counts, deletions
      stages.amend,
      // the batch's row, its source's health, audit, open pages, the replay's cursor
      stages.tell,
      // last: other batches of the same minute wait for these rows until we commit
      stages.count,
    ]),
  ]
}

export async function run<App, S extends (app: App, batch: Batch) => Promise<Batch>>(
  stages: readonly S[],
  app: App,
  batch: Batch,
): Promise<Batch> {
  let at = batch
  for (const stage of stages) at = await stage(app, at)
  return at
}

function inOneTransaction(stages: readonly StoringStage[]): Stage {
  return (app, batch) => inTransaction(app.db, (db) => run(stages, { ...app, db }, batch))
}
