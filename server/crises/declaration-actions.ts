import { permit } from '../access/permit.ts'
import { peopleWith } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { MINUTE } from '../base/clock.ts'
import { type Db, inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { findTrack, sampleTexts } from '../monitoring/reads.ts'
import { escalateAlert } from '../warning/actions.ts'
import { getAlert } from '../warning/reads.ts'
import type { AlertCard } from '../warning/schema.ts'
import { startClocks } from './clock-run-actions.ts'
import { seedRules } from './clock-store.ts'
import type { Level } from './clocks.ts'
import {
  assignCommander,
  type CrisisRow,
  insertCrisis,
  linkAlert,
  selectCrises,
  selectCrisisOfAlert,
  selectTwin,
  takeNumber,
  transit,
} from './crisis-store.ts'
import { proposeType } from './crisis-type.ts'
import type { LevelProposal } from './level.ts'
import { proposeLevelOf } from './level-reads.ts'
import { assess, seedRubric } from './level-store.ts'
import { recordCrisisAct } from './record-actions.ts'
import type { Declaration, Proposal } from './schema.ts'
import { findStory, type Story } from './story-reads.ts'

const TEXTS_READ = 500
/** Two declarations of the same words about the same track so close together are one, pressed twice. */
const TWIN_MS = MINUTE
const TITLE_WORDS = 3

/** What declaring a crisis from this alert would say (ASSESS-3): proposals with their reasons; nothing is written. */
export async function proposeCrisis(app: App, actor: Actor, alertId: string): Promise<Proposal> {
  permit(actor, 'crises.declare')
  const { db, clock } = app
  const alert = await getAlert(db, actor.orgId, alertId)
  const crisis = { orgId: actor.orgId, trackId: alert.trackId, detectedAt: new Date(alert.detectedAt) }
  const story = await findStory(db, crisis, clock.now())
  const type = proposeType(story ? await textsOf(db, story) : [])
  const level = await proposeLevelOf(db, actor.orgId, story)
  const commanders = await peopleWith(db, actor.orgId, 'crises.lead')
  const open = await selectCrises(db, actor.orgId, true)
  return {
    alertId,
    title: [alert.trackName, ...alert.topWords.slice(0, TITLE_WORDS)].join(' '),
    type: type.type,
    typeReasons: type.reasons,
    level: level.level,
    levelReasons: level.reasons,
    dimensions: level.dimensions,
    rubricVersion: level.rubricVersion,
    commanders: commanders.map(({ id, name }) => ({ id, name, isMe: id === actor.id })),
    openCrises: open
      .filter(({ trackId, mode }) => trackId === alert.trackId && mode === alert.mode)
      .map(({ id, number, title }) => ({ id, number, title })),
  }
}

/**
 * Declares a crisis: from `suspected` to `assessing` at once, with a commander, a provisional level and its clocks, which run from
 * the first alert (TEAM-2). All in one transaction; of two at the same moment exactly one is made.
 * @returns the id of the crisis
 * @throws Refusal `already-done` with `crisisId` and `number`; `commander-missing`; `invalid`; `not-found` for the alert
 */
export async function declareCrisis(app: App, actor: Actor, input: Declaration): Promise<string> {
  permit(actor, 'crises.declare')
  const title = input.title.trim()
  if (title === '') throw new Refusal('invalid', { field: 'title', reason: 'title: may not be blank' })
  const subject = await subjectOf(app, actor, input)
  const proposal = await proposeLevelOf(app.db, actor.orgId, subject.story)
  return inTransaction(app.db, async (trx) => {
    // Its lock makes declarations of one organisation pass one by one; what follows sees the one before.
    const number = await takeNumber(trx, actor.orgId)
    await refuseTwin(trx, actor, { ...input, title }, subject)
    const commander = (await peopleWith(trx, actor.orgId, 'crises.lead')).find(({ id }) => id === input.commanderId)
    if (!commander) throw new Refusal('commander-missing', { field: 'commanderId' })
    const crisis = crisisOf(actor, { ...input, title }, subject, number)
    const clocks = await writeCrisis(app, trx, actor, crisis, { input, proposal, commanderId: commander.id })
    const { mode, firstAlertAt, declaredAt } = crisis
    await recordCrisisAct(app, trx, actor, crisis, 'declareCrisis', {
      number,
      title,
      type: crisis.type,
      level: crisis.level,
      proposedLevel: proposal.level,
      mode,
      commanderName: commander.name,
      alertNumber: subject.alert?.number ?? null,
      minutesSinceAlert: Math.round((declaredAt.getTime() - firstAlertAt.getTime()) / MINUTE),
      reason: input.reason?.trim() ?? '',
      clocks,
    })
    return crisis.id
  })
}

type Subject = {
  readonly alert: AlertCard | undefined
  readonly trackId: string | null
  readonly firstAlertAt: Date
  readonly detectedAt: Date
  readonly story: Story | undefined
  readonly now: Date
}

async function subjectOf(app: App, actor: Actor, input: Declaration): Promise<Subject> {
  const now = app.clock.now()
  const alert = input.alertId === undefined ? undefined : await getAlert(app.db, actor.orgId, input.alertId)
  const trackId = alert?.trackId ?? input.trackId ?? null
  if (trackId !== null && !(await findTrack(app.db, actor.orgId, trackId)))
    throw new Refusal('invalid', { field: 'trackId', reason: 'trackId: there is no such track' })
  const detectedAt = alert ? new Date(alert.detectedAt) : now
  const raisedAt = alert ? new Date(alert.raisedAt) : now
  // A clock that jumped back must not make a crisis that began after its declaration.
  const firstAlertAt = new Date(Math.min(raisedAt.getTime(), now.getTime()))
  const story = await findStory(app.db, { orgId: actor.orgId, trackId, detectedAt }, now)
  return { alert, trackId, firstAlertAt, detectedAt, story, now }
}

async function refuseTwin(trx: Trx, actor: Actor, input: Declaration, { trackId, alert, now }: Subject): Promise<void> {
  const since = new Date(now.getTime() - TWIN_MS)
  const twin = alert
    ? await selectCrisisOfAlert(trx, actor.orgId, alert.id)
    : await selectTwin(trx, actor.orgId, { title: input.title, trackId, since })
  if (!twin) return
  const values = { crisisId: twin.id, number: twin.number }
  throw new Refusal('already-done', { reason: `crisis ${twin.number} has been declared from this already`, values })
}

function crisisOf(actor: Actor, input: Declaration, subject: Subject, number: number): CrisisRow {
  return {
    orgId: actor.orgId,
    id: newId(),
    number,
    title: input.title,
    type: input.type,
    level: input.level as Level,
    isLevelProvisional: true,
    levelAt: subject.now,
    state: 'suspected',
    mode: subject.alert?.mode ?? 'live',
    trackId: subject.trackId,
    commanderId: input.commanderId,
    firstAlertAt: subject.firstAlertAt,
    detectedAt: subject.detectedAt,
    declaredAt: subject.now,
    mergedInto: null,
    alertIds: subject.alert ? [subject.alert.id] : [],
  }
}

type Writing = { readonly input: Declaration; readonly proposal: LevelProposal; readonly commanderId: string }

async function writeCrisis(
  app: App,
  trx: Trx,
  actor: Actor,
  crisis: CrisisRow,
  { input, proposal, commanderId }: Writing,
): Promise<{ key: string; dueAt: string }[]> {
  const at = crisis.declaredAt
  const reason = input.reason?.trim() ?? ''
  await seedRubric(trx, crisis.orgId, at)
  await seedRules(trx, crisis.orgId, at)
  await insertCrisis(trx, crisis)
  await transit(trx, crisis, actor, at, { verb: 'declare', from: null, to: 'suspected', reason })
  await assess(trx, crisis, actor, at, { level: crisis.level, isProvisional: true, proposal, note: reason })
  await assignCommander(trx, crisis, actor, at, { personId: commanderId, reason })
  await transit(trx, crisis, actor, at, { verb: 'confirm', from: 'suspected', to: 'assessing', reason })
  for (const alertId of crisis.alertIds) {
    await linkAlert(trx, crisis, alertId, at)
    await escalateAlert(app, trx, actor, alertId, crisis.id, reason)
  }
  return startClocks(trx, crisis, 'declaration', at)
}

async function textsOf(db: Db, { orgId, trackId, span }: Story): Promise<string[]> {
  return (await sampleTexts(db, orgId, trackId, span, TEXTS_READ)).map(({ text }) => text)
}
