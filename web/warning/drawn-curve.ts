import type { Curve, WatchCurve, WatchPoint } from '../../server/warning/schema.ts'

/** As much of a curve as is drawn. */
export type DrawnCurve = Pick<Curve, 'detector' | 'phase' | 'failure'> & {
  readonly points: readonly Pick<WatchPoint, 'at' | 'value' | 'low' | 'high' | 'alarm'>[]
}

/** Out of the columns in which the overview is sent. */
export function curveOf({ detector, phase, failure, from, at, value, low, high, alarms }: WatchCurve): DrawnCurve {
  const begin = Date.parse(from ?? '')
  const loud = new Set(alarms)
  const points = at.map((minutes, n) => ({
    at: new Date(begin + minutes * 60_000).toISOString(),
    value: value[n] ?? 0,
    low: low[n] ?? 0,
    high: high[n] ?? 0,
    alarm: loud.has(n),
  }))
  return { detector, phase, failure, points }
}
