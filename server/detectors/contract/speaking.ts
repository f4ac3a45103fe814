/**
 * When a detector raises its voice. It stands outside of the detectors so that the same scores give the same alarms whoever asks: the
 * watch, a back-test over what is stored, a rule in shadow. Scores are compared in single precision, as they are stored.
 */

export type Speaking = {
  /** score at which it speaks */
  readonly threshold: number
  /** points of silence after an alarm … */
  readonly restPoints: number
  /** … unless it is so much louder than the alarm before, in the unit of `loudness` */
  readonly louder: number
}

/** What decides of one point. */
export type Voice = {
  readonly score: number
  /** false: whatever the score, this point raises nobody (too few posts, within chance) */
  readonly isAble: boolean
  /** what must have grown for a second alarm inside the rest: a score, or a rise */
  readonly loudness: number
}

/** The last alarm: its row, counted in points from anywhere, and how loud it was. */
export type LastAlarm = { readonly row: number; readonly loudness: number }

/** @param last undefined: it has never spoken */
export function speaks(
  { threshold, restPoints, louder }: Speaking,
  row: number,
  { score, isAble, loudness }: Voice,
  last: LastAlarm | undefined,
): boolean {
  if (!isAble || Math.fround(score) < Math.fround(threshold)) return false
  if (last === undefined || row - last.row >= restPoints) return true
  // a small alarm must not hide the storm that follows it within the same half day
  return Math.fround(loudness) >= Math.fround(Math.fround(last.loudness) + louder)
}

/** Which of a detector's numbers keep its last alarm: its row, −Infinity before the first, and how loud it was. */
export type AlarmPlaces = { readonly row: number; readonly loudness: number }

/** Whether a detector speaks at this row; where it does, its numbers remember it. */
export function speakNow(
  speaking: Speaking,
  row: number,
  voice: Voice,
  numbers: Float64Array,
  places: AlarmPlaces,
): boolean {
  const before = numbers[places.row] ?? 0
  const last = before >= 0 ? { row: before, loudness: numbers[places.loudness] ?? 0 } : undefined
  if (!speaks(speaking, row, voice, last)) return false
  numbers[places.row] = row
  numbers[places.loudness] = voice.loudness
  return true
}

/**
 * The rows at which a detector speaks, over evenly spaced points. @param voices undefined: a point that was not read, which counts as time
 * @param before the alarm before the first row, its row counted from there (negative)
 */
export function alarmRows(
  speaking: Speaking,
  voices: readonly (Voice | undefined)[],
  before: LastAlarm | undefined = undefined,
): number[] {
  let last = before
  return voices.flatMap((voice, row) => {
    if (!voice || !speaks(speaking, row, voice, last)) return []
    last = { row, loudness: voice.loudness }
    return [row]
  })
}
