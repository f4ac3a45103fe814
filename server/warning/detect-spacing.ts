/** Are the points evenly spaced? A detector cannot know; it takes every row for the next interval. */

const MOST_WARNINGS = 10

/**
 * Watches timestamps as they come. Each call returns what is worth a warning, in words that name the row, or nothing.
 * `stepMinutes` is what the detector was made for.
 */
export function watchSpacing(stepMinutes: number): (row: number, timestamp: string) => string | undefined {
  let before: number | undefined
  let step: number | undefined
  let warnings = 0
  let readable = true
  return (row, timestamp) => {
    if (!readable || warnings >= MOST_WARNINGS) return undefined
    const now = readTime(timestamp)
    if (now === undefined) {
      readable = false
      return `row ${row}: "${timestamp.slice(0, 40)}" cannot be read as a time; the spacing is not checked from here on`
    }
    const gap = before === undefined ? undefined : (now - before) / 60_000
    before = now
    if (gap === undefined) return undefined
    if (step === undefined) {
      step = gap
      return gap === stepMinutes
        ? undefined
        : `row ${row}: points ${gap} minutes apart; ${stepMinutes} are what the detector was made for`
    }
    if (gap === step) return undefined
    warnings++
    const last = warnings === MOST_WARNINGS ? ' (further rows are not named)' : ''
    return `row ${row}: ${gap} minutes after the row before instead of ${step}; every row is taken for the next interval${last}`
  }
}

/** Milliseconds; `2015-02-26 21:42:53` and ISO 8601, without a zone taken for UTC. */
function readTime(text: string): number | undefined {
  const found = /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?\s*$/.exec(text)
  if (found === null) return undefined
  const time = Date.parse(`${found[1]}T${found[2]}${found[3] ?? 'Z'}`)
  return Number.isNaN(time) ? undefined : time
}
