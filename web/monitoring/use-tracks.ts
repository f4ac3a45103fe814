import { useQuery } from '@tanstack/react-query'
import type { Track } from '../../server/monitoring/schema.ts'
import { get } from '../api.ts'

export function useTracks() {
  return useQuery({ queryKey: ['tracks'], queryFn: ({ signal }) => get<Track[]>('/api/tracks', {}, signal) })
}
