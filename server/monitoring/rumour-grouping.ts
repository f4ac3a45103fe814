import { addNear, findNear, startNear } from '../text/near-copy.ts'

/** Posts from here on make a story worth a look; fewer show nothing that could be checked. */
export const LEAST_POSTS = 8

export type Grouped = {
  readonly id: string
  readonly at: Date
  readonly authorId: string
  readonly fingerprint: bigint
}
export type Known = { readonly storyId: string; readonly postId: string; readonly fingerprint: bigint }

/**
 * Which story each post that stands by itself belongs to: one that it nearly copies, or else one with others that it copies.
 * Compared with the first of each group only, so that a chain of small changes does not join what is different.
 * @param heads in the order of time
 * @returns story id → posts that join it; and groups of posts of no story yet, the first one first
 */
export function groupHeads<H extends Grouped>(
  heads: readonly H[],
  known: readonly Known[],
): { readonly joining: ReadonlyMap<string, readonly H[]>; readonly fresh: readonly (readonly H[])[] } {
  const joining = new Map<string, H[]>()
  const members = new Set(known.map(({ postId }) => postId))
  const fresh: H[][] = []
  const [old, first] = [startNear(known.length), startNear(heads.length)]
  for (const { fingerprint } of known) addNear(old, fingerprint)
  for (const head of heads) {
    if (members.has(head.id)) continue
    const story = known[findNear(old, head.fingerprint)]
    if (story) joining.set(story.storyId, [...(joining.get(story.storyId) ?? []), head])
    else {
      const like = fresh[findNear(first, head.fingerprint)]
      if (like) like.push(head)
      else {
        fresh.push([head])
        addNear(first, head.fingerprint)
      }
    }
  }
  return { joining, fresh }
}

/** Whether it is worth reading a story again: new, an age of the model reached since, or grown by a fifth. */
export function isDue(
  story: { readonly posts: number; readonly scoredAt: Date; readonly firstAt: Date },
  size: number | undefined,
  now: Date,
  agesHours: readonly number[],
): boolean {
  if (story.posts === 0) return true
  const hours = (at: Date): number => (at.getTime() - story.firstAt.getTime()) / 3_600_000
  const reached = agesHours.some((age) => hours(story.scoredAt) < age && hours(now) >= age)
  return reached || (size !== undefined && size >= story.posts * 1.2)
}
