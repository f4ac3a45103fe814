import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { useConditions } from './search-conditions.ts'
import { SEARCH_WORDS } from './search-words.ts'
import type { Searching } from './use-search.ts'

/** What narrows the list besides the words in the box; each can be taken away by itself. */
export function FilterBar({ searching }: { readonly searching: Searching }) {
  const words = useWords(SEARCH_WORDS)
  const conditions = useConditions(searching).filter(({ keys }) => !keys.includes('expression'))
  if (conditions.length === 0) return null
  return (
    <div className="filter-chips">
      {conditions.map(({ keys, name }) => (
        <button
          key={keys.join()}
          type="button"
          className="chip"
          aria-label={words.remove({ name })}
          onClick={() => searching.change(Object.fromEntries(keys.map((key) => [key, undefined])))}
        >
          <span className="chip-name">{name}</span> <Icon name="close" size={14} />
        </button>
      ))}
      <button type="button" className="plain-button" onClick={searching.clear}>
        {words.clear}
      </button>
    </div>
  )
}
