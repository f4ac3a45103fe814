import type { Trx } from '../base/db.ts'
import type { TrackRow } from '../monitoring/reads.ts'
import { findGroup } from './alert-store.ts'
import { takeAlarm } from './group-actions.ts'
import { isLoud, replaysOf } from './plan.ts'
import { holdBack, type RuledAlarm } from './rule-hold-actions.ts'
import { insertRuleAlarm, type RuleAlarmRow } from './rule-store.ts'
import { listReplaySpans } from './series-store.ts'
import { type Found, newsAmong, notedAmong, type Told, tellingKey } from './signal-found.ts'
import { type Rules, readRules, rulesOf, shadowTold } from './signal-judging-reads.ts'
import { floorOf, type SignalRule, thresholdOf } from './signal-rules.ts'
import { insertSights, lastSights } from './signal-sight-store.ts'
import { listTellings, lockTracks, saveTellings } from './signal-store.ts'
import { isLive } from './transition.ts'
import type { WatchApp } from './watching.ts'

/**
 * Keeps what the detectors saw, raises alarms of what is news by the rules of each track, and writes what rules in shadow would have said.
 * Drills are heard at the detectors' defaults, and nothing is learnt from them.
 * @param tracks those that are watched
 */
export async function tell(
  app: WatchApp,
  trx: Trx,
  orgId: string,
  tracks: readonly TrackRow[],
  found: readonly Found[],
): Promise<void> {
  const now = app.clock.now()
  // A sender's clock may be ahead: nothing was known before it came.
  const heard = found
    .filter(({ score, speaking }) => Math.fround(score) >= floorOf(speaking))
    .map((each) => (each.at > now ? { ...each, at: now } : each))
  if (heard.length === 0) return
  const loud = await loudnessOf(trx, orgId, tracks, now)
  const noted = await note(trx, orgId, heard, loud)
  if (noted.length === 0) return
  const told = await readTold(trx, orgId, noted)
  const rules = await readRules(trx, orgId)
  const news = newsAmong(noted, told, (each) => thresholdOf(rulesOf(rules, each).live, each.speaking))
  await raise(app, trx, orgId, news.filter(loud), rules)
  const newest = new Map(news.map((each) => [tellingKey(each), each]))
  await saveTellings(
    trx,
    orgId,
    [...newest.values()].map((each) => ({ ...each, subject: each.key, isLoud: loud(each) })),
  )
  await tellShadows(trx, orgId, noted.filter(loud), rules, told)
}

/** What lies too far back wakes nobody, unless a replay plays it now. */
async function loudnessOf(
  trx: Trx,
  orgId: string,
  tracks: readonly TrackRow[],
  now: Date,
): Promise<(found: Found) => boolean> {
  const known = new Map(tracks.map((track) => [track.id, track]))
  const replays = await listReplaySpans(trx, orgId)
  return ({ at, trackId }) => {
    const track = known.get(trackId)
    return track !== undefined && isLoud(at, now, null, replaysOf(track.createdAt, replays))
  }
}

async function note(
  trx: Trx,
  orgId: string,
  heard: readonly Found[],
  loud: (found: Found) => boolean,
): Promise<Found[]> {
  const last = await lastSights(
    trx,
    orgId,
    heard.filter(({ mode }) => mode === 'live'),
  )
  const noted = notedAmong(heard, new Map(last.map((each) => [tellingKey({ ...each, mode: 'live' }), each])))
  const kept = noted.filter(({ mode }) => mode === 'live')
  await insertSights(
    trx,
    orgId,
    kept.map((each) => ({ ...each, isLoud: loud(each) })),
  )
  return noted
}

async function readTold(trx: Trx, orgId: string, noted: readonly Found[]): Promise<Map<string, Told>> {
  const asked = noted.map(({ trackId, mode, detector, key }) => ({ trackId, mode, detector, subject: key }))
  const known = await listTellings(trx, orgId, asked)
  return new Map(known.map(({ subject, ...each }) => [tellingKey({ ...each, key: subject }), each]))
}

async function raise(app: WatchApp, trx: Trx, orgId: string, news: readonly Found[], rules: Rules): Promise<void> {
  if (news.length === 0) return
  await lockTracks(
    trx,
    orgId,
    news.map(({ trackId }) => trackId),
  )
  for (const each of news) {
    const watched = { orgId, trackId: each.trackId, mode: each.mode }
    const rule = rulesOf(rules, each).live
    const alarm = ruledAlarm(each, rule)
    if (alarm.leastLevel !== undefined && alarm.leastLevel < 3) {
      const group = await findGroup(trx, orgId, each.trackId, each.mode)
      // An alert that lives takes every alarm.
      if (!(group && isLive(group.state)) && (await holdBack(trx, watched, alarm))) continue
    }
    await takeAlarm(app, trx, watched, alarm)
    if (alarm.byRule) await insertRuleAlarm(trx, { ...watched, rule: each.detector }, alarm.byRule)
  }
}

function ruledAlarm(found: Found, rule: SignalRule | undefined): RuledAlarm {
  const { detector, version, at, score, observed, expected, windowMinutes, subject } = found
  const alarm = { detector, version, at, score, observed, expected, windowMinutes, subject, isOfPosts: false }
  if (!rule) return alarm
  return { ...alarm, byRule: rowOf(found, rule, 'live'), leastLevel: rule.settings?.leastLevel ?? 3 }
}

/** Each rule in shadow by its own threshold and by what it would have told itself; before it began, by what was really told. */
async function tellShadows(
  trx: Trx,
  orgId: string,
  noted: readonly Found[],
  rules: Rules,
  told: ReadonlyMap<string, Told>,
): Promise<void> {
  const own = Map.groupBy(noted, ({ trackId, detector }) => `${trackId} ${detector}`)
  for (const sights of own.values()) {
    const [first] = sights
    const shadow = first && rulesOf(rules, first).shadow
    if (!first || !shadow) continue
    const key = { orgId, trackId: first.trackId, rule: first.detector }
    const known = await shadowTold(trx, key, shadow, sights, told)
    const news = newsAmong(sights, known, ({ speaking }) => thresholdOf(shadow, speaking))
    for (const each of news) await insertRuleAlarm(trx, key, rowOf(each, shadow, 'shadow'))
  }
}

function rowOf(found: Found, rule: SignalRule, slot: 'live' | 'shadow'): RuleAlarmRow {
  const { key: subject, at, score, observed: value, expected: baseline } = found
  const { version, threshold } = rule
  return { subject, slot, at, version, cause: 'score', threshold, score, loudness: score, value, baseline }
}
