import type { ExpressionError } from './contract.ts'

/** What a track looks for (docs/tracks.md). `exact`: no folding beyond width and case. */
export type Word = { readonly word: string; readonly exact: boolean; readonly weight: number }
export type Expression =
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }

type Token = {
  readonly kind: 'word' | 'and' | 'or' | 'not' | 'open' | 'close'
  readonly at: number
  readonly word?: Word
}

const LONGEST = 10_000
const DEEPEST = 50
const HEAVIEST = 1000
const OPERATORS: Readonly<Record<string, 'and' | 'or' | 'not'>> = {
  AND: 'and',
  與: 'and',
  与: 'and',
  且: 'and',
  '&': 'and',
  '&&': 'and',
  OR: 'or',
  或: 'or',
  NOT: 'not',
  非: 'not',
}
const CLOSING: Readonly<Record<string, string>> = { '"': '"', '“': '”', '”': '”', '「': '」', '『': '』', '＂': '＂' }
/** A comma between digits belongs to its number. */
const WORD = /(?:[^\s()（）|｜"“”「」『』＂，、；;,]|(?<=\d),(?=\d))+/uy

/** A mistake found on the way; never leaves this file. */
class Unreadable extends Error {
  readonly found: ExpressionError
  constructor(code: ExpressionError['code'], at: number) {
    super(code)
    this.found = { code, at }
  }
}

/** Reads an expression of the track language. */
export function parseExpression(text: string): { expression: Expression } | { error: ExpressionError } {
  try {
    if (text.trim() === '') throw new Unreadable('empty', 0)
    if (text.length > LONGEST) throw new Unreadable('too-long', LONGEST)
    const tokens = readTokens(text)
    const reader = { tokens, next: 0, end: text.length, depth: 0 }
    const expression = readOr(reader)
    const left = reader.tokens[reader.next]
    if (left) throw new Unreadable(left.kind === 'close' ? 'unexpected-parenthesis' : 'missing-operand', left.at)
    // True of a text that holds none of its words: it would match nearly everything.
    if (holds(expression, () => false)) throw new Unreadable('only-exclusions', tokens[0]?.at ?? 0)
    return { expression }
  } catch (error) {
    if (error instanceof Unreadable) return { error: error.found }
    throw error
  }
}

/** The verdict of an expression where `has` says which words a text holds. */
export function holds(expression: Expression, has: (word: Word) => boolean): boolean {
  switch (expression.kind) {
    case 'word':
      return has(expression.word)
    case 'not':
      return !holds(expression.of, has)
    case 'and':
      return expression.of.every((part) => holds(part, has))
    case 'or':
      return expression.of.some((part) => holds(part, has))
    default:
      return expression satisfies never
  }
}

type Reader = { readonly tokens: readonly Token[]; next: number; readonly end: number; depth: number }

function readOr(reader: Reader): Expression {
  const parts = [readAnd(reader)]
  while (take(reader, 'or')) parts.push(readAnd(reader))
  return join('or', parts)
}

function readAnd(reader: Reader): Expression {
  const parts = [readNot(reader)]
  for (;;) {
    const joined = take(reader, 'and') !== undefined
    const kind = reader.tokens[reader.next]?.kind
    if (!joined && kind !== 'word' && kind !== 'open' && kind !== 'not') return join('and', parts)
    parts.push(readNot(reader))
  }
}

function readNot(reader: Reader): Expression {
  const not = take(reader, 'not')
  if (!not) return readOne(reader)
  if (reader.tokens[reader.next]?.kind === 'not') throw new Unreadable('missing-operand', not.at)
  return { kind: 'not', of: readOne(reader) }
}

function readOne(reader: Reader): Expression {
  const token = reader.tokens[reader.next]
  if (!token) throw new Unreadable('missing-operand', reader.end)
  if (token.kind === 'word' && token.word) {
    reader.next++
    return { kind: 'word', word: token.word }
  }
  if (token.kind !== 'open') {
    throw new Unreadable(token.kind === 'close' ? closingTrouble(reader) : 'missing-operand', token.at)
  }
  if (++reader.depth > DEEPEST) throw new Unreadable('too-deep', token.at)
  reader.next++
  const inner = readOr(reader)
  if (!take(reader, 'close')) throw new Unreadable('unclosed-parenthesis', token.at)
  reader.depth--
  return inner
}

function closingTrouble(reader: Reader): ExpressionError['code'] {
  return reader.depth > 0 ? 'missing-operand' : 'unexpected-parenthesis'
}

function take(reader: Reader, kind: Token['kind']): Token | undefined {
  const token = reader.tokens[reader.next]
  if (token?.kind !== kind) return undefined
  reader.next++
  return token
}

function join(kind: 'and' | 'or', parts: readonly Expression[]): Expression {
  const [only] = parts
  return parts.length === 1 && only ? only : { kind, of: parts }
}

function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  let i = 0
  while (i < text.length) {
    const char = text[i] as string
    if (/\s/u.test(char)) i++
    else if ('(（'.includes(char)) tokens.push({ kind: 'open', at: i++ })
    else if (')）'.includes(char)) tokens.push({ kind: 'close', at: i++ })
    else if ('|｜，、；;,'.includes(char)) {
      // People list words with commas and mean any of them; taken as part of a word, such a track would never match.
      tokens.push({ kind: 'or', at: i++ })
      if (text[i] === char) i++
    } else if ('-－−'.includes(char)) tokens.push({ kind: 'not', at: i++ })
    else {
      const { token, end } = readWord(text, i)
      tokens.push(token)
      i = end
    }
  }
  return tokens
}

/** A word, a quoted phrase or an operator written as a word, with what may stand before (`=`) and behind it (`^2`). */
function readWord(text: string, at: number): { token: Token; end: number } {
  const exact = '=＝'.includes(text[at] as string)
  const start = exact ? at + 1 : at
  const closing = CLOSING[text[start] ?? '']
  if (closing !== undefined) {
    const end = text.indexOf(closing, start + 1)
    if (end < 0) throw new Unreadable('unclosed-quote', start)
    const { weight, length } = readWeight(text, end + 1)
    return { token: wordToken(text.slice(start + 1, end), exact, weight, at), end: end + 1 + length }
  }
  WORD.lastIndex = start
  const raw = WORD.exec(text)?.[0] ?? ''
  // Only its own entries: `constructor` and `toString` are words like any other.
  const operator = !exact && Object.hasOwn(OPERATORS, raw) ? OPERATORS[raw] : undefined
  if (operator) return { token: { kind: operator, at }, end: start + raw.length }
  const caret = raw.search(/[\^＾]/u)
  if (caret < 0) return { token: wordToken(raw, exact, 1, at), end: start + raw.length }
  const { weight, length } = readWeight(text, start + caret)
  return { token: wordToken(raw.slice(0, caret), exact, weight, at), end: start + caret + length }
}

/** `^2`, `^0.5`; without one a word weighs 1. */
function readWeight(text: string, at: number): { weight: number; length: number } {
  if (!'^＾'.includes(text[at] ?? ' ')) return { weight: 1, length: 0 }
  WORD.lastIndex = at + 1
  const number = WORD.exec(text)?.[0] ?? ''
  const weight = /^\d{1,4}(\.\d{1,3})?$/.test(number) ? Number(number) : 0
  if (weight <= 0 || weight > HEAVIEST) throw new Unreadable('bad-weight', at)
  return { weight, length: number.length + 1 }
}

/** One character of a script without spaces is a word; one Latin letter or digit would match everywhere. */
function wordToken(word: string, exact: boolean, weight: number, at: number): Token {
  const bare = exact ? word.trim() : word.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
  const short = bare === '' || (!exact && /^[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{N}]$/u.test(bare))
  if (short) throw new Unreadable('word-too-short', at)
  return { kind: 'word', at, word: { word, exact, weight } }
}
