import { useParams } from 'react-router'
import type { RumourPage as Page, RumourStep, RumourStory } from '../../server/monitoring/rumour-schema.ts'
import { serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, PageHead, Section, ZoneNote } from '../ui/Pieces.tsx'
import { PostLine } from './PostLine.tsx'
import { firstCheck, RumourReasons } from './RumourReasons.tsx'
import { RumourTags } from './RumourTags.tsx'
import { RumourVerbs } from './RumourVerbs.tsx'
import { RUMOUR_WORDS } from './rumour-words.ts'
import { useRumour } from './use-rumours.ts'

/** One story: what it says, why it is here, what people found out, and the next step. */
export function RumourPage() {
  const { storyId = '' } = useParams()
  return <Asked query={useRumour(storyId)}>{(page) => <Shown key={storyId} page={page} />}</Asked>
}

function Shown({ page: { story, steps, evidence, copies } }: { readonly page: Page }) {
  const words = useWords(RUMOUR_WORDS)
  return (
    <>
      <PageHead title={words.title}>
        <RumourTags story={story} />
        <ZoneNote />
      </PageHead>
      <div className="columns">
        <div className="column">
          <Section title={words.source}>
            {story.first ? <PostLine post={story.first} /> : <p className="soft">{words.sourceGone}</p>}
            <Figures story={story} />
          </Section>
          <Section title={`${words.state}: ${words[story.state] as string}`}>
            <RumourVerbs story={story} />
          </Section>
          <Section title={words.signs}>
            {story.verdict === null ? (
              <p>
                <strong>{words.firstCheck({ what: firstCheck(words, story.reasons) })}</strong>
              </p>
            ) : null}
            <RumourReasons reasons={story.reasons} evidence={evidence} />
            <Score story={story} />
          </Section>
        </div>
        <div className="column">
          <Section title={words.history}>
            {steps.length === 0 ? <p className="soft">{words.historyNone}</p> : <Steps steps={steps} />}
          </Section>
          {copies.length > 0 ? (
            <Section title={words.nearCopies}>
              {copies.map((post) => (
                <PostLine key={post.id} post={post} />
              ))}
            </Section>
          ) : null}
        </div>
      </div>
    </>
  )
}

function Figures({ story }: { readonly story: RumourStory }) {
  const words = useWords(RUMOUR_WORDS)
  const format = useFormat()
  return (
    <p className="soft small figures">
      {words.since({ time: format.moment(story.firstAt, serverNow()) })} ·{' '}
      {words.posts({ n: format.count(story.posts) })} · {words.authors({ n: format.count(story.authors) })}
    </p>
  )
}

function Score({ story }: { readonly story: RumourStory }) {
  const words = useWords(RUMOUR_WORDS)
  const format = useFormat()
  if (story.score === null || story.scoreHours === null) return <p className="soft small">{words.unscored}</p>
  const spread = story.spreadScore === null ? '–' : format.share(story.spreadScore)
  return (
    <div className="soft small">
      <p>
        {words.scoreOf({ score: format.share(story.score) })} ·{' '}
        {story.scoreHours === 0 ? words.scoreFirst : words.scoreAt({ hours: story.scoreHours, spread })} ·{' '}
        {words.model({ version: story.modelVersion, time: format.moment(story.scoredAt, serverNow()) })}
      </p>
      <p>{words.scoreNote}</p>
    </div>
  )
}

function Steps({ steps }: { readonly steps: readonly RumourStep[] }) {
  const words = useWords(RUMOUR_WORDS)
  return (
    <ol className="rumour-steps">
      {steps.map((step) => (
        <li key={`${step.at}${step.to}`}>
          <strong>{words[step.to] as string}</strong> · {step.byName} · <Moment at={step.at} now={serverNow()} />
          {step.note ? <p>{step.note}</p> : null}
          {step.link ? (
            <a href={step.link} target="_blank" rel="noreferrer noopener">
              {words.evidence}
            </a>
          ) : null}
        </li>
      ))}
    </ol>
  )
}
