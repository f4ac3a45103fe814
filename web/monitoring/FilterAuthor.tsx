import { useWords } from '../ui/LocaleProvider.tsx'
import { SEARCH_WORDS } from './search-words.ts'
import type { Searching } from './use-search.ts'

/** Who wrote it: part of the name, how many follow, whether the platform vouches for them. */
export function FilterAuthor({ searching }: { readonly searching: Searching }) {
  const words = useWords(SEARCH_WORDS)
  const { filter, change } = searching
  return (
    <>
      <fieldset className="facet">
        <legend>{words.author}</legend>
        <Written
          value={filter.author ?? ''}
          label={words.author}
          hint={words.authorHint}
          set={(author) => change({ author })}
        />
      </fieldset>
      <fieldset className="facet">
        <legend>{words.followers}</legend>
        <div className="pair">
          {(['leastFollowers', 'mostFollowers'] as const).map((key) => (
            <Written
              key={key}
              isNumber
              value={filter[key] === undefined ? '' : String(filter[key])}
              label={`${words.followers} ${key === 'leastFollowers' ? words.least : words.most}`}
              hint={key === 'leastFollowers' ? words.least : words.most}
              set={(text) => change({ [key]: text })}
            />
          ))}
        </div>
      </fieldset>
      <fieldset className="facet">
        <legend>{words.verified}</legend>
        <div className="span-row">
          {(
            [
              [undefined, words.any],
              [true, words.verifiedYes],
              [false, words.verifiedNo],
            ] as const
          ).map(([value, name]) => (
            <button
              key={name}
              type="button"
              aria-pressed={filter.isVerified === value}
              onClick={() => change({ isVerified: value === undefined ? undefined : String(value) })}
            >
              {name}
            </button>
          ))}
        </div>
      </fieldset>
    </>
  )
}

type WrittenProps = {
  readonly value: string
  readonly label: string
  readonly hint: string
  readonly isNumber?: boolean
  readonly set: (text: string | undefined) => void
}

/** Taken when one goes on or presses Enter: not at each key. */
function Written({ value, label, hint, isNumber = false, set }: WrittenProps) {
  const take = (input: HTMLInputElement) => {
    const text = isNumber ? input.value.replace(/\D/g, '').slice(0, 9) : input.value.trim()
    if (text !== value) set(text === '' ? undefined : text)
  }
  return (
    <input
      key={value}
      className="plain-field"
      defaultValue={value}
      aria-label={label}
      placeholder={hint}
      maxLength={isNumber ? 12 : 100}
      inputMode={isNumber ? 'numeric' : 'text'}
      onBlur={(event) => take(event.target)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(event.currentTarget)
      }}
    />
  )
}
