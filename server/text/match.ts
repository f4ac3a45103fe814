import { type Automaton, buildAutomaton, scan } from './automaton.ts'
import type { ExpressionError, Matcher, MatchReason, TrackSource } from './contract.ts'
import { type Expression, parseExpression, type Word } from './expression.ts'
import { emptyFolded, endOfCharacter, type Fold, type Folded, foldText, joinWords } from './fold.ts'

const AND = -1
const OR = -2
const NOT = -3
/** A page that marks more places than this helps nobody. */
const MOST_REASONS = 200

type Pattern = { readonly tracks: number[]; readonly shown: Map<number, Word> }

/** All tracks in one: words are numbered through, first those to be folded, then the exact ones. */
export type CompiledTracks = Matcher & {
  readonly fold: Fold
  readonly folded: Automaton | undefined
  readonly exact: Automaton | undefined
  /** number of folded words = number of the first exact one */
  readonly firstExact: number
  readonly patterns: readonly Pattern[]
  /** track → postfix program: word numbers and AND, OR, NOT */
  readonly programs: readonly Int32Array[]
}

/**
 * Compiles tracks together. A track that cannot be read never matches and has its error; the others work.
 * `trackIds[i]` is the id of `tracks[i]`, whether it could be read or not.
 */
export function compileTracks(
  fold: Fold,
  tracks: readonly TrackSource[],
): { matcher: CompiledTracks; errors: ReadonlyMap<string, ExpressionError> } {
  const errors = new Map<string, ExpressionError>()
  const expressions = tracks.map(({ id, expression }) => {
    const read = parseExpression(expression)
    if ('error' in read) errors.set(id, read.error)
    return 'error' in read ? undefined : read.expression
  })
  const words = new WordList(fold)
  const programs = expressions.map((expression, track) => {
    const program: number[] = []
    if (expression) write(expression, track, false, words, program)
    return program
  })
  const firstExact = words.folded.size
  const patterns = [...words.folded.values(), ...words.exact.values()]
  const matcher: CompiledTracks = {
    trackIds: tracks.map(({ id }) => id),
    fold,
    folded: automaton([...words.folded.keys()]),
    exact: automaton([...words.exact.keys()]),
    firstExact,
    patterns,
    // Exact words were numbered from -1000 downwards while the count of folded ones was not known.
    programs: programs.map((program) => Int32Array.from(program, (op) => (op <= EXACT ? firstExact + EXACT - op : op))),
    explain: (text) => explain(matcher, text),
  }
  return { matcher, errors }
}

const EXACT = -1000

class WordList {
  readonly folded = new Map<string, Pattern>()
  readonly exact = new Map<string, Pattern>()
  readonly #numbers = new Map<string, number>()
  readonly #fold: Fold
  readonly #raw = emptyFolded()
  readonly #joined = emptyFolded()

  constructor(fold: Fold) {
    this.#fold = fold
  }

  /** The number of a word, the same for words that fold alike. */
  add(word: Word, track: number, counts: boolean): number {
    const list = word.exact ? this.exact : this.folded
    const key = this.#key(word)
    const pattern: Pattern = list.get(key) ?? { tracks: [], shown: new Map() }
    const known = `${word.exact}${key}`
    const number = this.#numbers.get(known) ?? (word.exact ? EXACT - list.size : list.size)
    this.#numbers.set(known, number)
    list.set(key, pattern)
    if (counts && (pattern.shown.get(track)?.weight ?? 0) < word.weight) {
      if (!pattern.shown.has(track)) pattern.tracks.push(track)
      pattern.shown.set(track, word)
    }
    return number
  }

