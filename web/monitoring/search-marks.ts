import { createContext, useMemo } from 'react'
import { useReading } from './use-search.ts'

type Span = { readonly start: number; readonly end: number }
const NONE: readonly RegExp[] = []
/** Of one text; a page that marks more helps nobody. */
const MOST_MARKS = 50
/** Longer texts are marked at their beginning only: a list of them must scroll. */
const MARKED_CHARACTERS = 4000
/** A list shows some lines: where the first match stands further on, the text begins shortly before it. */
const LEAD_CHARACTERS = 24
const SEEN_CHARACTERS = 90

/** What is to be marked in texts that are shown below: patterns of the words that are looked for. */
export const MarksContext = createContext<readonly RegExp[]>(NONE)

export function useMarks(expression: string | undefined): readonly RegExp[] {
  const patterns = useReading(expression).data?.patterns
  return useMemo(() => (expression && patterns ? compile(patterns) : NONE), [expression, patterns])
}

export function compile(patterns: readonly string[]): readonly RegExp[] {
  return patterns.map((source) => new RegExp(source, 'giu'))
}

export function marksIn(text: string, patterns: readonly RegExp[]): Span[] {
  const spans: Span[] = []
  const read = text.slice(0, MARKED_CHARACTERS)
  for (const pattern of patterns) {
    for (const { 0: found, index } of read.matchAll(pattern)) {
      if (found !== '') spans.push({ start: index, end: index + found.length })
      if (spans.length >= MOST_MARKS) return spans
    }
  }
  return spans
}

/** The text from shortly before its first mark, where that would be out of sight. */
export function inSight(
  text: string,
  marks: readonly Span[],
): { readonly text: string; readonly marks: readonly Span[] } {
  const first = Math.min(...marks.map(({ start }) => start))
  if (!Number.isFinite(first) || first < SEEN_CHARACTERS) return { text, marks }
  const cut = first - LEAD_CHARACTERS
  // Not through the middle of a character.
  const from = /[\uDC00-\uDFFF]/.test(text[cut] ?? '') ? cut + 1 : cut
  return {
    text: `…${text.slice(from)}`,
    marks: marks.map(({ start, end }) => ({ start: start - from + 1, end: end - from + 1 })),
  }
}
