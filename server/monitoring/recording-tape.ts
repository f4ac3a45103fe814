import { HOUR } from '../base/clock.ts'
import type { PostInput } from './schema.ts'

/** A post of a recording: when it is told, in ms from the first, and what it says, with ids of the recording's own. */
export type TapedPost = { readonly offset: number; readonly post: Omit<PostInput, 'postedAt' | 'seenAt'> }
export type Tape = {
  readonly posts: readonly TapedPost[]
  /** when the first was posted */
  readonly firstAt: Date
  /** ms from the first to the last */
  readonly span: number
  /** silences that were cut to a day */
  readonly shortened: number
  /** rows left out because they are a post that stands there already */
  readonly repeated: number
}

/** What lies years apart is played one after the other, not years apart. */
const LONGEST_GAP = 24 * HOUR

/**
 * Lays posts on a timeline that can be played. Ids become short ones of the recording's own, so that a run can put its own name before
 * them; what answers a post that is not among them still hangs together.
 * @param given at least one, each valid
 */
export function tapeOf(given: readonly PostInput[]): Tape {
  const unique = new Map<string, PostInput>()
  for (const post of given) if (!unique.has(post.externalId)) unique.set(post.externalId, post)
  const ordered = [...unique.values()]
    .map((post) => ({ post, at: Date.parse(post.postedAt) }))
    // Of one moment what is answered comes before its answers; the sort keeps the order of the rest.
    .sort((a, b) => a.at - b.at || Number(isAnswer(a.post)) - Number(isAnswer(b.post)))
  const first = ordered[0]?.at ?? 0
  const ids = new Map<string, string>()
  let [before, offset, shortened] = [first, 0, 0]
  const posts = ordered.map(({ post, at }) => {
    const gap = at - before
    if (gap > LONGEST_GAP) shortened++
    offset += Math.min(gap, LONGEST_GAP)
    before = at
    return { offset, post: renamed(post, ids) }
  })
  return { posts, firstAt: new Date(first), span: offset, shortened, repeated: given.length - unique.size }
}

function isAnswer({ parentExternalId, rootExternalId }: PostInput): boolean {
  return (parentExternalId ?? rootExternalId) !== undefined
}

function renamed(post: PostInput, ids: Map<string, string>): TapedPost['post'] {
  const nameOf = (id: string): string => {
    const known = ids.get(id) ?? ids.size.toString(36)
    ids.set(id, known)
    return known
  }
  const { postedAt: _, seenAt: __, externalId, parentExternalId, rootExternalId, ...rest } = post
  return {
    ...rest,
    externalId: nameOf(externalId),
    ...(parentExternalId === undefined ? {} : { parentExternalId: nameOf(parentExternalId) }),
    ...(rootExternalId === undefined ? {} : { rootExternalId: nameOf(rootExternalId) }),
  }
}

/** The post as a run sends it in. @param base when the recording's beginning falls, in ms since 1970 */
export function playedPost({ offset, post }: TapedPost, runId: string, base: number): PostInput {
  const { externalId, parentExternalId, rootExternalId, ...rest } = post
  return {
    ...rest,
    externalId: `${runId}/${externalId}`,
    postedAt: new Date(base + offset).toISOString(),
    ...(parentExternalId === undefined ? {} : { parentExternalId: `${runId}/${parentExternalId}` }),
    ...(rootExternalId === undefined ? {} : { rootExternalId: `${runId}/${rootExternalId}` }),
  }
}