  #key({ word, exact }: Word): string {
    const fold = this.#fold
    foldText(fold, exact ? fold.plain : fold.fuzzy, exact ? word.trim() : word, this.#raw)
    if (!exact) joinWords(fold, this.#raw, this.#joined)
    const { units, length } = exact ? this.#raw : this.#joined
    return String.fromCharCode(...units.subarray(0, length))
  }
}

function write(expression: Expression, track: number, negated: boolean, words: WordList, program: number[]): void {
  switch (expression.kind) {
    case 'word':
      program.push(words.add(expression.word, track, !negated))
      return
    case 'not':
      write(expression.of, track, !negated, words, program)
      program.push(NOT)
      return
    case 'and':
    case 'or':
      for (const [i, part] of expression.of.entries()) {
        write(part, track, negated, words, program)
        if (i > 0) program.push(expression.kind === 'and' ? AND : OR)
      }
      return
    default:
      expression satisfies never
  }
}

function automaton(words: readonly string[]): Automaton | undefined {
  if (words.length === 0) return undefined
  return buildAutomaton(words.map((word) => Uint16Array.from({ length: word.length }, (_, i) => word.charCodeAt(i))))
}

/** Working memory for matching one text after another against one matcher. */
export type Matching = {
  readonly matcher: CompiledTracks
  /** word → the text in which it was last found */
  readonly foundIn: Int32Array
  readonly touchedIn: Int32Array
  readonly touched: number[]
  readonly weights: Float32Array
  readonly report: (word: number) => void
  readonly reportExact: (word: number) => void
  readonly joined: Folded
  readonly plain: Folded
  text: number
}

export function startMatching(matcher: CompiledTracks): Matching {
  const matching: Matching = {
    matcher,
    foundIn: new Int32Array(matcher.patterns.length),
    touchedIn: new Int32Array(matcher.programs.length),
    touched: [],
    weights: new Float32Array(matcher.programs.length),
    report: (word) => note(matching, word),
    reportExact: (word) => note(matching, word + matcher.firstExact),
    joined: emptyFolded(),
    plain: emptyFolded(),
    text: 0,
  }
  return matching
}

/**
 * The tracks that a text matches, in order; their weights are in `matching.weights`. Both hold until the next call.
 * @param folded the text folded by `fold.fuzzy`
 */
export function matchText(matching: Matching, text: string, folded: Folded): readonly number[] {
  const { matcher, joined } = matching
  if (matcher.folded) joinWords(matcher.fold, folded, joined)
  return matchJoined(matching, text, joined)
}

/** The same of a text that is joined already. @param joined by `joinWords`; where its units come from is not asked */
export function matchJoined(matching: Matching, text: string, joined: Folded): readonly number[] {
  const { matcher, touched, plain } = matching
  const { fold } = matcher
  matching.text++
  touched.length = 0
  if (matcher.folded) scan(matcher.folded, fold, joined, matching.report)
  if (matcher.exact) {
    foldText(fold, fold.plain, text, plain)
    scan(matcher.exact, fold, plain, matching.reportExact)
  }
  if (touched.length === 0) return touched
  const isFound = (word: number) => matching.foundIn[word] === matching.text
  let kept = 0
  for (const track of touched) if (run(matcher.programs[track], isFound)) touched[kept++] = track
  touched.length = kept
  return touched.sort((a, b) => a - b)
}

/** Tracks are touched by words that speak for them; a text without one cannot match (`only-exclusions` is refused). */
function note({ matcher, foundIn, touchedIn, touched, weights, text }: Matching, word: number): void {
  if (foundIn[word] === text) return
  foundIn[word] = text
  const { tracks, shown } = matcher.patterns[word] as Pattern
  for (const track of tracks) {
    if (touchedIn[track] !== text) {
      touchedIn[track] = text
      weights[track] = 0
      touched.push(track)
    }
    weights[track] = (weights[track] as number) + (shown.get(track)?.weight ?? 0)
  }
}

function run(program: Int32Array | undefined, isFound: (word: number) => boolean): boolean {
  const stack: boolean[] = []
  for (const op of program ?? []) {
    if (op >= 0) stack.push(isFound(op))
    else if (op === NOT) stack.push(!stack.pop())
    else {
      const right = stack.pop() === true
      const left = stack.pop() === true
      stack.push(op === AND ? left && right : left || right)
    }
  }
  return stack.pop() === true
}

function explain(matcher: CompiledTracks, text: string): ReadonlyMap<number, readonly MatchReason[]> {
  const { fold } = matcher
  const folded = emptyFolded()
  foldText(fold, fold.fuzzy, text, folded)
  const matching = startMatching(matcher)
  const reasons = new Map([...matchText(matching, text, folded)].map((track) => [track, [] as MatchReason[]]))
  const collect = (from: Folded, first: number) => (found: number, start: number, end: number) => {
    const { tracks, shown } = matcher.patterns[found + first] as Pattern
    for (const track of tracks) {
      const list = reasons.get(track)
      const word = shown.get(track)
      if (!list || !word || list.length >= MOST_REASONS) continue
      const last = endOfCharacter(text, from.at[end - 1] as number)
      list.push({ word: word.word, weight: word.weight, start: from.at[start] as number, end: last })
    }
  }
  if (reasons.size > 0) {
    if (matcher.folded) scan(matcher.folded, fold, matching.joined, collect(matching.joined, 0))
    if (matcher.exact) scan(matcher.exact, fold, matching.plain, collect(matching.plain, matcher.firstExact))
  }
  for (const list of reasons.values()) list.sort((a, b) => a.start - b.start || a.end - b.end)
  return reasons
}
