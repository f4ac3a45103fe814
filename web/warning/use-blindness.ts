import { useQuery } from '@tanstack/react-query'
import type { Blindness } from '../../server/warning/blind-schema.ts'
import { get } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'

/** What we do not see. Asked for again and again too: where nobody checks any more, nobody tells either. */
export function useBlindness() {
  const blindness = useQuery({
    queryKey: ['blindness'],
    queryFn: ({ signal }) => get<Blindness>('/api/blindness', {}, signal),
    refetchInterval: 30_000,
  })
  useLive('warning.blindness', () => void blindness.refetch())
  return blindness
}
