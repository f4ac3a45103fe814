import { Link } from 'react-router'
import type { AlertContents, AlertPage } from '../../server/warning/schema.ts'
import { postsLink } from '../monitoring/links.ts'
import { EMOTION_WORDS, named, PLATFORM_WORDS } from '../monitoring/terms.ts'
import { Bars } from '../ui/Bars.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { NumberLink, Section } from '../ui/Pieces.tsx'
import { WARNING_WORDS } from './words.ts'

type Props = { readonly page: AlertPage }

/** How many, by how many, how bad: each number opens the posts it counts. @param props.authors undefined while they are counted */
export function AlertFigures({ page, authors }: Props & { readonly authors: number | undefined }) {
  const words = useWords(WARNING_WORDS)
  const format = useFormat()
  const span = { trackId: page.alert.trackId, from: page.from, to: page.to }
  const now = new Date(page.to)
  return (
    <Section
      title={words.figures}
      aside={words.span({ from: format.moment(page.from, now), to: format.time(page.to) })}
    >
      <dl className="figures-row">
        <div>
          <dt>{words.posts}</dt>
          <dd>
            <NumberLink to={postsLink(span)}>{format.count(page.posts)}</NumberLink>
          </dd>
        </div>
        <div>
          <dt>{words.authors}</dt>
          <dd className="figures">{authors === undefined ? '…' : format.count(authors)}</dd>
        </div>
        <div>
          <dt>{words.negative}</dt>
          <dd>
            <NumberLink to={postsLink({ ...span, sentiment: 'negative' })}>{format.count(page.negative)}</NumberLink>
          </dd>
        </div>
      </dl>
      {page.judged > 0 ? (
        <p className="soft small">
          {words.ofJudged({ judged: format.count(page.judged), share: format.share(page.negative / page.judged) })}
        </p>
      ) : null}
      <Link to={postsLink(span)}>{words.seePosts}</Link>
    </Section>
  )
}

type Said = { readonly contents: AlertContents; readonly trackId: string }

export function GrownWords({ contents: { grownWords, from, to }, trackId }: Said) {
  const words = useWords(WARNING_WORDS)
  const format = useFormat()
  return (
    <Section title={words.grown} aside={words.grownNote}>
      {grownWords.length === 0 ? <p className="soft">{words.grownNone}</p> : null}
      <ul className="word-list">
        {grownWords.slice(0, 12).map(({ word, now, before }) => (
          <li key={word}>
            <Link to={postsLink({ trackId, from, to, words: word })}>
              <span lang="zh">{word}</span>
              <span className="figures">
                <strong>{format.count(now)}</strong> <span className="soft">/ {format.count(before)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function Platforms({ page: { alert, from, to, platforms } }: Props) {
  const words = useWords(WARNING_WORDS)
  const names = useWords(PLATFORM_WORDS)
  return (
    <Section title={words.platforms}>
      <Bars
        rows={platforms.map(({ name, posts, negative }) => ({
          name: named(names, name),
          value: posts,
          part: negative,
          to: postsLink({ trackId: alert.trackId, from, to, platform: name }),
        }))}
        partName={words.negative}
      />
    </Section>
  )
}

/** Where those are who write, and what they feel. */
export function Moods({ contents: { regions, emotions, from, to }, trackId }: Said) {
  const words = useWords(WARNING_WORDS)
  const names = useWords(EMOTION_WORDS)
  return (
    <>
      {regions.length > 0 ? (
        <Section title={words.regions}>
          <Bars rows={regions.slice(0, 8).map(({ name, posts }) => ({ name, value: posts }))} />
        </Section>
      ) : null}
      {emotions.length > 0 ? (
        <Section title={words.emotions}>
          <Bars
            rows={emotions.map(({ name, posts }) => ({
              name: named(names, name),
              value: posts,
              to: postsLink({ trackId, from, to, emotion: name }),
            }))}
          />
        </Section>
      ) : null}
    </>
  )
}
