/** Texts inside of what a channel takes. Most count bytes of UTF-8, three for a Chinese character; some count UTF-16 units. */

const CUT = '…'

/** How long a text is, in whatever the channel counts. */
export type Measure = (text: string) => number

export const bytesOf: Measure = (text) => Buffer.byteLength(text, 'utf8')
export const unitsOf: Measure = (text) => text.length
/** What a text takes inside of a JSON string. */
export const jsonBytesOf: Measure = (text) => bytesOf(JSON.stringify(text)) - 2

/** Breaks, tabs and other control characters become spaces; halves of characters become �. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
}

/** At most so long, with a mark where something is missing, and never a part of what people see as one character. */
export function cutTo(text: string, most: number, measure: Measure = bytesOf, mark: string = CUT): string {
  if (measure(text) <= most) return text
  const room = most - measure(mark)
  if (room < 0) return ''
  let kept = ''
  let used = 0
  for (const character of characters(text)) {
    used += measure(character)
    if (used > room) break
    kept += character
  }
  return kept.trimEnd() + mark
}

/**
 * As many lines as there is room for, each one line; the last one that fits only in part is cut. What stands around them (title, link) is
 * counted by the caller, and so never goes missing.
 * @param between what the joint between two lines takes
 * @param as how a line is written in the end, such as escaped: measured as that, given back as it was
 */
export function fitLines(
  lines: readonly string[],
  most: number,
  { measure = bytesOf, between = 1, as = (text: string) => text } = {},
): string[] {
  const kept: string[] = []
  let left = most
  for (const line of lines.map(oneLine)) {
    const room = left - (kept.length > 0 ? between : 0)
    const fitting = cutTo(line, room, (text) => measure(as(text)))
    if (room < 0 || (fitting === '' && line !== '')) return kept
    kept.push(fitting)
    if (fitting !== line) return kept
    left = room - measure(as(fitting))
  }
  return kept
}

function* characters(text: string): Iterable<string> {
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) yield segment
}
