import { useQuery } from '@tanstack/react-query'
import type { CrisisCard } from '../../server/crises/schema.ts'
import { useMay } from '../access/me.ts'
import { get } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'

export function useOpenCrises() {
  const may = useMay()
  const crises = useQuery({
    queryKey: ['crises', 'open'],
    queryFn: ({ signal }) => get<CrisisCard[]>('/api/crises', { state: 'open' }, signal),
    enabled: may('crises.read'),
  })
  useLive('crises.crisis', () => void crises.refetch())
  return crises
}
