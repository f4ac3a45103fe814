import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { OncallPage, RosterPage, Shift } from '../../server/oncall/schema.ts'
import { useMay } from '../access/me.ts'
import { get, remove, serverNow } from '../api.ts'
import { dayAfter, localText, utcOf } from '../monitoring/local-time.ts'
import { Asked } from '../ui/Asked.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { dayName } from './day-name.ts'
import { HandOverNotes } from './HandOverNotes.tsx'
import { RosterDialog } from './RosterDialog.tsx'
import { StandIns } from './StandIns.tsx'
import { namesOf, ONCALL_KEY, useOncallVerb } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

const DAY = 86_400_000
const DAYS = 7

/** A week of one roster, day by day in its own zone, with stand-ins and what the next one should know. */
export function RosterCalendar({ page, rosterId }: { readonly page: OncallPage; readonly rosterId: string }) {
  const words = useWords(ONCALL_WORDS)
  const may = useMay()
  const [week, setWeek] = useState(0)
  const [isEdited, setEdited] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const zone = page.rosters.find(({ id }) => id === rosterId)?.zone ?? 'UTC'
  const today = localText(serverNow().toISOString(), zone).slice(0, 10)
  const from = new Date(Date.parse(utcOf(`${today}T00:00`, zone)) + week * DAYS * DAY).toISOString()
  const retire = useOncallVerb(() => remove(`/api/oncall/rosters/${rosterId}`))
  const roster = useQuery({
    queryKey: [...ONCALL_KEY, rosterId, from],
    queryFn: ({ signal }) => get<RosterPage>(`/api/oncall/rosters/${rosterId}`, { from, days: DAYS }, signal),
  })
  return (
    <>
      <div className="oncall-bar">
        <Button onClick={() => setWeek(week - 1)}>{words.earlier}</Button>
        <Button onClick={() => setWeek(0)} disabled={week === 0}>
          {words.thisWeek}
        </Button>
        <Button onClick={() => setWeek(week + 1)}>{words.later}</Button>
        {may('oncall.manage') ? (
          <>
            <Button onClick={() => setEdited(true)}>{words.editRoster}</Button>
            <Button danger={isAsking} onClick={() => (isAsking ? retire.mutate() : setAsking(true))}>
              {isAsking ? words.retireAsk : words.retire}
            </Button>
          </>
        ) : null}
      </div>
      <Asked query={roster}>
        {(data) => (
          <>
            <Week page={page} roster={data} />
            <StandIns page={page} roster={data} />
            <HandOverNotes page={page} roster={data} />
            {isEdited ? <RosterDialog page={page} roster={data} close={() => setEdited(false)} /> : null}
          </>
        )}
      </Asked>
    </>
  )
}

function Week({ page, roster }: { readonly page: OncallPage; readonly roster: RosterPage }) {
  const words = useWords(ONCALL_WORDS)
  const { locale } = useLocale()
  const nameOf = namesOf(page)
  const { zone } = roster.body
  const today = localText(serverNow().toISOString(), zone).slice(0, 10)
  return (
    <ol className="oncall-week" aria-label={words.calendar}>
      {roster.days.slice(0, DAYS).map(({ day, kind, name }) => (
        <li key={day} className={day === today ? 'oncall-day oncall-today' : 'oncall-day'}>
          <div className={kind === 'off' ? 'oncall-date soft' : 'oncall-date'}>
            {dayName(day, locale)}
            {name ? (
              <span className="tag tag-plain" title={name}>
                {kind === 'off' ? words.holiday : words.madeUp}
              </span>
            ) : null}
          </div>
          {piecesOf(roster, day).map((shift) => (
            <div key={shift.from} className={shift.personId ? 'oncall-shift' : 'oncall-shift oncall-gap'}>
              <strong>{shift.personId ? nameOf(shift.personId) : words.gap}</strong>
              <span className="soft small figures">
                {hourOf(shift.from, zone, day)}–{hourOf(shift.to, zone, day)}
              </span>
              {shift.insteadOf ? (
                <span className="soft small">{words.insteadOf({ name: nameOf(shift.insteadOf) })}</span>
              ) : null}
            </div>
          ))}
        </li>
      ))}
    </ol>
  )
}

/** The parts of shifts that lie on a day of the roster's zone. */
function piecesOf({ shifts, body }: RosterPage, day: string): Shift[] {
  const from = utcOf(`${day}T00:00`, body.zone)
  const to = utcOf(`${dayAfter(day, 1)}T00:00`, body.zone)
  return shifts
    .filter((shift) => shift.from < to && shift.to > from)
    .map((shift) => ({ ...shift, from: later(shift.from, from), to: earlier(shift.to, to) }))
}

/** Moments as the server writes them sort as text. */
function earlier(...moments: readonly string[]): string {
  return [...moments].sort()[0] ?? ''
}

function later(...moments: readonly string[]): string {
  return [...moments].sort().at(-1) ?? ''
}

/** The hour on the wall; the end of a day is 24:00. */
function hourOf(at: string, zone: string, day: string): string {
  const text = localText(at, zone)
  return text.slice(0, 10) > day ? '24:00' : text.slice(11)
}
