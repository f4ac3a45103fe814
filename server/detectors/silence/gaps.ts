/**
 * How long gaps get by themselves. Their length is in the series' own time, in which a gap of independent posts goes beyond another unit
 * in one case of e. Real ones do not keep to that: posts come in clumps, a holiday is no weekday. So what lies beyond three lengths is
 * counted, each with its mean excess, and the most patient of the three answers.
 */
export type Gaps = {
  /** per length: gaps beyond it, and by how much they went beyond it together */
  readonly counts: Float64Array
  readonly excess: Float64Array
  readonly days: Float64Array
}

const LENGTHS: readonly number[] = [1, 4, 12]
/** Starting assumption: so many a day, as if counted for a day, and going so far beyond, as if three had been seen. */
const A_DAY: readonly number[] = [0.5, 0.05, 0.005]
const BEYOND: readonly number[] = [1.5, 1.5, 2.5]
const KNOWN = { days: 1, gaps: 3 } as const
/** One outage of a weekend must not teach that weekends are silent. */
const CLIP = 4
const MEMORY_DAYS = 60

export function emptyGaps(): Gaps {
  const each = LENGTHS.length
  return { counts: new Float64Array(each), excess: new Float64Array(each), days: new Float64Array(1) }
}

/** −log10 of how often a day holds a gap of such a length; 0 for one that is no gap to speak of. A longer one is never less rare. */
export function rareGap(gaps: Gaps, length: number): number {
  let score = 0
  LENGTHS.forEach((least, n) => {
    if (length <= least) return
    const reach = Math.min(length, LENGTHS[n + 1] ?? length)
    const answers = LENGTHS.slice(0, n + 1).map((_, m) => rareBeyond(gaps, m, reach))
    score = Math.max(score, Math.min(...answers))
  })
  return Math.min(30, score)
}

function rareBeyond(gaps: Gaps, n: number, length: number): number {
  const aDay = ((gaps.counts[n] ?? 0) + (A_DAY[n] ?? 0)) / ((gaps.days[0] ?? 0) + KNOWN.days)
  return (length - (LENGTHS[n] ?? 0)) / beyond(gaps, n) / Math.LN10 - Math.log10(aDay)
}

/** A gap of this length is over. */
export function endGap(gaps: Gaps, length: number): void {
  LENGTHS.forEach((least, n) => {
    if (length <= least) return
    const most = CLIP * beyond(gaps, n)
    gaps.counts[n] = (gaps.counts[n] ?? 0) + 1
    gaps.excess[n] = (gaps.excess[n] ?? 0) + Math.min(most, length - least)
  })
}

export function passGaps({ days }: Gaps, passed: number): void {
  days[0] = (days[0] ?? 0) + passed
}

/** Once a day. */
export function fadeGaps({ counts, excess, days }: Gaps): void {
  for (const array of [counts, excess, days]) {
    for (let at = 0; at < array.length; at++) array[at] = (array[at] ?? 0) * (1 - 1 / MEMORY_DAYS)
  }
}

function beyond({ counts, excess }: Gaps, n: number): number {
  return ((excess[n] ?? 0) + KNOWN.gaps * (BEYOND[n] ?? 1)) / ((counts[n] ?? 0) + KNOWN.gaps)
}
