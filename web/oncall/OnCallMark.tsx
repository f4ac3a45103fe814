import { Link } from 'react-router'
import { useMay, useMe } from '../access/me.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { ROSTER_WORDS } from './roster-words.ts'
import { useOncall } from './use-oncall.ts'

/** Whoever is on call sees it, and until when; whoever is next, from when. Nothing for everybody else. */
export function OnCallMark() {
  return useMay()('people.read') ? <Mark /> : null
}

function Mark() {
  const words = useWords(ROSTER_WORDS)
  const format = useFormat()
  const { person } = useMe()
  const rosters = useOncall().data?.rosters ?? []
  const moment = (at: string): string => format.moment(at, serverNow())
  const now = rosters.find((roster) => roster.now.personId === person.id)
  const next = rosters.find((roster) => roster.next?.personId === person.id)?.next
  if (!now && !next) return null
  return (
    <Link to="/oncall" className="oncall-mark">
      {now ? (
        <>
          <Tag kind="wanted">{words.youNow}</Tag> {words.youUntil({ time: moment(now.now.to) })}
        </>
      ) : next ? (
        <>
          <Tag kind="plain">{words.youNext}</Tag> {words.youFrom({ time: moment(next.from) })}
        </>
      ) : null}
    </Link>
  )
}
