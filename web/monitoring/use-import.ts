import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, useSyncExternalStore } from 'react'
import type { ImportCard, ImportPage, ImportSettings, LiveImport } from '../../server/monitoring/import-schema.ts'
import { get, post, put } from '../api.ts'
import { GAP, useLive } from '../LiveProvider.tsx'
import { onUploads, type Upload, uploadOf } from './upload.ts'

export function useImports() {
  const queries = useQueryClient()
  const again = () => void queries.invalidateQueries({ queryKey: ['imports'] })
  useLive<LiveImport>('monitoring.import', again)
  useLive(GAP, again)
  return useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => get<ImportCard[]>('/api/imports', {}, signal),
    refetchInterval: 30_000,
  })
}

/** What an import tells while somebody works on it. */
export type Progress = Pick<LiveImport, 'counts' | 'looked'> & {
  readonly rate: number | undefined
  /** when it was last heard of, on our clock */
  readonly heardAt: number
}

/** One import as it is now: asked for when its state changes, followed by events in between. */
export function useImport(importId: string) {
  const queries = useQueryClient()
  const [progress, setProgress] = useState<Progress>({ rate: undefined, heardAt: 0 })
  const [rates] = useState<{ at: number; rows: number }[]>(() => [])
  const again = () => void queries.invalidateQueries({ queryKey: ['import', importId] })
  const page = useQuery({
    queryKey: ['import', importId],
    queryFn: ({ signal }) => get<ImportPage>(`/api/imports/${importId}`, {}, signal),
    refetchInterval: ({ state: { data } }) => (data && isAtWork(data.card.state) ? 5000 : false),
  })
  useLive<LiveImport>('monitoring.import', ({ importId: of, state, counts, looked }) => {
    if (of !== importId) return
    if (state !== page.data?.card.state) again()
    if (counts) rates.push({ at: performance.now(), rows: counts.rows })
    if (rates.length > 20) rates.shift()
    setProgress({
      ...(counts ? { counts } : {}),
      ...(looked === undefined ? {} : { looked }),
      rate: rateOf(rates),
      heardAt: Date.now(),
    })
  })
  useLive(GAP, again)
  return { page, progress }
}

/** Rows a second over what was heard last; a pause in between begins it anew. */
function rateOf(rates: readonly { readonly at: number; readonly rows: number }[]): number | undefined {
  const recent = rates.filter(({ at }) => performance.now() - at < 10_000)
  const [first, last] = [recent[0], recent.at(-1)]
  if (!first || !last || last.at - first.at < 400) return undefined
  return ((last.rows - first.rows) * 1000) / (last.at - first.at)
}

export const isAtWork = (state: string): boolean => state === 'running' || state === 'uploaded'

export function useUpload(importId: string): Upload | undefined {
  return useSyncExternalStore(onUploads, () => uploadOf(importId))
}

/** Acts on an import; the answer is its page. */
export function useImportVerbs(importId: string) {
  const queries = useQueryClient()
  const settle = (page: ImportPage) => {
    queries.setQueryData(['import', importId], page)
    void queries.invalidateQueries({ queryKey: ['imports'] })
  }
  const verb = useMutation({
    mutationFn: (name: 'run' | 'pause' | 'cancellation') => post<ImportPage>(`/api/imports/${importId}/${name}`),
    onSuccess: (page) => {
      settle(page)
      // What was pressed may be far below what happens now.
      window.scrollTo({ top: 0 })
    },
  })
  const settings = useMutation({
    mutationFn: (given: ImportSettings) => put<ImportPage>(`/api/imports/${importId}/settings`, given),
    onSuccess: settle,
  })
  return { verb, settings }
}
