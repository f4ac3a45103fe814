import type { ReactNode } from 'react'
import type { Source } from '../../server/monitoring/source-schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, NumberLink } from '../ui/Pieces.tsx'
import { postsLink } from './links.ts'
import { SOURCE_WORDS } from './source-words.ts'

/** Figures of a source, each with what it counts. */
export function SourceFacts({ source, now }: { readonly source: Source; readonly now: Date }) {
  const words = useWords(SOURCE_WORDS)
  const format = useFormat()
  const moment = (at: string | null): ReactNode => (at ? <Moment at={at} now={now} /> : words.never)
  const rows: [string, ReactNode][] = [
    [words.lastNew, moment(source.foundAt)],
    [words.lastPosted, moment(source.lastPostedAt)],
    [
      words.posts24h,
      <NumberLink key="posts" to={postsLink({ source: source.name, last: 'day' })}>
        {format.count(source.posts24h)}
      </NumberLink>,
    ],
    [words.lagTitle, lagOf()],
  ]
  if (source.refused24h > 0) rows.push([words.refused24h, format.count(source.refused24h)])
  if (source.isAsked)
    rows.push([words.lastAsked, moment(source.askedAt)], [words.lastAnswered, moment(source.answeredAt)])
  rows.push([words.pace, source.everySeconds === null ? words.sends : everyOf(source.everySeconds)])
  return (
    <dl className="plain-list">
      {rows
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name} style={{ display: 'flex', justifyContent: 'space-between', gap: 16, padding: '4px 0' }}>
            <dt className="soft">{name}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      {source.coverage ? <Coverage {...source.coverage} now={now} /> : null}
    </dl>
  )

  function lagOf(): string | null {
    if (source.lagSeconds === null || source.kind === 'file' || source.kind === 'replay') return null
    return source.lagSeconds < 0 ? words.lagLong : words.lag({ time: format.duration(source.lagSeconds * 1000) })
  }

  function everyOf(seconds: number): string {
    const next =
      source.nextAt && !source.failure ? ` · ${words.nextTry({ time: format.moment(source.nextAt, now) })}` : ''
    return `${words.every({ time: format.duration(seconds * 1000) })}${next}`
  }
}

function Coverage(props: NonNullable<Source['coverage']> & { readonly now: Date }) {
  const words = useWords(SOURCE_WORDS)
  const format = useFormat()
  const { stated, stored, posts, since, now } = props
  const said = words.coverageSaid({
    posts: format.count(posts),
    stated: format.count(stated),
    stored: format.count(stored),
    share: format.share(stored / stated),
  })
  return (
    <div style={{ padding: '4px 0' }}>
      <dt className="soft">{words.coverage}</dt>
      <dd>
        {said} <span className="soft small">{words.coverageSince({ time: format.moment(since, now) })}</span>
      </dd>
    </div>
  )
}
