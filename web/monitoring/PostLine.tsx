import type { PostCard } from '../../server/monitoring/schema.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Tag } from '../ui/Pieces.tsx'
import { LexiconTags } from './LexiconTags.tsx'
import { PostMarks } from './PostMarks.tsx'
import { usePostPanel } from './post-panel.ts'
import { Marked } from './SearchMarks.tsx'
import { StarTag } from './StarTag.tsx'
import { KIND_WORDS, named, PLATFORM_WORDS, SENTIMENT_SIGNS, SENTIMENT_WORDS } from './terms.ts'
import { useKeptVerdict } from './use-post.ts'
import { MONITORING_WORDS } from './words.ts'

type Props = { readonly post: PostCard; readonly isChosen?: boolean; readonly id?: string }

/** One post: who, where, when, what, how it is meant. Pressing it opens it at the side. */
export function PostLine({ post: given, isChosen, id }: Props) {
  const kept = useKeptVerdict(given.id)
  const post = kept ? { ...given, ...kept } : given
  const words = useWords(MONITORING_WORDS)
  const open = usePostPanel()
  return (
    <button
      type="button"
      id={id}
      className={`post ${isChosen ? 'post-chosen' : ''}`}
      aria-label={`${words.openPost}: ${post.author.name} ${post.text.slice(0, 80)}`}
      onClick={() => open(post.id)}
    >
      <PostMeta post={post} />
      {post.marks || post.lexicons ? (
        <span className="row-tags">
          {post.marks ? <PostMarks post={post} /> : null}
          <LexiconTags lexicons={post.lexicons} />
        </span>
      ) : null}
      {post.title ? (
        <strong className="post-title" lang={langOf(post)}>
          <Marked text={post.title} isWhole />
        </strong>
      ) : null}
      <span className="post-text" lang={langOf(post)}>
        {post.text ? <Marked text={post.text} /> : <span className="soft">{words.noText}</span>}
      </span>
      <PostFigures post={post} />
    </button>
  )
}

export function PostMeta({ post }: { readonly post: PostCard }) {
  const words = useWords(MONITORING_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const kinds = useWords(KIND_WORDS)
  return (
    <span className="post-meta">
      <SentimentTag sentiment={post.sentiment} />
      {post.stars ? <StarTag stars={post.stars} /> : null}
      <strong className="post-author">{post.author.name || words.nobody}</strong>
      {post.author.isVerified ? <span className="verified">{words.verified}</span> : null}
      <span>{named(platforms, post.platform)}</span>
      <span>{named(kinds, post.kind)}</span>
      {post.author.region ? <span>{post.author.region}</span> : null}
      <span className="post-time">
        <Moment at={post.postedAt} now={serverNow()} />
      </span>
    </span>
  )
}

export function SentimentTag({ sentiment }: { readonly sentiment: PostCard['sentiment'] }) {
  const words = useWords(SENTIMENT_WORDS)
  if (!sentiment) return null
  return (
    <Tag kind={String(sentiment)}>
      <span aria-hidden="true">{named(SENTIMENT_SIGNS, sentiment)}</span> {named(words, sentiment)}
    </Tag>
  )
}

export function PostFigures({ post }: { readonly post: PostCard }) {
  const words = useWords(MONITORING_WORDS)
  const format = useFormat()
  const parts = [
    post.reposts > 0 ? words.reposts({ n: format.size(post.reposts) }) : '',
    post.comments > 0 ? words.comments({ n: format.size(post.comments) }) : '',
    post.likes > 0 ? words.likes({ n: format.size(post.likes) }) : '',
    post.author.followers ? words.followers({ n: format.size(post.author.followers) }) : '',
  ].filter((part) => part !== '')
  return parts.length > 0 ? <span className="post-figures figures">{parts.join(' · ')}</span> : null
}

/** So that a Traditional reader sees a Simplified post in the shapes it was written in. */
export function langOf({ language }: PostCard): string {
  return language === 'other' ? '' : language === 'yue' ? 'zh-Hant' : String(language)
}
