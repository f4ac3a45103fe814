/** Moments at which somebody would have asked how far a recorded story goes, and what then came. */
import { forecastFeatures, scaleOf } from '../server/warning/forecast.ts'
import type { Cascade } from './cascades.ts'

/** hours since the first post */
const AGES = [0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48] as const

export type Moment = {
  readonly cascade: Cascade
  /** points that were seen */
  readonly seen: number
  readonly features: readonly number[]
  readonly scale: number
}

export function momentsOf(cascades: readonly Cascade[]): Moment[] {
  return cascades.flatMap((cascade) =>
    AGES.flatMap((age) => {
      const seen = age * 12
      const story = Array.from({ length: seen }, (_, at) => cascade.counts[at] ?? 0)
      const features = forecastFeatures(story)
      return features ? [{ cascade, seen, features, scale: scaleOf(story) }] : []
    }),
  )
}

/** Posts of the hours after the moment. */
export function followed({ cascade, seen }: Moment, hours: number): number {
  return cascade.counts.slice(seen, seen + hours * 12).reduce((sum, count) => sum + count, 0)
}
