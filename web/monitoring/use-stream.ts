import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import type { LivePosts, PostCard, PostList } from '../../server/monitoring/schema.ts'
import { get, serverNow } from '../api.ts'
import { GAP, useLive } from '../LiveProvider.tsx'
import { askFor, canTell, fits, isLive, type StreamFilter } from './filter.ts'
import { NOTHING, step } from './fresh-posts.ts'

/** Events are shown in steps of so many ms: a thousand posts a second must not draw a thousand times. */
const STEP_MS = 100
/** At the top the list catches up by itself with what it was not told, at most this often. */
const CATCH_UP_MS = 2000
/** What only the server can tell, it is asked at most this often while posts come. */
const ASK_MS = 3000
const PAGE_ROWS = 50

/**
 * The posts that fit a filter, newest first, growing at both ends: older ones on request, new ones by themselves at the top. While another
 * filter is asked for, the posts of the one before stay (`isOld`); answers to what is no longer asked are never shown.
 */
export function useStream(filter: StreamFilter, isAtTop: () => boolean) {
  const asked = useMemo(() => askFor(filter), [filter])
  const { path, query } = asked
  const key = useMemo(() => ['posts', path, query], [path, query])
  const older = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => get<PostList>(path, { ...query, before: pageParam, limit: PAGE_ROWS }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    // Asked anew all its pages would be, under the eyes of whoever reads: after a gap `renew` does what is needed.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const [fresh, dispatch] = useReducer(step, NOTHING)
  const [shownKey, setShownKey] = useState(key)
  // While drawing, so that what came for the filter before is not seen for an instant.
  if (shownKey !== key) {
    setShownKey(key)
    dispatch({ do: 'reset' })
  }
  const known = useRef<ReadonlySet<string>>(new Set())
  useArrivals(filter, asked, known, isAtTop, dispatch)
  const missing = fresh.isCut || fresh.count > fresh.waiting.length
  const { refetch } = older
  const queries = useQueryClient()
  const newest = useRef<string>(undefined)
  newest.current = (fresh.waiting[0] ?? fresh.shown[0])?.id
  const renew = useCallback(async () => {
    const from = newest.current
    // The newest page only: after long reading there are thousands.
    queries.setQueryData<InfiniteData<PostList>>(key, (had) => had && firstPage(had))
    await refetch()
    dispatch({ do: 'forget', from })
  }, [queries, key, refetch])
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
  known.current = useMemo(() => new Set([...posts, ...fresh.waiting].map(({ id }) => id)), [posts, fresh.waiting])
  return { older, posts, waiting: fresh.count, isLate: fresh.isLate, showNew, isOld: older.isPlaceholderData }
}

type Asked = ReturnType<typeof askFor>

/** Hears of new posts. Those of a filter that the page cannot tell are asked for, seconds after something came. */
function useArrivals(
  filter: StreamFilter,
  asked: Asked,
  known: React.RefObject<ReadonlySet<string>>,
  isAtTop: () => boolean,
  dispatch: React.Dispatch<Parameters<typeof step>[1]>,
): void {
  const arriving = useRef({ posts: [] as PostCard[], count: 0 })
  const isHeard = useRef(false)
  useLive<LivePosts>('monitoring.posts', (told) => {
    if (!isLive(filter, serverNow())) return
    isHeard.current = true
    if (!canTell(filter)) return
    const fitting = told.posts.filter((post) => fits(post, filter))
    arriving.current.posts.unshift(...fitting)
    arriving.current.count += countOf(told, filter, fitting.length)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what came for another filter is forgotten
  useEffect(() => {
    arriving.current = { posts: [], count: 0 }
    isHeard.current = false
    const timer = setInterval(() => {
      const { posts, count } = arriving.current
      if (count === 0) return
      arriving.current = { posts: [], count: 0 }
      dispatch({ do: 'come', posts, count, atTop: isAtTop() })
    }, STEP_MS)
    return () => clearInterval(timer)
  }, [isAtTop, dispatch, filter])
  useEffect(() => {
    if (canTell(filter)) return
    const gone = new AbortController()
    const ask = async () => {
      if (!isHeard.current) return
      isHeard.current = false
      const { posts } = await get<PostList>(asked.path, { ...asked.query, limit: PAGE_ROWS }, gone.signal)
      const come = gone.signal.aborted ? [] : posts.filter(({ id }) => !known.current.has(id))
      if (come.length > 0) dispatch({ do: 'come', posts: come, count: come.length, atTop: isAtTop() })
      // A whole page of new ones: there may be more behind it.
      if (come.length === posts.length && come.length === PAGE_ROWS) dispatch({ do: 'cut' })
    }
    const timer = setInterval(() => void ask().catch(() => undefined), ASK_MS)
    return () => {
      gone.abort()
      clearInterval(timer)
    }
  }, [filter, asked, known, isAtTop, dispatch])
}

/** An event tells fifty posts of a batch at most, but how many there were: of all, and of each track. */
function countOf({ count, trackCounts }: LivePosts, filter: StreamFilter, fitting: number): number {
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
