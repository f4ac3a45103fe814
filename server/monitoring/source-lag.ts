/** Upper bounds, in seconds, of how long after it was posted a post came; the last class is all beyond. The database keeps counts by class. */
export const LAG_BOUNDS = [10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400] as const
export const LAG_CLASSES = LAG_BOUNDS.length + 1

export function lagCounts(posts: readonly { readonly postedAt: Date }[], receivedAt: Date): number[] {
  const counts = Array.from({ length: LAG_CLASSES }, () => 0)
  for (const { postedAt } of posts) {
    const seconds = (receivedAt.getTime() - postedAt.getTime()) / 1000
    const found = LAG_BOUNDS.findIndex((bound) => seconds <= bound)
    const at = found < 0 ? LAG_BOUNDS.length : found
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

/** @returns seconds within which half of them came; Infinity beyond the last bound; undefined without posts */
export function medianLag(counts: readonly number[]): number | undefined {
  return lagWithin(counts, 0.5)
}

/** Likewise of another share, 0..1. */
export function lagWithin(counts: readonly number[], share: number): number | undefined {
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (all === 0) return undefined
  let sum = 0
  const at = counts.findIndex((count) => {
    sum += count
    return sum >= share * all
  })
  return LAG_BOUNDS[at] ?? Number.POSITIVE_INFINITY
}
