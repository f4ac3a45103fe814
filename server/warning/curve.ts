import type { Curve } from './schema.ts'

export type CurveRow = {
  readonly detector: string
  readonly version: string
  readonly at: Date
  readonly value: number
  readonly of: number
  readonly baseline: number
  readonly low: number
  readonly high: number
  readonly score: number
  readonly alarm: boolean
  readonly phase: 'warming' | 'watching'
}

/**
 * Readings of one track, ordered by detector and time, as curves; version and phase are those of the newest point.
 * @param failures detector → why it stands still; one that never read a point has an empty curve, so that it is seen
 */
export function curvesOf(rows: readonly CurveRow[], failures: ReadonlyMap<string, string> = new Map()): Curve[] {
  const read = Map.groupBy(rows, ({ detector }) => detector)
  const ids = [...new Set([...read.keys(), ...failures.keys()])]
  return ids.map((detector) => {
    const own = read.get(detector) ?? []
    const newest = own.at(-1)
    return {
      detector,
      detectorVersion: newest?.version ?? '',
      phase: newest?.phase ?? 'warming',
      failure: failures.get(detector) ?? null,
      points: own.map(pointOf),
    }
  })
}

/** Detectors that stand still, and why. */
export function failuresOf(
  heads: readonly { readonly detector: string; readonly failure: string | null }[],
): Map<string, string> {
  return new Map(heads.flatMap(({ detector, failure }) => (failure === null ? [] : [[detector, failure] as const])))
}

function pointOf({ at, value, of, baseline, low, high, score, alarm }: CurveRow): Curve['points'][number] {
  return { at: at.toISOString(), value, of, baseline, low, high, score, alarm }
}
