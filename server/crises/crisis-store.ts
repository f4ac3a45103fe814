import { sql } from 'kysely'
import type { Actor } from '../app.ts'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { Level } from './clocks.ts'
import type { Waiver } from './crisis-states.ts'
import type { CrisisState, CrisisType, CrisisVerb } from './schema.ts'

export type CrisisRow = {
  readonly orgId: string
  readonly id: string
  readonly number: number
  readonly title: string
  readonly type: CrisisType
  readonly level: Level
  readonly isLevelProvisional: boolean
  readonly levelAt: Date
  readonly state: CrisisState
  readonly mode: 'live' | 'drill'
  readonly trackId: string | null
  readonly commanderId: string | null
  readonly firstAlertAt: Date
  readonly detectedAt: Date
  readonly declaredAt: Date
  readonly mergedInto: string | null
  /** in the order in which they were linked */
  readonly alertIds: readonly string[]
}

const CRISIS = sql`
  c.org_id as "orgId", c.id, c.number, c.title, c.type, c.level, c.is_level_provisional as "isLevelProvisional",
  c.level_at as "levelAt", c.state, c.mode, c.track_id as "trackId", c.commander_id as "commanderId",
  c.first_alert_at as "firstAlertAt", c.detected_at as "detectedAt", c.declared_at as "declaredAt",
  c.merged_into as "mergedInto",
  array(select a.alert_id::text from crisis_alerts a where a.org_id = c.org_id and a.crisis_id = c.id
    order by a.linked_at, a.alert_id) as "alertIds"`
const OPEN = sql`c.state not in ('closed', 'stood_down', 'merged')`

export async function selectCrisis(db: Db, orgId: string, id: string): Promise<CrisisRow | undefined> {
  const found = await sql<CrisisRow>`
    select ${CRISIS} from crises c where c.org_id = ${orgId} and c.id = ${id}`.execute(db)
  return found.rows[0]
}

/**
 * Whoever changes a crisis takes its row first: two people's verbs come one after the other, the second sees the first.
 * @param otherId taken too, in an order that is the same for all: of two merges into each other the second finds its target gone
 */
export async function lockCrisis(
  trx: Trx,
  orgId: string,
  id: string,
  otherId: string = id,
): Promise<CrisisRow | undefined> {
  await sql`
    select 1 from crises c where c.org_id = ${orgId} and c.id in (${id}, ${otherId}) order by c.id for update`.execute(
    trx,
  )
  return selectCrisis(trx, orgId, id)
}

/** @param open only those that have not ended; newest first */
export async function selectCrises(db: Db, orgId: string, open: boolean): Promise<CrisisRow[]> {
  const found = await sql<CrisisRow>`
    select ${CRISIS} from crises c where c.org_id = ${orgId} and (not ${open}::boolean or ${OPEN})
    order by c.number desc limit 500`.execute(db)
  return found.rows
}

export async function selectCrisisOfAlert(db: Db, orgId: string, alertId: string): Promise<CrisisRow | undefined> {
  const found = await sql<CrisisRow>`
    select ${CRISIS} from crises c join crisis_alerts l on l.org_id = c.org_id and l.crisis_id = c.id
    where c.org_id = ${orgId} and l.alert_id = ${alertId}`.execute(db)
  return found.rows[0]
}

/** The same words about the same track a moment ago: the second half of a double click. */
export async function selectTwin(
  trx: Trx,
  orgId: string,
  twin: { title: string; trackId: string | null; since: Date },
): Promise<CrisisRow | undefined> {
  const found = await sql<CrisisRow>`
    select ${CRISIS} from crises c
    where c.org_id = ${orgId} and ${OPEN} and c.title = ${twin.title} and c.track_id is not distinct from ${twin.trackId}
      and c.declared_at > ${twin.since} order by c.number desc limit 1`.execute(trx)
  return found.rows[0]
}

/** The next number; until the transaction ends nobody else of the organisation gets one, and a refusal gives it back. */
export async function takeNumber(trx: Trx, orgId: string): Promise<number> {
  const taken = await sql<{ number: number }>`
    insert into crisis_counters (org_id, last_number) values (${orgId}, 1)
    on conflict (org_id) do update set last_number = crisis_counters.last_number + 1
    returning last_number as number`.execute(trx)
  return taken.rows[0]?.number ?? 1
}

