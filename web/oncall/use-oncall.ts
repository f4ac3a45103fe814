import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { OncallPage } from '../../server/oncall/schema.ts'
import { get } from '../api.ts'

export const ONCALL_KEY = ['oncall']

/** One answer for the page and the mark in the bar. @param every in how many ms it is asked for again */
export function useOncall(every: (page: OncallPage | undefined) => number = () => 30_000) {
  return useQuery({
    queryKey: ONCALL_KEY,
    queryFn: ({ signal }) => get<OncallPage>('/api/oncall', {}, signal),
    refetchInterval: ({ state }) => every(state.data),
  })
}

/** Names by id, for whoever is shown. */
export function namesOf(page: OncallPage | undefined): (id: string | null | undefined) => string {
  const names = new Map(page?.people.map(({ id, name }) => [id, name]))
  return (id) => (id ? (names.get(id) ?? '') : '')
}

/** Does something and asks for everything on call anew. */
export function useOncallVerb<T = void>(work: (given: T) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: work,
    onSuccess: () => queries.invalidateQueries({ queryKey: ONCALL_KEY }),
  })
}
