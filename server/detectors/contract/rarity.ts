/** How rare something is, in all and in a day, honest about small numbers: counts of what was seen so far, and a stated assumption that weighs as many. */

/**
 * −log10 of the chance that as much is seen: what was seen counts as it is, the assumption as `weight` more sightings.
 * @param above how many of `whole` were as large
 * @param assumed share 0..1 that the assumption gives to what is as large
 */
export function rarity(above: number, whole: number, assumed: number, weight: number): number {
  const share = (above + weight * Math.max(1e-12, Math.min(1, assumed))) / (whole + weight)
  return Math.max(0, -Math.log10(Math.min(1, share)))
}

/** Of counts by bin: how many lie in this bin or above. */
export function countFrom(counts: Float64Array, from: number, bin: number, bins: number): number {
  let sum = 0
  for (let at = Math.max(0, bin); at < bins; at++) sum += counts[from + at] ?? 0
  return sum
}

/** The bin in which the middle lies; `otherwise` where nothing was counted. */
export function middleBin(counts: Float64Array, from: number, bins: number, otherwise: number): number {
  const whole = countFrom(counts, from, 0, bins)
  if (whole <= 0) return otherwise
  let below = 0
  for (let at = 0; at < bins; at++) {
    below += counts[from + at] ?? 0
    if (below * 2 >= whole) return at
  }
  return bins - 1
}

/** Old sightings fade: where there are more than `most`, all are halved. */
export function fade(counts: Float64Array, from: number, bins: number, most: number): void {
  if (countFrom(counts, from, 0, bins) <= most) return
  for (let at = from; at < from + bins; at++) counts[at] = (counts[at] ?? 0) / 2
}

/** Half powers of two, for numbers of answers: 36 of them reach beyond a hundred thousand. */
export const ANSWER_BINS = 36
export function answerBin(answers: number): number {
  return Math.max(0, Math.min(ANSWER_BINS - 1, Math.floor(2 * Math.log2(1 + Math.max(0, answers)) + 1e-9)))
}
/** The middle of a bin, as a number of answers. */
export function answersOf(bin: number): number {
  return 2 ** ((bin + 0.5) / 2) - 1
}

/** How many of something come in a day: what was counted fades over weeks. Minutes are since 1970, in the time of the posts. */
export type Pace = { count: number; since: number; until: number }
const PACE_MEMORY: number = 28 * 24 * 60
/** One stray post of last year must not make a year of silence. */
const OLDEST_SINCE: number = 60 * 24 * 60

export function countIn(pace: Pace, minute: number, count: number): void {
  if (pace.since === 0) [pace.since, pace.until] = [minute, minute]
  if (minute > pace.until) {
    pace.count *= Math.exp((pace.until - minute) / PACE_MEMORY)
    pace.until = minute
  }
  if (minute < pace.since && minute > pace.until - OLDEST_SINCE) pace.since = minute
  pace.count += count * Math.exp((minute - pace.until) / PACE_MEMORY)
}

/** @param assumed so many a day, known for so many days */
export function perDay({ count, since, until }: Pace, assumed: number, days: number): number {
  // Counting for ever with such a memory is worth 28 days of counting without forgetting.
  const counted = (PACE_MEMORY / (24 * 60)) * (1 - Math.exp((since - until) / PACE_MEMORY))
  return (count + assumed * days) / (counted + days)
}
