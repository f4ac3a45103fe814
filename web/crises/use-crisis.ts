import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { CrisisPage, LiveCrisis } from '../../server/crises/schema.ts'
import { get, post, put } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'

type Told = Static<typeof LiveCrisis>

export function useCrisis(crisisId: string) {
  const queries = useQueryClient()
  const page = useQuery({
    queryKey: ['crisis', crisisId],
    queryFn: ({ signal }) => get<CrisisPage>(`/api/crises/${crisisId}`, {}, signal),
    refetchInterval: 60_000,
  })
  useLive<Told>('crises.crisis', (told) => {
    if (told.crisisId !== crisisId) return
    void queries.invalidateQueries({ queryKey: ['crisis', crisisId] })
    void queries.invalidateQueries({ queryKey: ['timeline', crisisId] })
    void queries.invalidateQueries({ queryKey: ['briefs', crisisId] })
  })
  return page
}

/** An act on a crisis whose answer is its page: shown at once, and the timeline asked again. */
export function useAct(crisisId: string, method: 'POST' | 'PUT', noun: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: object) => {
      const send = method === 'POST' ? post : put
      return send<CrisisPage>(`/api/crises/${crisisId}/${noun}`, body)
    },
    onSuccess: (page) => {
      queries.setQueryData(['crisis', crisisId], page)
      void queries.invalidateQueries({ queryKey: ['timeline', crisisId] })
      void queries.invalidateQueries({ queryKey: ['crises'] })
    },
  })
}
