import { alarmRows, type Speaking, type Voice } from '../detectors/contract/speaking.ts'

/**
 * How loud a detector must be on one track. Decided anew each day from what is stored (90 days of scores, people's marks), never from
 * the threshold before: the same facts always give the same answer, and whoever takes a mark back gets the old one.
 */

/** With less of a track's own history the detector's default is used. */
export const LEAST_DAYS = 14
export const BUDGETS = [3, 7, 14, 30, 60] as const
export type BudgetDays = (typeof BUDGETS)[number]
export const USUAL_BUDGET: BudgetDays = 14
/** Below the floor chance itself speaks; above the ceiling a crisis could pass unheard. Parts of the detector's default. */
const FLOOR = 0.85
const CEILING = 1.5
/** The search for a budget, and what one mark moves, in parts of the default. */
const STEP = 0.025
const MARK_STEP = 0.05

export type Bounds = { readonly floor: number; readonly ceiling: number }

export function boundsOf(usual: number): Bounds {
  return { floor: usual * FLOOR, ceiling: usual * CEILING }
}

/** What people said of alarms of the last 90 days: the score with which each spoke. */
export type Marks = {
  readonly falseScores: readonly number[]
  /** became a crisis, or was marked for one */
  readonly realScores: readonly number[]
}

export type Decision = {
  readonly threshold: number
  /** before marks */
  readonly base: number
  readonly historyDays: number
  readonly hasHistory: boolean
  /** alarms that the base would have sent in that history and that became no crisis; undefined without history */
  readonly needless?: number
  /** marks that moved it */
  readonly falseMarks: number
  readonly realMarks: number
}

export type Facts = {
  readonly speaking: Speaking
  /** undefined: nobody has set one; the default stands, and only marks move it */
  readonly budgetDays: number | undefined
  /** of each series (one, or one a category), evenly spaced from the same moment, oldest first; undefined: not read, or still warming */
  readonly voices: readonly (readonly (Voice | undefined)[])[]
  readonly historyDays: number
  /** rows of `voices` at which real crises spoke */
  readonly realRows: readonly number[]
  readonly marks: Marks
}

export function decideThreshold(facts: Facts): Decision {
  const { budgetDays, historyDays, marks } = facts
  return decideFrom({ usual: facts.speaking.threshold, budgetDays, historyDays, marks }, (threshold) =>
    needlessAt(facts, threshold),
  )
}

/** @param usual the default  @param needlessOf how many alarms, beyond those of real crises, the history holds at a threshold */
export function decideFrom(
  { usual, budgetDays, historyDays, marks }: Pick<Facts, 'budgetDays' | 'historyDays' | 'marks'> & { usual: number },
  needlessOf: (threshold: number) => number,
): Decision {
  const hasHistory = historyDays >= LEAST_DAYS
  const found =
    budgetDays !== undefined && hasHistory ? lowestWithin(usual, needlessOf, historyDays / budgetDays) : undefined
  const base = found?.threshold ?? usual
  return {
    ...moveByMarks(base, usual, marks),
    base,
    historyDays,
    hasHistory,
    ...(found && { needless: found.needless }),
  }
}

/** The lowest threshold, from the floor up, that keeps the budget; the ceiling where none does. */
function lowestWithin(
  usual: number,
  needlessOf: (threshold: number) => number,
  allowed: number,
): { threshold: number; needless: number } {
  const { floor, ceiling } = boundsOf(usual)
  const steps = Math.round((ceiling - floor) / (STEP * usual))
  let last = { threshold: ceiling, needless: 0 }
  for (let step = 0; step <= steps; step++) {
    const threshold = Math.min(ceiling, floor + step * STEP * usual)
    last = { threshold, needless: needlessOf(threshold) }
    if (last.needless <= allowed) return last
  }
  return last
}

function needlessAt({ speaking, voices, realRows }: Facts, threshold: number): number {
  const { restPoints } = speaking
  const isReal = (row: number): boolean => realRows.some((real) => Math.abs(real - row) <= restPoints)
  const rows = voices.flatMap((series) => alarmRows({ ...speaking, threshold }, series))
  return rows.filter((row) => !isReal(row)).length
}

/**
 * Each false alarm that the base would still send moves it up a step, each real one down a step towards the default; and never above the
 * quietest alarm that became a crisis, unless the default itself is.
 */
export function moveByMarks(
  base: number,
  usual: number,
  { falseScores, realScores }: Marks,
): Pick<Decision, 'threshold' | 'falseMarks' | 'realMarks'> {
  const { floor, ceiling } = boundsOf(usual)
  const falseMarks = falseScores.filter((score) => score >= base).length
  const up = Math.min(ceiling, base + falseMarks * MARK_STEP * usual)
  const down = Math.max(Math.min(up, usual), up - realScores.length * MARK_STEP * usual)
  const quietest = Math.max(usual, Math.min(ceiling, ...realScores))
  const threshold = Math.max(floor, Math.min(ceiling, down, quietest))
  return { threshold, falseMarks, realMarks: threshold < up ? realScores.length : 0 }
}

/** Smaller differences are not worth a row. */
export function isOther(one: number, other: number): boolean {
  return Math.abs(one - other) > 1e-4
}
