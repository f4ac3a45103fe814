import { MINUTE } from '../base/clock.ts'
import { VELOCITY_AGES } from '../detectors/contract/post-signal.ts'

/** How many answers one post got at which age. */
export type Thread = {
  readonly rootAt: Date
  readonly platform: number
  /** by age: up to the first of VELOCITY_AGES, from there to the second … */
  readonly counts: readonly number[]
  /** so many ages have been learnt from it */
  readonly learnt: number
  /** in our time: when the next one is */
  readonly dueAt: Date
}

/** Answers reach us and are counted within this time; what comes later teaches nothing more. */
const LATE_MS = 2 * MINUTE

export function startThread(rootAt: Date, platform: number): Thread {
  return { rootAt, platform, counts: VELOCITY_AGES.map(() => 0), learnt: 0, dueAt: dueAt(rootAt, 0) }
}

/**
 * @param minutes [minutes since 1970, answers in that minute]; older than the last age they no longer count
 * @param now in our time
 * @returns undefined where none counts
 */
export function addAnswers(
  thread: Thread,
  minutes: readonly (readonly [number, number])[],
  now: Date,
): Thread | undefined {
  const counts = [...thread.counts]
  let youngest = VELOCITY_AGES.length
  for (const [minute, answers] of minutes) {
    const age = minute - thread.rootAt.getTime() / MINUTE
    const at = VELOCITY_AGES.findIndex((limit) => age < limit)
    if (at < 0) continue
    counts[at] = (counts[at] ?? 0) + answers
    youngest = Math.min(youngest, at)
  }
  if (youngest === VELOCITY_AGES.length) return undefined
  // An import brings a thread of last week piece by piece: an age that still grows is not learnt yet.
  const isGrowing = youngest <= thread.learnt && dueAt(thread.rootAt, thread.learnt) <= now
  return { ...thread, counts, dueAt: isGrowing ? new Date(now.getTime() + LATE_MS) : thread.dueAt }
}

/** How many answers had come at each age, as far as any came. */
export function answersByAge({ counts }: Thread): number[] {
  let sum = 0
  const last = counts.findLastIndex((count) => count > 0)
  return counts.slice(0, last + 1).map((count) => {
    sum += count
    return sum
  })
}

/** `minute`: when it began, since 1970 */
export type Learnt = { readonly age: number; readonly answers: number; readonly minute: number }

/**
 * The ages that it has reached and that nobody has learnt from it. @returns rest: undefined where nothing more is to be learnt
 */
export function learnFrom(thread: Thread, now: Date): { readonly learnt: Learnt[]; readonly rest: Thread | undefined } {
  const learnt: Learnt[] = []
  const minute = Math.floor(thread.rootAt.getTime() / MINUTE)
  let next = thread.learnt
  for (; next < VELOCITY_AGES.length && dueAt(thread.rootAt, next) <= now; next++)
    learnt.push({ age: next, answers: sum(thread.counts.slice(0, next + 1)), minute })
  const isDone = next === VELOCITY_AGES.length
  return { learnt, rest: isDone ? undefined : { ...thread, learnt: next, dueAt: dueAt(thread.rootAt, next) } }
}

function dueAt(rootAt: Date, age: number): Date {
  return new Date(rootAt.getTime() + (VELOCITY_AGES[age] ?? 0) * MINUTE + LATE_MS)
}

function sum(counts: readonly number[]): number {
  return counts.reduce((whole, count) => whole + count, 0)
}
