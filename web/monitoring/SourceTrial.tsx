import { useEffect, useRef } from 'react'
import type { TrialAnswer } from '../../server/monitoring/source-schema.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Tag } from '../ui/Pieces.tsx'
import { useTroubleName } from './SourceHealth.tsx'
import { SOURCE_WORDS } from './source-words.ts'
import { PLATFORM_WORDS } from './terms.ts'

/** Enough to see that it is the right thing; what is to be done next stays in sight. */
const FIRST = 3

/** What a trial gave: the trouble in words, and what would come. */
export function SourceTrial({ answer }: { readonly answer: TrialAnswer }) {
  const words = useWords(SOURCE_WORDS)
  const name = useTroubleName()
  const format = useFormat()
  const { error, count, posts, stamped, refused, movedTo } = answer
  const box = useRef<HTMLDivElement>(null)
  // On a phone it stands below what was just pressed.
  useEffect(() => void box.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <div role="status" ref={box}>
      {error ? (
        <div className="warn-note" style={{ marginBottom: 8 }}>
          <strong>{name(error.code)}</strong>
          <div className="soft small break" lang="en">
            {error.reason}
          </div>
        </div>
      ) : null}
      {movedTo ? <p className="break">{words.moved({ address: movedTo })}</p> : null}
      {count > 0 ? <p>{words.previewCount({ n: format.count(count), shown: format.count(posts.length) })}</p> : null}
      {count === 0 && !error ? <p>{words.previewNone}</p> : null}
      {stamped > 0 ? <p className="soft small">{words.previewStamped({ n: format.count(stamped) })}</p> : null}
      {refused.length > 0 ? (
        <details>
          <summary>{words.previewRefused({ n: format.count(refused.length) })}</summary>
          <ul className="plain-list">
            {refused.map(({ index, field, reason }) => (
              <li key={`${index} ${field}`} className="small break">
                {words.rowOf({ n: format.count(index), reason })}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <Posts posts={posts.slice(0, FIRST)} />
      {posts.length > FIRST ? (
        <details>
          <summary>{words.others({ n: format.count(posts.length - FIRST) })}</summary>
          <Posts posts={posts.slice(FIRST)} />
        </details>
      ) : null}
    </div>
  )
}

function Posts({ posts }: { readonly posts: TrialAnswer['posts'] }) {
  return (
    <ul className="plain-list">
      {posts.map((post) => (
        <TriedPost key={`${post.url} ${post.text} ${post.rank}`} post={post} />
      ))}
    </ul>
  )
}

function TriedPost({ post }: { readonly post: TrialAnswer['posts'][number] }) {
  const words = useWords(SOURCE_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const format = useFormat()
  return (
    <li>
      <div className="soft small">
        {platforms[post.platform]}
        {post.author ? ` · ${post.author}` : ''} · <Moment at={post.postedAt} now={serverNow()} />{' '}
        {post.isStamped ? <Tag kind="warn">{words.stamped}</Tag> : null}
        {post.rank === null ? null : <Tag kind="plain">{words.rank({ n: format.count(post.rank) })}</Tag>}
      </div>
      {post.title ? <strong className="break">{post.title}</strong> : null}
      <div
        className="break"
        style={{ display: '-webkit-box', WebkitLineClamp: 3, WebkitBoxOrient: 'vertical', overflow: 'hidden' }}
      >
        {post.text}
      </div>
    </li>
  )
}
