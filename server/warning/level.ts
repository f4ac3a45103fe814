/** 1 major, 2 moderate, 3 minor */
export type Level = 1 | 2 | 3

/** What was seen in the window of an alarm. */
export type Seen = {
  readonly posts: number
  /** posts that are usual in such a window */
  readonly expected: number
  /** posts with a sentiment, and how many of them are negative */
  readonly judged: number
  readonly negative: number
}

type Row = {
  readonly level: Level
  readonly negative?: number
  readonly negativeShare?: number
  readonly posts?: number
  /** times what is usual */
  readonly ratio?: number
}

/**
 * From what on an alert claims more attention than a minor one: the first row of which everything holds. The measure is the
 * handbook's own example: a single bad review is minor and customer service's, hundreds of complaints are at least moderate. The
 * level orders the list and sets how soon somebody must look; the crisis is graded by its own rubric and by people.
 */
export const ATTENTION: readonly Row[] = [
  { level: 1, negative: 300, negativeShare: 0.5, ratio: 3 },
  { level: 1, posts: 3000, ratio: 10, negativeShare: 0.3 },
  { level: 2, negative: 50, negativeShare: 0.4 },
  { level: 2, posts: 500, ratio: 5 },
]

/** How soon after it was raised somebody must have acknowledged it. */
export const ACK_MINUTES: Readonly<Record<Level, number>> = { 1: 5, 2: 15, 3: 240 }

/** Minor unless a row says otherwise. */
export function proposeLevel(seen: Seen): Level {
  return ATTENTION.find((row) => holds(row, seen))?.level ?? 3
}

/** An alert keeps the most serious level it has had: in doubt the higher. */
export function graver(one: Level, other: Level): Level {
  return one < other ? one : other
}

function holds(row: Row, { posts, expected, judged, negative }: Seen): boolean {
  return (
    negative >= (row.negative ?? 0) &&
    (row.negativeShare === undefined || (judged > 0 && negative / judged >= row.negativeShare)) &&
    posts >= (row.posts ?? 0) &&
    posts >= (row.ratio ?? 0) * expected
  )
}
