import { getOrganisation } from '../access/reads.ts'
import { createZone } from '../connectors/contract/zone.ts'
import {
  loudHours,
  markSilent,
  measureCoverage,
  organisationsWithSources,
  quietSources,
  removeOldRuns,
} from './source-habit-store.ts'
import { isUnusuallySilent } from './source-silence.ts'
import type { Watching } from './watching.ts'

/** Marks sources that are silent against their own habit. The mark stands until something new comes. */
export async function markSilences(app: Watching): Promise<void> {
  const now = app.clock.now()
  for (const source of await quietSources(app.db, now)) {
    const hours = await loudHours(app.db, source.orgId, source.name, now)
    const offsetMs = await offsetOf(app, source.orgId, now)
    if (isUnusuallySilent({ hours, lastAt: source.foundAt, offsetMs }, now)) await markSilent(app.db, source)
  }
}

/** Anew how many of the comments that posts say they have are here; and what is too old is removed. */
export async function measureSources(app: Watching): Promise<void> {
  const now = app.clock.now()
  for (const orgId of await organisationsWithSources(app.db)) await measureCoverage(app.db, orgId, now)
  await removeOldRuns(app.db, now)
}

async function offsetOf(app: Watching, orgId: string, now: Date): Promise<number> {
  const { zone } = await getOrganisation(app.db, orgId)
  const { year, month, day, hour, minute } = createZone(zone).toLocal(now.getTime())
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(now.getTime() / 60_000) * 60_000
}
