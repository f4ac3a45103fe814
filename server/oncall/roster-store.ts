import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { RosterBody, StandInState } from './schema.ts'

export type RosterRow = { readonly id: string; readonly version: number; readonly body: RosterBody }

/** The newest version of each that is in use, the oldest roster first: it is the one that policies mean without naming one. */
export async function listRosterRows(db: Db, orgId: string): Promise<RosterRow[]> {
  const found = await sql<RosterRow>`
    select r.id, v.version, v.body from rosters r
    join lateral (select version, body from roster_versions v where v.org_id = r.org_id and v.roster_id = r.id
      order by version desc limit 1) v on true
    where r.org_id = ${orgId} and r.retired_at is null order by r.created_at, r.id`.execute(db)
  return found.rows
}

/** @param lock until the transaction ends: two who save at once pass one after the other */
export async function findRosterRow(db: Db, orgId: string, id: string, lock = false): Promise<RosterRow | undefined> {
  const found = await sql<RosterRow>`
    select r.id, v.version, v.body from rosters r join roster_versions v on v.org_id = r.org_id and v.roster_id = r.id
    where r.org_id = ${orgId} and r.id = ${id} and r.retired_at is null
    order by v.version desc limit 1 ${lock ? sql`for update of r` : sql``}`.execute(db)
  return found.rows[0]
}

export async function insertRoster(trx: Trx, at: Date, { orgId, id }: { orgId: string; id: string }): Promise<void> {
  await sql`insert into rosters (org_id, id, created_at) values (${orgId}, ${id}, ${at})`.execute(trx)
}

/** @returns false where somebody else has made this version */
export async function insertRosterVersion(
  trx: Trx,
  at: Date,
  { orgId, id, version, body, by }: { orgId: string; id: string; version: number; body: RosterBody; by: string },
): Promise<boolean> {
  const done = await sql`
    insert into roster_versions (org_id, roster_id, version, body, made_at, made_by)
    values (${orgId}, ${id}, ${version}, ${JSON.stringify(body)}::jsonb, ${at}, ${by}) on conflict do nothing`.execute(
    trx,
  )
  return done.numAffectedRows === 1n
}

export async function retireRosterRow(trx: Trx, at: Date, orgId: string, id: string): Promise<void> {
  await sql`update rosters set retired_at = ${at} where org_id = ${orgId} and id = ${id}`.execute(trx)
}

export type StandInRow = {
  readonly id: string
  readonly rosterId: string
  readonly forPersonId: string
  readonly byPersonId: string
  readonly from: Date
  readonly to: Date
  readonly state: StandInState
  readonly askedAt: Date
}

const STAND_IN = sql`
  id, roster_id as "rosterId", for_person_id as "forPersonId", by_person_id as "byPersonId", from_at as "from", to_at as "to",
  state, asked_at as "askedAt"`

/** Those that end after a moment, in the order in which they were answered: of two that overlap the later one counts. */
export async function listStandInRows(
  db: Db,
  orgId: string,
  { after, rosterId, states }: { after: Date; rosterId?: string; states: readonly StandInState[] },
): Promise<StandInRow[]> {
  const found = await sql<StandInRow>`
    select ${STAND_IN} from stand_ins
    where org_id = ${orgId} and to_at > ${after} and state = any(${states}) and (${rosterId ?? null}::uuid is null or roster_id = ${rosterId ?? null})
    order by coalesce(answered_at, asked_at), id`.execute(db)
  return found.rows
}

export async function findStandInRow(trx: Trx, orgId: string, id: string): Promise<StandInRow | undefined> {
  const found = await sql<StandInRow>`
    select ${STAND_IN} from stand_ins where org_id = ${orgId} and id = ${id} for update`.execute(trx)
  return found.rows[0]
}

export async function insertStandIn(
  trx: Trx,
  { orgId, by, ...row }: StandInRow & { readonly orgId: string; readonly by: string },
): Promise<void> {
  const answered = row.state === 'asked' ? null : row.askedAt
  await sql`
    insert into stand_ins (org_id, id, roster_id, for_person_id, by_person_id, from_at, to_at, state, asked_at, asked_by,
      answered_at, answered_by)
    values (${orgId}, ${row.id}, ${row.rosterId}, ${row.forPersonId}, ${row.byPersonId}, ${row.from}, ${row.to}, ${row.state},
      ${row.askedAt}, ${by}, ${answered}, ${answered && by})`.execute(trx)
}

export async function answerStandInRow(
  trx: Trx,
  { orgId, id, state, at, by }: { orgId: string; id: string; state: StandInState; at: Date; by: string },
): Promise<void> {
  await sql`
    update stand_ins set state = ${state}, answered_at = ${at}, answered_by = ${by}
    where org_id = ${orgId} and id = ${id}`.execute(trx)
}

export type NoteRow = { readonly id: string; readonly personId: string; readonly at: Date; readonly text: string }

export async function insertNote(trx: Trx, note: NoteRow & { orgId: string; rosterId: string }): Promise<void> {
  await sql`
    insert into hand_over_notes (org_id, id, roster_id, person_id, at, text)
    values (${note.orgId}, ${note.id}, ${note.rosterId}, ${note.personId}, ${note.at}, ${note.text})`.execute(trx)
}

/** What the next hand-over will tell, oldest first. */
export async function listNotes(db: Db, orgId: string, rosterId: string): Promise<NoteRow[]> {
  const found = await sql<NoteRow>`
    select id, person_id as "personId", at, text from hand_over_notes
    where org_id = ${orgId} and roster_id = ${rosterId} and told_at is null order by at, id`.execute(db)
  return found.rows
}

export async function markNotesTold(trx: Trx, at: Date, orgId: string, rosterId: string): Promise<void> {
  await sql`
    update hand_over_notes set told_at = ${at}
    where org_id = ${orgId} and roster_id = ${rosterId} and told_at is null`.execute(trx)
}

/** @returns false where it has been told, by whatever worker */
export async function takeHandOver(
  trx: Trx,
  given: { orgId: string; rosterId: string; at: Date; from: string | null; to: string | null; now: Date },
): Promise<boolean> {
  const { orgId, rosterId, at, from, to, now } = given
  const done = await sql`
    insert into hand_overs (org_id, roster_id, at, from_person_id, to_person_id, told_at)
    values (${orgId}, ${rosterId}, ${at}, ${from}, ${to}, ${now}) on conflict do nothing`.execute(trx)
  return done.numAffectedRows === 1n
}
