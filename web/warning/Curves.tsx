import { lazy, Suspense, useMemo } from 'react'
import type { BandChart } from '../ui/chart-style.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import type { DrawnCurve } from './drawn-curve.ts'
import { WARNING_WORDS } from './words.ts'

const Chart = lazy(async () => ({ default: (await import('../ui/Chart.tsx')).Chart }))

type Props = {
  readonly curve: DrawnCurve
  readonly height: number
  readonly isSmall?: boolean
  readonly detectedAt?: string
  /** shown where the curve alone does not say of what it is */
  readonly name?: string
}

/** What one detector saw: the curve, its normal band, the alarms. */
export function CurveChart({ curve, height, isSmall, detectedAt, name }: Props) {
  const words = useWords(WARNING_WORDS)
  const ui = useWords(UI_WORDS)
  const format = useFormat()
  const isShare = curve.detector.includes('share')
  const chart = useMemo<BandChart>(() => {
    const write = isShare ? format.share : (value: number) => format.size(Math.round(value))
    return {
      points: curve.points.map(({ at, value, low, high, alarm }) => ({ at, value, low, high, isAlarm: alarm })),
      write,
      usual: ui.usual,
      ...(isShare ? { least: 0.3 } : {}),
      ...(isSmall ? { isSmall } : {}),
      ...(detectedAt ? { marks: [{ at: detectedAt, word: `${words.detected} ${format.time(detectedAt)}` }] } : {}),
    }
  }, [curve, isShare, isSmall, detectedAt, format, words, ui])
  const last = curve.points.at(-1)
  const title = isShare ? words.yShare : words.yVolume
  const range = last ? `${ui.usual} ${chart.write(last.low)}–${chart.write(last.high)}` : ''
  const label = `${name ?? ''} ${title}: ${last ? `${chart.write(last.value)}, ${range}` : ui.noData}`
  return (
    <figure className="curve">
      <figcaption>
        <span>{title}</span>
        {last ? (
          <span className="figures">
            <strong>{chart.write(last.value)}</strong>{' '}
            <span className="soft small">
              {range}
              {curve.phase === 'warming' && isSmall ? ` · ${words.warmingShort}` : null}
            </span>
          </span>
        ) : null}
      </figcaption>
      {curve.points.length < 2 ? (
        <p className="soft small">{words.noCurve}</p>
      ) : (
        <Suspense fallback={<div style={{ height }} className="bone" />}>
          <Chart chart={chart} label={label.trim()} height={height} />
        </Suspense>
      )}
      {curve.failure ? (
        <p className="trouble-text small" title={curve.failure}>
          {words.detectorStopped}
        </p>
      ) : null}
      {curve.phase === 'warming' && !isSmall ? <p className="soft small">{words.warming}</p> : null}
    </figure>
  )
}
