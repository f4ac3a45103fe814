import { Button } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { OncallPage as Page, RosterCard } from '../../server/oncall/schema.ts'
import { useMay } from '../access/me.ts'
import { post, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead } from '../ui/Pieces.tsx'
import { HolidaysPanel } from './HolidaysPanel.tsx'
import { PoliciesPanel } from './PoliciesPanel.tsx'
import { RosterCalendar } from './RosterCalendar.tsx'
import { RosterDialog } from './RosterDialog.tsx'
import { RunsPanel } from './RunsPanel.tsx'
import { AskedOfMe } from './StandIns.tsx'
import { Subscriptions } from './Subscriptions.tsx'
import { namesOf, useOncall, useOncallVerb } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

const TABS = ['now', 'policies', 'holidays', 'runs'] as const

/** Who is called now, who is next, and what happens when nobody answers. */
export function OncallPage() {
  const words = useWords(ONCALL_WORDS)
  const may = useMay()
  const page = useOncall()
  const [search, setSearch] = useSearchParams()
  const tab = TABS.find((each) => each === search.get('tab')) ?? 'now'
  const [isNew, setNew] = useState(false)
  const test = useOncallVerb(() => post('/api/oncall/test-calls'))
  const titles = { now: words.tabNow, policies: words.tabPolicies, holidays: words.tabHolidays, runs: words.tabRuns }
  const tabs = TABS.filter((each) => each !== 'runs' || may('alerts.read'))
  return (
    <>
      <PageHead title={words.title} note={words.note}>
        <Button onClick={() => test.mutate()} loading={test.isPending}>
          {words.testCall}
        </Button>
        {may('oncall.manage') ? (
          <Button type="primary" onClick={() => setNew(true)}>
            {words.addRoster}
          </Button>
        ) : null}
      </PageHead>
      {test.isSuccess ? <p role="status">{words.testDone}</p> : null}
      {test.error ? <RefusalText error={test.error} /> : null}
      <nav className="oncall-tabs" aria-label={words.title}>
        {tabs.map((each) => (
          <button
            key={each}
            type="button"
            className="plain-button"
            aria-pressed={tab === each}
            onClick={() => setSearch(each === 'now' ? {} : { tab: each }, { replace: true })}
          >
            {titles[each]}
          </button>
        ))}
      </nav>
      <Asked query={page}>
        {(data) => (
          <>
            {tab === 'now' ? <Now page={data} /> : null}
            {tab === 'policies' ? <PoliciesPanel page={data} /> : null}
            {tab === 'holidays' ? <HolidaysPanel /> : null}
            {tab === 'runs' ? <RunsPanel /> : null}
            {isNew ? <RosterDialog page={data} roster={undefined} close={() => setNew(false)} /> : null}
          </>
        )}
      </Asked>
    </>
  )
}

function Now({ page }: { readonly page: Page }) {
  const words = useWords(ONCALL_WORDS)
  if (page.rosters.length === 0) return <Empty title={words.none}>{words.noneNote}</Empty>
  return (
    <>
      <AskedOfMe page={page} />
      {page.rosters.map((roster) => (
        <section key={roster.id} className="card">
          <OnCallNow page={page} roster={roster} />
          <RosterCalendar page={page} rosterId={roster.id} />
        </section>
      ))}
      <Subscriptions page={page} />
    </>
  )
}

function OnCallNow({ page, roster }: { readonly page: Page; readonly roster: RosterCard }) {
  const words = useWords(ONCALL_WORDS)
  const format = useFormat()
  const now = serverNow()
  const nameOf = namesOf(page)
  const { now: shift, next, secondId, gapHours, firstGap } = roster
  return (
    <>
      <div className="card-head">
        <h2>{roster.name}</h2>
        <div className="soft">{roster.zone}</div>
      </div>
      <div className="oncall-now">
        <div>
          <strong className={shift.personId ? 'oncall-name' : 'oncall-name oncall-gap'}>
            {shift.personId ? nameOf(shift.personId) : words.nobody}
          </strong>
          <div className="soft figures">
            {shift.insteadOf ? `${words.insteadOf({ name: nameOf(shift.insteadOf) })} · ` : null}
            {next || firstGap ? words.until({ time: format.moment(shift.to, now) }) : null}
          </div>
        </div>
        {next ? (
          <div>
            <span className="soft small">{words.next}</span>
            <div>
              <strong>{nameOf(next.personId)}</strong>{' '}
              <span className="soft figures">{words.from({ time: format.moment(next.from, now) })}</span>
            </div>
          </div>
        ) : null}
        {secondId ? <div className="soft">{words.second({ name: nameOf(secondId) })}</div> : null}
      </div>
      {firstGap ? (
        <p className="warn-note">
          {words.gaps({ hours: format.times(gapHours), time: format.moment(firstGap.from, now) })}
        </p>
      ) : null}
    </>
  )
}
