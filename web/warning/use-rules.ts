import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RuleChange, RulePage, TrackRules } from '../../server/warning/rule-schema.ts'
import { get, post, put, queryText, remove } from '../api.ts'

export function useRules() {
  return useQuery({
    queryKey: ['alert-rules'],
    queryFn: ({ signal }) => get<TrackRules[]>('/api/alert-rules', {}, signal),
  })
}

export function useRule(trackId: string) {
  return useQuery({
    queryKey: ['alert-rules', trackId],
    queryFn: ({ signal }) => get<RulePage>(`/api/alert-rules/${trackId}`, {}, signal),
  })
}

export type Change =
  | { readonly kind: 'save'; readonly change: RuleChange }
  | { readonly kind: 'promote' | 'drop'; readonly detector: string; readonly reason: string }

/** Each change answers with the page as it is then. */
export function useRuleChange(trackId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (asked: Change) => send(`/api/alert-rules/${trackId}`, asked),
    onSuccess: (page) => {
      queries.setQueryData(['alert-rules', trackId], page)
      void queries.invalidateQueries({ queryKey: ['alert-rules'], exact: true })
      void queries.invalidateQueries({ queryKey: ['back-test', trackId] })
    },
  })
}

function send(path: string, asked: Change): Promise<RulePage> {
  if (asked.kind === 'save') return put<RulePage>(path, asked.change)
  const { detector, reason } = asked
  if (asked.kind === 'promote') return post<RulePage>(`${path}/promotion`, { detector, reason })
  return remove<RulePage>(`${path}/shadow${queryText({ detector })}`)
}
