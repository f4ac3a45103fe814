import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ChannelCard, ChannelChange, ChannelKind, TestResult } from '../../server/access/channel-schema.ts'
import type { NoticeCounts } from '../../server/access/notice-schema.ts'
import { get, patch, post, put, remove } from '../api.ts'

const CHANNELS = ['channels']
const EVERY_MS = 30_000

export function useChannels() {
  return useQuery({
    queryKey: [...CHANNELS, 'list'],
    queryFn: ({ signal }) => get<ChannelCard[]>('/api/channels', {}, signal),
    refetchInterval: EVERY_MS,
  })
}

/** What can be added: it changes with the program only. */
export function useChannelKinds(isAllowed = true) {
  return useQuery({
    enabled: isAllowed,
    queryKey: [...CHANNELS, 'kinds'],
    queryFn: ({ signal }) => get<ChannelKind[]>('/api/channels/kinds', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useNoticeCounts() {
  return useQuery({
    queryKey: ['notices', 'counts'],
    queryFn: ({ signal }) => get<NoticeCounts>('/api/notices/counts', {}, signal),
    refetchInterval: EVERY_MS,
  })
}

/** After anything that changes what a channel is or has done. */
function useRenewed() {
  const queries = useQueryClient()
  return () =>
    Promise.all(
      [[...CHANNELS, 'list'], ['notices'], ['own-channels']].map((queryKey) => queries.invalidateQueries({ queryKey })),
    )
}

export function useTest() {
  const renewed = useRenewed()
  return useMutation({
    mutationFn: (id: string) => post<TestResult>(`/api/channels/${id}/test`),
    onSettled: renewed,
  })
}

export function useChange() {
  const renewed = useRenewed()
  return useMutation({
    mutationFn: ({ id, ...change }: ChannelChange & { readonly id: string }) =>
      patch<ChannelCard>(`/api/channels/${id}`, change),
    onSettled: renewed,
  })
}

export function useRemoval() {
  const renewed = useRenewed()
  return useMutation({ mutationFn: (id: string) => remove(`/api/channels/${id}`), onSettled: renewed })
}

export function useOrder() {
  const renewed = useRenewed()
  return useMutation({
    mutationFn: (ids: readonly string[]) => put<ChannelCard[]>('/api/channels/order', { ids }),
    onSettled: renewed,
  })
}

/** Stores a channel, new or changed; @returns it, so that it can be tested at once. */
export function useSaving() {
  const renewed = useRenewed()
  return useMutation({
    mutationFn: ({ id, body }: { readonly id: string | undefined; readonly body: unknown }) =>
      id === undefined ? post<ChannelCard>('/api/channels', body) : patch<ChannelCard>(`/api/channels/${id}`, body),
    onSettled: renewed,
  })
}
