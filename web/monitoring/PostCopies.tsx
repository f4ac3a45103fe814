import type { PostPage } from '../../server/monitoring/schema.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PostLine } from './PostLine.tsx'
import { POST_WORDS } from './post-words.ts'
import { MONITORING_WORDS } from './words.ts'

export function PostCopies({ page }: { readonly page: PostPage }) {
  const words = useWords(POST_WORDS)
  const monitoring = useWords(MONITORING_WORDS)
  const format = useFormat()
  if (page.nearCopies.length === 0) return <p className="soft">{monitoring.copiesNone}</p>
  return (
    <div>
      <p className="soft small">{words.copiesNote}</p>
      {page.nearCopies.map((copy) => (
        <div key={copy.id} className="post-copy">
          <span className="soft small figures">
            {words.similarity({ share: format.share(copy.similarity) })} ·{' '}
            {words.firstSeen({ time: format.moment(copy.postedAt, serverNow()) })}
          </span>
          <PostLine post={copy} />
        </div>
      ))}
    </div>
  )
}
