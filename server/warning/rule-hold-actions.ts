import { HOUR, MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import { findDetector } from '../detectors/index.ts'
import { countPosts } from '../monitoring/reads.ts'
import type { Alarm, Watched } from './group-actions.ts'
import { type Level, proposeLevel } from './level.ts'
import { deleteHeld, findHeld, type HeldRow, insertRuleAlarm, type RuleAlarmRow } from './rule-store.ts'
import { baselinesAt } from './series-store.ts'
import { heldAlarm } from './signal-judging-reads.ts'
import { findRuled, isSignal } from './signal-rules.ts'
import { JOIN_HOURS } from './watch.ts'

/**
 * A rule may ask for alarms of a certain gravity only. One that is lighter is kept back, not dropped: for as long as it would have joined
 * an alert it is weighed again at every point, and raised as soon as what is said since is grave enough.
 */

export type RuledAlarm = Alarm & { readonly byRule?: RuleAlarmRow; readonly leastLevel?: Level }

/** @returns whether it was kept back */
export async function holdBack(trx: Trx, watched: Watched, alarm: RuledAlarm): Promise<boolean> {
  const { byRule, leastLevel = 3, at, windowMinutes } = alarm
  if (!byRule || leastLevel === 3) return false
  const from = new Date(at.getTime() - windowMinutes * MINUTE)
  if ((await levelOf(trx, watched, from, at)) <= leastLevel) return false
  await insertRuleAlarm(trx, { ...watched, rule: alarm.detector }, { ...byRule, slot: 'held', leastLevel })
  return true
}

/** Those that are still weighed at `end`, the earliest first. */
export async function listHeld(trx: Trx, { orgId, trackId }: Watched, end: Date): Promise<HeldRow[]> {
  return findHeld(trx, orgId, trackId, new Date(end.getTime() - JOIN_HOURS * HOUR))
}

/** The alarm, now grave enough, as one that speaks at `end`; undefined: not yet. */
export async function release(trx: Trx, watched: Watched, held: HeldRow, end: Date): Promise<Alarm | undefined> {
  const detector = findRuled(held.rule)
  if (!detector || end <= held.at || end.getTime() > held.at.getTime() + JOIN_HOURS * HOUR) return undefined
  const from = new Date(held.at.getTime() - HOUR)
  if ((await levelOf(trx, watched, from, end)) > (held.leastLevel ?? 3)) return undefined
  await deleteHeld(trx, watched.orgId, watched.trackId, held)
  if (isSignal(detector)) return heldAlarm(trx, watched, held, end)
  const windowMinutes = (end.getTime() - from.getTime()) / MINUTE
  const { score, value: observed, baseline } = held
  const isOfPosts = detector.input === 'posts'
  const expected = isOfPosts ? (baseline * windowMinutes) / detector.stepMinutes : baseline
  return {
    detector: detector.id,
    version: detector.version,
    at: end,
    score,
    observed,
    expected,
    windowMinutes,
    isOfPosts,
  }
}

async function levelOf(trx: Trx, { orgId, trackId }: Watched, from: Date, end: Date): Promise<Level> {
  const { posts, judged, negative } = await countPosts(trx, orgId, trackId, { from, to: end })
  const minutes = (end.getTime() - from.getTime()) / MINUTE
  const usual = [...(await baselinesAt(trx, orgId, trackId, from))].flatMap(([id, baseline]) => {
    const detector = findDetector(id)
    return detector?.input === 'posts' ? [(baseline * minutes) / detector.stepMinutes] : []
  })
  return proposeLevel({ posts, expected: usual[0] ?? posts, judged, negative })
}
