import type { AlertContents } from '../../server/warning/schema.ts'
import { PostLine } from '../monitoring/PostLine.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { ALERT_WORDS } from './alert-words.ts'

const SHOWN = 3

/** What most people may have seen, by the followers of everybody who carried it; none where followers are unknown. */
export function AlertReached({ posts }: { readonly posts: AlertContents['reachedPosts'] }) {
  const words = useWords(ALERT_WORDS)
  const format = useFormat()
  if (posts.length === 0) return null
  return (
    <Section title={words.reached} aside={words.reachedNote}>
      {posts.slice(0, SHOWN).map(({ post, followers, authors }) => (
        <div key={post.id}>
          <p className="soft small figures reached-of">{words.reachedOf({ authors, n: format.size(followers) })}</p>
          <PostLine post={post} />
        </div>
      ))}
    </Section>
  )
}
