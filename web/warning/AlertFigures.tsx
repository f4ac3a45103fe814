import { Link } from 'react-router'
import type { AlertPage } from '../../server/warning/schema.ts'
import { postsLink } from '../monitoring/links.ts'
import { EMOTION_WORDS, named, PLATFORM_WORDS } from '../monitoring/terms.ts'
import { Bars } from '../ui/Bars.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { NumberLink, Section } from '../ui/Pieces.tsx'
import { WARNING_WORDS } from './words.ts'

type Props = { readonly page: AlertPage }

/** How many, by how many, how bad: each number opens the posts it counts. */
export function AlertFigures({ page }: Props) {
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
          <dd className="figures">{format.count(page.authors)}</dd>
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

export function GrownWords({ page }: Props) {
  const words = useWords(WARNING_WORDS)
  const format = useFormat()
  const span = { trackId: page.alert.trackId, from: page.from, to: page.to }
  return (
    <Section title={words.grown} aside={words.grownNote}>
      {page.grownWords.length === 0 ? <p className="soft">{words.grownNone}</p> : null}
      <ul className="word-list">
        {page.grownWords.slice(0, 12).map(({ word, now, before }) => (
          <li key={word}>
            <Link to={postsLink({ ...span, words: word })}>
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

export function Places({ page }: Props) {
  const words = useWords(WARNING_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const emotions = useWords(EMOTION_WORDS)
  const span = { trackId: page.alert.trackId, from: page.from, to: page.to }
  return (
    <>
      <Section title={words.platforms}>
        <Bars
          rows={page.platforms.map(({ name, posts, negative }) => ({
            name: named(platforms, name),
            value: posts,
            part: negative,
            to: postsLink({ ...span, platform: name }),
          }))}
          partName={words.negative}
        />
      </Section>
      {page.regions.length > 0 ? (
        <Section title={words.regions}>
          <Bars rows={page.regions.slice(0, 8).map(({ name, posts }) => ({ name, value: posts }))} />
        </Section>
      ) : null}
      {page.emotions.length > 0 ? (
        <Section title={words.emotions}>
          <Bars
            rows={page.emotions.map(({ name, posts }) => ({
              name: named(emotions, name),
              value: posts,
              to: postsLink({ ...span, emotion: name }),
            }))}
          />
        </Section>
      ) : null}
    </>
  )
}
