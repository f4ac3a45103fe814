import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import { listOrganisations } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { detectors } from '../detectors/index.ts'
import { findTrack, listTracks } from '../monitoring/reads.ts'
import { decideFor } from './rule-judging-reads.ts'
import type { RuleChange, RuleSettings } from './rule-schema.ts'
import {
  insertThreshold,
  insertVersion,
  listThresholds,
  listVersions,
  lockRules,
  type RuleKey,
  type Slot,
  type StoredVersion,
} from './rule-store.ts'
import { countsPosts, inputOf } from './series-input-reads.ts'
import { findRuled, isSignal, type Ruled, signalList } from './signal-rules.ts'
import { reasonOf } from './taking-actions.ts'
import { boundsOf, type Decision, isOther } from './threshold.ts'

/** The audit's verbs. */
const ACT_VERBS = {
  live: 'changeAlertRule',
  off: 'silenceAlertRule',
  shadow: 'tryAlertRule',
  promote: 'promoteAlertRule',
  drop: 'dropAlertRule',
} as const

/**
 * Settings of one detector on one track become a version: live ones hold from now on, with a threshold set anew; `shadow` tries them
 * beside what is live; `off` silences the live one.
 * @throws Refusal not-found, wrong-state (a retired track), reason-missing, invalid
 */
export async function changeRule(app: App, actor: Actor, trackId: string, input: RuleChange): Promise<void> {
  permit(actor, 'rules.edit')
  const detector = await checkRule(app, actor, trackId, input)
  await inTransaction(app.db, async (trx) => {
    const key = { orgId: actor.orgId, trackId, rule: detector.id }
    await lockRules(trx, key)
    const slot = input.mode === 'shadow' ? 'shadow' : 'live'
    await save(app, trx, actor, key, detector, slot, input.mode !== 'off', input.settings, input.reason)
    const { mode, settings, reason } = input
    await record(app, trx, actor, trackId, ACT_VERBS[mode], { detector: detector.id, settings, reason })
  })
}

/** What was tried becomes live. @throws Refusal wrong-state where nothing is tried */
export async function promoteShadow(app: App, actor: Actor, trackId: string, choice: ShadowChoice): Promise<void> {
  await endShadow(app, actor, trackId, choice, 'promote')
}

/** It is tried no more; what it would have sent stays. @throws as promoteShadow */
export async function dropShadow(app: App, actor: Actor, trackId: string, choice: ShadowChoice): Promise<void> {
  await endShadow(app, actor, trackId, choice, 'drop')
}

type ShadowChoice = { readonly detector: string; readonly reason: string }

async function endShadow(
  app: App,
  actor: Actor,
  trackId: string,
  { detector: id, reason }: ShadowChoice,
  how: 'promote' | 'drop',
): Promise<void> {
  permit(actor, 'rules.edit')
  const detector = await checkRule(app, actor, trackId, { detector: id, reason })
  await inTransaction(app.db, async (trx) => {
    const key = { orgId: actor.orgId, trackId, rule: detector.id }
    await lockRules(trx, key)
    const shadow = newestOf(await listVersions(trx, actor.orgId, trackId, detector.id), 'shadow')
    if (!shadow?.isOn) throw new Refusal('wrong-state', { reason: 'nothing is tried beside this rule' })
    const { settings } = shadow
    if (how === 'promote') await save(app, trx, actor, key, detector, 'live', true, settings, reason)
    await save(app, trx, actor, key, detector, 'shadow', false, settings, reason)
    await record(app, trx, actor, trackId, ACT_VERBS[how], { detector: detector.id, settings, reason })
  })
}

/** Once a day: what history and marks say now, of every track that is watched. */
export async function setThresholds(app: App): Promise<void> {
  for (const { id: orgId } of await listOrganisations(app.db)) {
    for (const { id: trackId } of await listTracks(app.db, orgId)) {
      try {
        for (const detector of [...detectors, ...signalList]) await setTrackThreshold(app, orgId, trackId, detector)
      } catch (error) {
        app.log.error('thresholds could not be set', { orgId, trackId, error: (error as Error).message })
      }
    }
  }
}

async function setTrackThreshold(app: App, orgId: string, trackId: string, detector: Ruled): Promise<void> {
  await inTransaction(app.db, async (trx) => {
    const key = { orgId, trackId, rule: detector.id }
    await lockRules(trx, key)
    const versions = await listVersions(trx, orgId, trackId, detector.id)
    await setThreshold(app, trx, key, detector, 'live', newestOf(versions, 'live')?.settings, false)
    const shadow = newestOf(versions, 'shadow')
    if (shadow?.isOn) await setThreshold(app, trx, key, detector, 'shadow', shadow.settings, false)
  })
}

