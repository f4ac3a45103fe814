import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { NewRumourStep, PostRumour, RumourPage, RumourStory } from '../../server/monitoring/rumour-schema.ts'
import { get, post } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'

export type Show = 'open' | 'decided' | 'all'

/** Asked again when a story changed, here or elsewhere. */
function useAskAgain(key: readonly string[]): void {
  const queries = useQueryClient()
  useLive('monitoring.rumours', () => void queries.invalidateQueries({ queryKey: key }))
}

export function useRumours(show: Show) {
  useAskAgain(['rumours'])
  return useQuery({
    queryKey: ['rumours', show],
    queryFn: ({ signal }) => get<RumourStory[]>('/api/rumours', { show }, signal),
  })
}

export function useRumour(storyId: string) {
  useAskAgain(['rumour', storyId])
  return useQuery({
    queryKey: ['rumour', storyId],
    queryFn: ({ signal }) => get<RumourPage>(`/api/rumours/${storyId}`, {}, signal),
  })
}

export function useRumourOfPost(postId: string) {
  useAskAgain(['post-rumour', postId])
  return useQuery({
    queryKey: ['post-rumour', postId],
    queryFn: ({ signal }) => get<PostRumour>(`/api/posts/${postId}/rumour`, {}, signal),
  })
}

export function useRumourStep(storyId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (step: NewRumourStep) => post<RumourPage>(`/api/rumours/${storyId}/steps`, step),
    onSuccess: (page) => queries.setQueryData(['rumour', storyId], page),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['rumours'] }),
  })
}

export function useHandIn(postId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => post<RumourPage>('/api/rumours', { postId }),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['post-rumour', postId] }),
        queries.invalidateQueries({ queryKey: ['rumours'] }),
      ]),
  })
}
