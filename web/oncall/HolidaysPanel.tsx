import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { Holiday, Holidays } from '../../server/oncall/schema.ts'
import { useMay } from '../access/me.ts'
import { get, put, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Labelled, Section } from '../ui/Pieces.tsx'
import { dayName } from './day-name.ts'
import { type Run, runsByYear, withDays, withoutRun } from './holiday-runs.ts'
import { ONCALL_KEY, useOncallVerb } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

/** Days that are not as their weekday says. */
export function HolidaysPanel() {
  const holidays = useQuery({
    queryKey: [...ONCALL_KEY, 'holidays'],
    queryFn: ({ signal }) => get<Holidays>('/api/oncall/holidays', {}, signal),
  })
  return <Asked query={holidays}>{(data) => <Days data={data} />}</Asked>
}

function Days({ data }: { readonly data: Holidays }) {
  const words = useWords(ONCALL_WORDS)
  const isKeeper = useMay()('oncall.manage')
  const { version, days } = data.list
  const save = useOncallVerb((next: readonly Holiday[]) => put('/api/oncall/holidays', { version, days: next }))
  const missing = data.ready.filter((year) => year.days.some(({ day }) => !days.some((each) => each.day === day)))
  const thisYear = serverNow().toISOString().slice(0, 4)
  return (
    <Section title={words.tabHolidays} aside={words.holidayNote}>
      {isKeeper ? (
        <>
          {missing.length > 0 ? (
            <div className="oncall-bar">
              {missing.map((year) => (
                // What the organisation says of a day stays.
                <Button key={year.key} disabled={save.isPending} onClick={() => save.mutate(withDays(year.days, days))}>
                  {words.takeOver({ key: year.key.replace('cn-', '') })}
                </Button>
              ))}
            </div>
          ) : null}
          <AddDay isBusy={save.isPending} add={(day) => save.mutate(withDays(days, [day]))} />
        </>
      ) : null}
      {save.error ? <RefusalText error={save.error} /> : null}
      {days.length === 0 ? <Empty title={words.noHolidays}>{words.holidayNote}</Empty> : null}
      {runsByYear(days).map(({ year, runs }) => (
        <details key={year} open={year >= thisYear}>
          <summary className="figures">{year}</summary>
          <ul className="plain-list">
            {runs.map((run) => (
              <RunRow
                key={run.from}
                run={run}
                remove={isKeeper && !save.isPending ? () => save.mutate(withoutRun(days, run)) : undefined}
              />
            ))}
          </ul>
          <Sources runs={runs} />
        </details>
      ))}
    </Section>
  )
}

function RunRow({ run, remove }: { readonly run: Run; readonly remove: (() => void) | undefined }) {
  const words = useWords(ONCALL_WORDS)
  const { locale } = useLocale()
  const { from, to, kind, name, count } = run
  const span = from === to ? dayName(from, locale) : `${dayName(from, locale)} – ${dayName(to, locale)}`
  return (
    <li className="oncall-holiday">
      <span className="figures">{span}</span>
      <span className={kind === 'off' ? 'tag tag-plain' : 'tag tag-warn'}>
        {kind === 'off' ? words.holiday : words.madeUp}
      </span>
      <span>
        {name} {count > 1 ? <span className="soft figures">{words.days({ n: count })}</span> : null}
      </span>
      {remove ? (
        <Button size="small" aria-label={`${words.remove} – ${span} ${name}`} onClick={remove}>
          {words.remove}
        </Button>
      ) : null}
    </li>
  )
}

/** Where a year's days are from, once: they all say the same. */
function Sources({ runs }: { readonly runs: readonly Run[] }) {
  const words = useWords(ONCALL_WORDS)
  const sources = [...new Set(runs.map(({ source }) => source).filter((source) => source !== ''))]
  return sources.length === 0 ? null : (
    <p className="soft small">{sources.map((what) => words.source({ what })).join(' ')}</p>
  )
}

function AddDay({ isBusy, add }: { readonly isBusy: boolean; readonly add: (day: Holiday) => void }) {
  const words = useWords(ONCALL_WORDS)
  const [day, setDay] = useState('')
  const [kind, setKind] = useState<Holiday['kind']>('off')
  const [name, setName] = useState('')
  const kinds = [
    { value: 'off' as const, label: words.kindOff },
    { value: 'work' as const, label: words.kindWork },
  ]
  return (
    <div className="oncall-form oncall-fields">
      <Labelled text={words.day}>
        <input className="plain-input" type="date" value={day} onChange={(event) => setDay(event.target.value)} />
      </Labelled>
      <Labelled text={words.countsAs}>
        <Select value={kind} onChange={setKind} options={kinds} aria-label={words.countsAs} />
      </Labelled>
      <Labelled text={words.name}>
        <Input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
      </Labelled>
      <Button disabled={day === ''} loading={isBusy} onClick={() => add({ day, kind, name: name.trim(), source: '' })}>
        {words.addDay}
      </Button>
    </div>
  )
}
