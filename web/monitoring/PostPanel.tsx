import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { PostCard, PostPage } from '../../server/monitoring/schema.ts'
import { get, serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useMedia } from '../ui/hooks.ts'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { highlight } from './highlight.ts'
import { postsLink } from './links.ts'
import { langOf, PostFigures, PostLine, PostMeta, SentimentTag } from './PostLine.tsx'
import { usePostPanel } from './post-panel.ts'
import { EMOTION_WORDS, LANGUAGE_WORDS, named, SENTIMENT_WORDS } from './terms.ts'
import { MONITORING_WORDS } from './words.ts'

/** The post named in the address, at the side: why it is here, what was made of it, how it spreads. */
export function PostPanel() {
  const postId = useSearchParams()[0].get('post') ?? ''
  const open = usePostPanel()
  const isNarrow = useMedia('(max-width: 700px)')
  const words = useWords(MONITORING_WORDS)
  const page = useQuery({
    queryKey: ['post', postId],
    queryFn: ({ signal }) => get<PostPage>(`/api/posts/${postId}`, {}, signal),
    enabled: postId !== '',
  })
  return (
    <Drawer
      open={postId !== ''}
      onClose={() => open(undefined)}
      size={isNarrow ? '100%' : 520}
      title={words.onePost}
      mask={isNarrow}
      className="post-panel"
    >
      {postId === '' ? null : <Asked query={page}>{(data) => <Shown page={data} />}</Asked>}
    </Drawer>
  )
}

function Shown({ page }: { readonly page: PostPage }) {
  const words = useWords(MONITORING_WORDS)
  const format = useFormat()
  const { post } = page
  const isWeb = /^https?:\/\//.test(post.url)
  return (
    <div className="stack">
      <PostMeta post={post} />
      <PostText page={page} />
      <PostFigures post={post} />
      <p className="soft small figures">
        {words.posted({ time: format.moment(post.postedAt, serverNow()) })} ·{' '}
        {words.received({ time: format.seconds(post.receivedAt) })} {format.zoneName} ·{' '}
        {words.fromSource({ name: post.source })}
      </p>
      {isWeb ? (
        <a href={post.url} target="_blank" rel="noreferrer noopener" className="outside">
          <Icon name="outside" size={16} /> {words.original}
        </a>
      ) : null}
      <Why page={page} />
      <Verdict page={page} />
      <Spread page={page} />
    </div>
  )
}

/** Offsets count through the title, a line break and the text. */
function PostText({ page }: { readonly page: PostPage }) {
  const words = useWords(MONITORING_WORDS)
  const { post, matches } = page
  const whole = post.title ? `${post.title}\n${post.text}` : post.text
  if (whole === '') return <p className="soft">{words.noText}</p>
  return (
    <p className="post-whole" lang={langOf(post)}>
      {highlight(
        whole,
        matches.flatMap(({ reasons }) => reasons),
      ).map(({ text, isMarked, start }) =>
        isMarked ? <mark key={start}>{text}</mark> : <span key={start}>{text}</span>,
      )}
    </p>
  )
}

function Why({ page }: { readonly page: PostPage }) {
  const words = useWords(MONITORING_WORDS)
  return (
    <section>
      <h3>{words.why}</h3>
      {page.matches.length === 0 ? <p className="soft">{words.whyNone}</p> : null}
      {page.matches.map(({ trackId, trackName, isInherited, reasons }) => (
        <p key={trackId}>
          {isInherited ? words.whyInherited({ track: trackName }) : words.whyWords({ track: trackName })}{' '}
          {[...new Set(reasons.map(({ word }) => word))].map((word) => (
            <mark key={word} className="reason">
              {word}
            </mark>
          ))}
        </p>
      ))}
    </section>
  )
}

function Verdict({ page }: { readonly page: PostPage }) {
  const words = useWords(MONITORING_WORDS)
  const sentiments = useWords(SENTIMENT_WORDS)
  const emotions = useWords(EMOTION_WORDS)
  const languages = useWords(LANGUAGE_WORDS)
  const format = useFormat()
  const { post, probabilities } = page
  return (
    <section>
      <h3>{words.verdict}</h3>
      {post.sentiment === null ? (
        <p className="soft">{words.notJudged}</p>
      ) : (
        <>
          <p>
            <SentimentTag sentiment={post.sentiment} /> {named(emotions, post.emotion)} ·{' '}
            {named(languages, post.language)}
          </p>
          <ul className="probabilities">
            {(['negative', 'neutral', 'positive'] as const).map((name) => (
              <li key={name}>
                <span>{sentiments[name]}</span>
                <span className="bar-track" aria-hidden="true">
                  <span className={`bar-value bar-${name}`} style={{ width: `${probabilities[name] * 100}%` }} />
                </span>
                <span className="figures">{format.share(probabilities[name])}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="soft small">{words.verdictNote({ version: page.modelVersion })}</p>
    </section>
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
