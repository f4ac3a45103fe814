import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ThreadEntry, ThreadPage } from '../../server/monitoring/thread-schema.ts'
import { get, serverNow } from '../api.ts'
import { Trouble } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Loading } from '../ui/Pieces.tsx'
import { langOf, SentimentTag } from './PostLine.tsx'
import { usePostPanel } from './post-panel.ts'
import { POST_WORDS } from './post-words.ts'

const AT_ONCE = 20
/** Deeper ones are not moved in further: on a phone nothing would be left of the text. */
const MOST_INDENT = 6

/** Direct answers of one post, largest first, a page at a time; each can be unfolded. */
export function ThreadTree(props: {
  readonly postId: string
  /** whose answers; undefined: the root's */
  readonly under?: string
  /** ids down to the post that is shown: unfolded from the beginning */
  readonly way: readonly string[]
  readonly level?: number
}) {
  const { postId, under, way, level = 0 } = props
  const words = useWords(POST_WORDS)
  const format = useFormat()
  const pages = useInfiniteQuery({
    queryKey: ['thread', postId, 'answers', under ?? 'root'],
    queryFn: ({ pageParam, signal }) =>
      get<ThreadPage>(`/api/posts/${postId}/thread/answers`, { under, offset: pageParam, limit: AT_ONCE }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ total }, all) => {
      const shown = all.reduce((sum, { entries }) => sum + entries.length, 0)
      return shown < total ? shown : undefined
    },
    staleTime: 60_000,
  })
  if (pages.isError) return <Trouble error={pages.error} onRetry={() => void pages.refetch()} />
  if (!pages.data) return <Loading />
  const entries = pages.data.pages.flatMap((page) => page.entries)
  const left = (pages.data.pages.at(-1)?.total ?? 0) - entries.length
  return (
    <ul className="thread" style={level > MOST_INDENT ? { marginLeft: 0 } : undefined}>
      {entries.map((entry) => (
        <Branch key={entry.post.id} entry={entry} postId={postId} way={way} level={level} />
      ))}
      {left > 0 ? (
        <li>
          <button
            type="button"
            className="plain-button"
            disabled={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {words.moreAnswers({ n: format.count(left) })}
          </button>
        </li>
      ) : null}
    </ul>
  )
}

type BranchProps = {
  readonly entry: ThreadEntry
  readonly postId: string
  readonly way: readonly string[]
  readonly level: number
}

function Branch({ entry, postId, way, level }: BranchProps) {
  const words = useWords(POST_WORDS)
  const format = useFormat()
  const open = usePostPanel()
  const { post, direct, descendants, edge } = entry
  const isShown = post.id === postId
  const [isOpen, setOpen] = useState(way.includes(post.id) && !isShown)
  const name = post.author.name || words.nobody
  return (
    <li className={`thread-branch thread-${edge} ${entry.missing > 0 ? 'thread-gapped' : ''}`}>
      <Gap entry={entry} />
      <div className={`thread-node ${isShown ? 'thread-here' : ''}`}>
        {direct > 0 ? (
          <button
            type="button"
            className="thread-fold"
            aria-expanded={isOpen}
            aria-label={isOpen ? words.fold({ name }) : words.unfold({ name })}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? '−' : '+'}
          </button>
        ) : (
          <span className="thread-leaf" aria-hidden="true" />
        )}
        <button type="button" className="thread-post" onClick={() => open(post.id)}>
          <span className="post-meta">
            <SentimentTag sentiment={post.sentiment} />
            <strong className="post-author">{name}</strong>
            {isShown ? <span className="accent">{words.thisPost}</span> : null}
            <time dateTime={post.postedAt} className="figures">
              {format.moment(post.postedAt, serverNow())}
            </time>
            {descendants > 0 ? <span className="figures">{words.below({ n: format.count(descendants) })}</span> : null}
            {edge === 'inferred' ? <span>{words.edgeInferred}</span> : null}
            {edge === 'unknown' ? <span>{words.edgeUnknown}</span> : null}
          </span>
          <span className="thread-text" lang={langOf(post)}>
            {post.text}
          </span>
        </button>
      </div>
      {isOpen ? <ThreadTree postId={postId} under={post.id} way={way} level={level + 1} /> : null}
    </li>
  )
}

function Gap({ entry }: { readonly entry: ThreadEntry }) {
  const words = useWords(POST_WORDS)
  if (entry.missing === 0) return null
  const say = entry.isAtLeast ? words.gapAtLeast : words.gap
  return <p className="thread-gap">{say({ n: entry.missing })}</p>
}
