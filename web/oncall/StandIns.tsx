import { Button, Select } from 'antd'
import { useState } from 'react'
import type { OncallPage, RosterPage } from '../../server/oncall/schema.ts'
import { useMay, useMe } from '../access/me.ts'
import { post, remove, serverNow } from '../api.ts'
import { localText, utcOf } from '../monitoring/local-time.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Tag } from '../ui/Pieces.tsx'
import { ROSTER_WORDS } from './roster-words.ts'
import { namesOf, useOncallVerb } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

const HALF_DAY = 12 * 3_600_000

/** What others ask of me. */
export function AskedOfMe({ page }: { readonly page: OncallPage }) {
  const words = useWords(ONCALL_WORDS)
  const format = useFormat()
  const nameOf = namesOf(page)
  const answer = useOncallVerb(({ id, accepts }: { id: string; accepts: boolean }) =>
    post(`/api/oncall/stand-ins/${id}/answer`, { accepts }),
  )
  return page.asked.map(({ id, forPersonId, from, to }) => (
    <div key={id} className="card oncall-bar">
      <span>
        {words.asks({
          name: nameOf(forPersonId),
          from: format.moment(from, serverNow()),
          to: format.moment(to, serverNow()),
        })}
      </span>
      <Button type="primary" onClick={() => answer.mutate({ id, accepts: true })}>
        {words.accept}
      </Button>
      <Button onClick={() => answer.mutate({ id, accepts: false })}>{words.decline}</Button>
      {answer.error ? <RefusalText error={answer.error} /> : null}
    </div>
  ))
}

export function StandIns({ page, roster }: { readonly page: OncallPage; readonly roster: RosterPage }) {
  const words = useWords(ONCALL_WORDS)
  const format = useFormat()
  const may = useMay()
  const { person } = useMe()
  const nameOf = namesOf(page)
  const cancel = useOncallVerb((id: string) => remove(`/api/oncall/stand-ins/${id}`))
  const isMine = (ids: readonly string[]): boolean => may('oncall.manage') || ids.includes(person.id)
  return (
    <details>
      <summary>
        {words.standIns} ({roster.standIns.length})
      </summary>
      <ul className="plain-list">
        {roster.standIns.map(({ id, forPersonId, byPersonId, from, to, state }) => (
          <li key={id} className="oncall-bar">
            <span>
              <strong>{nameOf(byPersonId)}</strong> {words.insteadOf({ name: nameOf(forPersonId) })}{' '}
              <span className="figures soft">
                {format.moment(from, serverNow())} – {format.moment(to, serverNow())}
              </span>{' '}
              <Tag kind={state === 'asked' ? 'warn' : 'plain'}>{state === 'asked' ? words.asked : words.accepted}</Tag>
            </span>
            {isMine([forPersonId, byPersonId]) ? (
              <Button
                size="small"
                loading={cancel.isPending && cancel.variables === id}
                aria-label={`${words.cancelStandIn} – ${nameOf(byPersonId)} ${words.insteadOf({ name: nameOf(forPersonId) })}`}
                onClick={() => cancel.mutate(id)}
              >
                {words.cancelStandIn}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {cancel.error ? <RefusalText error={cancel.error} /> : null}
      <AskForm page={page} roster={roster} />
    </details>
  )
}

function AskForm({ page, roster }: { readonly page: OncallPage; readonly roster: RosterPage }) {
  const words = useWords(ONCALL_WORDS)
  const times = useWords(ROSTER_WORDS)
  const may = useMay()
  const { person } = useMe()
  const { zone } = roster.body
  const now = serverNow().getTime()
  const [whose, setWhose] = useState(person.id)
  const [by, setBy] = useState<string>()
  const [from, setFrom] = useState(localText(new Date(now).toISOString(), zone))
  const [to, setTo] = useState(localText(new Date(now + HALF_DAY).toISOString(), zone))
  const ask = useOncallVerb(() =>
    post('/api/oncall/stand-ins', {
      rosterId: roster.id,
      forPersonId: whose,
      byPersonId: by,
      from: utcOf(from, zone),
      to: utcOf(to, zone),
    }),
  )
  const people = page.people.filter(({ isHere }) => isHere).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div className="oncall-form oncall-fields">
      {may('oncall.manage') ? (
        <Labelled text={words.standInFor}>
          <Select value={whose} onChange={setWhose} options={people} aria-label={words.standInFor} />
        </Labelled>
      ) : null}
      <Labelled text={words.standInBy}>
        <Select
          {...(by === undefined ? {} : { value: by })}
          onChange={setBy}
          options={people.filter(({ value }) => value !== whose)}
          aria-label={words.standInBy}
        />
      </Labelled>
      <Labelled text={times.from}>
        <input
          className="plain-input"
          type="datetime-local"
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
      </Labelled>
      <Labelled text={times.to}>
        <input
          className="plain-input"
          type="datetime-local"
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
      </Labelled>
      <Button disabled={!by || from === '' || to === ''} loading={ask.isPending} onClick={() => ask.mutate()}>
        {words.askStandIn}
      </Button>
      {ask.error ? <RefusalText error={ask.error} /> : null}
    </div>
  )
}
