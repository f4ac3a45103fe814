import { Link, useLocation } from 'react-router'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { BlindRemedy, useTroubleText } from './BlindTrouble.tsx'
import { BLIND_WORDS } from './blind-words.ts'
import { useBlindness } from './use-blindness.ts'

/** On every page while something keeps us from seeing: what, since when, and what to do. It covers nothing and does not blink. */
export function BlindBanner() {
  const words = useWords(BLIND_WORDS)
  const format = useFormat()
  const textOf = useTroubleText()
  const { pathname } = useLocation()
  const [first, ...others] = useBlindness().data?.troubles ?? []
  // Its own page says the same at length.
  if (!first || pathname === '/blindness') return null
  return (
    <div className={first.isGrave ? 'blind blind-grave' : 'blind'} role="status">
      <strong>{textOf(first)}</strong>{' '}
      <span className="soft">{words.since({ time: format.moment(first.since, serverNow()) })}</span>
      <span className="blind-remedy">
        <BlindRemedy trouble={first} />
      </span>
      <Link to="/blindness">{others.length > 0 ? words.others({ n: others.length }) : words.details}</Link>
    </div>
  )
}
