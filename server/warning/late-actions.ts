import { DAY, MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import { type CountChange, trackSeries } from '../monitoring/reads.ts'
import { isComing, isPaused, isWorth, oldChanges, postsOf } from './late.ts'
import { LEARN_DAYS, learnFrom } from './plan.ts'
import type { Watching } from './series-actions.ts'
import type { SeriesRow } from './series-store.ts'

/** What is done about posts that lie further back than what is read again anyway, and which changes that takes care of. */
export type Weighed = { readonly verdict: 'nothing' | 'wait' | 'anew'; readonly seen: readonly CountChange[] }

/** @param start begin of observation of the track, with what came late */
export async function weighOldPosts(
  watching: Watching,
  trx: Trx,
  rows: readonly SeriesRow[],
  changes: readonly CountChange[],
  start: Date,
): Promise<Weighed> {
  const now = watching.app.clock.now()
  const old = oldChanges(changes, rows)
  const recent = changes.filter((change) => !old.includes(change))
  if (old.length === 0) return { verdict: 'nothing', seen: changes }
  if (isPaused(rows, now)) return { verdict: 'nothing', seen: recent }
  const isHalf = isComing(old, now)
  const isWorthIt = hasMoreToLearn(watching, rows, start) && (await isWorthReading(watching, trx, postsOf(old)))
  if (!isWorthIt) return { verdict: 'nothing', seen: isHalf ? recent : changes }
  return isHalf ? { verdict: 'wait', seen: [] } : { verdict: 'anew', seen: changes }
}

/** Whether a series that begins anew would hold points that its state does not lie before. */
function hasMoreToLearn({ detectors, until }: Watching, rows: readonly SeriesRow[], seriesStart: Date): boolean {
  return detectors.some(({ id, stepMinutes, learnDays }) => {
    const row = rows.find(({ detector }) => detector === id)
    return row !== undefined && learnFrom({ seriesStart, stepMinutes, learnDays }, until) < row.settledAt
  })
}

async function isWorthReading({ orgId, trackId, until }: Watching, trx: Trx, posts: number): Promise<boolean> {
  const known = isWorth(posts, undefined)
  if (known !== undefined) return known
  const span = { from: new Date(until.getTime() - LEARN_DAYS * DAY), to: until }
  const days = await trackSeries(trx, orgId, trackId, span, DAY / MINUTE)
  return (
    isWorth(
      posts,
      days.reduce((sum, day) => sum + day.posts, 0),
    ) ?? false
  )
}
