import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PostCard } from '../../server/monitoring/schema.ts'
import { Trouble } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Loading } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import type { StreamFilter } from './filter.ts'
import { KeyHelp } from './KeyHelp.tsx'
import { PostLine } from './PostLine.tsx'
import { usePostPanel } from './post-panel.ts'
import { useVerdictOfChosen } from './use-post.ts'
import { useStream } from './use-stream.ts'
import { useStreamKeys } from './use-stream-keys.ts'
import { MONITORING_WORDS } from './words.ts'

type Props = {
  readonly filter: StreamFilter
  /** undefined where the list stands beside something else and has no keys of its own */
  readonly focusSearch?: () => void
  /** in place of an empty list */
  readonly none?: ReactNode
}

/** The posts of a filter, which grow at both ends. */
export function PostsOf({ filter: given, focusSearch, none }: Props) {
  // Another filter is another question; another object that says the same is not.
  const said = JSON.stringify(given)
  const filter = useMemo(() => JSON.parse(said) as StreamFilter, [said])
  const words = useWords(MONITORING_WORDS)
  const ui = useWords(UI_WORDS)
  const format = useFormat()
  const box = useRef<HTMLDivElement>(null)
  const isAtTop = useCallback(() => (box.current?.scrollTop ?? 0) < 24, [])
  const { older, posts, waiting, isLate, showNew, isOld } = useStream(filter, isAtTop)
  const [jumps, setJumps] = useState(0)
  const toTop = () => void showNew().then(() => setJumps((n) => n + 1))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the beginning of another list is at its top
  useEffect(() => {
    // Newer browsers return a promise, which is no cleaning up.
    box.current?.scrollTo({ top: 0 })
  }, [filter])
  if (older.isError && posts.length === 0) return <Trouble error={older.error} onRetry={() => void older.refetch()} />
  if (older.isPending && posts.length === 0) return <Loading />
  if (posts.length === 0 && !isOld) return none ?? <NoPosts filter={filter} />
  return (
    <div className={isOld ? 'stream stream-old' : 'stream'} aria-busy={isOld}>
      {(waiting > 0 || isLate) && !isOld ? (
        <button type="button" className="new-posts" onClick={toTop}>
          {waiting > 0 ? words.newPosts({ n: format.count(waiting) }) : words.cut} · {words.showNew}
        </button>
      ) : null}
      <VirtualPosts
        box={box}
        posts={posts}
        toTop={toTop}
        jumps={jumps}
        {...(focusSearch ? { focusSearch } : {})}
        loadMore={() => {
          if (older.hasNextPage && !older.isFetching) void older.fetchNextPage()
        }}
        end={older.isFetchingNextPage ? ui.loading : older.hasNextPage ? '' : words.listEnd}
      />
    </div>
  )
}

function NoPosts({ filter }: { readonly filter: StreamFilter }) {
  const words = useWords(MONITORING_WORDS)
  const isFiltered = Object.keys(filter).length > 0
  return <Empty title={isFiltered ? words.noneFiltered : words.noneTitle}>{isFiltered ? null : words.noneNote}</Empty>
}

type VirtualProps = {
  readonly box: React.RefObject<HTMLDivElement | null>
  readonly posts: readonly PostCard[]
  readonly loadMore: () => void
  readonly toTop: () => void
  /** grows when the list is to go to its top */
  readonly jumps: number
  readonly focusSearch?: () => void
  readonly end: string
}

function VirtualPosts({ box, posts, loadMore, toTop, jumps, focusSearch, end }: VirtualProps) {
  const [chosen, setChosen] = useState<string>()
  const [isHelpOpen, setHelp] = useState(false)
  const open = usePostPanel()
  const rows = useVirtualizer({
    count: posts.length,
    getScrollElement: () => box.current,
    estimateSize: () => 112,
    getItemKey: (index) => posts[index]?.id ?? index,
    overscan: 6,
  })
  // Only once the new rows are there: before, the list would hold on to the row that one was reading.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each jump, not at each change of the list
  useEffect(() => {
    if (jumps > 0) rows.scrollToIndex(0, { align: 'start' })
  }, [jumps])
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= posts.length - 10) loadMore()
  }, [last, posts.length, loadMore])
  useVerdictOfChosen(chosen, focusSearch !== undefined)
  useStreamKeys(focusSearch !== undefined, {
    move: (by) => {
      const at = posts.findIndex(({ id }) => id === chosen)
      const next = Math.max(0, Math.min(posts.length - 1, at + by))
      setChosen(posts[next]?.id)
      rows.scrollToIndex(next, { align: 'auto' })
    },
    open: () => chosen && open(chosen),
    close: () => open(undefined),
    search: () => focusSearch?.(),
    top: toTop,
    help: () => setHelp(true),
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section ref={box} className="stream-list" tabIndex={0} aria-label={posts.length.toString()}>
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {items.map(({ key, index, start }) => {
          const post = posts[index]
          return post ? (
            <div
              key={key}
              data-index={index}
              ref={rows.measureElement}
              className="stream-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              <PostLine post={post} isChosen={post.id === chosen} />
            </div>
          ) : null
        })}
      </div>
      <p className="soft stream-end">{end}</p>
      <KeyHelp isOpen={isHelpOpen} close={() => setHelp(false)} />
    </section>
  )
}
