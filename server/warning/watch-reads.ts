import type { App } from '../app.ts'
import { HOUR } from '../base/clock.ts'
import { listTracks, watchedUntil } from '../monitoring/reads.ts'
import { countTracks } from '../monitoring/track-count-reads.ts'
import { curvesOfAll, type KeptCurves } from './kept-curves-store.ts'
import type { Watch } from './schema.ts'

const WATCH_HOURS = 24

/**
 * The curves of the last hours of every track that is watched, and how much was said in them: Watch of schema.ts as JSON, put together
 * from what is kept as it is sent.
 * @param kept see curvesOfAll
 */
export async function watchText(
  { db, clock }: Pick<App, 'db' | 'clock'>,
  orgId: string,
  hours: number = WATCH_HOURS,
  kept: KeptCurves = new Map(),
): Promise<string> {
  const now = clock.now()
  // Beside each other: whoever looks waits for the database, and for his turn there, twice and not four times.
  const [until, tracks] = await Promise.all([watchedUntil(db, orgId, now), listTracks(db, orgId)])
  const span = { from: new Date(until.getTime() - hours * HOUR), to: until }
  const ids = tracks.map(({ id }) => id)
  const [counts, curves] = await Promise.all([
    countTracks(db, orgId, span),
    curvesOfAll(db, orgId, ids, { now, until, hours }, kept),
  ])
  const watched = tracks.map(({ id, name }) => {
    const { posts, judged, negative } = counts.get(id) ?? { posts: 0, judged: 0, negative: 0 }
    const head = JSON.stringify({ trackId: id, name, posts, judged, negative })
    return `${head.slice(0, -1)},"curves":${curves.get(id) ?? '[]'}}`
  })
  return `{"until":"${until.toISOString()}","tracks":[${watched.join()}]}`
}

export async function watchOf(app: Pick<App, 'db' | 'clock'>, orgId: string, hours?: number): Promise<Watch> {
  return JSON.parse(await watchText(app, orgId, hours)) as Watch
}
