import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import type { Db, Trx } from '../base/db.ts'
import type { Voice } from '../detectors/contract/speaking.ts'
import type { Detector } from '../detectors/contract.ts'
import { isAlarm, judgePoints, type RuleSeries } from './rule-alarms.ts'
import { listSpoken } from './rule-mark-reads.ts'
import type { RuleSettings } from './rule-schema.ts'
import { listThresholds, listVersions, type RuleKey } from './rule-store.ts'
import { ruleAtOf } from './rule-timeline.ts'
import { inputOf } from './series-input-reads.ts'
import { listSeriesReadings, type ReadingRow } from './series-store.ts'
import { decideForSignal } from './signal-judging-reads.ts'
import { isSignal, type Ruled } from './signal-rules.ts'
import { endOf, type PointReading, type SpokenBy } from './stepping.ts'
import { type Decision, decideThreshold } from './threshold.ts'

export const HISTORY_DAYS = 90

/**
 * The same readings with the alarms of the track's own rule, where somebody has set one or marks have moved it; else as they are.
 * @param readings of one series, which follow what is stored before `begin`
 */
export async function applyRule(
  trx: Trx,
  { orgId, trackId }: { readonly orgId: string; readonly trackId: string },
  { detector, subject }: { readonly detector: Detector<unknown>; readonly subject: string },
  begin: Date,
  readings: readonly PointReading[],
): Promise<readonly PointReading[]> {
  const ruleAt = await readRuleAt(trx, { orgId, trackId, rule: detector.id }, detector)
  if (!ruleAt) return readings
  const series = seriesOfRule(detector, ruleAt)
  const span = { from: new Date(begin.getTime() - restMs(detector) - HOUR), to: begin }
  const key = { detector: detector.id, subject }
  const earlier = await listSeriesReadings(trx, orgId, trackId, key, span)
  const before = earlier.findLast(({ alarm }) => alarm)
  const judged = judgePoints(series, readings, earlier, before)
  return readings.map((reading, n) => ({ ...reading, alarm: false, ...spokenBy(judged[n]) }))
}

function spokenBy(judged: ReturnType<typeof judgePoints>[number] | undefined): { alarm?: true; rule?: SpokenBy } {
  if (!judged || !isAlarm(judged.why)) return {}
  const { version, threshold, leastLevel } = judged.rule
  return { alarm: true, rule: { version, threshold, leastLevel, cause: judged.why === 'spoke' ? 'score' : 'fixed' } }
}

/** undefined: nothing was ever set of it, and no mark has moved it */
async function readRuleAt(db: Db, { orgId, trackId, rule }: RuleKey, detector: Detector<unknown>) {
  const versions = (await listVersions(db, orgId, trackId, rule)).filter(({ slot }) => slot === 'live')
  const thresholds = (await listThresholds(db, orgId, trackId, rule)).filter(({ slot }) => slot === 'live')
  if (versions.length === 0 && thresholds.length === 0) return undefined
  return ruleAtOf(versions, thresholds, detector.speaking.threshold)
}

export function seriesOfRule(detector: Detector<unknown>, ruleAt: RuleSeries['ruleAt']): RuleSeries {
  const { speaking, stepMinutes, input } = detector
  return { speaking, stepMinutes, isShare: inputOf(input).isShare, ruleAt }
}

export const restMs = ({ speaking, stepMinutes }: Detector<unknown>): number =>
  speaking.restPoints * stepMinutes * MINUTE

/** All that is stored of every series that the detector reads of the track. */
export function readHistory(
  db: Db,
  orgId: string,
  trackId: string,
  detector: Detector<unknown>,
  until: Date,
): Promise<ReadingRow[]> {
  const span = { from: new Date(until.getTime() - HISTORY_DAYS * DAY), to: until }
  return listSeriesReadings(db, orgId, trackId, { detector: detector.id, subject: undefined }, span)
}

/** @param settings undefined: nobody has set a budget, the default stands and only marks move it */
export async function decideFor(
  db: Db,
  orgId: string,
  trackId: string,
  detector: Ruled,
  settings: RuleSettings | undefined,
  until: Date,
  history?: readonly ReadingRow[],
): Promise<Decision> {
  if (isSignal(detector)) return decideForSignal(db, orgId, trackId, detector, settings, until)
  const rows = history ?? (await readHistory(db, orgId, trackId, detector, until))
  const span = { from: new Date(until.getTime() - HISTORY_DAYS * DAY), to: new Date(until.getTime() + DAY) }
  const spoken = (await listSpoken(db, orgId, span, trackId)).filter((each) => each.detector === detector.id)
  const step = detector.stepMinutes * MINUTE
  const first = Math.min(...rows.map(({ at }) => at.getTime()))
  const rowOf = (at: Date): number => Math.round((at.getTime() - first) / step)
  const voices = bySubject(rows).map((own) => voicesOf(own, rowOf))
  const real = spoken.filter(({ mark }) => mark === 'crisis')
  const scoresOf = (mark: string): number[] => spoken.filter((each) => each.mark === mark).map(({ score }) => score)
  return decideThreshold({
    speaking: detector.speaking,
    budgetDays: settings?.budgetDays,
    voices,
    historyDays: (Math.max(0, ...voices.map((own) => own.filter(Boolean).length)) * step) / DAY,
    realRows: real.map(({ at }) => rowOf(new Date(endOf(at, -detector.stepMinutes)))),
    marks: { falseScores: scoresOf('false'), realScores: scoresOf('crisis') },
  })
}

/** The readings of each series of a track. */
export function bySubject(rows: readonly ReadingRow[]): ReadingRow[][] {
  return [...Map.groupBy(rows, ({ subject }) => subject).values()]
}

function voicesOf(rows: readonly ReadingRow[], rowOf: (at: Date) => number): (Voice | undefined)[] {
  const voices: (Voice | undefined)[] = []
  for (const { at, phase, score, able: isAble, loudness } of rows) {
    const row = rowOf(at)
    while (voices.length < row) voices.push(undefined)
    voices.push(phase === 'watching' ? { score, isAble, loudness } : undefined)
  }
  return voices
}
