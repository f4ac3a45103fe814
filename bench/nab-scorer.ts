/**
 * The scoring rules of the Numenta Anomaly Benchmark (numenta/NAB, MIT), written from its specification.
 * Rows are judged in file order: NAB files hold duplicate and backward timestamps, so nothing is sorted by time.
 */

export type Profile = { readonly tp: number; readonly fp: number; readonly fn: number }
export type ProfileName = 'standard' | 'reward_low_FP_rate' | 'reward_low_FN_rate'

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  standard: { tp: 1, fp: 0.11, fn: 1 },
  reward_low_FP_rate: { tp: 1, fp: 0.22, fn: 1 },
  reward_low_FN_rate: { tp: 1, fp: 0.11, fn: 2 },
}
export const PROFILE_NAMES: readonly ProfileName[] = ['standard', 'reward_low_FP_rate', 'reward_low_FN_rate']

/** First and last row of a window, both inside it. */
export type RowWindow = readonly [first: number, last: number]

/** One file, prepared: what an alarm at each row is worth before the profile's weights. */
export type Judged = {
  readonly rows: number
  readonly probation: number
  readonly windows: readonly RowWindow[]
  /** window index of each row, -1 outside */
  readonly windowOf: Int32Array
  /** +1..0 inside a window, 0..-1 outside */
  readonly unit: Float64Array
}

export type RawScore = { readonly raw: number; readonly windowsHit: number; readonly falsePoints: number }
export type ThresholdScore = RawScore & { readonly threshold: number }

/** Prepares a file. `windows` in row order, not overlapping. */
export function judge(rows: number, windows: readonly RowWindow[]): Judged {
  const windowOf = new Int32Array(rows).fill(-1)
  const unit = new Float64Array(rows).fill(-1)
  windows.forEach(([first, last], index) => {
    const width = last - first + 1
    for (let row = first; row <= last; row++) {
      windowOf[row] = index
      unit[row] = sigmoid(-(last - row + 1) / width) / BEST
    }
    const until = windows[index + 1]?.[0] ?? rows
    for (let row = last + 1; row < until; row++) {
      unit[row] = sigmoid((row - last) / (width - 1))
    }
  })
  return { rows, probation: Math.min(Math.floor(0.15 * rows), 750), windows, windowOf, unit }
}

/** Score of a set of alarm rows on one file; rows of the probation count neither way. */
export function scoreAlarms(file: Judged, alarmRows: readonly number[], profile: Profile): RawScore {
  const best = new Float64Array(file.windows.length)
  let falseSum = 0
  let falsePoints = 0
  for (const row of alarmRows) {
    if (row < file.probation) continue
    const unit = file.unit[row] ?? 0
    const window = file.windowOf[row] ?? -1
    if (window < 0) {
      falseSum += unit
      falsePoints++
    } else best[window] = Math.max(best[window] ?? 0, unit)
  }
  let raw = profile.fp * falseSum
  let windowsHit = 0
  file.windows.forEach(([, last], index) => {
    if (last < file.probation) return
    const unit = best[index] ?? 0
    raw += unit > 0 ? profile.tp * unit : -profile.fn
    if (unit > 0) windowsHit++
  })
  return { raw, windowsHit, falsePoints }
}

/**
 * Pool score at every distinct score of the pool (highest first), starting with 1.1 = no alarm at all.
 * One threshold holds for all files of the pool, as in NAB.
 */
export function sweep(
  pool: readonly { readonly file: Judged; readonly scores: ArrayLike<number> }[],
  profile: Profile,
): ThresholdScore[] {
  const rows = pool.flatMap(({ file, scores }, fileIndex) =>
    Array.from({ length: file.rows - file.probation }, (_, offset) => {
      const row = offset + file.probation
      return { fileIndex, row, score: scores[row] ?? 0 }
    }),
  )
  rows.sort((a, b) => b.score - a.score)
  const best = pool.map(({ file }) => new Float64Array(file.windows.length).fill(-1))
  let raw = -profile.fn * sum(pool.map(({ file }) => countable(file)))
  let windowsHit = 0
  let falsePoints = 0
  const results: ThresholdScore[] = [{ threshold: 1.1, raw, windowsHit, falsePoints }]
  rows.forEach(({ fileIndex, row, score }, index) => {
    const file = pool[fileIndex]?.file
    const bestHere = best[fileIndex]
    if (file === undefined || bestHere === undefined) return
    const window = file.windowOf[row] ?? -1
    const unit = file.unit[row] ?? 0
    if (window < 0) {
      raw += profile.fp * unit
      falsePoints++
    } else {
      const before = bestHere[window] ?? -1
      if (before < 0) {
        raw += profile.fn + profile.tp * unit
        windowsHit++
      } else if (unit > before) raw += profile.tp * (unit - before)
      bestHere[window] = Math.max(before, unit)
    }
    if (rows[index + 1]?.score !== score) results.push({ threshold: score, raw, windowsHit, falsePoints })
  })
  return results
}

/** The best of a sweep; of equals the highest threshold. */
export function optimum(scores: readonly ThresholdScore[]): ThresholdScore {
  return scores.reduce((best, next) => (next.raw > best.raw ? next : best))
}

/** 0 = never alarms, 100 = alarms at the first row of every window and nowhere else. */
export function normalise(raw: number, files: readonly Judged[], profile: Profile): number {
  const windows = sum(files.map((file) => file.windows.length))
  return (100 * (raw + profile.fn * windows)) / ((profile.tp + profile.fn) * windows)
}

/** NAB's value of an alarm by its place: +1 well before 0, -1 well after. */
export function sigmoid(x: number): number {
  return x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1
}

const BEST = sigmoid(-1)

const countable = (file: Judged): number => file.windows.filter(([, last]) => last >= file.probation).length
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
