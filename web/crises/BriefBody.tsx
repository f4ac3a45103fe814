import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Brief, BriefNumber } from '../../server/crises/schema.ts'
import { serverNow } from '../api.ts'
import { postsLink } from '../monitoring/links.ts'
import { PostLine } from '../monitoring/PostLine.tsx'
import { EMOTION_WORDS, named, PLATFORM_WORDS } from '../monitoring/terms.ts'
import { Bars } from '../ui/Bars.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { NumberLink, Section } from '../ui/Pieces.tsx'
import { BRIEF_WORDS } from './brief-words.ts'
import { UNKNOWN_WORDS } from './reason-words.ts'

type Props = { readonly brief: Brief }

export function BriefBody({ brief }: Props) {
  const words = useWords(BRIEF_WORDS)
  const unknowns: Readonly<Record<string, string>> = useWords(UNKNOWN_WORDS)
  return (
    <div className="brief-body">
      <Summary brief={brief} />
      {brief.comment ? (
        <Section title={words.commentTitle}>
          <p className="brief-comment">{brief.comment}</p>
        </Section>
      ) : null}
      <Scope brief={brief} />
      <div className="columns">
        <div className="column">
          <Section title={words.who} aside={words.whoNote}>
            {brief.firstPost ? <PostLine post={brief.firstPost} /> : <p className="soft">{words.none}</p>}
          </Section>
          <Nodes brief={brief} />
          <Demands brief={brief} />
        </div>
        <div className="column">
          <Where brief={brief} />
          <Emotions brief={brief} />
          <Section title={words.unknowns}>
            <ul className="missing">
              {brief.unknowns.map((code) => (
                <li key={code}>{unknowns[code] ?? code}</li>
              ))}
            </ul>
          </Section>
        </div>
      </div>
    </div>
  )
}

/** To be read aloud on the telephone. */
function Summary({ brief }: Props) {
  const words = useWords(BRIEF_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const format = useFormat()
  const now = serverNow()
  const judged = brief.judged.value
  const sentences = [
    words.summary({
      from: format.moment(brief.from, now),
      posts: format.count(brief.posts.value),
      authors: format.count(brief.authors.value),
      negative: format.count(brief.negative.value),
      share: judged > 0 ? format.share(brief.negative.value / judged) : '–',
    }),
    brief.firstPost
      ? words.summaryFirst({
          platform: named(platforms, brief.firstPost.platform),
          author: brief.firstPost.author.name,
        })
      : '',
    brief.peak ? words.summaryPeak({ time: format.moment(brief.peak.at, now) }) : '',
  ]
  return (
    <p className="brief-summary">{sentences.filter((one) => one !== '').join(format.locale === 'en' ? ' ' : '')}</p>
  )
}

/** A number of the brief; it opens its posts where it counts posts. */
function Figure({ number, children }: { readonly number: BriefNumber; readonly children?: ReactNode }) {
  const format = useFormat()
  const text = format.count(number.value)
  return (
    <>
      {number.posts ? (
        <NumberLink to={postsLink(number.posts)}>{text}</NumberLink>
      ) : (
        <span className="figures">{text}</span>
      )}
      {children}
    </>
  )
}

function Scope({ brief }: Props) {
  const words = useWords(BRIEF_WORDS)
  const format = useFormat()
  const cells = [
    [words.posts, brief.posts],
    [words.originals, brief.originals],
    [words.reposts, brief.reposts],
    [words.comments, brief.comments],
    [words.authors, brief.authors],
    [words.negative, brief.negative],
  ] as const
  return (
    <Section title={words.scope}>
      <dl className="figures-row">
        {cells.map(([name, number]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Figure number={number} />
            </dd>
          </div>
        ))}
        {brief.reach ? (
          <div>
            <dt>{words.reach}</dt>
            <dd className="figures">{format.size(brief.reach.value)}</dd>
          </div>
        ) : null}
      </dl>
      <ScopeNote brief={brief} />
      {brief.peak ? (
        <p>
          <strong>{words.peak}</strong>{' '}
          {words.peakText({
            time: format.moment(brief.peak.at, serverNow()),
            minutes: brief.peak.minutes,
            posts: format.count(brief.peak.posts),
          })}
        </p>
      ) : null}
    </Section>
  )
}

/** The denominators of the numbers above. */
function ScopeNote({ brief }: Props) {
  const words = useWords(BRIEF_WORDS)
  const format = useFormat()
  const judged = brief.judged.value
  return (
    <p className="soft small">
      {words.judged} <Figure number={brief.judged} />
      {judged > 0 ? (
        <>
          {' · '}
          {words.negative} {words.negativeShare({ share: format.share(brief.negative.value / judged) })}
        </>
      ) : null}
      {brief.reach ? (
        <>
          {' · '}
          {words.reach}{' '}
          {words.reachNote({
            known: format.count(brief.reach.knownAuthors),
            authors: format.count(brief.reach.authors),
          })}
        </>
      ) : null}
    </p>
  )
}

function Where({ brief }: Props) {
  const words = useWords(BRIEF_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const rows = brief.coverage.map(({ platform, posts }) => ({
    name: named(platforms, platform),
    value: posts,
    ...(brief.posts.posts ? { to: postsLink({ ...brief.posts.posts, platform }) } : {}),
  }))
  return (
    <Section title={words.where}>
      <h3>{words.coverage}</h3>
      <Bars rows={rows} />
      <h3>{words.regions}</h3>
      {brief.regions.length === 0 ? <p className="soft">{words.none}</p> : null}
      <Bars rows={brief.regions.slice(0, 10).map(({ name, posts }) => ({ name, value: posts }))} />
    </Section>
  )
}

function Emotions({ brief }: Props) {
  const words = useWords(BRIEF_WORDS)
  const names: Readonly<Record<string, string>> = useWords(EMOTION_WORDS)
  return (
    <Section title={words.emotions}>
      {brief.emotions.length === 0 ? <p className="soft">{words.none}</p> : null}
      <Bars
        rows={brief.emotions.map(({ name, posts }) => ({
          name: names[name] ?? name,
          value: posts.value,
          ...(posts.posts ? { to: postsLink(posts.posts) } : {}),
        }))}
      />
    </Section>
  )
}

function Nodes({ brief }: Props) {
  const words = useWords(BRIEF_WORDS)
  const format = useFormat()
  return (
    <Section title={words.nodes}>
      {brief.keyNodes.length === 0 ? <p className="soft">{words.none}</p> : null}
      <ol className="nodes">
        {brief.keyNodes.map(({ post, descendants, direct }) => (
          <li key={post.id}>
            <Link to={postsLink({ rootId: post.id })} className="small figures">
              {words.nodeText({ descendants: format.count(descendants), direct: format.count(direct) })}
            </Link>
            <PostLine post={post} />
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Demands({ brief }: Props) {
  const words = useWords(BRIEF_WORDS)
  return (
    <Section title={words.demands}>
      {brief.demands.length === 0 ? <p className="soft">{words.none}</p> : null}
      {brief.demands.map(({ word, posts, example }) => (
        <div key={word} className="demand">
          <p>
            <strong lang="zh">{word}</strong> <Figure number={posts} />
          </p>
          {example ? <PostLine post={example} /> : null}
        </div>
      ))}
    </Section>
  )
}
