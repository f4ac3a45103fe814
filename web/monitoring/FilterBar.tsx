import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Track } from '../../server/monitoring/schema.ts'
import { get, serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useMedia } from '../ui/hooks.ts'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { FILTER_KEYS } from './filter.ts'
import { EMOTION_WORDS, KIND_WORDS, PLATFORM_WORDS, SENTIMENT_WORDS } from './terms.ts'
import { MONITORING_WORDS } from './words.ts'

type Props = {
  readonly search: URLSearchParams
  readonly change: (name: string, value: string | undefined) => void
  readonly clear: () => void
  readonly children: ReactNode
}

export function useTracks() {
  return useQuery({ queryKey: ['tracks'], queryFn: ({ signal }) => get<Track[]>('/api/tracks', {}, signal) })
}

/** All that narrows the list, kept in the address. On a phone folded away behind the search. */
export function FilterBar({ search, change, clear, children }: Props) {
  const words = useWords(MONITORING_WORDS)
  const isNarrow = useMedia('(max-width: 700px)')
  const [isOpen, setOpen] = useState(false)
  const used = [...FILTER_KEYS, 'last'].filter((key) => key !== 'words' && search.get(key))
  return (
    <div className="filters">
      <div className="filters-first">
        {children}
        {isNarrow ? (
          <button type="button" className="plain-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {words.filters}
            {used.length > 0 ? ` ${used.length}` : ''}
          </button>
        ) : null}
      </div>
      {!isNarrow || isOpen ? <Choices search={search} change={change} /> : null}
      <Chips search={search} change={change} />
      {used.length > 0 || search.get('words') ? (
        <button type="button" className="plain-button" onClick={clear}>
          {words.clear}
        </button>
      ) : null}
    </div>
  )
}

function Choices({ search, change }: Pick<Props, 'search' | 'change'>) {
  const words = useWords(MONITORING_WORDS)
  const tracks = useTracks().data ?? []
  const choices: [string, string, Readonly<Record<string, string>>][] = [
    ['trackId', words.allTracks, Object.fromEntries(tracks.map(({ id, name }) => [id, name]))],
    ['last', words.timeAny, { hour: words.timeHour, day: words.timeDay, week: words.timeWeek }],
    ['sentiment', words.allSentiments, useWords(SENTIMENT_WORDS)],
    ['platform', words.allPlatforms, useWords(PLATFORM_WORDS)],
    ['emotion', words.allEmotions, useWords(EMOTION_WORDS)],
    ['kind', words.allKinds, useWords(KIND_WORDS)],
  ]
  const names: Readonly<Record<string, string>> = { ...words, trackId: words.track, last: words.time } as never
  return (
    <div className="choices">
      {choices.map(([key, all, options]) => (
        <Select
          key={key}
          aria-label={names[key] ?? key}
          value={search.get(key) ?? ''}
          onChange={(value: string) => change(key, value)}
          popupMatchSelectWidth={false}
          options={[{ value: '', label: all }, ...Object.entries(options).map(([value, label]) => ({ value, label }))]}
        />
      ))}
    </div>
  )
}

/** Filters that came with a link and have no choice of their own: a span, an author, a tree. */
function Chips({ search, change }: Pick<Props, 'search' | 'change'>) {
  const words = useWords(MONITORING_WORDS)
  const format = useFormat()
  const now = serverNow()
  const write = (key: string) => (search.get(key) ? format.moment(search.get(key) ?? '', now) : '…')
  const chips = [
    search.get('from') || search.get('to')
      ? { keys: ['from', 'to'], text: words.spanChip({ from: write('from'), to: write('to') }) }
      : undefined,
    search.get('authorId') ? { keys: ['authorId'], text: words.authorChip } : undefined,
    search.get('rootId') ? { keys: ['rootId'], text: words.rootChip } : undefined,
  ].filter((chip) => chip !== undefined)
  return chips.map(({ keys, text }) => (
    <button
      key={text}
      type="button"
      className="chip"
      aria-label={words.removeFilter({ name: text })}
      onClick={() => {
        for (const key of keys) change(key, undefined)
      }}
    >
      {text} <Icon name="close" size={14} />
    </button>
  ))
}
