import { HOUR, MINUTE, SECOND } from '../base/clock.ts'

/** So many old posts, or so large a part of the fortnight's, are worth reading a fortnight anew … */
const WORTH = { posts: 20, share: 0.01 } as const
/** … but fewer are stray ones, whatever part they are of a track of which hardly anybody speaks. */
const STRAY = 5
/** An import is read when nothing of it has come for so long … */
const REST_MS = 30 * SECOND
/** … or when it has gone on for so long. */
const LONGEST_MS = 10 * MINUTE
/** A track is read anew at most so often. */
const PAUSE_MS = HOUR

/** Counts that changed behind what was read, as monitoring tells of them. */
export type Change = {
  readonly since: Date
  readonly posts: number
  readonly firstAt: Date
  readonly lastAt: Date
}

/** How far one series is. */
export type Head = { readonly settledAt: Date; readonly uptoAt: Date; readonly revisedAt: Date | null }

/** Those that the points since the settled moment do not hold, so that reading these again is not enough. */
export function oldChanges<C extends Change>(changes: readonly C[], heads: readonly Head[]): C[] {
  return changes.filter(({ since }) => heads.some(({ settledAt }) => since < settledAt))
}

/** Whether a fortnight was read anew less than an hour ago. */
export function isPaused(heads: readonly Head[], now: Date): boolean {
  return heads.some(({ revisedAt }) => revisedAt !== null && now.getTime() - revisedAt.getTime() < PAUSE_MS)
}

/** Whether more of it may come at any moment: half an import is no habit, and its last posts would look like a storm. */
export function isComing(changes: readonly Change[], now: Date): boolean {
  return changes.some(
    ({ firstAt, lastAt }) =>
      now.getTime() - lastAt.getTime() < REST_MS && now.getTime() - firstAt.getTime() < LONGEST_MS,
  )
}

/** Whether there is something to read before another point is complete: changed counts of points that were read. */
export function isDue(changes: readonly Change[], heads: readonly Head[], now: Date): boolean {
  if (heads.length === 0) return false
  const old = oldChanges(changes, heads)
  const isLate = changes.some((each) => !old.includes(each) && heads.some(({ uptoAt }) => each.since < uptoAt))
  return isLate || (old.length > 0 && !isPaused(heads, now) && !isComing(old, now))
}

/** How many posts changed counts. */
export function postsOf(changes: readonly Change[]): number {
  return changes.reduce((sum, { posts }) => sum + posts, 0)
}

/** @param ofFortnight all posts of the track; undefined: not asked yet, which is needed only where the answer is */
export function isWorth(posts: number, ofFortnight: number | undefined): boolean | undefined {
  if (posts >= WORTH.posts) return true
  if (posts < STRAY) return false
  return ofFortnight === undefined ? undefined : posts >= WORTH.share * ofFortnight
}
