import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { AlertCard } from '../../server/warning/schema.ts'
import { get } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'

const ALERTS = ['alerts']
const LIVE: readonly AlertCard['state'][] = ['open', 'acknowledged', 'investigating']

/** Somebody has it, or has to. */
export function isLive({ state }: Pick<AlertCard, 'state'>): boolean {
  return LIVE.includes(state)
}

/** As of the newest that was told: the frame listens (useAlertNews). */
export function useAlerts(state: 'live' | 'all', limit = 100, isAllowed = true) {
  return useQuery({
    queryKey: [...ALERTS, state, limit],
    queryFn: ({ signal }) => get<AlertCard[]>('/api/alerts', { state, limit }, signal),
    enabled: isAllowed,
  })
}

/** Once for all that show alerts: each listening by itself would ask again for the same. */
export function useAlertNews(): void {
  const queries = useQueryClient()
  useLive('warning.alert', () => void queries.invalidateQueries({ queryKey: ALERTS }))
}
