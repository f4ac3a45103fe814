import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { spanOf } from './filter.ts'
import { fromField, toField } from './filter-time.ts'
import { SEARCH_WORDS } from './search-words.ts'
import type { Searching } from './use-search.ts'

const SPANS = ['hour', 'day', 'week', 'month'] as const

/** Quick spans that move with the clock, or exact times in the zone in which the page shows them. */
export function FilterTime({ searching }: { readonly searching: Searching }) {
  const words = useWords(SEARCH_WORDS)
  const format = useFormat()
  const { search, filter, change } = searching
  const last = spanOf(search)
  // A span that moves has no times of its own.
  const shown: { from?: string | undefined; to?: string | undefined } = last ? {} : filter
  const isAny = !last && filter.from === undefined && filter.to === undefined
  const set = (key: 'from' | 'to', text: string) =>
    change({ last: undefined, ...shown, [key]: fromField(text, format.zone) })
  return (
    <fieldset className="facet">
      <legend>{words.time}</legend>
      <div className="span-row">
        <button
          type="button"
          aria-pressed={isAny}
          onClick={() => change({ last: undefined, from: undefined, to: undefined })}
        >
          {words.any}
        </button>
        {SPANS.map((span) => (
          <button
            key={span}
            type="button"
            aria-pressed={last === span}
            onClick={() => change({ last: span, from: undefined, to: undefined })}
          >
            {words[span]}
          </button>
        ))}
      </div>
      {(['from', 'to'] as const).map((key) => (
        <label key={key} className="time-field">
          <span>{words[key]}</span>
          <input
            type="datetime-local"
            className="plain-field figures"
            // Written anew when the address changes; while one is writing it is left alone.
            key={shown[key] ?? ''}
            defaultValue={toField(shown[key], format.zone)}
            onBlur={(event) => {
              if (event.target.value !== toField(shown[key], format.zone)) set(key, event.target.value)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') set(key, event.currentTarget.value)
            }}
          />
        </label>
      ))}
      <p className="soft small">{words.zone({ zone: format.zoneName })}</p>
    </fieldset>
  )
}
