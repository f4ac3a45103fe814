import { useState } from 'react'
import { Link } from 'react-router'
import { queryText } from '../api.ts'
import { useOpenCrises } from '../frame/use-open-crises.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { useAlerts } from '../warning/use-alerts.ts'
import { START_WORDS } from './start-words.ts'

/** Where a newcomer gets to the point in three steps: the alert, what people say, the declared crisis. */
export function DemoStrip() {
  const words = useWords(START_WORDS)
  const [isOpen, setOpen] = useState(true)
  const alert = useAlerts('live', 100).data?.[0]
  const crisis = useOpenCrises().data?.[0]
  if (!isOpen) return null
  const posts = `/stream${queryText({ sentiment: 'negative', last: 'day' })}`
  return (
    <section className="strip strip-demo">
      <div>
        <strong>{words.demoTitle}</strong> <span className="soft">{words.demoNote}</span>
      </div>
      <ol className="strip-ways">
        <li>
          {alert ? (
            <Link to={`/alerts/${alert.id}`}>{words.demoAlert}</Link>
          ) : crisis ? null : (
            <span className="soft">{words.demoNoAlert}</span>
          )}
        </li>
        <li>
          <Link to={posts}>{words.demoPosts}</Link>
        </li>
        <li>
          <Link to={`/stream${queryText({ expression: words.searchWord })}`}>{words.demoSearch}</Link>
        </li>
        <li>
          {crisis ? (
            <Link to={`/crises/${crisis.id}`}>{words.demoCrisis}</Link>
          ) : alert ? (
            <Link to={`/alerts/${alert.id}/declaration`}>{words.demoDeclare}</Link>
          ) : null}
        </li>
      </ol>
      <button type="button" className="plain-button" onClick={() => setOpen(false)}>
        {words.demoClose}
      </button>
    </section>
  )
}
