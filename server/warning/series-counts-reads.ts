import { MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import { type PlatformStep, platformSteps } from '../monitoring/platform-count-reads.ts'

/** Cells of which all steps are made. */
const CELL_MINUTES = 5
const CELL_MS: number = CELL_MINUTES * MINUTE

export type CountedStep = {
  readonly at: Date
  readonly posts: number
  readonly judged: number
  readonly negative: number
}

/** What was counted of one track, whole and by platform. */
export type TrackCounts = (asked: {
  readonly from: Date
  readonly to: Date
  readonly stepMinutes: number
  /** undefined: all of them */
  readonly platform?: string | undefined
}) => Promise<CountedStep[]>

/**
 * The counts that all detectors of a track read in one transaction, asked for once, by whoever is first.
 * @param span holds whatever any of them asks for
 */
export function countsBetween(
  trx: Trx,
  orgId: string,
  trackId: string,
  span: { readonly from: Date; readonly to: Date },
): TrackCounts {
  let read: Promise<PlatformStep[]> | undefined
  return async ({ from, to, stepMinutes, platform }) => {
    if (from < span.from || to > span.to) throw new Error('counts were read of another span')
    read ??= platformSteps(trx, orgId, trackId, span, CELL_MINUTES)
    const step = stepMinutes * MINUTE
    const steps: (CountedStep & { posts: number; judged: number; negative: number })[] = []
    for (let at = from.getTime(); at < to.getTime(); at += step)
      steps.push({ at: new Date(at), posts: 0, judged: 0, negative: 0 })
    for (const cell of await read) {
      const own = steps[Math.floor((cell.at.getTime() - from.getTime()) / step)]
      if (!own || (platform !== undefined && cell.platform !== platform)) continue
      own.posts += cell.posts
      own.judged += cell.judged
      own.negative += cell.negative
    }
    return steps
  }
}

/** From where to where cells reach that hold all of these spans. */
export function spanOfAll(spans: readonly { readonly from: Date; readonly to: Date }[]): {
  readonly from: Date
  readonly to: Date
} {
  const from = Math.min(...spans.map((each) => each.from.getTime()))
  const to = Math.max(...spans.map((each) => each.to.getTime()))
  return { from: new Date(Math.floor(from / CELL_MS) * CELL_MS), to: new Date(Math.ceil(to / CELL_MS) * CELL_MS) }
}
