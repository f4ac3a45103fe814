/** What a batch of posts leaves behind for the next summary: narrow, because it is written with every batch. */
export type PostNote = {
  readonly posts: number
  readonly tracks: Readonly<Record<string, number>>
  /** newest first */
  readonly newest: readonly { readonly id: string; readonly tracks: readonly string[] }[]
}

/** The live event `monitoring.posts`, as far as it matters here. */
export type ToldPosts = {
  readonly count: number
  readonly trackCounts: Readonly<Record<string, number>>
  readonly posts: readonly { readonly id: string; readonly tracks: readonly { readonly id: string }[] }[]
}

export type PostSummary = {
  readonly from: string
  readonly to: string
  /** of all tracks and none; with chosen tracks, how many times one of these matched */
  readonly posts: number
  readonly tracks: readonly { readonly trackId: string; readonly posts: number }[]
  /** some of the newest that match, for GET /api/posts/:postId */
  readonly postIds: readonly string[]
}

const NOTED_POSTS = 5
const TOLD_POSTS = 20

export function noteOf(told: ToldPosts): PostNote {
  const newest = told.posts.slice(0, NOTED_POSTS)
  return {
    posts: told.count,
    tracks: told.trackCounts,
    newest: newest.map(({ id, tracks }) => ({ id, tracks: tracks.map((track) => track.id) })),
  }
}

/**
 * @param notes oldest first
 * @param chosen only of these tracks; empty = everything that came
 * @returns undefined where there is nothing to tell
 */
export function summarise(
  notes: readonly { readonly at: Date; readonly note: PostNote }[],
  chosen: readonly string[],
): PostSummary | undefined {
  const [first] = notes
  const last = notes.at(-1)
  if (!first || !last) return undefined
  const wanted = new Set(chosen)
  const isWanted = (trackId: string): boolean => wanted.size === 0 || wanted.has(trackId)
  const counts = new Map<string, number>()
  for (const { note } of notes)
    for (const [trackId, posts] of Object.entries(note.tracks))
      if (isWanted(trackId)) counts.set(trackId, (counts.get(trackId) ?? 0) + posts)
  const tracks = [...counts].map(([trackId, posts]) => ({ trackId, posts })).sort((a, b) => b.posts - a.posts)
  const all = notes.reduce((sum, { note }) => sum + note.posts, 0)
  const posts = wanted.size === 0 ? all : tracks.reduce((sum, track) => sum + track.posts, 0)
  if (posts === 0) return undefined
  const newest = notes.toReversed().flatMap(({ note }) => note.newest.filter((post) => post.tracks.some(isWanted)))
  return {
    from: first.at.toISOString(),
    to: last.at.toISOString(),
    posts,
    tracks,
    postIds: newest.slice(0, TOLD_POSTS).map(({ id }) => id),
  }
}
