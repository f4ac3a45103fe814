import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react'
import type { LivePosts, PostCard, PostFilter, PostList } from '../../server/monitoring/schema.ts'
import { get } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'
import { fits } from './filter.ts'
import { NOTHING, step } from './fresh-posts.ts'

/** Events are shown in steps of so many ms: a thousand posts a second must not draw a thousand times. */
const STEP_MS = 100
/** The posts that fit a filter, newest first, growing at both ends: older ones on request, new ones by themselves at the top. */
export function useStream(filter: PostFilter, isAtTop: () => boolean) {
  const older = useInfiniteQuery({
    queryKey: ['posts', filter],
    queryFn: ({ pageParam, signal }) =>
      get<PostList>('/api/posts', { ...filter, before: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 60_000,
  })
  const [fresh, dispatch] = useReducer(step, NOTHING)
  const arriving = useRef({ posts: [] as PostCard[], count: 0 })
  const isFiltered = Object.keys(filter).length > 0
  useLive<LivePosts>('monitoring.posts', ({ posts, count }) => {
    const fitting = posts.filter((post) => fits(post, filter))
    arriving.current.posts.unshift(...fitting)
    arriving.current.count += isFiltered ? fitting.length : Math.max(count, fitting.length)
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
  const missing = fresh.count > fresh.waiting.length
  const { refetch } = older
  const showNew = useCallback(async () => {
    if (missing) await refetch()
    dispatch({ do: missing ? 'forget' : 'show' })
  }, [missing, refetch])
  const posts = useMemo(
    () => unique([...fresh.shown, ...(older.data?.pages.flatMap((page) => page.posts) ?? [])]),
    [fresh.shown, older.data],
  )
  return { older, posts, waiting: fresh.count, showNew }
}

function unique(posts: readonly PostCard[]): PostCard[] {
  return [...new Map(posts.map((post) => [post.id, post])).values()]
}
