import { Link } from 'react-router'
import type { AlertContents } from '../../server/warning/schema.ts'
import { postLink } from '../monitoring/links.ts'
import { langOf, PostLine } from '../monitoring/PostLine.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { ALERT_WORDS } from './alert-words.ts'

/** What most complain of, in the words of one of them, and how many say it alike: it stands in the alert's head. */
export function AlertComplaint({ complaint }: { readonly complaint: AlertContents['topComplaint'] }) {
  const words = useWords(ALERT_WORDS)
  const format = useFormat()
  if (!complaint) return null
  const { post, sentence, authors, of, alike } = complaint
  const counts = { n: format.count(authors), of: format.count(of) }
  return (
    <div className="complaint">
      <p>
        <span className="soft">{words.complaint}</span> <q lang={langOf(post)}>{sentence}</q>
      </p>
      <p className="soft small figures">
        {authors > 1 ? words.complaintAuthors(counts) : words.complaintOne} ·{' '}
        <Link to={postLink(post.id)}>{words.complaintPost}</Link>
      </p>
      {alike.length > 0 ? (
        <details>
          <summary>{words.complaintAlike}</summary>
          {alike.map((each) => (
            <PostLine key={each.id} post={each} />
          ))}
        </details>
      ) : null}
    </div>
  )
}
