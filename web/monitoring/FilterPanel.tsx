import type { SearchFigures } from '../../server/monitoring/search-schema.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { FilterAuthor } from './FilterAuthor.tsx'
import { FilterTime } from './FilterTime.tsx'
import { type FacetRow, SearchFacet } from './SearchFacets.tsx'
import { useTerms } from './search-conditions.ts'
import { SEARCH_WORDS } from './search-words.ts'
import { named, PROGRAM_WORDS } from './terms.ts'
import { useLexicons } from './use-lexicons.ts'
import type { Searching } from './use-search.ts'
import { useTracks } from './use-tracks.ts'

type Props = { readonly searching: Searching; readonly figures: SearchFigures | undefined }

/** All that narrows a search, with how many there are of each. */
export function FilterPanel({ searching, figures }: Props) {
  return (
    <div className="filter-panel">
      <FilterTime searching={searching} />
      <Listed name="sentiment" searching={searching} counts={figures?.facets.sentiments} />
      <Tracks searching={searching} figures={figures} />
      <Lexicons searching={searching} />
      <Listed name="platform" searching={searching} counts={figures?.facets.platforms} />
      <Listed name="emotion" searching={searching} counts={figures?.facets.emotions} />
      <Listed name="kind" searching={searching} counts={figures?.facets.kinds} />
      <Counted name="region" searching={searching} counts={figures?.facets.regions} />
      <Listed name="language" searching={searching} counts={figures?.facets.languages} />
      <Counted name="source" searching={searching} counts={figures?.facets.sources} />
      <FilterAuthor searching={searching} />
    </div>
  )
}

type Counts = readonly { readonly name: string; readonly posts: number; readonly negative: number }[] | undefined

/** Several of a known list. */
function Listed(props: {
  readonly name: 'platform' | 'sentiment' | 'emotion' | 'kind' | 'language'
  readonly searching: Searching
  readonly counts: Counts
}) {
  const words = useWords(SEARCH_WORDS)
  const terms = useTerms()[props.name]
  const { filter, change } = props.searching
  const chosen = filter[props.name]?.split(',') ?? []
  const counts = new Map(props.counts?.map((row) => [row.name, row]))
  const values = [...counts.keys(), ...Object.keys(terms).filter((value) => !counts.has(value))]
  const rows = values.map((value): FacetRow => {
    const count = counts.get(value)
    return { value, name: terms[value] ?? value, ...(count ? { posts: count.posts, negative: count.negative } : {}) }
  })
  const choose = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]
    change({ [props.name]: next.join() })
  }
  return <SearchFacet title={words[props.name]} rows={rows} chosen={chosen} choose={choose} />
}

/** One of what is there. */
function Counted(props: {
  readonly name: 'region' | 'source'
  readonly searching: Searching
  readonly counts: Counts
}) {
  const words = useWords(SEARCH_WORDS)
  const programs = useWords(PROGRAM_WORDS)
  const { filter, change } = props.searching
  const chosen = filter[props.name]
  const called = (name: string) => (props.name === 'source' ? named(programs, name) : name)
  const counted = (props.counts ?? []).map(({ name, ...count }) => ({ value: name, name: called(name), ...count }))
  const isListed = chosen === undefined || counted.some(({ value }) => value === chosen)
  const rows: FacetRow[] = isListed ? counted : [{ value: chosen, name: called(chosen) }, ...counted]
  const choose = (value: string) => change({ [props.name]: value === chosen ? undefined : value })
  return (
    <SearchFacet title={words[props.name]} rows={rows} chosen={chosen === undefined ? [] : [chosen]} choose={choose} />
  )
}

function Tracks({ searching, figures }: Props) {
  const words = useWords(SEARCH_WORDS)
  const tracks = useTracks().data ?? []
  const { filter, change } = searching
  const counts = new Map(figures?.facets.tracks.map((row) => [row.id, row]))
  const rows = tracks
    .map((track): FacetRow => {
      const count = counts.get(track.id)
      const figures = count ? { posts: count.posts, negative: count.negative } : {}
      return { value: track.id, name: track.name, ...figures }
    })
    .sort((a, b) => (b.posts ?? -1) - (a.posts ?? -1))
  const choose = (id: string) => change({ trackId: id === filter.trackId ? undefined : id })
  const chosen = filter.trackId === undefined ? [] : [filter.trackId]
  return <SearchFacet title={words.track} rows={rows} chosen={chosen} choose={choose} />
}

/** Posts that hold a word of one list; how many there are of each is on the page of the lists. */
function Lexicons({ searching }: Pick<Props, 'searching'>) {
  const words = useWords(SEARCH_WORDS)
  const { filter, change } = searching
  const chosen = filter.lexiconId
  const lists = (useLexicons().data ?? []).filter(({ id, isRetired }) => !isRetired || id === chosen)
  if (lists.length === 0) return null
  const rows = lists.map(({ id, name }): FacetRow => ({ value: id, name }))
  const choose = (id: string) => change({ lexiconId: id === chosen ? undefined : id })
  return <SearchFacet title={words.lexicon} rows={rows} chosen={chosen === undefined ? [] : [chosen]} choose={choose} />
}
