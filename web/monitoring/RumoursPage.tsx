import { Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { RumourStory } from '../../server/monitoring/rumour-schema.ts'
import { serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead } from '../ui/Pieces.tsx'
import { langOf } from './PostLine.tsx'
import { firstCheck, reasonText } from './RumourReasons.tsx'
import { RumourTags } from './RumourTags.tsx'
import { RUMOUR_WORDS } from './rumour-words.ts'
import { type Show, useRumours } from './use-rumours.ts'

const SHOWS: readonly Show[] = ['open', 'decided', 'all']
const SHOWN_REASONS = 3

/** 查證: what may be a rumour or arranged, with the reasons, for people to verify. */
export function RumoursPage() {
  const words = useWords(RUMOUR_WORDS)
  const [search, setSearch] = useSearchParams()
  const show = SHOWS.find((each) => each === search.get('show')) ?? 'open'
  const rumours = useRumours(show)
  return (
    <>
      <PageHead title={words.title} note={words.note} />
      <Segmented
        value={show}
        options={SHOWS.map((value) => ({ value, label: words[value] as string }))}
        onChange={(value) => setSearch({ show: value }, { replace: true })}
      />
      <Asked query={rumours}>
        {(stories) =>
          stories.length === 0 ? (
            <Empty title={show === 'decided' ? words.noneDecided : words.none}>
              {show === 'decided' ? null : <p>{words.noneNote}</p>}
            </Empty>
          ) : (
            <ul className="rows rumour-rows">
              {stories.map((story) => (
                <Row key={story.id} story={story} />
              ))}
            </ul>
          )
        }
      </Asked>
    </>
  )
}

function Row({ story }: { readonly story: RumourStory }) {
  const words = useWords(RUMOUR_WORDS)
  const format = useFormat()
  const { first, reasons } = story
  return (
    <li className="row-card rumour-row">
      <RumourTags story={story} />
      <Link to={`/rumours/${story.id}`} className="row-title rumour-title" lang={first ? langOf(first) : undefined}>
        {first?.title || first?.text || words.sourceGone}
      </Link>
      <div className="soft small figures">
        {words.since({ time: format.moment(story.firstAt, serverNow()) })} ·{' '}
        {words.posts({ n: format.count(story.posts) })} · {words.authors({ n: format.count(story.authors) })}
        {story.copies > 0 ? ` · ${words.copies({ n: format.count(story.copies) })}` : ''}
      </div>
      {reasons.length > 0 ? (
        <ul className="rumour-short">
          {reasons.slice(0, SHOWN_REASONS).map((reason) => (
            <li key={reason.code}>{reasonText(words, format, reason)}</li>
          ))}
        </ul>
      ) : null}
      {story.verdict === null ? (
        <div className="small">{words.firstCheck({ what: firstCheck(words, reasons) })}</div>
      ) : null}
    </li>
  )
}
