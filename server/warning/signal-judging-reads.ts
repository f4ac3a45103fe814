import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import type { Db, Trx } from '../base/db.ts'
import type { Alarm } from './group-actions.ts'
import { listSpoken } from './rule-mark-reads.ts'
import type { RuleSettings } from './rule-schema.ts'
import {
  type HeldRow,
  listRuleAlarms,
  listThresholds,
  listVersions,
  type RuleKey,
  type StoredThreshold,
  type StoredVersion,
} from './rule-store.ts'
import { type Found, newsAmong, type Told, tellingKey } from './signal-found.ts'
import { findSignal, rulesNow, type Signal, type SignalRules } from './signal-rules.ts'
import { findSight, listBeginnings, listSights, type SightRow } from './signal-sight-store.ts'
import { type Decision, decideFrom } from './threshold.ts'
import { JOIN_HOURS } from './watch.ts'

export const SIGHT_DAYS = 90

/** All rules of an organisation, by track and detector. */
export type Rules = ReadonlyMap<string, { readonly versions: StoredVersion[]; readonly thresholds: StoredThreshold[] }>

export async function readRules(db: Db, orgId: string): Promise<Rules> {
  const keyOf = ({ trackId, rule }: StoredVersion | StoredThreshold): string => `${trackId} ${rule}`
  const versions = Map.groupBy(await listVersions(db, orgId), keyOf)
  const thresholds = Map.groupBy(await listThresholds(db, orgId), keyOf)
  const keys = [...new Set([...versions.keys(), ...thresholds.keys()])]
  return new Map(keys.map((key) => [key, { versions: versions.get(key) ?? [], thresholds: thresholds.get(key) ?? [] }]))
}

/** Rules are of life: a drill has none. */
export function rulesOf(
  rules: Rules,
  { trackId, detector, mode, speaking }: Pick<Found, 'trackId' | 'detector' | 'mode' | 'speaking'>,
): SignalRules {
  const own = mode === 'live' ? rules.get(`${trackId} ${detector}`) : undefined
  return own ? rulesNow({ speaking }, own.versions, own.thresholds) : {}
}

/** What a rule in shadow has told of these subjects; of what it has not, what was really told before it began. */
export async function shadowTold(
  trx: Trx,
  key: RuleKey,
  { version, madeAt }: NonNullable<SignalRules['shadow']>,
  sights: readonly Found[],
  told: ReadonlyMap<string, Told>,
): Promise<Map<string, Told>> {
  const [first] = sights
  if (!first) return new Map()
  const { trackId, mode, detector, speaking } = first
  const earliest = Math.min(...sights.map(({ at }) => at.getTime()))
  const since = new Date(earliest - speaking.restHours * HOUR)
  const own = await listRuleAlarms(trx, key, 'shadow', since, version)
  const known = new Map([...told].filter(([, { at }]) => at < madeAt))
  for (const each of own) known.set(tellingKey({ trackId, mode, detector, key: each.subject }), each)
  return known
}

/** What this version of a detector saw of a track in the last 90 days, and since when it looks. */
export type SightHistory = { readonly sights: readonly SightRow[]; readonly historyDays: number }

export async function readSights(
  db: Db,
  orgId: string,
  trackId: string,
  { id: detector, version }: Signal,
  until: Date,
): Promise<SightHistory> {
  const since = new Date(until.getTime() - SIGHT_DAYS * DAY)
  const begun = (await listBeginnings(db, orgId, trackId)).find(
    (each) => each.detector === detector && each.version === version,
  )
  return {
    sights: await listSights(db, orgId, { trackId, detector, version }, since),
    historyDays: begun ? daysSince(begun.since, until) : 0,
  }
}

/** Days in which each detector has noted what it sees, at most 90. */
export async function signalDaysOf(
  db: Db,
  orgId: string,
  now: Date,
  trackId?: string,
): Promise<(trackId: string, signal: Signal) => number> {
  const begun = new Map(
    (await listBeginnings(db, orgId, trackId)).map((each) => [
      `${each.trackId} ${each.detector} ${each.version}`,
      each,
    ]),
  )
  return (track, { id, version }) => {
    const found = begun.get(`${track} ${id} ${version}`)
    return found ? daysSince(found.since, now) : 0
  }
}

function daysSince(since: Date, until: Date): number {
  return Math.max(0, Math.min(SIGHT_DAYS, (until.getTime() - since.getTime()) / DAY))
}

/**
 * What a rule with this threshold would have told, from the first sight that is kept on. As in the watch, what came too late to call
 * anybody is known from then on, but it called nobody.
 */
export function newsOf(sights: readonly SightRow[], { speaking }: Signal, threshold: number): SightRow[] {
  const seen = sights.map((each) => ({ ...each, mode: 'live' as const, speaking }))
  return newsAmong(seen, new Map(), () => threshold).filter(({ isLoud }) => isLoud)
}

/** As decideFor of rule-judging-reads.ts does for series, over sights. */
export async function decideForSignal(
  db: Db,
  orgId: string,
  trackId: string,
  signal: Signal,
  settings: RuleSettings | undefined,
  until: Date,
  history?: SightHistory,
): Promise<Decision> {
  const { sights, historyDays } = history ?? (await readSights(db, orgId, trackId, signal, until))
  const span = { from: new Date(until.getTime() - SIGHT_DAYS * DAY), to: new Date(until.getTime() + DAY) }
  const spoken = (await listSpoken(db, orgId, span, trackId)).filter((each) => each.detector === signal.id)
  const scoresOf = (mark: string): number[] => spoken.filter((each) => each.mark === mark).map(({ score }) => score)
  const real = spoken.filter(({ mark }) => mark === 'crisis')
  const isReal = (at: Date): boolean =>
    real.some((each) => Math.abs(each.at.getTime() - at.getTime()) <= JOIN_HOURS * HOUR)
  const facts = {
    usual: signal.speaking.threshold,
    budgetDays: settings?.budgetDays,
    historyDays,
    marks: { falseScores: scoresOf('false'), realScores: scoresOf('crisis') },
  }
  return decideFrom(facts, (threshold) => newsOf(sights, signal, threshold).filter(({ at }) => !isReal(at)).length)
}

/** An alarm that a rule kept back, as one that speaks at `end`; undefined: what it spoke of is not kept any more. */
export async function heldAlarm(
  trx: Trx,
  { orgId, trackId }: { readonly orgId: string; readonly trackId: string },
  held: HeldRow,
  end: Date,
): Promise<Alarm | undefined> {
  const signal = findSignal(held.rule)
  const sight = signal && (await findSight(trx, orgId, { trackId, detector: signal.id, key: held.subject }, held.at))
  if (!sight) return undefined
  const { detector, version, score, observed, expected, subject } = sight
  const windowMinutes = sight.windowMinutes + Math.ceil((end.getTime() - held.at.getTime()) / MINUTE)
  return { detector, version, at: end, score, observed, expected, windowMinutes, subject, isOfPosts: false }
}
