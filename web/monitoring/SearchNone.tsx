import { useQuery } from '@tanstack/react-query'
import type { SearchFigures } from '../../server/monitoring/search-schema.ts'
import { get } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty } from '../ui/Pieces.tsx'
import { needsListOnly, type StreamFilter } from './filter.ts'
import type { Condition } from './filter-names.ts'
import { useConditions } from './search-conditions.ts'
import { SEARCH_WORDS } from './search-words.ts'
import type { Searching } from './use-search.ts'
import { MONITORING_WORDS } from './words.ts'

/** More conditions than this nobody sets by hand. */
const MOST_TRIED = 8

type Tried = { readonly condition: Condition; readonly posts: number }

/** Nothing was found: which condition leaves nothing over, and what there would be without it. */
export function SearchNone({
  searching,
  outOf,
}: {
  readonly searching: Searching
  readonly outOf: number | undefined
}) {
  const words = useWords(SEARCH_WORDS)
  const monitoring = useWords(MONITORING_WORDS)
  const format = useFormat()
  const conditions = useConditions(searching)
  const { filter, change, clear } = searching
  const tried = useQuery({
    queryKey: ['search', 'without', filter],
    queryFn: ({ signal }) => tryWithout(filter, conditions.slice(0, MOST_TRIED), signal),
    enabled: conditions.length > 1 && !needsListOnly(filter),
    staleTime: 60_000,
  })
  if (conditions.length === 0) return <Empty title={monitoring.noneTitle}>{monitoring.noneNote}</Empty>
  const helping = (tried.data ?? []).filter(({ posts }) => posts > 0).sort((a, b) => b.posts - a.posts)
  const [only] = helping
  return (
    <Empty title={words.noneTitle}>
      {tried.isLoading ? <p>{words.noneLooking}</p> : null}
      {tried.data && helping.length === 0 ? <p>{words.noneEach}</p> : null}
      {conditions.length === 1 && filter.expression && outOf ? (
        <p>{words.noneWord({ n: format.count(outOf) })}</p>
      ) : null}
      <ul className="loosen">
        {helping.map(({ condition, posts }) => (
          <li key={condition.keys.join()}>
            <button
              type="button"
              className="plain-button"
              onClick={() => change(Object.fromEntries(condition.keys.map((key) => [key, undefined])))}
            >
              {words.noneWithout({ name: condition.name, n: format.count(posts) })}
            </button>
            {helping.length === 1 && condition === only?.condition ? (
              <span className="soft small"> {words.culprit}</span>
            ) : null}
          </li>
        ))}
      </ul>
      <button type="button" className="plain-button" onClick={clear}>
        {words.clear}
      </button>
    </Empty>
  )
}

/** One after another: this is a help, and must not take the turn of somebody who searches. */
async function tryWithout(
  filter: StreamFilter,
  conditions: readonly Condition[],
  signal: AbortSignal,
): Promise<Tried[]> {
  const tried: Tried[] = []
  for (const condition of conditions) {
    const without = Object.fromEntries(
      Object.entries(filter).filter(([key]) => !(condition.filterKeys as readonly string[]).includes(key)),
    )
    const { posts } = await get<SearchFigures>('/api/search/figures', { ...without, steps: 1 }, signal)
    tried.push({ condition, posts })
  }
  return tried
}
