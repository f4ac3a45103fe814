import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { listKindsInUse } from '../access/channel-reads.ts'
import { STARTING_ROLES } from '../access/permissions.ts'
import { permit } from '../access/permit.ts'
import { getOrganisation } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { notifiers } from '../notifiers/index.ts'
import { READY_HOLIDAYS } from './holiday-days.ts'
import { checkPolicies } from './policy.ts'
import { holidaysOf, policiesOf, teamOf } from './reads.ts'
import type { Holiday, HolidayList, Holidays, Policies, PolicySet } from './schema.ts'
import { insertHolidayList, insertPolicySet } from './setting-store.ts'
import { dayNumber, dayText } from './zone.ts'

export async function readPolicies(app: App, actor: Actor): Promise<Policies> {
  permit(actor, 'people.read')
  return policies(app, actor.orgId)
}

/** Runs that go on keep what they began with. @throws Refusal `invalid`, `changed-meanwhile` */
export async function changePolicies(app: App, actor: Actor, version: number, set: PolicySet): Promise<Policies> {
  permit(actor, 'oncall.manage')
  const now = app.clock.now()
  const { orgId } = actor
  await inTransaction(app.db, async (trx) => {
    const team = await teamOf(trx, orgId, now)
    checkPolicies(set, {
      roles: Object.keys(STARTING_ROLES),
      notifiers: personal().map(({ id }) => id),
      has: (target) =>
        target.kind === 'person'
          ? team.people.has(target.personId)
          : target.kind === 'roster' &&
            (target.rosterId === null || team.rosters.some(({ id }) => id === target.rosterId)),
    })
    const { version: newest } = await policiesOf(trx, orgId)
    const made = { orgId, version: version + 1, value: set, by: actorKey(actor) }
    if (newest !== version || !(await insertPolicySet(trx, now, made))) throw new Refusal('changed-meanwhile')
    const detail = { version: version + 1, policies: set.policies.length }
    await recordAct(trx, now, actor, { verb: 'changePolicies', objectKind: 'oncall', objectId: orgId, detail })
  })
  return policies(app, orgId)
}

export async function readHolidays(app: App, actor: Actor): Promise<Holidays> {
  permit(actor, 'people.read')
  return holidays(app, actor.orgId)
}

/** @throws Refusal `invalid`, `changed-meanwhile` */
export async function changeHolidays(app: App, actor: Actor, { version, days }: HolidayList): Promise<Holidays> {
  permit(actor, 'oncall.manage')
  const now = app.clock.now()
  const { orgId } = actor
  const sorted = checkHolidays(days)
  await inTransaction(app.db, async (trx) => {
    const { zone } = await getOrganisation(trx, orgId)
    const { version: newest } = await holidaysOf(trx, orgId, zone)
    const made = { orgId, version: version + 1, value: sorted, by: actorKey(actor) }
    if (newest !== version || !(await insertHolidayList(trx, now, made))) throw new Refusal('changed-meanwhile')
    const detail = { version: version + 1, days: sorted.length }
    await recordAct(trx, now, actor, { verb: 'changeHolidays', objectKind: 'oncall', objectId: orgId, detail })
  })
  return holidays(app, orgId)
}

async function policies(app: App, orgId: string): Promise<Policies> {
  const inUse = await listKindsInUse(app.db, orgId)
  const known = personal().map(({ id, names }) => ({ id, names, isInUse: inUse.includes(id) }))
  // What is set up comes first: a limit to anything else changes nothing yet.
  const notifiers = known.sort((one, other) => Number(other.isInUse) - Number(one.isInUse))
  return { ...(await policiesOf(app.db, orgId)), notifiers }
}

/** A room is called by nobody's name: a step is limited to what reaches one person. */
function personal() {
  return notifiers.filter(({ reaches }) => reaches === 'person')
}

async function holidays(app: App, orgId: string): Promise<Holidays> {
  const { zone } = await getOrganisation(app.db, orgId)
  return {
    list: await holidaysOf(app.db, orgId, zone),
    ready: READY_HOLIDAYS.map(({ key, days }) => ({ key, days: [...days] })),
  }
}

function checkHolidays(days: readonly Holiday[]): Holiday[] {
  const seen = new Set<string>()
  for (const [n, { day }] of days.entries()) {
    const field = `days/${n}/day`
    if (dayText(dayNumber(day)) !== day) throw new Refusal('invalid', { field, reason: 'is no day of the calendar' })
    if (seen.has(day)) throw new Refusal('invalid', { field, reason: 'is there twice' })
    seen.add(day)
  }
  return [...days].sort((one, other) => one.day.localeCompare(other.day))
}
