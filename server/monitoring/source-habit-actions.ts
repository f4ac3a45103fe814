import {
  loudHours,
  markSilent,
  measureCoverage,
  organisationsWithSources,
  quietSources,
  removeOldRuns,
} from './source-habit-store.ts'
import { SOURCE_SCORE, silenceScore } from './source-silence.ts'
import type { Watching } from './watching.ts'

/** Marks sources that are silent against their own habit. The mark stands until something new comes. */
export async function markSilences(app: Watching): Promise<void> {
  const now = app.clock.now()
  for (const source of await quietSources(app.db, now)) {
    const hours = await loudHours(app.db, source.orgId, source.name, now)
    if (silenceScore({ hours, lastAt: source.foundAt }, now) >= SOURCE_SCORE) await markSilent(app.db, source)
  }
}

/** Anew how many of the comments that posts say they have are here; and what is too old is removed. */
export async function measureSources(app: Watching): Promise<void> {
  const now = app.clock.now()
  for (const orgId of await organisationsWithSources(app.db)) await measureCoverage(app.db, orgId, now)
  await removeOldRuns(app.db, now)
}
