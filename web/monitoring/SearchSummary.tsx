import type { UseQueryResult } from '@tanstack/react-query'
import type { SearchFigures } from '../../server/monitoring/search-schema.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { isLive, needsListOnly, type StreamFilter } from './filter.ts'
import { SearchHistogram } from './SearchHistogram.tsx'
import { SEARCH_WORDS } from './search-words.ts'
import type { Searching } from './use-search.ts'

/** Less than this nobody misses: the next look finds it. */
const BEHIND_MS = 20_000

type Props = { readonly searching: Searching; readonly figures: UseQueryResult<SearchFigures, Error> }

/** How many, how bad, where and when, in one line and one picture. */
export function SearchSummary({ searching, figures }: Props) {
  const words = useWords(SEARCH_WORDS)
  const { filter, change } = searching
  if (needsListOnly(filter)) return <p className="search-figures soft small">{words.notCounted}</p>
  const { data } = figures
  // What is wrong with the words stands under the box.
  if (figures.isError && !data) return null
  if (!data) return <p className="search-figures soft">{words.counting}</p>
  return (
    <div className={figures.isPlaceholderData ? 'search-summary stream-old' : 'search-summary'}>
      <Sentence figures={data} searching={searching} />
      {data.posts > 0 ? (
        <SearchHistogram figures={data} choose={({ from, to }) => change({ last: undefined, from, to })} />
      ) : null}
      <Behind filter={filter} upTo={data.indexedUpTo} />
    </div>
  )
}

function Sentence({ figures, searching }: { readonly figures: SearchFigures; readonly searching: Searching }) {
  const words = useWords(SEARCH_WORDS)
  const format = useFormat()
  const { filter, change } = searching
  const { posts, judged, negative, isExact, sampled, outOf, facets } = figures
  const canNarrow = filter.sentiment === undefined && negative > 0
  const share = judged > 0 ? words.negativeShare({ share: format.share(negative / judged) }) : ''
  return (
    <p className="search-figures figures" role="status">
      <strong>
        {isExact ? words.found({ n: format.count(posts) }) : words.about({ n: format.size(rounded(posts)) })}
      </strong>
      {share === '' ? null : canNarrow ? (
        <button type="button" className="number-button" onClick={() => change({ sentiment: 'negative' })}>
          {share}
        </button>
      ) : (
        <span>{share}</span>
      )}
      {facets.platforms.length > 1 ? <span>{words.onPlatforms({ n: facets.platforms.length })}</span> : null}
      {posts === outOf ? null : <span className="soft">{words.outOf({ n: format.count(outOf) })}</span>}
      {isExact ? null : <span className="soft">{words.aboutNote({ n: format.count(sampled) })}</span>}
      {isLive(filter, serverNow()) ? (
        <span className="live-sign" title={words.liveNote}>
          {words.live}
        </span>
      ) : (
        <span className="soft">{words.past}</span>
      )}
    </p>
  )
}

/** An estimate has no seven digits. */
function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1)
  return Math.round(value / unit) * unit
}

/** Said only where it matters: somebody looks at the present, and the index is not there yet. */
function Behind({ filter, upTo }: { readonly filter: StreamFilter; readonly upTo: string }) {
  const words = useWords(SEARCH_WORDS)
  const format = useFormat()
  const now = serverNow()
  const ms = now.getTime() - new Date(upTo).getTime()
  if (ms < BEHIND_MS || !isLive(filter, now)) return null
  return <p className="behind small">{words.behind({ time: format.duration(ms) })}</p>
}
