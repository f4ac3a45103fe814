import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { CrisisCard } from '../../server/crises/schema.ts'
import { get, serverNow } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, Tag } from '../ui/Pieces.tsx'
import { LevelTag } from '../warning/LevelTag.tsx'
import { Countdown } from './Countdown.tsx'
import { clockName } from './clock-name.ts'
import { CRISIS_WORDS, STATE_WORDS, TYPE_WORDS } from './words.ts'

export function CrisesPage() {
  const words = useWords(CRISIS_WORDS)
  const [search, setSearch] = useSearchParams()
  const state = search.get('state') === 'all' ? 'all' : 'open'
  const crises = useQuery({
    queryKey: ['crises', state],
    queryFn: ({ signal }) => get<CrisisCard[]>('/api/crises', { state }, signal),
  })
  useLive('crises.crisis', () => void crises.refetch())
  return (
    <>
      <PageHead title={words.title}>
        <Segmented
          value={state}
          onChange={(next) => setSearch(next === 'all' ? { state: 'all' } : {}, { replace: true })}
          options={[
            { value: 'open', label: words.tabOpen },
            { value: 'all', label: words.tabAll },
          ]}
        />
      </PageHead>
      <Asked query={crises}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={state === 'all' ? words.noneAll : words.none}>
              <p>{words.noneNote}</p>
              <Link to="/alerts">{words.goAlerts}</Link>
            </Empty>
          ) : (
            <ul className="rows">
              {rows.map((crisis) => (
                <CrisisRow key={crisis.id} crisis={crisis} />
              ))}
            </ul>
          )
        }
      </Asked>
    </>
  )
}

export function CrisisRow({ crisis }: { readonly crisis: CrisisCard }) {
  const words = useWords(CRISIS_WORDS)
  const states = useWords(STATE_WORDS)
  const types = useWords(TYPE_WORDS)
  const format = useFormat()
  const clock = crisis.nextClock
  return (
    <li className={`row-card edge-level${crisis.level}`}>
      <Link to={`/crises/${crisis.id}`} className="row-link">
        <span className="row-tags">
          {crisis.mode === 'drill' ? <Tag kind="drill">{words.drill}</Tag> : null}
          <LevelTag level={crisis.level} />
          <Tag kind="plain">{states[crisis.state]}</Tag>
          <Tag kind="plain">{types[crisis.type]}</Tag>
        </span>
        <strong className="row-title">
          {words.number({ n: crisis.number })} · {crisis.title}
        </strong>
        <span className="soft small">
          {words.commander} {crisis.commander?.name ?? words.noCommander} ·{' '}
          {words.firstAlertAt({ time: format.moment(crisis.firstAlertAt, serverNow()) })}
        </span>
        {clock ? (
          <span className="row-clock">
            {clockName(words, clock.key)} <Countdown clock={clock} />
          </span>
        ) : null}
      </Link>
    </li>
  )
}
