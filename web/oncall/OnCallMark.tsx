import { Link } from 'react-router'
import { useMay, useMe } from '../access/me.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { dutyOf, nextLook } from './duty.ts'
import { ROSTER_WORDS } from './roster-words.ts'
import { useOncall } from './use-oncall.ts'

/** In the bar of every page: whoever is on call sees it, and until when; whoever is next, from when. Nothing for everybody else. */
export function OnCallMark() {
  return useMay()('people.read') ? <Mark /> : null
}

function Mark() {
  const words = useWords(ROSTER_WORDS)
  const format = useFormat()
  const { person } = useMe()
  const page = useOncall((data) => nextLook(data, serverNow()))
  const now = serverNow()
  const duty = dutyOf(page.data, person.id, now)
  if (!duty) return null
  const isNow = duty.kind === 'now'
  const at = isNow ? duty.until : duty.from
  const time = at === null ? '' : format.moment(at, now)
  const what = isNow ? words.youNow : words.youNext
  const when = time === '' ? '' : (isNow ? words.youUntil : words.youFrom)({ time })
  return (
    <Link
      to="/oncall"
      className={isNow ? 'oncall-mark oncall-mark-now' : 'oncall-mark'}
      aria-label={`${what} ${when}`}
      title={`${what} ${when}`}
    >
      <span className="oncall-mark-long">
        <strong>{what}</strong> {when}
      </span>
      <span className="oncall-mark-short">
        <strong>{isNow ? words.markNow : words.markNext}</strong> {time === '' || !isNow ? time : `→ ${time}`}
      </span>
    </Link>
  )
}
