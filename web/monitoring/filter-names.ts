import type { Lexicon } from '../../server/monitoring/lexicon-schema.ts'
import type { Track } from '../../server/monitoring/schema.ts'
import type { Format } from '../ui/format.ts'
import type { Said } from '../ui/words.ts'
import { FILTER_KEYS, type LISTED_KEYS, type StreamFilter, spanOf } from './filter.ts'
import type { SEARCH_WORDS } from './search-words.ts'
import { named } from './terms.ts'

export type Terms = Readonly<Record<(typeof LISTED_KEYS)[number], Readonly<Record<string, string>>>>
/** One condition as people read it, and what of the address it is. */
export type Condition = {
  readonly keys: readonly string[]
  readonly name: string
  readonly filterKeys: readonly (keyof StreamFilter)[]
}
type Context = {
  readonly words: Said<typeof SEARCH_WORDS>
  readonly terms: Terms
  readonly tracks: readonly Pick<Track, 'id' | 'name'>[]
  readonly lexicons: readonly Pick<Lexicon, 'id' | 'name'>[]
  readonly format: Format
  readonly now: Date
}

/** Everything that narrows a search, in words: what can be taken away one by one. */
export function conditionsOf(search: URLSearchParams, filter: StreamFilter, context: Context): Condition[] {
  const conditions: Condition[] = []
  for (const key of FILTER_KEYS) {
    if (filter[key] === undefined || key === 'to') continue
    const name = nameOf(key, search, filter, context)
    if (key === 'from') conditions.push({ keys: ['from', 'to', 'last'], name, filterKeys: ['from', 'to'] })
    else if (key === 'expression') conditions.push({ keys: ['expression', 'words'], name, filterKeys: [key] })
    else conditions.push({ keys: [key], name, filterKeys: [key] })
  }
  if (filter.to !== undefined && filter.from === undefined) {
    const name = context.words.toChip({ time: context.format.moment(filter.to, context.now) })
    conditions.push({ keys: ['from', 'to', 'last'], name, filterKeys: ['from', 'to'] })
  }
  return conditions
}

function nameOf(key: keyof StreamFilter, search: URLSearchParams, filter: StreamFilter, context: Context): string {
  const { words, terms, tracks, lexicons, format } = context
  const text = String(filter[key] ?? '')
  switch (key) {
    case 'expression':
      return words.wordsChip({ text })
    case 'trackId':
      return tracks.find(({ id }) => id === text)?.name ?? words.track
    case 'lexiconId':
      return lexicons.find(({ id }) => id === text)?.name ?? words.lexicon
    case 'platform':
    case 'sentiment':
    case 'emotion':
    case 'kind':
    case 'language':
      return text
        .split(',')
        .map((each) => named(terms[key], each))
        .join(' / ')
    case 'leastFollowers':
      return words.leastChip({ n: format.count(Number(text)) })
    case 'mostFollowers':
      return words.mostChip({ n: format.count(Number(text)) })
    case 'isVerified':
      return filter.isVerified ? words.verifiedYes : words.verifiedNo
    case 'mostStars':
      return words.starsChip({ n: text })
    case 'authorId':
      return words.authorChip
    case 'rootId':
      return words.rootChip
    case 'batchId':
      return words.batchChip
    case 'importId':
      return words.importChip
    case 'from':
      return spanName(search, filter, context)
    default:
      return text
  }
}

function spanName(search: URLSearchParams, { from, to }: StreamFilter, { words, format, now }: Context): string {
  const last = spanOf(search)
  if (last) return words.lastSpan({ span: words[last] })
  const write = (at: string | undefined) => (at === undefined ? '…' : format.moment(at, now))
  return to === undefined ? words.fromChip({ time: write(from) }) : words.spanChip({ from: write(from), to: write(to) })
}