async function save(
  app: App,
  trx: Trx,
  actor: Actor,
  key: RuleKey,
  detector: Ruled,
  slot: Slot,
  isOn: boolean,
  settings: RuleSettings,
  reason: string,
): Promise<void> {
  const made = { madeAt: app.clock.now(), by: actorKey(actor), byName: actor.name, reason: reason.trim() }
  await insertVersion(trx, key, { slot, isOn, settings, ...made })
  if (isOn) await setThreshold(app, trx, key, detector, slot, settings, true)
}

/** A row only where it differs from what holds. */
async function setThreshold(
  app: App,
  trx: Trx,
  key: RuleKey,
  detector: Ruled,
  slot: Slot,
  settings: RuleSettings | undefined,
  isChange: boolean,
): Promise<void> {
  const now = app.clock.now()
  const decision = await decideFor(trx, key.orgId, key.trackId, detector, settings, now)
  const last = (await listThresholds(trx, key.orgId, key.trackId, key.rule)).findLast((each) => each.slot === slot)
  const { threshold, historyDays, falseMarks, realMarks } = decision
  if (!isOther(threshold, last?.threshold ?? detector.speaking.threshold)) return
  const reason = isChange ? 'budget' : causeOf(decision, last?.detail ?? {})
  const detail = { base: decision.base, needless: decision.needless ?? -1, historyDays, falseMarks, realMarks }
  await insertThreshold(trx, key, slot, { at: now, threshold, reason, detail })
}

function causeOf(
  { falseMarks, realMarks, hasHistory }: Decision,
  before: Readonly<Record<string, number | boolean>>,
): 'marks' | 'history' | 'default' {
  if (falseMarks !== (before.falseMarks ?? 0) || realMarks !== (before.realMarks ?? 0)) return 'marks'
  return hasHistory ? 'history' : 'default'
}

async function checkRule(
  app: App,
  { orgId }: Actor,
  trackId: string,
  { detector: id, settings, reason }: { detector: string; settings?: RuleSettings; reason: string },
): Promise<Ruled> {
  await checkTrack(app, orgId, trackId, reason)
  return checkSettings(id, settings)
}

/** That rules of this track may be changed, for this reason. @throws Refusal not-found, wrong-state (a retired one), reason-missing */
export async function checkTrack(app: App, orgId: string, trackId: string, reason: string): Promise<void> {
  const track = await findTrack(app.db, orgId, trackId)
  if (!track) throw new Refusal('not-found')
  if (track.isRetired) throw new Refusal('wrong-state', { reason: 'this track is retired' })
  reasonOf(reason, 'reason')
}

/** @throws Refusal invalid: a detector that there is not, or a condition that it cannot know */
export function checkSettings(id: string, settings: RuleSettings | undefined): Ruled {
  const detector = findRuled(id)
  if (!detector) throw new Refusal('invalid', { field: 'detector', reason: `there is no detector "${id}"` })
  const isShare = isShareRule(detector)
  if (!hasConditions(detector) && (settings?.leastPosts ?? settings?.timesUsual ?? settings?.share) !== undefined)
    throw new Refusal('invalid', { field: 'settings', reason: 'this detector counts no posts' })
  if (settings?.share && !isShare)
    throw new Refusal('invalid', { field: 'share', reason: 'this detector counts posts' })
  if (settings?.timesUsual !== undefined && isShare)
    throw new Refusal('invalid', { field: 'timesUsual', reason: 'this detector watches a share' })
  return detector
}

/** Conditions speak of posts: of a series of weights they would mean nothing. */
export function hasConditions(detector: Ruled): boolean {
  if (isSignal(detector) || detector.hasCurve === false) return false
  return countsPosts(detector) || isShareRule(detector)
}

export function isShareRule(detector: Ruled): boolean {
  return !isSignal(detector) && inputOf(detector.input).isShare
}

/** What holds now. */
export function newestOf<V extends Pick<StoredVersion, 'slot'>>(versions: readonly V[], slot: Slot): V | undefined {
  return versions.findLast((each) => each.slot === slot)
}

export const boundsFor = (detector: Ruled) => boundsOf(detector.speaking.threshold)

async function record(
  app: App,
  trx: Trx,
  actor: Actor,
  trackId: string,
  verb: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAct(trx, app.clock.now(), actor, { verb, objectKind: 'track', objectId: trackId, detail })
}
