import { MINUTE } from '../base/clock.ts'
import type { CrisisType } from './schema.ts'

/** The clocks of a crisis (handbook 二(一)2–3, 三(二)2; TEAM-2): which start when, and when each is due. */
export type Level = 1 | 2 | 3
export type PerLevel = { readonly 1: number | null; readonly 2: number | null; readonly 3: number | null }
export type Source = { readonly 'zh-Hant': string; readonly 'zh-Hans': string; readonly en: string }

/** What sets clocks going and what proves them done. */
export type ClockEvent = 'declaration' | 'statement' | 'by_hand'

/** What shows that it was done; everything that runs for the same proof ends with it (target and hard limit of one statement). */
export type ClockProof = 'team' | 'delivery' | 'statement' | 'progress' | 'sitrep' | 'notice' | 'cyber'

export type ClockRule = {
  readonly key: string
  readonly proof: ClockProof
  /** due after so many minutes; null = does not exist at that level */
  readonly minutes: PerLevel
  /** minutes of later turns, for a clock that starts again when it is done; null = it does not */
  readonly repeatMinutes: PerLevel | null
  /** later turns still use `minutes` so long after the declaration: every half hour at first, then every two hours */
  readonly earlyMinutes: number
  /** shown, never escalated, at these levels */
  readonly targetLevels: readonly Level[]
  readonly startsOn: ClockEvent
  /** "when it appears" (handbook 二(一)2): the first alert, so that a late declaration eats into the time and shows */
  readonly countsFrom: 'first_alert' | 'start'
  /** types of crisis that have it; empty = all */
  readonly types: readonly CrisisType[]
  /** ended by `contain`: a cadence that belongs to the hot phase */
  readonly endsOnContain: boolean
  readonly source: Source
}

export type Times = {
  readonly startedAt: Date
  readonly dueAt: Date
  readonly warnAt: readonly Date[]
  readonly isTarget: boolean
}

export type Start = {
  readonly level: Level
  readonly type: CrisisType
  readonly firstAlertAt: Date
  readonly declaredAt: Date
  readonly now: Date
}

/** Rules that an event starts for a crisis of this level and type. */
export function startedBy<R extends ClockRule>(rules: readonly R[], event: ClockEvent, start: Start): R[] {
  return rules.filter(
    (rule) =>
      rule.startsOn === event &&
      rule.minutes[start.level] !== null &&
      (rule.types.length === 0 || rule.types.includes(start.type)),
  )
}

/** Times of a first turn. Undefined where the rule does not exist at this level. */
export function firstTurn(rule: ClockRule, start: Start): Times | undefined {
  const startedAt = rule.countsFrom === 'first_alert' ? start.firstAlertAt : start.now
  return timesOf(rule, rule.minutes[start.level], startedAt, start.level)
}

/** Times of the turn after one that was just done. Undefined where it does not repeat. */
export function nextTurn(rule: ClockRule, start: Start): Times | undefined {
  if (!rule.repeatMinutes) return undefined
  const isEarly = start.now.getTime() - start.declaredAt.getTime() < rule.earlyMinutes * MINUTE
  return timesOf(rule, (isEarly ? rule.minutes : rule.repeatMinutes)[start.level], start.now, start.level)
}

/**
 * The same clock after the level changed. Raising may bring it forward, never back; and never to before the raise: what was not yet
 * owed cannot have been missed. Lowering keeps it. A target that becomes a duty is one from then on.
 * @param minutes that apply to this turn at the new level; null = the new level does not ask for it: it is kept all the same
 */
export function afterRaise(clock: Times, minutes: number | null, isTarget: boolean, raisedAt: Date): Times {
  if (minutes === null) return clock
  const asked = Math.max(clock.startedAt.getTime() + minutes * MINUTE, raisedAt.getTime())
  const dueAt = new Date(Math.min(clock.dueAt.getTime(), asked))
  return withDue(clock.startedAt, dueAt, clock.isTarget && isTarget)
}

/** Minutes of a given turn at a level, as `firstTurn` and `nextTurn` chose them. */
export function minutesOfTurn(rule: ClockRule, turn: number, level: Level, isEarly: boolean): number | null {
  if (turn === 1 || isEarly || !rule.repeatMinutes) return rule.minutes[level]
  return rule.repeatMinutes[level]
}

/** A clock that begins to exist because the level was raised: counted as ever, but not overdue before it was owed. */
export function bornOnRaise(rule: ClockRule, start: Start): Times | undefined {
  const times = firstTurn(rule, start)
  if (!times || times.dueAt >= start.now) return times
  return withDue(times.startedAt, start.now, times.isTarget)
}

/** How many of its warnings and its due time have passed: 0, 1 (50 %), 2 (80 %), 3 (due). */
export function passed(clock: Pick<Times, 'warnAt' | 'dueAt'>, now: Date): number {
  return [...clock.warnAt, clock.dueAt].filter((at) => at <= now).length
}

function timesOf(rule: ClockRule, minutes: number | null, startedAt: Date, level: Level): Times | undefined {
  if (minutes === null) return undefined
  return withDue(startedAt, new Date(startedAt.getTime() + minutes * MINUTE), rule.targetLevels.includes(level))
}

/** Stored as points in time, never as a modulo of hours: an hour that is skipped or repeated loses no reminder. */
function withDue(startedAt: Date, dueAt: Date, isTarget: boolean): Times {
  const whole = dueAt.getTime() - startedAt.getTime()
  const warnAt = [0.5, 0.8].map((part) => new Date(startedAt.getTime() + Math.round(whole * part)))
  return { startedAt, dueAt, warnAt, isTarget }
}
