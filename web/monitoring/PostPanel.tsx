import { Drawer } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { PostCard, PostPage } from '../../server/monitoring/schema.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useMedia } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { LexiconLines } from './LexiconTags.tsx'
import { postLink, postsLink } from './links.ts'
import { PostOriginal, PostText, PostTimes, PostWhy } from './PostBody.tsx'
import { PostFigures, PostLine, PostMeta } from './PostLine.tsx'
import { PostMarks } from './PostMarks.tsx'
import { PostVerdict } from './PostVerdict.tsx'
import { usePostPanel } from './post-panel.ts'
import { POST_WORDS } from './post-words.ts'
import { useKeptVerdicts, usePostChanges, usePostPage } from './use-post.ts'
import { MONITORING_WORDS } from './words.ts'

/** The post named in the address, at the side: why it is here, what was made of it, how it spreads. Its own page tells the rest. */
export function PostPanel() {
  const postId = useSearchParams()[0].get('post') ?? ''
  const open = usePostPanel()
  const isNarrow = useMedia('(max-width: 700px)')
  const words = useWords(MONITORING_WORDS)
  const page = usePostPage(postId)
  usePostChanges(postId)
  useKeptVerdicts()
  return (
    <Drawer
      open={postId !== ''}
      onClose={() => open(undefined)}
      size={isNarrow ? '100%' : 520}
      title={words.onePost}
      mask={isNarrow}
      className="post-panel"
    >
      {postId === '' ? null : <Asked query={page}>{(data) => <Shown key={postId} page={data} />}</Asked>}
    </Drawer>
  )
}

function Shown({ page }: { readonly page: PostPage }) {
  const words = useWords(MONITORING_WORDS)
  const own = useWords(POST_WORDS)
  const { post } = page
  return (
    <div className="stack">
      <PostMeta post={post} />
      {post.marks ? (
        <div className="row-tags">
          <PostMarks post={post} />
        </div>
      ) : null}
      <PostText page={page} />
      <PostFigures post={post} />
      {post.stars ? <p>{own.stars({ n: post.stars })}</p> : null}
      <div className="post-verbs">
        <Link to={postLink(post.id)} className="primary-link">
          {own.openPage}
        </Link>
        <PostOriginal post={post} />
      </div>
      <PostTimes post={post} />
      <section>
        <h3>{words.why}</h3>
        <PostWhy page={page} />
        <LexiconLines page={page} />
      </section>
      <section>
        <h3>{words.verdict}</h3>
        <PostVerdict page={page} hasKeys />
      </section>
      <Spread page={page} />
    </div>
  )
}

function Spread({ page }: { readonly page: PostPage }) {
  const words = useWords(MONITORING_WORDS)
  const format = useFormat()
  return (
    <section>
      <h3>{words.tree}</h3>
      {page.root && page.root.id !== page.post.id ? <PostGroup title={words.root} posts={[page.root]} /> : null}
      {page.answerCount === 0 ? (
        <p className="soft">{words.answersNone}</p>
      ) : (
        <PostGroup title={words.answers({ n: format.count(page.answerCount) })} posts={page.answers.slice(0, 10)} />
      )}
      {page.answerCount > 10 ? <Link to={postsLink({ rootId: page.post.id })}>{words.answersAll}</Link> : null}
      <h3>{words.copies}</h3>
      {page.nearCopies.length === 0 ? (
        <p className="soft">{words.copiesNone}</p>
      ) : (
        <PostGroup posts={page.nearCopies} />
      )}
    </section>
  )
}

function PostGroup({ title, posts }: { readonly title?: string; readonly posts: readonly PostCard[] }) {
  return (
    <div>
      {title ? <p className="soft">{title}</p> : null}
      {posts.map((post) => (
        <PostLine key={post.id} post={post} />
      ))}
    </div>
  )
}
