import type { Matched } from './batch.ts'

/** A post in a thread. `rootId` may be unset although there is a parent: then it follows from the parent. */
export type Threaded = {
  readonly id: string
  readonly parentId: string | null
  readonly rootId: string | null
  readonly tracks: readonly Matched[]
}
export type Await = { readonly awaitedId: string; readonly postId: string }

/**
 * What passes a post on or answers it belongs to the same story, though "[泪]" matches no word: a post has its own tracks, those of
 * its parent and those of its root, each with theirs. The result does not depend on the order in which posts came.
 * @param known posts stored earlier, by id, with all tracks they have
 * @param isLive tracks that are watched no more are not passed on
 * @returns the same posts with tracks and root filled in, and what is still missing of each
 */
export function inherit<P extends Threaded>(
  posts: readonly P[],
  known: ReadonlyMap<string, Threaded>,
  isLive: (trackId: string) => boolean,
): { posts: P[]; awaits: Await[] } {
  const threads = new Map<string, Threaded>([...known, ...posts.map((post) => [post.id, post] as const)])
  const done = new Map<string, P>()
  for (const post of upperFirst(posts, threads)) {
    const placed = { ...post, rootId: rootOf(post, threads) }
    const complete = { ...placed, tracks: withInherited(placed, threads, isLive) }
    threads.set(post.id, complete)
    done.set(post.id, complete)
  }
  const awaits = [...done.values()].flatMap((post) =>
    targetsOf(post)
      .filter((id) => !threads.has(id))
      .map((awaitedId) => ({ awaitedId, postId: post.id })),
  )
  return { posts: posts.map((post) => done.get(post.id) ?? post), awaits }
}

function targetsOf({ parentId, rootId, id }: Threaded): string[] {
  return [...new Set([parentId, rootId])].filter((target): target is string => target !== null && target !== id)
}

function rootOf(post: Threaded, threads: ReadonlyMap<string, Threaded>): string | null {
  const parent = post.parentId === null ? undefined : threads.get(post.parentId)
  const root = post.rootId ?? parent?.rootId ?? post.parentId
  // In a circle a post would be its own root.
  return root === post.id ? post.parentId : root
}

function withInherited(
  post: Threaded,
  threads: ReadonlyMap<string, Threaded>,
  isLive: (trackId: string) => boolean,
): readonly Matched[] {
  if (post.parentId === null && post.rootId === null) return post.tracks
  const tracks = new Map(post.tracks.map((matched) => [matched.trackId, matched]))
  for (const target of targetsOf(post)) {
    for (const { trackId, weight } of threads.get(target)?.tracks ?? []) {
      const mine = tracks.get(trackId)
      const isHeavier = mine === undefined || (mine.isInherited && mine.weight < weight)
      if (isHeavier && isLive(trackId)) tracks.set(trackId, { trackId, weight, isInherited: true })
    }
  }
  return [...tracks.values()]
}

/** Parents and roots before what hangs on them; circles, which no order can satisfy, in the order of the batch. No recursion. */
function upperFirst<P extends Threaded>(posts: readonly P[], threads: ReadonlyMap<string, Threaded>): P[] {
  const mine = new Map(posts.map((post) => [post.id, post]))
  const ordered: P[] = []
  const seen = new Set<string>()
  for (const post of posts) {
    const way: { post: P; targets: string[] }[] = []
    const enter = (next: P): void => {
      seen.add(next.id)
      way.push({ post: next, targets: targetsOf({ ...next, rootId: next.rootId ?? rootOf(next, threads) }) })
    }
    if (!seen.has(post.id)) enter(post)
    for (let at = way.at(-1); at; at = way.at(-1)) {
      const target = at.targets.pop()
      const above = target === undefined ? undefined : mine.get(target)
      if (above && !seen.has(above.id)) enter(above)
      else if (target === undefined) {
        ordered.push(at.post)
        way.pop()
      }
    }
  }
  return ordered
}
