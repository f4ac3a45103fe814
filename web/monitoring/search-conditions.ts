import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { type Condition, conditionsOf, type Terms } from './filter-names.ts'
import { SEARCH_WORDS } from './search-words.ts'
import { EMOTION_WORDS, KIND_WORDS, LANGUAGE_WORDS, PLATFORM_WORDS, SENTIMENT_WORDS } from './terms.ts'
import { useLexicons } from './use-lexicons.ts'
import type { Searching } from './use-search.ts'
import { useTracks } from './use-tracks.ts'

/** Names of platforms, kinds and so on in the reader's language. */
export function useTerms(): Terms {
  return {
    platform: useWords(PLATFORM_WORDS),
    sentiment: useWords(SENTIMENT_WORDS),
    emotion: useWords(EMOTION_WORDS),
    kind: useWords(KIND_WORDS),
    language: useWords(LANGUAGE_WORDS),
  }
}

/** Everything that narrows the search, in words. */
export function useConditions({ search, filter }: Pick<Searching, 'search' | 'filter'>): Condition[] {
  const words = useWords(SEARCH_WORDS)
  const format = useFormat()
  const tracks = useTracks().data ?? []
  const lexicons = useLexicons(filter.lexiconId !== undefined).data ?? []
  return conditionsOf(search, filter, { words, terms: useTerms(), tracks, lexicons, format, now: serverNow() })
}
