import { sql } from 'kysely'
import { getOrganisation, listPeople, type OrganisationRow, type PersonRow } from '../access/reads.ts'
import { DAY } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { firstHolidays } from './holiday-days.ts'
import { type DayList, dayListOf } from './hours.ts'
import { READY_POLICIES } from './policy-seed.ts'
import { listRosterRows, listStandInRows, type RosterRow, type StandInRow } from './roster-store.ts'
import type { HolidayList, PolicySet, RosterBody } from './schema.ts'
import { findHolidayList, findPolicySet } from './setting-store.ts'
import { makeRoster, type Roster } from './shift.ts'

/** What the organisation's list says, or, until somebody has changed it, what the product brings for its zone. */
export async function holidaysOf(db: Db, orgId: string, zone: string): Promise<HolidayList> {
  const saved = await findHolidayList(db, orgId)
  return saved ? { version: saved.version, days: saved.value } : { version: 0, days: [...firstHolidays(zone)] }
}

export async function policiesOf(db: Db, orgId: string): Promise<{ version: number; set: PolicySet }> {
  const saved = await findPolicySet(db, orgId)
  return saved ? { version: saved.version, set: saved.value } : { version: 0, set: READY_POLICIES }
}

export type Team = {
  readonly organisation: OrganisationRow
  readonly people: ReadonlyMap<string, PersonRow>
  readonly holidays: DayList
  readonly rosters: readonly (RosterRow & { readonly roster: Roster })[]
  readonly isHere: (personId: string) => boolean
  nameOf(personId: string | null | undefined): string
  /** a roster of this organisation that need not be saved */
  rosterOf(body: RosterBody, rosterId?: string): Roster
}

/** Stand-ins that ended longer ago are of no calendar that anybody looks at. */
const KEPT = 70 * DAY

/** Everything that says who is on call, read once. */
export async function teamOf(db: Db, orgId: string, now: Date): Promise<Team> {
  const organisation = await getOrganisation(db, orgId)
  const rows = await listRosterRows(db, orgId)
  const people = new Map((await listPeople(db, orgId)).map((person) => [person.id, person]))
  const holidays = dayListOf((await holidaysOf(db, orgId, organisation.zone)).days)
  const standIns = await listStandInRows(db, orgId, {
    after: new Date(now.getTime() - KEPT),
    states: ['accepted'],
  })
  const isHere = (id: string): boolean => {
    const person = people.get(id)
    return person?.hasJoined === true && !person.isDisabled
  }
  const rosterOf: Team['rosterOf'] = (body, rosterId) =>
    makeRoster({ body, holidays, isHere, standIns: standIns.filter((each) => each.rosterId === rosterId).map(spanOf) })
  return {
    organisation,
    people,
    holidays,
    isHere,
    rosterOf,
    nameOf: (id) => (id && people.get(id)?.name) || '',
    rosters: rows.map((row) => ({ ...row, roster: rosterOf(row.body, row.id) })),
  }
}

export type OnCall = { readonly rosterId: string; readonly name: string; readonly personId: string | undefined }

/** Who is on call now, by roster; empty where the organisation has none. */
export async function whoIsOnCall(db: Db, orgId: string, now: Date): Promise<OnCall[]> {
  const { rosters } = await teamOf(db, orgId, now)
  return rosters.map(({ id, body, roster }) => ({
    rosterId: id,
    name: body.name,
    personId: roster.at(now.getTime()).personId,
  }))
}

/**
 * The next person on call who is somebody else: whoever is on call by the first roster that has somebody, else the next in turn there.
 * @param except who asks
 */
export async function nextOnCall(db: Db, orgId: string, now: Date, except: string): Promise<string | undefined> {
  const { rosters } = await teamOf(db, orgId, now)
  const moment = now.getTime()
  return rosters
    .flatMap(({ roster }) => [roster.at(moment).personId, roster.secondAt(moment)])
    .find((id) => id !== undefined && id !== except)
}

/** Whether a person has been called about something, and nobody has answered yet. */
export async function isCalledAbout(
  db: Db,
  orgId: string,
  subject: { readonly kind: string; readonly id: string },
  personId: string,
): Promise<boolean> {
  const found = await sql`
    select 1 from call_runs r join call_messages m on m.org_id = r.org_id and m.run_id = r.id
    where r.org_id = ${orgId} and r.subject_kind = ${subject.kind} and r.subject_id = ${subject.id}
      and r.state in ('calling', 'unanswered') and m.person_id = ${personId} limit 1`.execute(db)
  return found.rows.length > 0
}

export type AnswerTime = {
  readonly subjectKind: 'alert' | 'crisis'
  readonly subjectId: string
  readonly level: 1 | 2 | 3
  readonly begunAt: Date
  /** null: nobody answered */
  readonly answeredAt: Date | null
  readonly people: number
}

/** How long answers took: calls that began in an interval, tests and drills left out. For the mean time to acknowledge. */
export async function answerTimesOf(db: Db, orgId: string, from: Date, to: Date): Promise<AnswerTime[]> {
  const found = await sql<AnswerTime>`
    select r.subject_kind as "subjectKind", r.subject_id as "subjectId", r.level, r.begun_at as "begunAt",
      (select min(a.at) from acknowledgements a where a.org_id = r.org_id and a.run_id = r.id) as "answeredAt",
      (select count(distinct m.person_id) from call_messages m where m.org_id = r.org_id and m.run_id = r.id) as people
    from call_runs r
    where r.org_id = ${orgId} and r.begun_at >= ${from} and r.begun_at < ${to} and r.mode = 'live' and r.subject_kind <> 'test'
      and r.state <> 'superseded'
    order by r.begun_at`.execute(db)
  return found.rows
}

function spanOf({ forPersonId, byPersonId, from, to }: StandInRow) {
  return { forPersonId, byPersonId, from: from.getTime(), to: to.getTime() }
}
