import type { AlertPage } from '../../server/warning/schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { WARNING_WORDS } from './words.ts'

/** How far it will go: a band for each horizon, on one scale, and its numbers in words. */
export function ForecastBands({ page: { forecast } }: { readonly page: AlertPage }) {
  const words = useWords(WARNING_WORDS)
  const format = useFormat()
  if (forecast.length === 0) return null
  const most = Math.max(1, ...forecast.map(({ high }) => high))
  // By the root: beside a day's hundreds an hour's dozen must still be seen.
  const place = (value: number): string => `${Math.sqrt(Math.max(0, value) / most) * 100}%`
  const size = (value: number): string => format.size(Math.round(value))
  return (
    <Section title={words.forecast} aside={words.forecastNote}>
      <ul className="forecast">
        {forecast.map(({ hours, low, middle, high }) => (
          <li key={hours}>
            <span>{words.nextHours({ hours: format.count(hours) })}</span>
            <span className="forecast-track" aria-hidden="true">
              <span style={{ left: place(low), right: `calc(100% - ${place(high)})` }} />
              <i style={{ left: place(middle) }} />
            </span>
            <span className="figures">
              <strong>{size(middle)}</strong>{' '}
              <span className="soft small">{words.between({ low: size(low), high: size(high) })}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
