import type { Locale } from '../notifiers/contract.ts'
import { formatHour } from './notice-time.ts'
import { gatheredNote, gatheredSubject, leftOutNote } from './notice-words.ts'

export type Held = {
  readonly level: number | null
  readonly subject: string
  readonly url: string | null
  readonly createdAt: Date
}
export type Digest = { readonly subject: string; readonly lines: string[]; readonly level: number }

/** Of what stands around the lines: link, foot, a note. */
const AROUND = 300
const LEAST_GRAVE = 3

/**
 * One message of many: each with its hour and link, as many as the channel carries. Where not all find room, the least grave are left to the
 * page, and how many is said.
 * @param held oldest first, at least one
 * @param most characters that the channel carries
 */
export function digestOf(held: readonly Held[], locale: Locale, zone: string, most: number): Digest {
  const hour = (one: Held | undefined): string => (one ? formatHour(one.createdAt, locale, zone) : '')
  const lines = held.map((one) => [hour(one), one.subject, one.url ?? ''].join('  ').trimEnd())
  const kept = fitting(held, lines, most - AROUND)
  const shown = lines.filter((_, at) => kept.has(at))
  const out = held.length - shown.length
  return {
    subject: gatheredSubject(held.length, hour(held[0]), hour(held.at(-1)))(locale),
    lines: [...shown, ...(out > 0 ? [leftOutNote(out)(locale)] : []), '', gatheredNote(locale)],
    level: Math.min(...held.map(gravity)),
  }
}

/** Places of those that fit: the gravest first, of equal ones the latest. */
function fitting(held: readonly Held[], lines: readonly string[], most: number): Set<number> {
  const wanted = held.map((one, at) => ({ at, level: gravity(one) })).sort((a, b) => a.level - b.level || b.at - a.at)
  const kept = new Set<number>()
  let left = most
  for (const { at } of wanted) {
    left -= (lines[at]?.length ?? 0) + 1
    // One at least: a message that names nothing is of no use.
    if (left < 0 && kept.size > 0) return kept
    kept.add(at)
  }
  return kept
}

function gravity({ level }: Held): number {
  return level ?? LEAST_GRAVE
}
