import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react'
import type { LivePosts, PostCard, PostFilter, PostList } from '../../server/monitoring/schema.ts'
import { get } from '../api.ts'
import { GAP, useLive } from '../LiveProvider.tsx'
import { fits } from './filter.ts'
import { NOTHING, step } from './fresh-posts.ts'

/** Events are shown in steps of so many ms: a thousand posts a second must not draw a thousand times. */
const STEP_MS = 100
/** At the top the list catches up by itself with what it was not told, at most this often. */
const CATCH_UP_MS = 2000
/** The posts that fit a filter, newest first, growing at both ends: older ones on request, new ones by themselves at the top. */
export function useStream(filter: PostFilter, isAtTop: () => boolean) {
  const older = useInfiniteQuery({
    queryKey: ['posts', filter],
    queryFn: ({ pageParam, signal }) =>
      get<PostList>('/api/posts', { ...filter, before: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 60_000,
    // Asked anew all its pages would be, under the eyes of whoever reads: after a gap `renew` does what is needed.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const [fresh, dispatch] = useReducer(step, NOTHING)
  const arriving = useRef({ posts: [] as PostCard[], count: 0 })
  useLive<LivePosts>('monitoring.posts', (told) => {
    const fitting = told.posts.filter((post) => fits(post, filter))
    arriving.current.posts.unshift(...fitting)
    arriving.current.count += countOf(told, filter, fitting.length)
  })
  useEffect(() => {
    const timer = setInterval(() => {
      const { posts, count } = arriving.current
      if (count === 0) return
      arriving.current = { posts: [], count: 0 }
      dispatch({ do: 'come', posts, count, atTop: isAtTop() })
    }, STEP_MS)
    return () => clearInterval(timer)
  }, [isAtTop])
  const missing = fresh.isCut || fresh.count > fresh.waiting.length
  const { refetch } = older
  const queries = useQueryClient()
  const newest = useRef<string>(undefined)
  newest.current = (fresh.waiting[0] ?? fresh.shown[0])?.id
  const renew = useCallback(async () => {
    const from = newest.current
    // The newest page only: after long reading there are thousands.
    queries.setQueryData<InfiniteData<PostList>>(['posts', filter], (had) => had && firstPage(had))
    await refetch()
    dispatch({ do: 'forget', from })
  }, [queries, filter, refetch])
  useLive(GAP, () => dispatch({ do: 'cut' }))
  useEffect(() => {
    if (!fresh.isCut) return
    const timer = setTimeout(() => (isAtTop() ? void renew() : dispatch({ do: 'late' })), CATCH_UP_MS)
    return () => clearTimeout(timer)
  }, [fresh.isCut, isAtTop, renew])
  const showNew = useCallback(async () => (missing ? await renew() : dispatch({ do: 'show' })), [missing, renew])
  const posts = useMemo(
    () => unique([...fresh.shown, ...(older.data?.pages.flatMap((page) => page.posts) ?? [])]),
    [fresh.shown, older.data],
  )
  return { older, posts, waiting: fresh.count, isLate: fresh.isLate, showNew }
}

/** An event tells fifty posts of a batch at most, but how many there were: of all, and of each track. */
function countOf({ count, trackCounts }: LivePosts, filter: PostFilter, fitting: number): number {
  const keys = Object.keys(filter)
  if (keys.length === 0) return Math.max(count, fitting)
  return filter.trackId && keys.length === 1 ? Math.max(trackCounts[filter.trackId] ?? 0, fitting) : fitting
}

function firstPage({ pages, pageParams }: InfiniteData<PostList>): InfiniteData<PostList> {
  return { pages: pages.slice(0, 1), pageParams: pageParams.slice(0, 1) }
}

function unique(posts: readonly PostCard[]): PostCard[] {
  return [...new Map(posts.map((post) => [post.id, post])).values()]
}
