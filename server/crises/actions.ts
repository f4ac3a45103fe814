import { permit } from '../access/permit.ts'
import { peopleWith } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { restartCadence, resumeClocks, voidClocks } from './clock-run-actions.ts'
import { ENDED, type Missing, move } from './crisis-states.ts'
import { assignCommander, type CrisisRow, selectTransitions, transit } from './crisis-store.ts'
import { crisisFacts } from './fact-reads.ts'
import { reasonOf, recordCrisisAct, takeCrisis, takeOpenCrisis } from './record-actions.ts'
import type { CrisisState, CrisisVerb, TransitionInput } from './schema.ts'

/**
 * Moves a crisis on by one verb of its state machine. What cannot be proven here yet must be named in `waivers` with a reason each,
 * and is kept with the transition.
 * @throws Refusal `wrong-state`; `guard-unmet` with the codes in `missing`; `reason-missing`; `not-found`
 */
export async function moveCrisis(app: App, actor: Actor, crisisId: string, input: TransitionInput): Promise<void> {
  permit(actor, 'crises.lead')
  const reason = reasonOf(input.reason)
  await inTransaction(app.db, async (trx) => {
    const crisis = await takeCrisis(trx, actor, crisisId, input.intoId)
    const now = app.clock.now()
    const facts = await crisisFacts(trx, crisis, { actorId: actor.id, now, intoId: input.intoId })
    const result = move(input.verb, facts, input.waivers, input.to)
    if ('missing' in result) throw refusalOf(input.verb, result.missing)
    const { to, waived } = result
    const mergedInto = input.verb === 'merge' ? (input.intoId ?? null) : null
    const endedAt = await endOf(trx, crisis)
    await transit(trx, crisis, actor, now, { verb: input.verb, from: crisis.state, to, reason, waived, mergedInto })
    await moveClocks(trx, { ...crisis, state: to }, { from: crisis.state, verb: input.verb, actor, now, endedAt })
    // The first of two signatures leaves the state as it is.
    const verb = input.verb === 'close' && to === crisis.state ? 'signClosing' : 'moveCrisis'
    const detail = { verb: input.verb, from: crisis.state, to, reason, waived, mergedInto }
    await recordCrisisAct(app, trx, actor, crisis, verb, detail)
  })
}

/** Hands the crisis over. @throws Refusal `commander-missing` for who may not lead; `already-done` */
export async function changeCommander(
  app: App,
  actor: Actor,
  crisisId: string,
  input: { readonly personId: string; readonly reason: string },
): Promise<void> {
  permit(actor, 'crises.lead')
  const reason = reasonOf(input.reason)
  await inTransaction(app.db, async (trx) => {
    const crisis = await takeOpenCrisis(trx, actor, crisisId)
    if (crisis.commanderId === input.personId) throw new Refusal('already-done', { field: 'personId' })
    const leaders = await peopleWith(trx, actor.orgId, 'crises.lead')
    const person = leaders.find(({ id }) => id === input.personId)
    if (!person) throw new Refusal('commander-missing', { field: 'personId' })
    await assignCommander(trx, crisis, actor, app.clock.now(), { personId: person.id, reason })
    const fromName = leaders.find(({ id }) => id === crisis.commanderId)?.name ?? ''
    await recordCrisisAct(app, trx, actor, crisis, 'changeCommander', { fromName, toName: person.name, reason })
  })
}

/** A line of a person in the timeline. It is part of the audit: nobody can change or delete it. */
export async function addNote(app: App, actor: Actor, crisisId: string, text: string): Promise<void> {
  permit(actor, 'crises.note')
  const note = text.trim()
  if (note === '') throw new Refusal('invalid', { field: 'text', reason: 'text: may not be blank' })
  await inTransaction(app.db, async (trx) => {
    // Also of one that has ended: what is remembered later belongs to it all the same.
    const crisis = await takeCrisis(trx, actor, crisisId)
    await recordCrisisAct(app, trx, actor, crisis, 'addNote', { text: note })
  })
}

function refusalOf(verb: CrisisVerb, missing: readonly Missing[]): Refusal {
  const codes = missing.map(({ code }) => code).join(',')
  const state = missing.find(({ code }) => code === 'wrong_state')?.values.state
  if (state !== undefined)
    return new Refusal('wrong-state', { reason: `${verb}: not from ${state}`, values: { state, verb } })
  return new Refusal('guard-unmet', { reason: `${verb}: still missing: ${codes}`, values: { verb, missing: codes } })
}

type Moving = {
  readonly from: CrisisState
  readonly verb: CrisisVerb
  readonly actor: Actor
  readonly now: Date
  readonly endedAt: Date | undefined
}

/** What a change of state does to the clocks. */
async function moveClocks(trx: Trx, crisis: CrisisRow, { from, verb, actor, now, endedAt }: Moving): Promise<void> {
  if (ENDED.includes(crisis.state)) await voidClocks(trx, crisis, 'all', { actor, now, note: verb })
  else if (verb === 'contain') await voidClocks(trx, crisis, 'hot', { actor, now, note: verb })
  else if (from === 'closed' || verb === 'reescalate') {
    if (crisis.state === 'responding') await restartCadence(trx, crisis, now)
  } else if (verb === 'reopen' && endedAt) await resumeClocks(trx, crisis, endedAt)
}

async function endOf(trx: Trx, crisis: CrisisRow): Promise<Date | undefined> {
  if (!ENDED.includes(crisis.state)) return undefined
  return (await selectTransitions(trx, crisis)).at(-1)?.at
}
