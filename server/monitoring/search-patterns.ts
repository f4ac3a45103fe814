import { type Expression, parseExpression, type Word } from '../text/expression.ts'
import { emptyFolded, type Fold, foldText, joinWords, KINDS } from '../text/fold.ts'
import type { Reading } from './search-reading-schema.ts'

/** More words than this nobody tells apart in a text. */
const MOST_WORDS = 60
/** What may be pushed into a word (`joinWords`): up to eight signs, but not the end of a clause. */
const SIGNS = '[^\\p{L}\\p{N}，。！？；,.!?;\\n]{0,8}?'
const BETWEEN_LATIN = '[^\\p{L}\\p{N}]{1,8}?'

/**
 * How an expression is read, for pages: its mistake, or patterns of the words that speak for a text, so that a page marks them by itself,
 * also in posts that have just come. They follow the folding of the text engine (docs/tracks.md) closely enough for marking; what matches
 * is decided by the engine alone.
 */
export function readForPages(fold: Fold, expression: string): Reading {
  const read = parseExpression(expression)
  if ('error' in read) return { errors: [read.error], patterns: [] }
  const words = wordsFor(read.expression).slice(0, MOST_WORDS)
  const folded = words.map((word) => foldedUnits(fold, word))
  const forms = formsOf(fold, new Set(folded.flat()))
  const patterns = words.map((word, i) => (word.exact ? exactPattern(word) : pattern(fold, folded[i] ?? [], forms)))
  return { errors: [], patterns: [...new Set(patterns)].filter((each) => each !== '') }
}

/** Words that are not excluded. */
function wordsFor(expression: Expression): Word[] {
  switch (expression.kind) {
    case 'word':
      return [expression.word]
    case 'not':
      return []
    case 'and':
    case 'or':
      return expression.of.flatMap(wordsFor)
    default:
      return expression satisfies never
  }
}

function foldedUnits(fold: Fold, { word, exact }: Word): number[] {
  if (exact) return []
  const [raw, joined] = [emptyFolded(), emptyFolded()]
  foldText(fold, fold.fuzzy, word, raw)
  joinWords(fold, raw, joined)
  return [...joined.units.subarray(0, joined.length)]
}

/** Folded unit → every character that folds to it. */
function formsOf(fold: Fold, wanted: ReadonlySet<number>): ReadonlyMap<number, string[]> {
  const forms = new Map<number, string[]>()
  for (const [unit, folded] of fold.fuzzy.entries()) {
    if (!wanted.has(folded) || (unit & 0xf800) === 0xd800) continue
    forms.set(folded, [...(forms.get(folded) ?? []), String.fromCharCode(unit)])
  }
  return forms
}

function pattern(fold: Fold, units: readonly number[], forms: ReadonlyMap<number, string[]>): string {
  const isLatin = (unit: number | undefined) => unit !== undefined && (fold.kind[unit] ?? 0) > KINDS.han
  let source = ''
  for (const [i, unit] of units.entries()) {
    if ((fold.kind[unit] ?? 0) <= KINDS.stop) continue
    const before = units[i - 1]
    // A sign is left in a folded word only between two Latin words.
    if (i > 0)
      source +=
        before !== undefined && (fold.kind[before] ?? 0) <= KINDS.stop
          ? BETWEEN_LATIN
          : joint(isLatin(before) && isLatin(unit))
    source += classOf(forms.get(unit) ?? [String.fromCharCode(unit)])
  }
  if (source === '') return ''
  return `${edge('<!', units[0], fold)}${source}${edge('!', units.at(-1), fold)}`
}

/** Letters of one Latin word stand side by side. */
function joint(isInsideLatin: boolean): string {
  return isInsideLatin ? '' : SIGNS
}

/** Latin words are whole words; between a letter and a digit a word may end. */
function edge(side: '<!' | '!', unit: number | undefined, fold: Fold): string {
  const kind = unit === undefined ? KINDS.sign : (fold.kind[unit] ?? 0)
  if (kind === KINDS.letter) return `(?${side}[\\p{sc=Latin}\\p{sc=Cyrillic}\\p{sc=Greek}])`
  return kind === KINDS.digit ? `(?${side}\\p{N})` : ''
}

function classOf(characters: readonly string[]): string {
  return characters.length === 1 ? literal(characters[0] ?? '') : `[${characters.map(literal).join('')}]`
}

function exactPattern({ word }: Word): string {
  return [...word.trim()].map(literal).join('')
}

/** Every sign by its number: right inside and outside of brackets, with the flag `u`. */
function literal(character: string): string {
  return /^[\p{L}\p{N}]$/u.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
