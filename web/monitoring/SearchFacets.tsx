import { useState } from 'react'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { SEARCH_WORDS } from './search-words.ts'

export type FacetRow = {
  readonly value: string
  readonly name: string
  readonly posts?: number
  readonly negative?: number
}
type Props = {
  readonly title: string
  /** counted ones first, largest first */
  readonly rows: readonly FacetRow[]
  readonly chosen: readonly string[]
  readonly choose: (value: string) => void
}

const SHOWN = 5
const SHOWN_UNCOUNTED = 3

/** One kind of filter with its counts: pressing a row takes it in, pressing it again takes it out. */
export function SearchFacet({ title, rows, chosen, choose }: Props) {
  const words = useWords(SEARCH_WORDS)
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const most = Math.max(1, ...rows.map(({ posts }) => posts ?? 0))
  const counted = rows.filter(({ value, posts }) => posts !== undefined || chosen.includes(value))
  // Where nothing is counted, what there could be.
  const first = counted.length > 0 ? counted.slice(0, SHOWN) : rows.slice(0, SHOWN_UNCOUNTED)
  const shown = isOpen ? rows : first
  if (rows.length === 0) return null
  return (
    <fieldset className="facet">
      <legend>{title}</legend>
      <ul>
        {shown.map(({ value, name, posts, negative = 0 }) => (
          <li key={value}>
            <button type="button" aria-pressed={chosen.includes(value)} onClick={() => choose(value)}>
              <span className="facet-name">{name || '–'}</span>
              <span className="facet-count figures">{posts === undefined ? '' : format.size(posts)}</span>
              <span className="bar-track" aria-hidden="true">
                <span className="bar-value" style={{ width: `${((posts ?? 0) / most) * 100}%` }} />
                <span className="bar-part" style={{ width: `${(negative / most) * 100}%` }} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {rows.length > first.length ? (
        <button type="button" className="facet-more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? words.less : words.more}
        </button>
      ) : null}
    </fieldset>
  )
}
