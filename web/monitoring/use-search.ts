import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Reading } from '../../server/monitoring/search-reading-schema.ts'
import type { SearchFigures } from '../../server/monitoring/search-schema.ts'
import { get, serverNow } from '../api.ts'
import { useMedia } from '../ui/hooks.ts'
import { FILTER_KEYS, needsListOnly, readFilter, type StreamFilter } from './filter.ts'

export type Changes = Readonly<Record<string, string | undefined>>
export type Searching = {
  /** the address without what is no filter */
  readonly search: URLSearchParams
  readonly filter: StreamFilter
  /** @param isPassing leaves no step to go back to, as while one is still typing */
  readonly change: (changes: Changes, isPassing?: boolean) => void
  readonly clear: () => void
}

const ADDRESS_KEYS = [...FILTER_KEYS, 'words', 'last']

/** What is looked for stands in the address alone, so that a link shows a colleague the same. */
export function useSearching(): Searching {
  const [address, setAddress] = useSearchParams()
  const key = new URLSearchParams([...address].filter(([name]) => ADDRESS_KEYS.includes(name))).toString()
  const search = useMemo(() => new URLSearchParams(key), [key])
  // A moving span is fixed while its filter stays: else every tick would be another question.
  const filter = useMemo(() => readFilter(search, serverNow()), [search])
  const change = useCallback(
    (changes: Changes, isPassing = false) =>
      setAddress(
        (before) => {
          const after = new URLSearchParams(before)
          // Plain words of a link are an expression from now on.
          const { expression } = readFilter(before, serverNow())
          if (after.has('words') && expression) after.set('expression', expression)
          after.delete('words')
          for (const [name, value] of Object.entries(changes)) {
            if (value) after.set(name, value)
            else after.delete(name)
          }
          return after
        },
        { replace: isPassing },
      ),
    [setAddress],
  )
  return { search, filter, change, clear: () => setAddress({}) }
}

/** Counts, histogram and facets; those of the filter before stay until these are known. */
export function useFigures(filter: StreamFilter) {
  const isNarrow = useMedia('(max-width: 700px)')
  const steps = isNarrow ? 40 : 90
  return useQuery({
    queryKey: ['search', 'figures', filter, steps],
    queryFn: ({ signal }) => get<SearchFigures>('/api/search/figures', { ...filter, steps }, signal),
    enabled: !needsListOnly(filter),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    refetchInterval: 30_000,
  })
}

/** How an expression is read: its mistake, or patterns of its words for marking. */
export function useReading(expression: string | undefined) {
  return useQuery({
    queryKey: ['search', 'reading', expression],
    queryFn: ({ signal }) => get<Reading>('/api/search/reading', { expression }, signal),
    enabled: (expression ?? '').trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
}
