import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { Holiday, Holidays } from '../../server/oncall/schema.ts'
import { useMay } from '../access/me.ts'
import { get, put } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
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
  const takeIn = (more: readonly Holiday[]) =>
    save.mutate([...days, ...more.filter(({ day }) => !days.some((each) => each.day === day))])
  return (
    <Section title={words.tabHolidays} aside={words.holidayNote}>
      {isKeeper ? (
        <div className="oncall-bar">
          {missing.map((year) => (
            <Button key={year.key} onClick={() => takeIn(year.days)}>
              {words.takeOver({ key: year.key.replace('cn-', '中国 ') })}
            </Button>
          ))}
          <AddDay add={(day) => takeIn([day])} />
        </div>
      ) : null}
      {save.error ? <RefusalText error={save.error} /> : null}
      <ul className="plain-list">
        {days.map((each) => (
          <li key={each.day} className="oncall-bar">
            <span className="figures">{each.day}</span>
            <span className="tag tag-plain">{each.kind === 'off' ? words.holiday : words.madeUp}</span>
            <span>{each.name}</span>
            <span className="soft small">{each.source}</span>
            {isKeeper ? (
              <Button size="small" onClick={() => save.mutate(days.filter(({ day }) => day !== each.day))}>
                {words.remove}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function AddDay({ add }: { readonly add: (day: Holiday) => void }) {
  const words = useWords(ONCALL_WORDS)
  const [day, setDay] = useState('')
  const [kind, setKind] = useState<Holiday['kind']>('off')
  const [name, setName] = useState('')
  const kinds = [
    { value: 'off' as const, label: words.holiday },
    { value: 'work' as const, label: words.madeUp },
  ]
  return (
    <span className="oncall-bar">
      <input
        className="plain-input"
        type="date"
        value={day}
        aria-label={words.day}
        onChange={(event) => setDay(event.target.value)}
      />
      <Select value={kind} onChange={setKind} options={kinds} />
      <Input value={name} maxLength={60} placeholder={words.name} onChange={(event) => setName(event.target.value)} />
      <Button disabled={day === ''} onClick={() => add({ day, kind, name: name.trim(), source: '' })}>
        {words.addDay}
      </Button>
    </span>
  )
}
