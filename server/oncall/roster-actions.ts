import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit, permitPerson } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { DAY, HOUR } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { countCalling } from './call-store.ts'
import { dayKindOf } from './hours.ts'
import { holidaysOf, type Team, teamOf } from './reads.ts'
import { checkRoster } from './roster-check.ts'
import {
  findRosterRow,
  insertNote,
  insertRoster,
  insertRosterVersion,
  listNotes,
  listStandInRows,
  retireRosterRow,
} from './roster-store.ts'
import type { OncallPage, RosterBody, RosterCard, RosterPage, Shift } from './schema.ts'
import type { Roster, Span } from './shift.ts'
import { standInOf } from './stand-in-actions.ts'
import { dayText, zoneClock } from './zone.ts'

const LOOK_AHEAD = 14 * DAY
const NEXT_WITHIN = 35 * DAY
const USUAL_DAYS = 14

/** Who is on call now and next, everywhere. */
export async function readOncall(app: App, actor: Actor): Promise<OncallPage> {
  permit(actor, 'people.read')
  const now = app.clock.now()
  const { orgId } = actor
  const team = await teamOf(app.db, orgId, now)
  const asked = await listStandInRows(app.db, orgId, { after: now, states: ['asked'] })
  return {
    now: now.toISOString(),
    rosters: team.rosters.map(({ id, version, body, roster }) => cardOf({ id, version }, body, roster, now.getTime())),
    people: [...team.people.values()].map(({ id, name, roles }) => ({
      id,
      name,
      roles: [...roles],
      isHere: team.isHere(id),
    })),
    calling: await countCalling(app.db, orgId),
    asked: asked.filter(({ byPersonId }) => byPersonId === actor.id).map(standInOf),
  }
}

/** @throws Refusal `not-found` */
export async function readRoster(
  app: App,
  actor: Actor,
  rosterId: string,
  { from, days = USUAL_DAYS }: { readonly from?: string | undefined; readonly days?: number | undefined },
): Promise<RosterPage> {
  permit(actor, 'people.read')
  const { orgId } = actor
  const start = from === undefined ? app.clock.now() : new Date(from)
  const end = new Date(start.getTime() + days * DAY)
  // Who stood in during the weeks that are looked at.
  const team = await teamOf(app.db, orgId, start)
  const found = team.rosters.find(({ id }) => id === rosterId)
  if (!found) throw new Refusal('not-found')
  const standIns = await listStandInRows(app.db, orgId, { after: start, rosterId, states: ['asked', 'accepted'] })
  return {
    id: rosterId,
    version: found.version,
    body: found.body,
    from: start.toISOString(),
    to: end.toISOString(),
    shifts: found.roster.between(start.getTime(), end.getTime()).map(shiftOf),
    standIns: standIns.map(standInOf),
    days: await daysOf(app, team, found.body, start, days),
    notes: (await listNotes(app.db, orgId, rosterId)).map(({ at, ...note }) => ({ ...note, at: at.toISOString() })),
  }
}

/** What a roster would say before it is saved. @throws Refusal `invalid` */
export async function previewRoster(
  app: App,
  actor: Actor,
  { rosterId, body, from, days }: PreviewGiven,
): Promise<Shift[]> {
  permit(actor, 'people.read')
  const team = await teamOf(app.db, actor.orgId, app.clock.now())
  const start = Date.parse(from)
  return team
    .rosterOf(
      checkRoster(body, (id) => team.people.has(id)),
      rosterId,
    )
    .between(start, start + days * DAY)
    .map(shiftOf)
}

type PreviewGiven = {
  readonly rosterId?: string | undefined
  readonly body: RosterBody
  readonly from: string
  readonly days: number
}

/** @returns its id. @throws Refusal `invalid` */
export async function makeOncallRoster(app: App, actor: Actor, body: RosterBody): Promise<string> {
  permit(actor, 'oncall.manage')
  const now = app.clock.now()
  const { orgId } = actor
  const id = newId(now.getTime())
  await inTransaction(app.db, async (trx) => {
    const checked = await checkedFor(app, trx, orgId, body)
    await insertRoster(trx, now, { orgId, id })
    await insertRosterVersion(trx, now, { orgId, id, version: 1, body: checked, by: actorKey(actor) })
    await recordAct(trx, now, actor, {
      verb: 'makeRoster',
      objectKind: 'roster',
      objectId: id,
      detail: { name: checked.name },
    })
  })
  return id
}

