import { useState } from 'react'
import type { HotEntry, HotList } from '../../server/monitoring/hot-list-schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section, Tag } from '../ui/Pieces.tsx'
import { HOT_LIST_WORDS, LIST_WORDS } from './hot-list-words.ts'

type Props = { readonly list: HotList; readonly now: Date; readonly open: (entryId: string) => void }

const FIRST_SHOWN = 15
const MINUTE = 60_000

export function useListName(): (list: string) => string {
  const names = useWords(LIST_WORDS) as Readonly<Record<string, string>>
  return (list) => names[list] ?? list
}

/** One list as it stood when it was last looked at. */
export function HotListCard({ list, now, open }: Props) {
  const words = useWords(HOT_LIST_WORDS)
  const nameOf = useListName()
  const [isAll, setAll] = useState(false)
  const shown = isAll ? list.entries : list.entries.slice(0, FIRST_SHOWN)
  return (
    <Section title={nameOf(list.list)} aside={<Looked list={list} now={now} />}>
      <Gaps list={list} now={now} />
      <table className="hot-table">
        <thead>
          <tr>
            <th scope="col">{words.rank}</th>
            <th scope="col">{words.topic}</th>
            <th scope="col" className="hot-climb">
              {words.climb}
            </th>
            <th scope="col" className="hot-best">
              {words.best}
            </th>
            <th scope="col" className="hot-seen">
              {words.seen}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((entry) => (
            <Entry key={entry.id} entry={entry} list={list} open={open} />
          ))}
        </tbody>
      </table>
      {list.entries.length > FIRST_SHOWN ? (
        <button type="button" className="plain-button" style={{ marginTop: 8 }} onClick={() => setAll(!isAll)}>
          {isAll ? words.showLess : words.showAll({ n: list.entries.length })}
        </button>
      ) : null}
    </Section>
  )
}

function Looked({ list, now }: Pick<Props, 'list' | 'now'>) {
  const words = useWords(HOT_LIST_WORDS)
  const format = useFormat()
  return (
    <>
      {list.isStale ? <Tag kind="warn">{words.stale}</Tag> : null}{' '}
      <time dateTime={list.lookedAt} title={`${format.full(list.lookedAt)} ${format.zoneName}`} className="figures">
        {words.lookedAt({ time: format.moment(list.lookedAt, now) })}
      </time>
      {list.everyMinutes === null ? null : <> · {words.every({ time: format.duration(list.everyMinutes * MINUTE) })}</>}
    </>
  )
}

function Gaps({ list, now }: Pick<Props, 'list' | 'now'>) {
  const words = useWords(HOT_LIST_WORDS)
  const format = useFormat()
  if (list.gaps.length === 0) return null
  const spans = list.gaps
    .slice(-3)
    .map(({ from, to }) => `${format.moment(from, now)}–${format.moment(to, now)}`)
    .join(' · ')
  return <p className="soft small">{words.gaps({ n: format.count(list.gaps.length), spans })}</p>
}

function Entry({ entry, list, open }: { readonly entry: HotEntry } & Pick<Props, 'list' | 'open'>) {
  const words = useWords(HOT_LIST_WORDS)
  const format = useFormat()
  const isOurs = entry.tracks.length > 0
  return (
    <tr className={isOurs ? 'hot-ours' : ''}>
      <td className="figures">{entry.rank}</td>
      <td>
        <button type="button" className="hot-topic" onClick={() => open(entry.id)}>
          <span className="break">{entry.topic}</span>
          {entry.tracks.map(({ id, name }) => (
            <span key={id} className="soft small">
              {' '}
              <span className="break">{words.matches({ name })}</span>
            </span>
          ))}
        </button>
      </td>
      <td className="figures hot-climb">
        <Climb entry={entry} isKnown={list.comparedAt !== null} />
      </td>
      <td className="figures hot-best">{entry.bestRank}</td>
      <td className="figures hot-seen">{seenFor(entry.minutesSeen, format.duration)}</td>
    </tr>
  )
}

function Climb({ entry, isKnown }: { readonly entry: HotEntry; readonly isKnown: boolean }) {
  const words = useWords(HOT_LIST_WORDS)
  if (!isKnown) return <span className="soft">{words.unknown}</span>
  if (entry.rankBefore === null) return <Tag kind="plain">{words.fresh}</Tag>
  const climb = entry.rankBefore - entry.rank
  if (climb === 0) return <span className="soft">{words.same}</span>
  const text = climb > 0 ? words.up({ n: climb }) : words.down({ n: -climb })
  return (
    <span className={climb > 0 ? 'hot-up' : 'hot-down'}>
      <span aria-hidden="true">{climb > 0 ? '▲' : '▼'}</span> {text}
    </span>
  )
}

/** In a column nobody reads minutes of many hours. */
function seenFor(minutes: number, duration: (ms: number) => string): string {
  if (minutes === 0) return '–'
  return duration(minutes < 60 ? minutes * MINUTE : Math.round(minutes / 60) * 60 * MINUTE)
}
