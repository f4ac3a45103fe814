import type { Actor } from '../app.ts'
import { MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import { type ClockRow, insertClock, retime, selectClocks, selectRules, stopClock } from './clock-store.ts'
import {
  afterRaise,
  bornOnRaise,
  type ClockEvent,
  type ClockProof,
  firstTurn,
  type Level,
  minutesOfTurn,
  nextTurn,
  type Start,
  startedBy,
} from './clocks.ts'
import type { CrisisRow } from './crisis-store.ts'

/** What other acts do to the clocks, each in the transaction of its cause, with the crisis's row held. */

/** @returns the keys of what was started and when each is due */
export async function startClocks(
  trx: Trx,
  crisis: CrisisRow,
  event: ClockEvent,
  now: Date,
): Promise<{ key: string; dueAt: string }[]> {
  const start = startOf(crisis, now)
  const known = await clocksOf(trx, crisis)
  const started: { key: string; dueAt: string }[] = []
  for (const rule of startedBy(await selectRules(trx, crisis.orgId), event, start)) {
    const times = known.some(({ key }) => key === rule.key) ? undefined : firstTurn(rule, start)
    if (!times) continue
    await insertClock(trx, crisis, rule, 1, times)
    started.push({ key: rule.key, dueAt: times.dueAt.toISOString() })
  }
  return started
}

/** Everything that runs for this proof is done; what repeats begins its next turn. @returns the keys that were stopped */
export async function prove(
  trx: Trx,
  crisis: CrisisRow,
  proof: ClockProof,
  by: { actor: Actor; now: Date; note: string },
): Promise<string[]> {
  const running = (await clocksOf(trx, crisis)).filter(({ stoppedAt, rule }) => !stoppedAt && rule.proof === proof)
  for (const clock of running) {
    await stopClock(trx, clock, { at: by.now, outcome: 'done', byName: by.actor.name, note: by.note })
    await repeat(trx, crisis, clock, by.now)
  }
  // The first public statement sets the cadence of progress going (handbook 三(二)2).
  if (proof === 'statement') await startClocks(trx, crisis, 'statement', by.now)
  return running.map(({ key }) => key)
}

/** Ends clocks without their having been done: all of them, or those that belong to the hot phase. */
export async function voidClocks(
  trx: Trx,
  crisis: CrisisRow,
  which: 'all' | 'hot',
  by: { actor: Actor; now: Date; note: string },
): Promise<void> {
  for (const clock of await clocksOf(trx, crisis)) {
    if (clock.stoppedAt || (which === 'hot' && !clock.rule.endsOnContain)) continue
    await stopClock(trx, clock, { at: by.now, outcome: 'void', byName: by.actor.name, note: by.note })
  }
}

/** The cadences of the hot phase begin anew when it flares up again. */
export async function restartCadence(trx: Trx, crisis: CrisisRow, now: Date): Promise<void> {
  for (const clock of lastTurns(await clocksOf(trx, crisis)))
    if (clock.stoppedAt && clock.rule.endsOnContain) await repeat(trx, crisis, clock, now)
}

/** What was voided when the crisis ended runs on with its old due times: ending it was a mistake, and no time was given for it. */
export async function resumeClocks(trx: Trx, crisis: CrisisRow, endedAt: Date): Promise<void> {
  for (const clock of lastTurns(await clocksOf(trx, crisis)))
    if (clock.outcome === 'void' && clock.stoppedAt?.getTime() === endedAt.getTime())
      await insertClock(trx, crisis, clock.rule, clock.turn + 1, clock)
}

/** Raising brings clocks forward and starts those that the new level asks for; lowering changes none. */
export async function raiseClocks(trx: Trx, crisis: CrisisRow, level: Level, now: Date): Promise<string[]> {
  const start = { ...startOf(crisis, now), level }
  const known = await clocksOf(trx, crisis)
  const changed: string[] = []
  for (const clock of known.filter(({ stoppedAt }) => !stoppedAt)) {
    const times = afterRaise(clock, minutesAt(clock, crisis, level), clock.rule.targetLevels.includes(level), now)
    if (times.dueAt.getTime() === clock.dueAt.getTime() && times.isTarget === clock.isTarget) continue
    await retime(trx, clock, times)
    changed.push(clock.key)
  }
  for (const rule of startedBy(await selectRules(trx, crisis.orgId), 'declaration', start)) {
    const times = known.some(({ key }) => key === rule.key) ? undefined : bornOnRaise(rule, start)
    if (!times) continue
    await insertClock(trx, crisis, rule, 1, times)
    changed.push(rule.key)
  }
  return changed
}

export function startOf(crisis: CrisisRow, now: Date): Start {
  const { level, type, firstAlertAt, declaredAt } = crisis
  return { level, type, firstAlertAt, declaredAt, now }
}

async function repeat(trx: Trx, crisis: CrisisRow, clock: ClockRow, now: Date): Promise<void> {
  const times = nextTurn(clock.rule, startOf(crisis, now))
  if (times) await insertClock(trx, crisis, clock.rule, clock.turn + 1, times)
}

function minutesAt({ rule, turn, startedAt }: ClockRow, { declaredAt }: CrisisRow, level: Level): number | null {
  const isEarly = startedAt.getTime() - declaredAt.getTime() < rule.earlyMinutes * MINUTE
  return minutesOfTurn(rule, turn, level, isEarly)
}

function clocksOf(trx: Trx, crisis: CrisisRow): Promise<ClockRow[]> {
  return selectClocks(trx, crisis.orgId, [crisis.id])
}

function lastTurns(clocks: readonly ClockRow[]): ClockRow[] {
  const last = new Map<string, ClockRow>()
  for (const clock of clocks) if (clock.turn > (last.get(clock.key)?.turn ?? 0)) last.set(clock.key, clock)
  return [...last.values()]
}
