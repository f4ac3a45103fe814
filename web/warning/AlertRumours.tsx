import { Link } from 'react-router'
import type { AlertContents } from '../../server/warning/schema.ts'
import { reasonText } from '../monitoring/RumourReasons.tsx'
import { RumourTags } from '../monitoring/RumourTags.tsx'
import { RUMOUR_WORDS } from '../monitoring/rumour-words.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { ALERT_WORDS } from './alert-words.ts'

const REASONS = 3

/** What of this may be a rumour or arranged, why, and how far people are with verifying it; nothing where nothing is. */
export function AlertRumours({ rumours }: Pick<AlertContents, 'rumours'>) {
  const words = useWords(ALERT_WORDS)
  const terms = useWords(RUMOUR_WORDS)
  const format = useFormat()
  if (rumours.length === 0) return null
  return (
    <Section title={words.rumours} aside={words.rumoursNote}>
      <ul className="plain-list">
        {rumours.map(({ text, storyId, posts, reasons, ...story }) => (
          <li key={storyId}>
            <RumourTags story={story} />
            <Link to={`/rumours/${storyId}`} className="alert-quote" lang="zh">
              {text || terms.sourceGone}
            </Link>
            <ul className="reasons">
              {reasons.slice(0, REASONS).map((reason) => (
                <li key={reason.code}>{reasonText(terms, format, reason)}</li>
              ))}
            </ul>
            <span className="soft small figures">{terms.posts({ n: format.count(posts) })}</span>
          </li>
        ))}
      </ul>
      <Link to="/rumours" className="plain-link">
        {words.rumourAll}
      </Link>
    </Section>
  )
}
