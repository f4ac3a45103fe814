import type { OncallPage, Shift } from '../../server/oncall/schema.ts'
import { serverNow } from '../api.ts'
import { dayAfter, localText, utcOf } from '../monitoring/local-time.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { gapsOf } from './fixed-shifts.ts'
import { ROSTER_WORDS } from './roster-words.ts'
import { namesOf } from './use-oncall.ts'

const DAY = 86_400_000
const MOST_LABELS = 7

type Props = {
  readonly page: OncallPage
  readonly shifts: readonly Shift[]
  readonly from: string
  readonly to: string
  readonly zone: string
}

/** A row for each person along the days; gaps have a row of their own, hatched. The weeks beside it say the same in words. */
export function ShiftTimeline({ page, shifts, from, to, zone }: Props) {
  const words = useWords(ROSTER_WORDS)
  const format = useFormat()
  const nameOf = namesOf(page)
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  const place = (at: string | number): number => {
    const ms = typeof at === 'number' ? at : Date.parse(at)
    return Math.max(0, Math.min(100, ((ms - begin) / (end - begin)) * 100))
  }
  const people = [...new Set(shifts.map(({ personId }) => personId))]
  const rows = [...people.filter((id) => id !== null), ...people.filter((id) => id === null)]
  const days = midnights(begin, end, zone)
  const every = Math.ceil(days.length / MOST_LABELS)
  const { hours, first } = gapsOf(shifts, serverNow().toISOString())
  const said = first
    ? words.gaps({ hours: format.times(hours), time: format.moment(first, serverNow()) })
    : words.noGaps
  const now = serverNow().getTime()
  return (
    <figure className="oncall-timeline" role="img" aria-label={`${words.timeline}: ${said}`}>
      <div className="oncall-row oncall-axis" aria-hidden="true">
        <span />
        <span className="oncall-bars">
          {days.map(({ at, label }, n) =>
            n % every === 0 ? (
              <span key={at} className="oncall-tick" style={{ left: `${place(at)}%` }}>
                {label}
              </span>
            ) : null,
          )}
        </span>
      </div>
      {rows.map((id) => (
        <div key={id ?? ''} className={id === null ? 'oncall-row oncall-row-gap' : 'oncall-row'} aria-hidden="true">
          <span className="oncall-who">{id === null ? words.nobody : nameOf(id)}</span>
          <span className="oncall-bars">
            {days.map(({ at }) => (
              <i key={at} className="oncall-midnight" style={{ left: `${place(at)}%` }} />
            ))}
            {shifts
              .filter(({ personId }) => personId === id)
              .map((shift) => (
                <b
                  key={shift.from}
                  title={`${format.full(shift.from)} – ${format.full(shift.to)}`}
                  className={shift.insteadOf ? 'oncall-span oncall-span-instead' : 'oncall-span'}
                  style={{ left: `${place(shift.from)}%`, width: `${place(shift.to) - place(shift.from)}%` }}
                />
              ))}
            {now > begin && now < end ? <i className="oncall-moment" style={{ left: `${place(now)}%` }} /> : null}
          </span>
        </div>
      ))}
      <figcaption className={first ? 'oncall-gap-note' : 'soft small'}>{said}</figcaption>
    </figure>
  )
}

/** The beginnings of days in a zone, between two moments. */
function midnights(begin: number, end: number, zone: string): { readonly at: number; readonly label: string }[] {
  const found: { at: number; label: string }[] = []
  const first = localText(new Date(begin).toISOString(), zone).slice(0, 10)
  const count = Math.ceil((end - begin) / DAY) + 1
  for (let n = 0; n <= count; n++) {
    const day = dayAfter(first, n)
    const at = Date.parse(utcOf(`${day}T00:00`, zone))
    if (at >= begin && at < end) found.push({ at, label: `${Number(day.slice(5, 7))}/${Number(day.slice(8))}` })
  }
  return found
}