export async function insertCrisis(trx: Trx, row: Omit<CrisisRow, 'alertIds' | 'mergedInto'>): Promise<void> {
  await sql`
    insert into crises (org_id, id, number, title, type, level, is_level_provisional, level_at, state, state_at, mode, track_id,
      commander_id, first_alert_at, detected_at, declared_at)
    values (${row.orgId}, ${row.id}, ${row.number}, ${row.title}, ${row.type}, ${row.level}, ${row.isLevelProvisional},
      ${row.levelAt}, ${row.state}, ${row.declaredAt}, ${row.mode}, ${row.trackId}, ${row.commanderId}, ${row.firstAlertAt},
      ${row.detectedAt}, ${row.declaredAt})`.execute(trx)
}

export async function linkAlert(trx: Trx, crisis: CrisisRef, alertId: string, at: Date): Promise<void> {
  await sql`
    insert into crisis_alerts (org_id, crisis_id, alert_id, linked_at)
    values (${crisis.orgId}, ${crisis.id}, ${alertId}, ${at})`.execute(trx)
}

export type CrisisRef = Pick<CrisisRow, 'orgId' | 'id'>
export type NewTransition = {
  readonly verb: CrisisVerb | 'declare'
  readonly from: CrisisState | null
  readonly to: CrisisState
  readonly reason: string
  readonly waived?: readonly Waiver[]
  readonly mergedInto?: string | null
}

/**
 * The state and the row that says how it came about, never one without the other. Each row lies after the one before, though they be of
 * one moment or the clock was set back: guards ask what came last.
 */
export async function transit(
  trx: Trx,
  crisis: CrisisRef,
  actor: Actor,
  at: Date,
  transition: NewTransition,
): Promise<void> {
  const { verb, from, to, reason, waived = [], mergedInto = null } = transition
  await sql`
    insert into crisis_transitions (org_id, id, crisis_id, at, verb, from_state, to_state, reason, waived, by_kind, by_id, by_name)
    select ${crisis.orgId}, ${newId()}, ${crisis.id},
      greatest(${at}::timestamptz, max(t.at) + interval '1 microsecond'), ${verb}, ${from}, ${to}, ${reason},
      ${JSON.stringify(waived)}::jsonb, ${actor.kind}, ${actor.id}, ${actor.name}
    from crisis_transitions t where t.org_id = ${crisis.orgId} and t.crisis_id = ${crisis.id}`.execute(trx)
  await sql`
    update crises set state = ${to}, state_at = ${at}, merged_into = ${mergedInto}
    where org_id = ${crisis.orgId} and id = ${crisis.id}`.execute(trx)
}

export type TransitionRow = {
  readonly at: Date
  readonly verb: string
  readonly from: CrisisState | null
  readonly to: CrisisState
  readonly reason: string
  readonly waived: readonly Waiver[]
  readonly byId: string
  readonly byName: string
}

/** Oldest first. */
export async function selectTransitions(db: Db, crisis: CrisisRef): Promise<TransitionRow[]> {
  const found = await sql<TransitionRow>`
    select at, verb, from_state as "from", to_state as "to", reason, waived, by_id as "byId", by_name as "byName"
    from crisis_transitions where org_id = ${crisis.orgId} and crisis_id = ${crisis.id} order by at, id`.execute(db)
  return found.rows
}

export async function assignCommander(
  trx: Trx,
  crisis: CrisisRef,
  actor: Actor,
  at: Date,
  given: { personId: string; reason: string },
): Promise<void> {
  await sql`
    insert into commander_assignments (org_id, id, crisis_id, person_id, at, reason, by_kind, by_id, by_name)
    values (${crisis.orgId}, ${newId()}, ${crisis.id}, ${given.personId}, ${at}, ${given.reason}, ${actor.kind}, ${actor.id},
      ${actor.name})`.execute(trx)
  await sql`
    update crises set commander_id = ${given.personId} where org_id = ${crisis.orgId} and id = ${crisis.id}`.execute(
    trx,
  )
}
