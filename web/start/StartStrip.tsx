import { Link } from 'react-router'
import { useMe } from '../access/me.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { DemoStrip } from './DemoStrip.tsx'
import { START_WORDS } from './start-words.ts'
import { useStart, useStartAct } from './use-start.ts'

/** On the overview, while it helps: how to go on with the start, or in a demonstration what to look at. */
export function StartStrip() {
  const { organisation } = useMe()
  return organisation.isDemo ? <DemoStrip /> : <Unfinished />
}

function Unfinished() {
  const words = useWords(START_WORDS)
  const start = useStart().data
  const act = useStartAct()
  if (!start || start.isEnded) return null
  const done = start.steps.filter(({ state }) => state === 'done').length
  const next = start.steps.find(({ state }) => state === 'open')
  return (
    <section className="strip">
      <strong>{words.stripTitle({ done, all: start.steps.length })}</strong>
      {next ? <span>{words.stripNext({ step: words[next.step] })}</span> : null}
      <span className="strip-verbs">
        <Link to="/start" className="primary-link">
          {words.stripGo}
        </Link>
        <button type="button" className="plain-button" onClick={() => act.mutate({ do: 'end' })}>
          {words.stripEnd}
        </button>
      </span>
    </section>
  )
}
