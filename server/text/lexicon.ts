import type { ExpressionError } from './contract.ts'
import { type Expression, parseExpression } from './expression.ts'
import { emptyFolded, type Fold, foldText, joinWords } from './fold.ts'

/** A word of a lexicon: an expression of the track language, mostly a single word, and how grave it is, 1 to 5. */
export type LexiconWord = { readonly expression: string; readonly weight: number }

export type LexiconCheck = {
  /** row (from 0) → why it cannot be read */
  readonly errors: ReadonlyMap<number, ExpressionError>
  /** row → the first row that finds exactly the same, because both scripts, widths and cases are one */
  readonly same: ReadonlyMap<number, number>
}

/** What is wrong with a list of words before it is used. */
export function checkLexicon(fold: Fold, words: readonly LexiconWord[]): LexiconCheck {
  const errors = new Map<number, ExpressionError>()
  const same = new Map<number, number>()
  const seen = new Map<string, number>()
  for (const [row, { expression }] of words.entries()) {
    const read = parseExpression(expression)
    if ('error' in read) {
      errors.set(row, read.error)
      continue
    }
    const key = keyOf(fold, read.expression)
    const first = seen.get(key)
    if (first === undefined) seen.set(key, row)
    else same.set(row, first)
  }
  return { errors, same }
}

/** Equal where two expressions cannot differ in what they find; a different order of parts is not looked through. */
function keyOf(fold: Fold, expression: Expression): string {
  switch (expression.kind) {
    case 'word': {
      const { word, exact } = expression.word
      return `${exact ? '=' : ''}${foldedWord(fold, word, exact)}`
    }
    case 'not':
      return `-(${keyOf(fold, expression.of)})`
    case 'and':
    case 'or':
      return `(${expression.of.map((part) => keyOf(fold, part)).join(expression.kind === 'and' ? '&' : '|')})`
    default:
      return expression satisfies never
  }
}

/** As the matcher compares it: `退貨` and `退货` are the same letters then. */
function foldedWord(fold: Fold, word: string, exact: boolean): string {
  const [raw, joined] = [emptyFolded(), emptyFolded()]
  foldText(fold, exact ? fold.plain : fold.fuzzy, exact ? word.trim() : word, raw)
  if (!exact) joinWords(fold, raw, joined)
  const { units, length } = exact ? raw : joined
  return String.fromCharCode(...units.subarray(0, length))
}
