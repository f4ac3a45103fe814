import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Inbox } from '../../server/access/inbox-schema.ts'
import { get, post } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'

const KEY = ['inbox']

/** Newest first, page by page. */
export function useInbox() {
  return useInfiniteQuery({
    queryKey: [...KEY, 'list'],
    queryFn: ({ signal, pageParam }) => get<Inbox>('/api/me/inbox', { before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ notices, hasMore }) => (hasMore ? notices.at(-1)?.id : undefined),
  })
}

/** How many are waiting to be seen; told live, asked for again after a gap. */
export function useUnread(): number {
  const queries = useQueryClient()
  const count = useQuery({
    queryKey: [...KEY, 'unread'],
    queryFn: ({ signal }) => get<Inbox>('/api/me/inbox', { limit: 1 }, signal),
    refetchInterval: 60_000,
  })
  useLive('access.notice', () => void queries.invalidateQueries({ queryKey: KEY }))
  return count.data?.unread ?? 0
}

export function useReading() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (ids: readonly string[] | 'all') => post('/api/me/inbox/read', { ids }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  })
}
