import { Segmented } from 'antd'
import { useSearchParams } from 'react-router'
import type { AlertCard } from '../../server/warning/schema.ts'
import { serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead } from '../ui/Pieces.tsx'
import { AlertRow } from './AlertRow.tsx'
import { ALERT_WORDS } from './alert-words.ts'
import { useAlertKeys } from './use-alert-keys.ts'
import { useAlerts } from './use-alerts.ts'
import { WARNING_WORDS } from './words.ts'

export function AlertsPage() {
  const words = useWords(WARNING_WORDS)
  const own = useWords(ALERT_WORDS)
  const [search, setSearch] = useSearchParams()
  const state = search.get('state') === 'all' ? 'all' : 'live'
  const alerts = useAlerts(state)
  return (
    <>
      <PageHead title={words.title} note={words.question}>
        <Segmented
          value={state}
          onChange={(next) => setSearch(next === 'all' ? { state: 'all' } : {}, { replace: true })}
          options={[
            { value: 'live', label: words.tabLive },
            { value: 'all', label: words.tabAll },
          ]}
        />
      </PageHead>
      <Asked query={alerts}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={state === 'all' ? words.noneAll : words.none}>{words.noneNote}</Empty>
          ) : (
            <>
              <AlertList alerts={inOrder(rows, state)} />
              <p className="soft small wide-only">{own.keys}</p>
            </>
          )
        }
      </Asked>
    </>
  )
}

/** j and k walk through it, Enter opens, a takes on, f asks why it is nothing. */
function AlertList({ alerts }: { readonly alerts: readonly AlertCard[] }) {
  const own = useWords(ALERT_WORDS)
  const now = useNow(10_000, serverNow)
  const { chosenId, failed } = useAlertKeys(alerts)
  return (
    <>
      {failed ? (
        <p role="alert" className="trouble-text">
          {own.notSent({ n: failed.number })}
        </p>
      ) : null}
      <ul className="rows">
        {alerts.map((alert) => (
          <AlertRow key={alert.id} alert={alert} now={now} isChosen={alert.id === chosenId} />
        ))}
      </ul>
    </>
  )
}

/** What waits: those that nobody has first, the gravest first, the newest first. Everything: newest first, as it comes. */
function inOrder(alerts: readonly AlertCard[], state: 'live' | 'all'): readonly AlertCard[] {
  if (state === 'all') return alerts
  const waits = (alert: AlertCard) => (alert.state === 'open' ? 0 : 1)
  return [...alerts].sort((a, b) => waits(a) - waits(b) || a.level - b.level || b.raisedAt.localeCompare(a.raisedAt))
}
