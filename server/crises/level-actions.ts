import { permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { HOUR } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { raiseClocks } from './clock-run-actions.ts'
import type { Level } from './clocks.ts'
import { getCrisisRow } from './crisis-reads.ts'
import type { CrisisRow } from './crisis-store.ts'
import type { LevelProposal } from './level.ts'
import { proposeLevelOf, proposeLevelOfLate } from './level-reads.ts'
import { assess, selectRubric } from './level-store.ts'
import { reasonOf, recordCrisisAct, takeOpenCrisis } from './record-actions.ts'
import type { GuardCode } from './schema.ts'
import { findStory } from './story-reads.ts'

export type NewLevelInput = { readonly level: number; readonly reason: string }

/**
 * Sets the level anew, or confirms a provisional one by naming it again. Raising is instant; lowering is the commander's, and waits
 * until the last hours lie below the band ("in doubt take the higher"). Raising brings clocks forward, lowering changes none.
 * @throws Refusal `guard-unmet` with the codes in `missing`; `already-done`; `reason-missing`; `wrong-state`
 */
export async function changeLevel(app: App, actor: Actor, crisisId: string, input: NewLevelInput): Promise<void> {
  permit(actor, 'crises.lead')
  const reason = reasonOf(input.reason)
  const level = input.level as Level
  const now = app.clock.now()
  // Before the transaction: it counts posts, and nobody should wait for the crisis's row so long.
  const { proposal, holdHours, late } = await lookAt(app, await getCrisisRow(app.db, actor.orgId, crisisId), now)
  await inTransaction(app.db, async (trx) => {
    const crisis = await takeOpenCrisis(trx, actor, crisisId)
    if (level === crisis.level && !crisis.isLevelProvisional)
      throw new Refusal('already-done', { reason: `the level is ${level} already`, values: { level } })
    if (level > crisis.level) refuseLowering({ crisis, actor, level, now, holdHours, late })
    await assess(trx, crisis, actor, now, { level, isProvisional: false, proposal, note: reason })
    const clocks = level < crisis.level ? await raiseClocks(trx, crisis, level, now) : []
    const verb = level === crisis.level ? 'confirmLevel' : 'changeLevel'
    const detail = { from: crisis.level, to: level, proposedLevel: proposal.level, reason, clocks }
    await recordCrisisAct(app, trx, actor, crisis, verb, detail)
  })
}

type Look = { readonly proposal: LevelProposal; readonly holdHours: number; readonly late: Level | undefined }

/** What the rubric says of the whole story, and of its last hours. */
async function lookAt({ db }: App, crisis: CrisisRow, now: Date): Promise<Look> {
  const story = await findStory(db, crisis, now)
  const { holdHours } = await selectRubric(db, crisis.orgId)
  const late = story && (await proposeLevelOfLate(db, crisis.orgId, story, holdHours)).level
  return { proposal: await proposeLevelOf(db, crisis.orgId, story), holdHours, late }
}

type Lowering = {
  readonly crisis: CrisisRow
  readonly actor: Actor
  readonly level: Level
  readonly now: Date
  readonly holdHours: number
  /** what the rubric says of the last hours; undefined where nothing is watched */
  readonly late: Level | undefined
}

/** A provisional level was set in haste and may be lowered at once, if the data agree; a confirmed one has to have held. */
function refuseLowering({ crisis, actor, level, now, holdHours, late }: Lowering): void {
  const missing: GuardCode[] = []
  if (actor.id !== crisis.commanderId) missing.push('is_commander')
  const held = (now.getTime() - crisis.levelAt.getTime()) / HOUR
  const mayBeEarly = crisis.isLevelProvisional && late !== undefined
  if (held < holdHours && !mayBeEarly) missing.push('hold')
  if (late !== undefined && late < level) missing.push('below_band')
  if (missing.length === 0) return
  const values = {
    missing: missing.join(','),
    holdHours,
    heldHours: Math.floor(held),
    ...(late ? { proposed: late } : {}),
  }
  throw new Refusal('guard-unmet', { field: 'level', reason: `cannot be lowered yet: ${values.missing}`, values })
}
