/**
 * Whether near copies by different authors came closer together than independent people would post them. Not "they are paid": only how
 * unlikely the coincidence is, given when everybody else posted.
 */
export type CopyMark = { readonly id: string; readonly at: number; readonly authorId: string }
export type Synchrony = {
  /** how likely so many would come so close by chance, 0..1, at most */
  readonly chance: number
  /** copies inside the closest window, by as many authors */
  readonly together: number
  /** copies by different authors in all */
  readonly copies: number
  readonly windowMinutes: number
  /** share of the other posts that came in that window, 0..1 */
  readonly usual: number
  readonly ids: readonly string[]
}

export const WINDOW_MINUTES = 5
const WINDOW_MS = WINDOW_MINUTES * 60_000
/** Fewer copies by different authors than this say nothing. */
export const LEAST_COPIES = 4
/** Said aloud from here on; measured in `bench -- rumour`. */
export const UNLIKELY = 0.001
/** The share of the others is read off few of them: half a post more keeps false alarms at what is stated (1.2 % of 20 copies without). */
const UNSURE = 0.5
/** Weight of "anything is possible" beside the posts that were counted. */
const DOUBT_POSTS = 2

/**
 * A scan over windows of five minutes, each beginning with a copy. Where the story's other posts are at their height, many copies at
 * once are no wonder: so the share of the other posts in the window is what a copy falls in by chance.
 * @param others times, in ms, of the other posts of the same story or track while it was told, in any order
 */
export function synchronyOf(copies: readonly CopyMark[], others: readonly number[]): Synchrony | undefined {
  const firsts = firstOfEach(copies)
  const [first, last] = [firsts[0], firsts.at(-1)]
  if (!first || !last || firsts.length < LEAST_COPIES) return undefined
  const around = others
    .filter((at) => at >= first.at - WINDOW_MS && at <= last.at + WINDOW_MS * 12)
    .sort((a, b) => a - b)
  const spanMs = Math.max(WINDOW_MS * 12, last.at - first.at + WINDOW_MS)
  const byChance = WINDOW_MS / spanMs
  let best: Synchrony | undefined
  for (const [i, { at }] of firsts.entries()) {
    const inside = firsts.slice(i).filter((each) => each.at <= at + WINDOW_MS)
    const near = countBetween(around, at, at + WINDOW_MS)
    const usual = (near + UNSURE + DOUBT_POSTS * byChance) / (around.length + UNSURE + DOUBT_POSTS)
    // Windows begin with a copy, so that one is there for certain; each copy gets its try.
    const chance = Math.min(1, firsts.length * tail(firsts.length - 1, inside.length - 1, usual))
    const found = { chance, together: inside.length, copies: firsts.length, usual, windowMinutes: WINDOW_MINUTES }
    if (!best || chance < best.chance) best = { ...found, ids: inside.map(({ id }) => id) }
  }
  return best
}

/** One author who posts the same ten times is no crowd. */
function firstOfEach(copies: readonly CopyMark[]): CopyMark[] {
  const seen = new Set<string>()
  return [...copies]
    .sort((a, b) => a.at - b.at)
    .filter(({ authorId }) => (seen.has(authorId) ? false : seen.add(authorId) !== undefined))
}

function countBetween(sorted: readonly number[], from: number, to: number): number {
  return sorted.filter((at) => at >= from && at <= to).length
}

/** Probability of at least k of n, each with p. */
export function tail(n: number, k: number, p: number): number {
  if (k <= 0 || p >= 1) return 1
  let term = (1 - p) ** n
  let below = 0
  for (let i = 0; i < k; i++) {
    below += term
    term *= ((n - i) / (i + 1)) * (p / (1 - p))
  }
  // Where hardly anything is left, the sum from above is exact and the difference is not.
  if (1 - below > 1e-9) return 1 - below
  let above = 0
  for (let i = k; i <= n && term > 0; i++) {
    above += term
    term *= ((n - i) / (i + 1)) * (p / (1 - p))
  }
  return above
}
