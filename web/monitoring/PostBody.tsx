import { Link } from 'react-router'
import type { PostCard, PostPage } from '../../server/monitoring/schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { makeFormat } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { highlight } from './highlight.ts'
import { authorLink } from './links.ts'
import { langOf } from './PostLine.tsx'
import { platformZone } from './platform-zone.ts'
import { POST_WORDS } from './post-words.ts'
import { named, PROGRAM_WORDS } from './terms.ts'
import { MONITORING_WORDS } from './words.ts'

/** Offsets count through the title, a line break and the text. */
export function PostText({ page }: { readonly page: PostPage }) {
  const words = useWords(MONITORING_WORDS)
  const { post, matches, lexicons } = page
  const whole = post.title ? `${post.title}\n${post.text}` : post.text
  if (whole === '') return <p className="soft">{words.noText}</p>
  return (
    <p className="post-whole" lang={langOf(post)}>
      {highlight(
        whole,
        [...matches, ...lexicons].flatMap(({ reasons }) => reasons),
      ).map(({ text, isMarked, start }) =>
        isMarked ? <mark key={start}>{text}</mark> : <span key={start}>{text}</span>,
      )}
    </p>
  )
}

export function PostOriginal({ post }: { readonly post: PostCard }) {
  const words = useWords(MONITORING_WORDS)
  // Only what a browser opens as a page: an address may be anything that a sender wrote.
  if (!/^https?:\/\//.test(post.url)) return null
  return (
    <a href={post.url} target="_blank" rel="noreferrer noopener" className="outside">
      <Icon name="outside" size={16} /> {words.original}
    </a>
  )
}

export function PostWhy({ page }: { readonly page: PostPage }) {
  const words = useWords(MONITORING_WORDS)
  return (
    <>
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
    </>
  )
}

/** In the reader's zone and in the one in which the platform shows it: people compare both. */
export function PostTimes({ post, seenAt }: { readonly post: PostCard; readonly seenAt?: string | undefined }) {
  const words = useWords(POST_WORDS)
  const programs = useWords(PROGRAM_WORDS)
  const format = useFormat()
  const zone = platformZone(String(post.platform))
  const there = zone && zone !== format.zone ? makeFormat(format.locale, zone) : undefined
  const rows = [
    [words.postedHere, `${format.full(post.postedAt)} ${format.zoneName}`],
    ...(there ? [[words.postedThere, `${there.full(post.postedAt)} ${there.zoneName}`]] : []),
    [words.receivedAt, `${format.full(post.receivedAt)} ${format.zoneName}`],
    ...(seenAt ? [[words.seenSince, `${format.full(seenAt)} ${format.zoneName}`]] : []),
    [words.fromSource, named(programs, post.source)],
  ]
  return (
    <dl className="post-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figures">{value}</dd>
        </div>
      ))}
      <div>
        <dt>{words.author}</dt>
        <dd>
          {post.author.id ? <Link to={authorLink(post)}>{words.authorOpen}</Link> : post.author.name || words.nobody}
        </dd>
      </div>
    </dl>
  )
}
