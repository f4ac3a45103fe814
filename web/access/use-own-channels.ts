import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { OwnChannels, OwnDevice, QuietHours, TestResult } from '../../server/access/channel-schema.ts'
import { get, post, put, remove } from '../api.ts'
import { subscribeHere } from './push-here.ts'

const KEY = ['own-channels']

export function useOwnChannels() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<OwnChannels>('/api/me/channels', {}, signal) })
}

/** What is answered is what holds now. */
function useKept<V>(mutationFn: (given: V) => Promise<OwnChannels>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn, onSuccess: (own) => queries.setQueryData(KEY, own) })
}

export const useOwnOrder = () =>
  useKept((order: readonly { readonly id: string; readonly isOn: boolean }[]) =>
    put<OwnChannels>('/api/me/channels', { order }),
  )
export const useAddress = (field: string) =>
  useKept((address: string | null) => put<OwnChannels>(`/api/me/addresses/${field}`, { address }))
export const useConfirmation = (field: string) => useKept(() => post<OwnChannels>(`/api/me/addresses/${field}/confirm`))
export const useQuietHours = () => useKept((hours: QuietHours) => put<OwnChannels>('/api/me/quiet-hours', hours))

/** What is done besides shows in them: when a test came, which browsers there are. */
function useBeside<R, V = void>(mutationFn: (given: V) => Promise<R>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn, onSettled: () => queries.invalidateQueries({ queryKey: KEY }) })
}

export const useOwnTest = (id: string) => useBeside(() => post<TestResult>(`/api/me/channels/${id}/test`))
/** @param key the organisation's public key, with which the browser subscribes */
export const useDevice = (key: string) =>
  useBeside(async (device: string) =>
    post<OwnDevice>('/api/me/push-subscriptions', { ...(await subscribeHere(key)), device }),
  )
export const useDeviceRemoval = () => useBeside((id: string) => remove(`/api/me/push-subscriptions/${id}`))
