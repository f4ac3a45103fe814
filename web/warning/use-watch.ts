import { useQuery } from '@tanstack/react-query'
import type { Watch } from '../../server/warning/schema.ts'
import { get } from '../api.ts'
import { curveOf, type DrawnCurve } from './drawn-curve.ts'

/** What is said of every track, with its curves as they are drawn. */
export type DrawnWatch = Omit<Watch, 'tracks'> & {
  readonly tracks: readonly (Omit<Watch['tracks'][number], 'curves'> & { readonly curves: readonly DrawnCurve[] })[]
}

/** @param everyMs asked again so often: nobody tells pages of each new point */
export function useWatch(hours: number, everyMs: number) {
  return useQuery({
    queryKey: ['watch', hours],
    queryFn: async ({ signal }): Promise<DrawnWatch> => {
      const watch = await get<Watch>('/api/watch', { hours }, signal)
      return { ...watch, tracks: watch.tracks.map((track) => ({ ...track, curves: track.curves.map(curveOf) })) }
    },
    refetchInterval: everyMs,
  })
}
