import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Thread } from '../../server/monitoring/thread-schema.ts'
import { get } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { Bars } from '../ui/Bars.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { postsLink } from './links.ts'
import { PostCurve } from './PostCurve.tsx'
import { PostLine } from './PostLine.tsx'
import { POST_WORDS } from './post-words.ts'
import { ThreadTree } from './ThreadTree.tsx'

const MOST_LEVELS = 12

/** How the post spread: in words, as a picture, as a tree. */
export function ThreadSection({ postId }: { readonly postId: string }) {
  const thread = useQuery({
    queryKey: ['thread', postId],
    queryFn: ({ signal }) => get<Thread>(`/api/posts/${postId}/thread`, {}, signal),
  })
  return <Asked query={thread}>{(data) => <Shown thread={data} postId={postId} />}</Asked>
}

function Shown({ thread, postId }: { readonly thread: Thread; readonly postId: string }) {
  const words = useWords(POST_WORDS)
  const { root, reposts, comments } = thread
  if (reposts + comments === 0) return <p className="soft">{words.threadNone}</p>
  return (
    <div className="stack">
      <Sum thread={thread} />
      <Pictures thread={thread} />
      {root ? (
        <div className={root.id === postId ? 'thread-root thread-here' : 'thread-root'}>
          <PostLine post={root} />
        </div>
      ) : (
        <p className="thread-gap">{words.rootMissing}</p>
      )}
      <ThreadTree postId={postId} way={thread.way} />
      <Link to={postsLink({ rootId: thread.rootId })}>{words.openInStream}</Link>
    </div>
  )
}

function Sum({ thread }: { readonly thread: Thread }) {
  const words = useWords(POST_WORDS)
  const format = useFormat()
  const { root, reposts, comments, depth, inferred, missing, isCut } = thread
  const stated = root && root.reposts + root.comments > 0
  const notes = [
    stated ? words.threadStated({ reposts: format.count(root.reposts), comments: format.count(root.comments) }) : '',
    inferred > 0 ? words.threadInferred({ n: format.count(inferred) }) : '',
    missing > 0 ? words.threadGaps({ n: format.count(missing) }) : '',
    isCut ? words.threadCut : '',
  ].filter((note) => note !== '')
  return (
    <div>
      <p>{words.threadSum({ reposts: format.count(reposts), comments: format.count(comments), depth })}</p>
      {notes.length > 0 ? <p className="soft small">{notes.join(' · ')}</p> : null}
    </div>
  )
}

function Pictures({ thread }: { readonly thread: Thread }) {
  const words = useWords(POST_WORDS)
  const format = useFormat()
  const { spread, byDepth, reposts, comments } = thread
  const of = (name: 'reposts' | 'comments') => spread.map((step) => ({ at: step.at, value: step[name] }))
  const lines = [
    { name: words.reposts, kind: 'ink' as const, points: of('reposts') },
    { name: words.comments, kind: 'accent' as const, points: of('comments') },
  ]
  const levels = byDepth
    .slice(1, MOST_LEVELS + 1)
    .map((value, place) => ({ name: words.level({ n: place + 1 }), value }))
  const said = `${words.spread}: ${words.reposts} ${format.count(reposts)}, ${words.comments} ${format.count(comments)}`
  return (
    <div className="thread-pictures">
      <figure>
        <figcaption>{words.spread}</figcaption>
        <PostCurve lines={lines} label={said} height={180} />
      </figure>
      <figure>
        <figcaption>{words.byDepth}</figcaption>
        <Bars rows={levels} />
      </figure>
    </div>
  )
}
