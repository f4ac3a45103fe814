import { listOrganisations } from '../access/reads.ts'
import type { App } from '../app.ts'
import { HOUR } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import type { Detector } from '../detectors/contract.ts'
import { findDetector } from '../detectors/index.ts'
import { newestOf } from './rule-actions.ts'
import { isAlarm, judgePoints, type RuleSeries } from './rule-alarms.ts'
import { bySubject, restMs, seriesOfRule } from './rule-judging-reads.ts'
import {
  findShadowCursor,
  insertRuleAlarm,
  listRuleAlarms,
  listThresholds,
  listVersions,
  lockRules,
  type RuleAlarmRow,
  type RuleKey,
  type StoredVersion,
  saveShadowCursor,
} from './rule-store.ts'
import { ruleAtOf } from './rule-timeline.ts'
import { listSeriesReadings, type ReadingRow } from './series-store.ts'
import { endOf } from './stepping.ts'

/** Lets every rule in shadow read on: what it would have sent becomes rows, and nobody is called. Readings of the whole track only. */
export async function readShadows(app: App): Promise<void> {
  for (const { id: orgId } of await listOrganisations(app.db)) {
    const versions = await listVersions(app.db, orgId)
    for (const own of Map.groupBy(versions, ({ trackId, rule }) => `${trackId} ${rule}`).values()) {
      const shadow = newestOf(own, 'shadow')
      const detector = shadow && findDetector(shadow.rule)
      if (!shadow?.isOn || !detector) continue
      const key = { orgId, trackId: shadow.trackId, rule: shadow.rule }
      await inTransaction(app.db, (trx) => readShadow(app, trx, key, detector, shadow))
    }
  }
}

async function readShadow(
  app: App,
  trx: Trx,
  key: RuleKey,
  detector: Detector<unknown>,
  shadow: StoredVersion,
): Promise<void> {
  await lockRules(trx, key)
  const { orgId, trackId, rule } = key
  const from = (await findShadowCursor(trx, key, shadow.version)) ?? shadow.madeAt
  const span = { from: new Date(from.getTime() - restMs(detector) - HOUR), to: app.clock.now() }
  const readings = await listSeriesReadings(trx, orgId, trackId, { detector: rule, subject: undefined }, span)
  const fresh = readings.filter(({ at }) => at >= from)
  if (fresh.length === 0) return
  const last = new Date(Math.max(...fresh.map(({ at }) => at.getTime())))
  const thresholds = (await listThresholds(trx, orgId, trackId, rule)).filter(({ slot }) => slot === 'shadow')
  const ruleAt = ruleAtOf([shadow], thresholds, detector.speaking.threshold)
  const series = seriesOfRule(detector, ruleAt)
  const said = await listRuleAlarms(trx, key, 'shadow', span.from, shadow.version)
  for (const own of bySubject(readings)) {
    const subject = own[0]?.subject ?? ''
    const before = said.findLast((each) => each.subject === subject)
    for (const row of alarmsOf(series, own, from, before)) {
      await insertRuleAlarm(trx, key, { ...row, subject, slot: 'shadow', version: shadow.version })
    }
  }
  await saveShadowCursor(trx, key, shadow.version, endOf(last, detector.stepMinutes))
}

type Spoken = Omit<RuleAlarmRow, 'subject' | 'slot' | 'version'>

/** @param before the last alarm that is kept of it, by the end of its point, as those that are returned */
function alarmsOf(
  series: RuleSeries,
  readings: readonly ReadingRow[],
  from: Date,
  before: RuleAlarmRow | undefined,
): Spoken[] {
  const fresh = readings.filter(({ at }) => at >= from)
  const earlier = readings.filter(({ at }) => at < from)
  const last = before && { at: endOf(before.at, -series.stepMinutes), loudness: before.loudness }
  return judgePoints(series, fresh, earlier, last).flatMap(({ why, rule: { threshold } }, n) => {
    const reading = fresh[n]
    if (!reading || !isAlarm(why)) return []
    const { score, loudness, value, baseline } = reading
    const cause = why === 'spoke' ? 'score' : 'fixed'
    return [{ at: endOf(reading.at, series.stepMinutes), cause, threshold, score, loudness, value, baseline } as const]
  })
}
