import { useQuery } from '@tanstack/react-query'
import { Switch } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { HotList, HotLists } from '../../server/monitoring/hot-list-schema.ts'
import { useMay } from '../access/me.ts'
import { get, serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, ZoneNote } from '../ui/Pieces.tsx'
import { HotListCard } from './HotListCard.tsx'
import { HotListCurve } from './HotListCurve.tsx'
import { HOT_LIST_WORDS } from './hot-list-words.ts'

const LOOK_MS = 60_000

/** Public hot lists side by side: what is high now, what climbs, and what of it is ours. */
export function HotListsPage() {
  const words = useWords(HOT_LIST_WORDS)
  const lists = useQuery({
    queryKey: ['hot-lists'],
    queryFn: ({ signal }) => get<HotLists>('/api/hot-lists', {}, signal),
    refetchInterval: LOOK_MS,
  })
  return (
    <>
      <PageHead title={words.title} note={words.note} />
      <Asked query={lists}>{(data) => (data.lists.length === 0 ? <NoLists /> : <Lists lists={data.lists} />)}</Asked>
    </>
  )
}

function NoLists() {
  const words = useWords(HOT_LIST_WORDS)
  const may = useMay()
  return (
    <Empty title={words.none}>
      <p>{words.noneNote}</p>
      {may('sources.manage') ? (
        <Link to="/sources/new?kind=hot-list" className="primary-link">
          {words.addSource}
        </Link>
      ) : null}
    </Empty>
  )
}

function Lists({ lists }: { readonly lists: readonly HotList[] }) {
  const words = useWords(HOT_LIST_WORDS)
  const now = useNow(10_000, serverNow)
  const [onlyOurs, setOnlyOurs] = useState(false)
  const [search, setSearch] = useSearchParams()
  const shown = lists
    .map((list) => ({
      ...list,
      entries: onlyOurs ? list.entries.filter(({ tracks }) => tracks.length > 0) : list.entries,
    }))
    .filter(({ entries }) => !onlyOurs || entries.length > 0)
  const open = (list: string, entry: string): void =>
    setSearch((before) => ({ ...Object.fromEntries(before), list, entry }), { replace: true })
  const close = (): void =>
    setSearch(
      (before) => {
        const kept = new URLSearchParams(before)
        kept.delete('list')
        kept.delete('entry')
        return kept
      },
      { replace: true },
    )
  return (
    <>
      <div className="hot-bar">
        <Summary lists={lists} />
        <span>
          {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's switch is the control */}
          <label style={{ display: 'inline-flex', gap: 8, alignItems: 'center', minHeight: 'var(--touch)' }}>
            <Switch checked={onlyOurs} onChange={setOnlyOurs} />
            {words.onlyOurs}
          </label>{' '}
          <ZoneNote />
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty title={words.oursNone} />
      ) : (
        <div className="hot-lists">
          {shown.map((list) => (
            <HotListCard key={list.list} list={list} now={now} open={(entry) => open(list.list, entry)} />
          ))}
        </div>
      )}
      <HotListCurve list={search.get('list') ?? ''} entryId={search.get('entry') ?? ''} close={close} />
    </>
  )
}

/** The one thing to know first, and whether it can be trusted. */
function Summary({ lists }: { readonly lists: readonly HotList[] }) {
  const words = useWords(HOT_LIST_WORDS)
  const format = useFormat()
  const ours = lists.flatMap(({ entries }) => entries.filter(({ tracks }) => tracks.length > 0))
  const stale = lists.filter(({ isStale }) => isStale).length
  return (
    <div role="status">
      <strong>
        {ours.length === 0
          ? words.oursNone
          : words.oursNow({ n: format.count(ours.length), rank: Math.min(...ours.map(({ rank }) => rank)) })}
      </strong>
      {stale > 0 ? <div className="soft small">{words.oursStale({ n: format.count(stale) })}</div> : null}
    </div>
  )
}
