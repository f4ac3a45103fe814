import type { App } from '../app.ts'
import { DAY } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { detectors } from '../detectors/index.ts'
import { findTrack, listTracks } from '../monitoring/reads.ts'
import { boundsFor, hasConditions, isShareRule, newestOf } from './rule-actions.ts'
import { HISTORY_DAYS } from './rule-judging-reads.ts'
import { historyDaysOf, listSpoken, type SpokenAlert } from './rule-mark-reads.ts'
import type { RulePage, TrackRule, TrackRules } from './rule-schema.ts'
import { listRuleAlarms, listThresholds, listVersions, type StoredThreshold, type StoredVersion } from './rule-store.ts'
import { signalDaysOf } from './signal-judging-reads.ts'
import { isSignal, type Ruled, signalList } from './signal-rules.ts'
import { silencesTold } from './silence-reads.ts'
import { LEAST_DAYS } from './threshold.ts'

const SHOWN_DAYS = 30
const RULED: readonly Ruled[] = [...detectors, ...signalList]

/** Every track that is watched, with what its detectors are set to and did in the last 30 days. */
export async function listRules(app: App, orgId: string): Promise<TrackRules[]> {
  const tracks = await listTracks(app.db, orgId)
  const known = await readKnown(app, orgId)
  return tracks.map(({ id, name }) => rulesOf(known, id, name))
}

/** @throws Refusal not-found */
export async function getRulePage(app: App, orgId: string, trackId: string): Promise<RulePage> {
  const track = await findTrack(app.db, orgId, trackId)
  if (!track) throw new Refusal('not-found')
  const known = await readKnown(app, orgId, trackId)
  const history: RulePage['history'] = []
  for (const detector of RULED) {
    const versions = known.versions.filter(({ rule }) => rule === detector.id)
    const thresholds = known.thresholds.filter(({ rule, slot }) => rule === detector.id && slot === 'live')
    history.push({
      detector: detector.id,
      versions: versions
        .map(versionOf)
        .sort((a, b) => b.madeAt.localeCompare(a.madeAt) || a.slot.localeCompare(b.slot)),
      thresholds: thresholds.map(thresholdOf),
      shadow: await shadowOf(app.db, orgId, trackId, detector, versions, known.spoken),
    })
  }
  return { ...rulesOf(known, trackId, track.name), history }
}

type Known = {
  readonly versions: readonly StoredVersion[]
  readonly thresholds: readonly StoredThreshold[]
  readonly spoken: readonly SpokenAlert[]
  readonly historyDays: Awaited<ReturnType<typeof historyDaysOf>>
  readonly signalDays: Awaited<ReturnType<typeof signalDaysOf>>
  readonly since: Date
  /** track → how often people were told of its silence, which is no alert */
  readonly silences: Awaited<ReturnType<typeof silencesTold>>
}

async function readKnown({ db, clock }: App, orgId: string, trackId?: string): Promise<Known> {
  const now = clock.now().getTime()
  const span = { from: new Date(now - HISTORY_DAYS * DAY), to: new Date(now + DAY) }
  return {
    versions: await listVersions(db, orgId, trackId),
    thresholds: await listThresholds(db, orgId, trackId),
    spoken: await listSpoken(db, orgId, span, trackId),
    historyDays: await historyDaysOf(db, orgId, span.from, trackId),
    signalDays: await signalDaysOf(db, orgId, clock.now(), trackId),
    since: new Date(now - SHOWN_DAYS * DAY),
    silences: await silencesTold(db, orgId, new Date(now - SHOWN_DAYS * DAY)),
  }
}

function rulesOf(known: Known, trackId: string, trackName: string): TrackRules {
  return { trackId, trackName, rules: RULED.map((detector) => ruleOf(known, trackId, detector)) }
}

function ruleOf(known: Known, trackId: string, detector: Ruled): TrackRule {
  const isOwn = (each: { readonly trackId: string; readonly rule: string }): boolean =>
    each.trackId === trackId && each.rule === detector.id
  const versions = known.versions.filter(isOwn)
  const live = newestOf(versions, 'live')
  const shadow = newestOf(versions, 'shadow')
  const threshold = known.thresholds.findLast((each) => isOwn(each) && each.slot === 'live')
  const sent = known.spoken.filter(
    (each) => each.trackId === trackId && each.detector === detector.id && each.at >= known.since,
  )
  const usualThreshold = detector.speaking.threshold
  return {
    detector: detector.id,
    names: detector.names,
    isShare: isShareRule(detector),
    hasConditions: hasConditions(detector),
    raisesAlerts: !isSilence(detector),
    mode: live?.isOn === false ? 'off' : 'live',
    live: live ? versionOf(live) : null,
    shadow: shadow?.isOn ? versionOf(shadow) : null,
    threshold: threshold?.threshold ?? usualThreshold,
    usualThreshold,
    ...boundsFor(detector),
    historyDays: isSignal(detector)
      ? known.signalDays(trackId, detector)
      : known.historyDays(trackId, detector.id, detector.stepMinutes),
    leastDays: LEAST_DAYS,
    sent: sent.length + (isSilence(detector) ? (known.silences.get(trackId) ?? 0) : 0),
    falseAlarms: sent.filter(({ mark }) => mark === 'false').length,
    crises: sent.filter(({ mark }) => mark === 'crisis').length,
  }
}

function isSilence(detector: Ruled): boolean {
  return !isSignal(detector) && detector.tells === 'silence'
}

function versionOf({ version, slot, isOn, settings, madeAt, byName, reason }: StoredVersion) {
  return { version, slot, isOn, settings, madeAt: madeAt.toISOString(), byName, reason }
}

function thresholdOf({
  at,
  threshold,
  reason,
  detail,
}: StoredThreshold): RulePage['history'][number]['thresholds'][number] {
  const { falseMarks, realMarks, historyDays } = detail
  return {
    at: at.toISOString(),
    threshold,
    reason,
    falseMarks: Number(falseMarks ?? 0),
    realMarks: Number(realMarks ?? 0),
    historyDays: Number(historyDays ?? 0),
  }
}

/** What is tried now: what it would have sent since it began, beside what the live one sent. */
async function shadowOf(
  db: Db,
  orgId: string,
  trackId: string,
  detector: Ruled,
  versions: readonly StoredVersion[],
  spoken: readonly SpokenAlert[],
): Promise<RulePage['history'][number]['shadow']> {
  const shadow = newestOf(versions, 'shadow')
  if (!shadow?.isOn) return null
  const since = shadow.madeAt
  const key = { orgId, trackId, rule: detector.id }
  const alarms = await listRuleAlarms(db, key, 'shadow', since, shadow.version)
  const live = spoken.filter((each) => each.trackId === trackId && each.detector === detector.id && each.at >= since)
  return {
    since: since.toISOString(),
    alarms: alarms.map(({ at }) => at.toISOString()),
    live: live.map(({ at }) => at.toISOString()),
  }
}
