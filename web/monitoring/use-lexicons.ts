import { useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  Lexicon,
  LexiconChecked,
  LexiconCounts,
  LexiconPage,
  StarterLexicon,
} from '../../server/monitoring/lexicon-schema.ts'
import { get, post } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'
import { useSettled } from '../ui/hooks.ts'

/** A word as it is being written; `key` stays with its row. */
export type DraftWord = { readonly key: number; readonly expression: string; readonly weight: number }

const isCounting = (lexicon: Lexicon | undefined): boolean => lexicon?.recount?.state === 'running'

export function useLexicons(isWanted = true) {
  return useQuery({
    queryKey: ['lexicons'],
    queryFn: ({ signal }) => get<Lexicon[]>('/api/lexicons', {}, signal),
    refetchInterval: ({ state }) => (state.data?.some(isCounting) ? 1500 : false),
    staleTime: 30_000,
    enabled: isWanted,
  })
}

export function useLexiconPage(id: string) {
  const queries = useQueryClient()
  useLive<{ lexiconId: string }>(
    'monitoring.lexicon',
    () => void queries.invalidateQueries({ queryKey: ['lexicon', id] }),
  )
  return useQuery({
    queryKey: ['lexicon', id],
    queryFn: ({ signal }) => get<LexiconPage>(`/api/lexicons/${id}`, {}, signal),
    refetchInterval: ({ state }) => (isCounting(state.data?.lexicon) ? 1500 : false),
  })
}

export function useStarters() {
  return useQuery({
    queryKey: ['lexicons', 'starter'],
    queryFn: ({ signal }) => get<StarterLexicon[]>('/api/lexicons/starter', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Mistakes, doubles and marks, half a second after the last key. Rows are those of `words` when it was asked. */
export function useLexiconCheck(words: readonly DraftWord[], text = '') {
  const asked = useSettled({ words: words.map(({ expression, weight }) => ({ expression, weight })), text }, 500)
  return useQuery({
    queryKey: ['lexicon-check', asked],
    queryFn: () => post<LexiconChecked>('/api/lexicons/check', asked),
    enabled: words.length > 0,
    staleTime: 60_000,
  })
}

/** How often each stands in the posts of the last 30 days, of at most 20 expressions. */
export function useWordCounts(expressions: readonly string[]) {
  const asked = useSettled(expressions, 700)
  return useQuery({
    queryKey: ['lexicon-counts', asked],
    queryFn: async () => {
      const counts = await post<LexiconCounts>('/api/lexicons/counts', { expressions: asked })
      return new Map(asked.map((expression, n) => [expression, counts[n]]))
    },
    enabled: expressions.length > 0,
    staleTime: 300_000,
    retry: false,
  })
}
