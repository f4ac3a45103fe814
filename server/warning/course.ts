/** Whether the curve of a story has turned, from posts beyond the usual per 5 minutes since it began. Pure, and slow to change its mind. */
export const COURSE_POINTS = 6
/** So little of its strongest half hour is left that it has turned … */
export const TURNED_BELOW = 0.6
/** … and so much again, that it has not: what lies between changes nothing, so that a curve that flickers is not told again and again. */
export const RISEN_ABOVE = 0.8
/** A story whose strongest half hour has fewer posts has no top worth telling. */
export const LEAST_TOP = 20

export type Course = {
  /** posts beyond the usual of the strongest half hour, of the last one, and of the one before */
  readonly top: number
  readonly last: number
  readonly before: number
}

/** @param counts posts of each 5 minutes, oldest first @param usual posts of 5 minutes without the story */
export function courseOf(counts: readonly number[], usual: number): Course {
  const sums = counts.map((_, at) => {
    const half = counts.slice(Math.max(0, at - COURSE_POINTS + 1), at + 1)
    return half.reduce((sum, count) => sum + count - usual, 0)
  })
  const beyond = (sum: number | undefined): number => Math.max(0, Math.round(sum ?? 0))
  return {
    top: beyond(Math.max(0, ...sums)),
    last: beyond(sums.at(-1)),
    before: beyond(sums.at(-1 - COURSE_POINTS)),
  }
}

/** What the course says of a story that has or has not peaked; undefined: nothing new. */
export function turnOf({ top, last, before }: Course, hasPeaked: boolean): 'turned' | 'rebound' | undefined {
  if (top < LEAST_TOP) return undefined
  if (!hasPeaked) return last < TURNED_BELOW * top && last < before ? 'turned' : undefined
  return last >= RISEN_ABOVE * top ? 'rebound' : undefined
}
