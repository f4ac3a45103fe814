import { urlEnd } from './features.ts'
import { emptyFolded, type Fold, type Folded, foldText, KINDS } from './fold.ts'
import { isStopChar, isStopWord } from './words.ts'

/** Of a text only the beginning counts: what a post is about stands there. */
const MOST_UNITS = 400
const MOST_TERMS = 64
/** Shorter runs of letters and digits name nothing by themselves. */
const LEAST_LATIN = 3
const [HASH, AT] = [35, 64]

/** Numbers of 24 bits, so that single precision holds them, each with the word as it was first written. */
export type Terms = ReadonlyMap<number, string>

/**
 * What a text can share with another one that says the same in other words: pairs of Chinese characters of which neither is a mere
 * particle, words of Latin letters, and topics (#…#, #…) as a whole besides. No web addresses and no @names: copies share those.
 */
export function termsOf(fold: Fold, text: string, folded: Folded = emptyFolded()): Terms {
  foldText(fold, fold.fuzzy, text, folded)
  const { units } = folded
  const length = Math.min(folded.length, MOST_UNITS)
  const terms = new Map<number, string>()
  const add = (key: string, start: number, end: number): void => {
    const number = numberOf(key)
    if (terms.size < MOST_TERMS && !terms.has(number))
      terms.set(number, text.slice(folded.at[start], (folded.at[end - 1] ?? 0) + 1))
  }
  const shown = String.fromCharCode(...units.subarray(0, length))
  for (let start = 0, end = 1; start < length; start = end, end = start + 1) {
    const unit = units[start] as number
    const url = unit === 104 ? urlEnd(units, length, start) : start
    if (url > start) {
      end = url
      continue
    }
    const kind = kindAt(fold, units, start)
    if (unit === AT) while (end < length && kindAt(fold, units, end) >= KINDS.han) end++
    if (unit === HASH) addTopic(fold, folded, shown, start, length, add)
    if (kind < KINDS.han) continue
    if (kind === KINDS.han) {
      while (end < length && kindAt(fold, units, end) === KINDS.han) end++
      addPairs(shown, start, end, add)
      continue
    }
    while (end < length && kindAt(fold, units, end) >= KINDS.letter) end++
    const word = shown.slice(start, end)
    if (word.length >= LEAST_LATIN && !isStopWord(word)) add(word, start, end)
  }
  return terms
}

type Add = (key: string, start: number, end: number) => void

function addPairs(shown: string, start: number, end: number, add: Add): void {
  for (let at = start; at + 1 < end; at++) {
    const pair = shown.slice(at, at + 2)
    if (!isStopChar(pair[0] ?? '') && !isStopChar(pair[1] ?? '') && !isStopWord(pair)) add(pair, at, at + 2)
  }
}

/** Up to the closing sign, or as far as letters reach. */
function addTopic(fold: Fold, { units }: Folded, shown: string, start: number, length: number, add: Add): void {
  let end = start + 1
  while (end < length && kindAt(fold, units, end) >= KINDS.han) end++
  if (end - start > LEAST_LATIN) add(shown.slice(start, end), start, end)
}

function kindAt(fold: Fold, units: Uint16Array, at: number): number {
  return fold.kind[units[at] as number] as number
}

/** FNV-1a, folded to 24 bits. */
function numberOf(key: string): number {
  let hash = 2166136261
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 16777619)
  return ((hash >>> 24) ^ hash) & 0xffffff
}
