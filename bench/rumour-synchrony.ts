/**
 * Second table of `bench rumour`: copies that are arranged, made by us, against copies that are not. Not arranged: times of the replies of a
 * recorded story drawn by lot (independent people, as bursty as the story), and texts that people of one recorded story did repeat.
 */

import { seeded } from '../scripts/train-linear.ts'
import { LEAST_COPIES, synchronyOf, UNLIKELY } from '../server/monitoring/rumour-coordination.ts'
import type { Judged } from './rumour-cascades.ts'

const LEAST_REPLIES = 60
const DRAWS = 4
const SIZES = [5, 10, 20] as const
const SPREADS = [2, 5, 15, 60] as const
const LEAST_LETTERS = 10

export function printSynchrony(stories: readonly Judged[]): void {
  const told = stories.filter(({ replies }) => replies.length >= LEAST_REPLIES)
  const random = seeded(5)
  console.log(
    `\ncoordination: ${told.length} recorded stories, ${DRAWS} draws each; said where chance < ${UNLIKELY}, and by the rule "4 within 5 minutes"`,
  )
  for (const size of SIZES) {
    const said = told.flatMap((story) => Array.from({ length: DRAWS }, () => check(story, drawn(story, size, random))))
    print(`${size} independent copies (false alarms)`, said)
  }
  const repeated = told.flatMap((story) => repeatedIn(story).map((times) => check(story, times)))
  print('texts that people did repeat (not known which were arranged)', repeated)
  for (const size of SIZES)
    for (const minutes of SPREADS) {
      const said = told.flatMap((story) =>
        Array.from({ length: DRAWS }, () => check(story, arranged(story, size, minutes, random))),
      )
      print(`${size} arranged within ${minutes} minutes (found)`, said)
    }
}

type Said = { readonly scan: boolean; readonly rule: boolean }

function check({ replies }: Judged, times: readonly number[]): Said {
  const copies = times.map((at, i) => ({ id: `${i}`, at, authorId: `${i}` }))
  const found = synchronyOf(
    copies,
    replies.map(({ after }) => after * 1000),
  )
  return { scan: found !== undefined && found.chance < UNLIKELY, rule: (found?.together ?? 0) >= LEAST_COPIES }
}

function print(name: string, said: readonly Said[]): void {
  const share = (of: (each: Said) => boolean): string =>
    `${((100 * said.filter(of).length) / Math.max(1, said.length)).toFixed(1)} %`
  console.log(
    `  ${name.padEnd(62)} n ${String(said.length).padStart(5)}  scan ${share(({ scan }) => scan).padStart(7)}  rule ${share(({ rule }) => rule).padStart(7)}`,
  )
}

function drawn({ replies }: Judged, size: number, random: () => number): number[] {
  return Array.from(
    { length: size },
    () => (replies[Math.floor(random() * replies.length)]?.after ?? 0) * 1000 + random() * 1000,
  )
}

/** Evenly by lot over so many minutes from a moment of the story's first day. */
function arranged({ replies }: Judged, size: number, minutes: number, random: () => number): number[] {
  const from = (replies[Math.floor(random() * replies.length)]?.after ?? 0) * 1000
  return Array.from({ length: size }, () => from + random() * minutes * 60_000)
}

/** Times of the first post of each author of one text of ten letters and more. */
function repeatedIn({ replies, facts }: Judged): number[][] {
  const texts = new Map<string, Map<string, number>>()
  for (const [i, { after, authorId }] of replies.entries()) {
    const { plain } = facts[i] ?? { plain: '' }
    if (plain.length < LEAST_LETTERS || authorId === '') continue
    const authors = texts.get(plain) ?? new Map<string, number>()
    if (!authors.has(authorId)) authors.set(authorId, after * 1000)
    texts.set(plain, authors)
  }
  return [...texts.values()].filter(({ size }) => size >= LEAST_COPIES).map((authors) => [...authors.values()])
}
