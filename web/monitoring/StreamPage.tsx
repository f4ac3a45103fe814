import { Button, Drawer, type InputRef } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { useMay } from '../access/me.ts'
import { queryText } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useMedia } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead } from '../ui/Pieces.tsx'
import { FilterBar } from './FilterBar.tsx'
import { FilterPanel } from './FilterPanel.tsx'
import { needsListOnly } from './filter.ts'
import { SavedDialog } from './SavedDialog.tsx'
import { SavedSearches } from './SavedSearches.tsx'
import { SearchBox } from './SearchBox.tsx'
import { SearchExport } from './SearchExport.tsx'
import { SearchNone } from './SearchNone.tsx'
import { SearchSummary } from './SearchSummary.tsx'
import { PostsOf } from './StreamPosts.tsx'
import { useConditions } from './search-conditions.ts'
import { MarksContext, useMarks } from './search-marks.ts'
import { SEARCH_WORDS } from './search-words.ts'
import { type Searching, useFigures, useReading, useSearching } from './use-search.ts'
import { MONITORING_WORDS } from './words.ts'

/** What do they say? All posts, newest first, narrowed by words and filters; what comes now appears by itself. */
export function StreamPage() {
  const words = useWords(MONITORING_WORDS)
  const searching = useSearching()
  const isNarrow = useMedia('(max-width: 1100px)')
  const figures = useFigures(searching.filter)
  const panel = <FilterPanel searching={searching} figures={figures.data} />
  const verbs = <Verbs searching={searching} figures={figures} />
  return (
    <div className="stream-page">
      <PageHead title={words.title} note={words.titleNote}>
        {isNarrow ? null : (
          <>
            <span className="soft small">{words.helpKeys}</span>
            {verbs}
          </>
        )}
      </PageHead>
      <div className="search-columns">
        <Found searching={searching} figures={figures}>
          {isNarrow ? (
            <div className="search-verbs">
              <FilterDrawer searching={searching} count={figures.data?.posts}>
                {panel}
              </FilterDrawer>
              {verbs}
            </div>
          ) : null}
        </Found>
        {isNarrow ? null : <aside className="search-side">{panel}</aside>}
      </div>
    </div>
  )
}

type Props = { readonly searching: Searching; readonly figures: ReturnType<typeof useFigures> }

/** The box, what it says of all that was found, and the posts themselves. */
function Found({ searching, figures, children }: Props & { readonly children: React.ReactNode }) {
  const words = useWords(SEARCH_WORDS)
  const { filter } = searching
  const box = useRef<InputRef>(null)
  const marks = useMarks(filter.expression)
  const isUnreadable = (useReading(filter.expression).data?.errors.length ?? 0) > 0
  return (
    <div className="search-main">
      <SearchBox box={box} searching={searching} />
      {children}
      <FilterBar searching={searching} />
      {isUnreadable ? (
        <Empty title={words.unreadable} />
      ) : (
        <>
          <SearchSummary searching={searching} figures={figures} />
          <MarksContext value={marks}>
            <PostsOf
              filter={filter}
              focusSearch={() => box.current?.focus({ cursor: 'all' })}
              none={<SearchNone searching={searching} outOf={figures.data?.outOf} />}
            />
          </MarksContext>
        </>
      )}
    </div>
  )
}

/** What can be done with a search: kept, opened again, made a track, taken out. */
function Verbs({ searching, figures }: Props) {
  const words = useWords(SEARCH_WORDS)
  const may = useMay()
  const [open, setOpen] = useState<'saved' | 'save' | 'export'>()
  const close = () => setOpen(undefined)
  const { filter } = searching
  const isNarrowed = Object.keys(filter).length > 0
  return (
    <>
      <Button onClick={() => setOpen('saved')}>{words.saved}</Button>
      {isNarrowed && !needsListOnly(filter) ? <Button onClick={() => setOpen('save')}>{words.save}</Button> : null}
      {filter.expression && may('tracks.edit') ? (
        <Link
          to={`/tracks/new${queryText({ expression: filter.expression })}`}
          className="plain-link"
          title={words.toTrackNote}
        >
          {words.toTrack}
        </Link>
      ) : null}
      {may('posts.export') && !needsListOnly(filter) ? (
        <Button onClick={() => setOpen('export')}>{words.export}</Button>
      ) : null}
      <SavedSearches isOpen={open === 'saved'} close={close} />
      <SavedDialog searching={searching} isOpen={open === 'save'} close={close} />
      <SearchExport filter={filter} figures={figures.data} isOpen={open === 'export'} close={close} />
    </>
  )
}

/** On narrow screens the filters wait behind a button that says how many are on. */
function FilterDrawer(props: {
  readonly searching: Searching
  readonly count: number | undefined
  readonly children: React.ReactNode
}) {
  const words = useWords(SEARCH_WORDS)
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const used = useConditions(props.searching).filter(({ keys }) => !keys.includes('expression')).length
  const isPhone = useMedia('(max-width: 700px)')
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-expanded={isOpen}>
        {used > 0 ? words.filtersOn({ n: used }) : words.filters}
      </Button>
      <Drawer
        open={isOpen}
        onClose={() => setOpen(false)}
        size={isPhone ? '100%' : 400}
        title={words.filters}
        footer={
          <div className="drawer-verbs">
            <Button onClick={props.searching.clear}>{words.clear}</Button>
            <Button type="primary" onClick={() => setOpen(false)}>
              {props.count === undefined ? words.counting : words.showFound({ n: format.count(props.count) })}
            </Button>
          </div>
        }
      >
        {props.children}
      </Drawer>
    </>
  )
}
