import type { AlertPage } from '../../server/warning/schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section, ZoneNote } from '../ui/Pieces.tsx'
import { ALERT_WORDS } from './alert-words.ts'
import { type Fan, fanOf } from './fan.ts'
import { WARNING_WORDS } from './words.ts'

type Props = { readonly page: AlertPage }
type Spot = { readonly x: number; readonly y: number }
const [WIDTH, HEIGHT] = [560, 190]
const EDGE = { left: 8, right: 76, top: 20, bottom: 24 }
/** Two numbers nearer than this would lie on each other. */
const APART = 14
const x = (share: number): number => EDGE.left + share * (WIDTH - EDGE.left - EDGE.right)
const y = (share: number): number => HEIGHT - EDGE.bottom - share * (HEIGHT - EDGE.top - EDGE.bottom)

/** How far it will go: the posts so far, and the range in which they go on; in words too. */
export function ForecastFan({ page }: Props) {
  const words = useWords(ALERT_WORDS)
  const terms = useWords(WARNING_WORDS)
  const format = useFormat()
  const fan = fanOf(page)
  if (!fan) return null
  const size = (value: number): string => format.size(Math.round(value))
  const sentences = page.forecast.map(({ hours, low, middle, high }) =>
    words.fanSentence({ hours, low: size(low), middle: size(middle), high: size(high) }),
  )
  const ahead = sentences.join(format.locale === 'en' ? '; ' : '；')
  const soFar = { from: format.moment(page.from, new Date(page.to)), n: format.count(page.course.at(-1)?.posts ?? 0) }
  return (
    <Section
      title={terms.forecast}
      aside={
        <>
          {terms.forecastNote} · <ZoneNote />
        </>
      }
    >
      <figure className="curve">
        <figcaption>
          <span>{words.fanTotal}</span>
        </figcaption>
        <Picture fan={fan} page={page} label={words.fanLabel({ ...soFar, ahead })} />
      </figure>
      <ul className="plain-list figures">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Section>
  )
}

function Picture({ fan, page, label }: Props & { readonly fan: Fan; readonly label: string }) {
  const words = useWords(ALERT_WORDS)
  const format = useFormat()
  const total = page.course.at(-1)?.posts ?? 0
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="fan" role="img" aria-label={label}>
      <line x1={x(0)} x2={x(1)} y1={y(0)} y2={y(0)} className="fan-axis" />
      <polygon points={points(fan.band)} className="fan-band" />
      <polyline points={points(fan.past)} className="fan-past" />
      <polyline points={points(fan.middle)} className="fan-middle" />
      <line x1={x(fan.now.x)} x2={x(fan.now.x)} y1={y(0)} y2={EDGE.top - 4} className="fan-now" />
      <text x={x(0)} y={HEIGHT - 6}>
        {format.moment(page.course[0]?.at ?? page.from, new Date(page.to))}
      </text>
      <text x={x(fan.now.x)} y={12} textAnchor="middle">
        {words.fanNow} {format.count(total)}
      </text>
      {fan.ends.map((end) => (
        <text key={end.hours} x={x(end.x)} y={HEIGHT - 6} textAnchor="middle">
          {words.fanAhead({ hours: end.hours })}
        </text>
      ))}
      <EndNumbers fan={fan} />
    </svg>
  )
}

/** What it may come to, written where it ends; those that would lie on each other are left to the words below. */
function EndNumbers({ fan }: { readonly fan: Fan }) {
  const format = useFormat()
  const last = fan.ends.at(-1)
  if (!last) return null
  const middle = y(last.y)
  const shown = [last.low, last.high].filter((each) => Math.abs(y(each.y) - middle) >= APART)
  return (
    <>
      <text x={x(1) + 6} y={middle + 4} className="fan-strong">
        {format.size(Math.round(last.total))}
      </text>
      {shown.map((each) => (
        <text key={each.y} x={x(1) + 6} y={y(each.y) + 4}>
          {format.size(Math.round(each.total))}
        </text>
      ))}
    </>
  )
}

function points(spots: readonly Spot[]): string {
  return spots.map((spot) => `${x(spot.x).toFixed(1)},${y(spot.y).toFixed(1)}`).join(' ')
}