/** @param version the one that was changed. @throws Refusal `not-found`, `invalid`, `changed-meanwhile` */
export async function changeRoster(
  app: App,
  actor: Actor,
  rosterId: string,
  { version, body }: { readonly version: number; readonly body: RosterBody },
): Promise<void> {
  permit(actor, 'oncall.manage')
  const now = app.clock.now()
  const { orgId } = actor
  await inTransaction(app.db, async (trx) => {
    const row = await findRosterRow(trx, orgId, rosterId, true)
    if (!row) throw new Refusal('not-found')
    if (row.version !== version) throw new Refusal('changed-meanwhile')
    const checked = await checkedFor(app, trx, orgId, body)
    const made = { orgId, id: rosterId, version: version + 1, body: checked, by: actorKey(actor) }
    await insertRosterVersion(trx, now, made)
    const detail = { version: version + 1, name: checked.name }
    await recordAct(trx, now, actor, { verb: 'changeRoster', objectKind: 'roster', objectId: rosterId, detail })
  })
}

/** Nobody is on call by it any more; runs that it began go on. @throws Refusal `not-found` */
export async function retireRoster(app: App, actor: Actor, rosterId: string): Promise<void> {
  permit(actor, 'oncall.manage')
  const now = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const row = await findRosterRow(trx, actor.orgId, rosterId, true)
    if (!row) throw new Refusal('not-found')
    await retireRosterRow(trx, now, actor.orgId, rosterId)
    const detail = { name: row.body.name }
    await recordAct(trx, now, actor, { verb: 'retireRoster', objectKind: 'roster', objectId: rosterId, detail })
  })
}

/** What the next one should know; both are told at the hand-over. @throws Refusal `not-found`; `forbidden` for programs */
export async function writeHandOver(app: App, actor: Actor, rosterId: string, given: string): Promise<void> {
  permit(actor, 'people.read')
  permitPerson(actor)
  const text = given.trim()
  if (text === '') throw new Refusal('invalid', { field: 'text', reason: 'is empty' })
  const now = app.clock.now()
  const { orgId, id: personId } = actor
  await inTransaction(app.db, async (trx) => {
    if (!(await findRosterRow(trx, orgId, rosterId))) throw new Refusal('not-found')
    await insertNote(trx, { orgId, id: newId(now.getTime()), rosterId, personId, at: now, text })
    await recordAct(trx, now, actor, { verb: 'writeHandOver', objectKind: 'roster', objectId: rosterId })
  })
}

async function checkedFor(app: App, trx: App['db'], orgId: string, body: RosterBody): Promise<RosterBody> {
  const team = await teamOf(trx, orgId, app.clock.now())
  return checkRoster(body, (id) => team.people.has(id))
}

function cardOf(row: { id: string; version: number }, body: RosterBody, roster: Roster, now: number): RosterCard {
  const ahead = roster.between(now, now + NEXT_WITHIN)
  const [first = { ...roster.at(now), from: now, to: now + NEXT_WITHIN }, ...later] = ahead
  const next = later.find(({ personId }) => personId !== undefined && personId !== first.personId)
  // A fixed shift within one's own turn is no hand-over.
  const until = later.find(({ personId }) => personId !== first.personId)?.from ?? later.at(-1)?.to ?? first.to
  const gaps = roster.between(now, now + LOOK_AHEAD).filter(({ personId }) => personId === undefined)
  const gapMs = gaps.reduce((sum, { from, to }) => sum + to - from, 0)
  return {
    ...row,
    name: body.name,
    zone: body.zone,
    now: shiftOf({ ...first, to: until }),
    next: next ? shiftOf(next) : null,
    secondId: roster.secondAt(now) ?? null,
    gapHours: Math.round((gapMs / HOUR) * 10) / 10,
    firstGap: gaps[0] ? shiftOf(gaps[0]) : null,
  }
}

function shiftOf({ from, to, personId, insteadOf, layerId }: Span): Shift {
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    personId: personId ?? null,
    insteadOf: insteadOf ?? null,
    layerId: layerId ?? null,
  }
}

/** The days that a calendar of this roster must mark. */
async function daysOf(app: App, team: Team, body: RosterBody, start: Date, days: number): Promise<RosterPage['days']> {
  const { organisation, holidays } = team
  const names = new Map(
    (await holidaysOf(app.db, organisation.id, organisation.zone)).days.map((each) => [each.day, each.name]),
  )
  const { day } = zoneClock(body.zone).localOf(start.getTime())
  const list = body.heedsHolidays ? holidays : new Map<string, 'work' | 'off'>()
  return Array.from({ length: days + 1 }, (_, n) => day + n).map((each) => ({
    day: dayText(each),
    kind: dayKindOf(each, list),
    name: (body.heedsHolidays && names.get(dayText(each))) || '',
  }))
}
