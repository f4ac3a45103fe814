import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Start, StartNames, StartStep } from '../../server/access/start-schema.ts'
import { useMay, useMe } from '../access/me.ts'
import { get, post } from '../api.ts'

const KEY = ['start']

/** What a step's part is handed: it says when it is done. */
export type StepProps = { readonly start: Start; readonly done: (names?: StartNames) => void }

/** How far the guided start is; only for who manages people, and never for a demonstration. */
export function useStart() {
  const may = useMay()
  const { organisation } = useMe()
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => get<Start>('/api/start', {}, signal),
    enabled: may('people.manage') && !organisation.isDemo,
    staleTime: 60_000,
  })
}

type Act =
  | { readonly do: 'begin' | 'end' }
  | { readonly do: 'skip'; readonly step: StartStep }
  | { readonly do: 'complete'; readonly step: StartStep; readonly names?: StartNames }

/** Every step of it is a row on the server: whoever leaves goes on where it stood, on any machine. */
export function useStartAct() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (act: Act) => send(act),
    onSuccess: (start) => queries.setQueryData<Start>(KEY, start),
  })
}

function send(act: Act): Promise<Start> {
  switch (act.do) {
    case 'begin':
      return post<Start>('/api/start/beginning')
    case 'end':
      return post<Start>('/api/start/ending')
    case 'skip':
      return post<Start>(`/api/start/${act.step}/skipping`)
    case 'complete':
      return post<Start>(`/api/start/${act.step}/completion`, act.names === undefined ? {} : { names: act.names })
    default:
      return act satisfies never
  }
}
