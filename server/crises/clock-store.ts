import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { CLOCK_SEED } from './clock-seed.ts'
import type { ClockRule, Times } from './clocks.ts'
import type { CrisisRef } from './crisis-store.ts'

export type StoredRule = ClockRule & { readonly version: number }
export type ClockRow = Times & {
  readonly orgId: string
  readonly id: string
  readonly crisisId: string
  readonly key: string
  readonly turn: number
  readonly told: number
  readonly stoppedAt: Date | null
  readonly outcome: 'done' | 'void' | null
  readonly stoppedByName: string | null
  readonly note: string
  /** as it was when this clock was made: editing a definition changes no clock that runs */
  readonly rule: StoredRule
}

/** The newest version of each definition; before the organisation has any, what it will start with. In the order of the seed. */
export async function selectRules(db: Db, orgId: string): Promise<StoredRule[]> {
  const found = await sql<{ version: number; definition: ClockRule }>`
    select distinct on (key) version, definition from clock_definitions where org_id = ${orgId}
    order by key, version desc`.execute(db)
  const own = new Map(found.rows.map(({ version, definition }) => [definition.key, { ...definition, version }]))
  return CLOCK_SEED.map((seed) => own.get(seed.key) ?? { ...seed, version: 1 })
}

/** Version 1 of each definition that is not there yet: clocks point to the version they were made from. */
export async function seedRules(trx: Trx, orgId: string, at: Date): Promise<void> {
  for (const rule of CLOCK_SEED) {
    await sql`
      insert into clock_definitions (org_id, key, version, definition, made_at, by_name)
      values (${orgId}, ${rule.key}, 1, ${JSON.stringify(rule)}::jsonb, ${at}, 'seed') on conflict do nothing`.execute(
      trx,
    )
  }
}

/** @returns false when somebody else made that version first */
export async function insertRule(
  trx: Trx,
  orgId: string,
  rule: StoredRule,
  at: Date,
  byName: string,
): Promise<boolean> {
  const { version, ...definition } = rule
  const made = await sql<{ version: number }>`
    insert into clock_definitions (org_id, key, version, definition, made_at, by_name)
    values (${orgId}, ${rule.key}, ${version}, ${JSON.stringify(definition)}::jsonb, ${at}, ${byName})
    on conflict do nothing returning version`.execute(trx)
  return made.rows.length === 1
}

const CLOCK = sql`
  k.org_id as "orgId", k.id, k.crisis_id as "crisisId", k.key, k.turn, k.started_at as "startedAt", k.due_at as "dueAt",
  k.warn_at as "warnAt", k.is_target as "isTarget", k.told, k.stopped_at as "stoppedAt", k.outcome,
  k.stopped_by_name as "stoppedByName", k.note, d.definition || jsonb_build_object('version', d.version) as rule
  from clocks k join clock_definitions d on d.org_id = k.org_id and d.key = k.key and d.version = k.definition_version`

/** All turns of all clocks of these crises: what is due next first, what has stopped last. */
export async function selectClocks(db: Db, orgId: string, crisisIds: readonly string[]): Promise<ClockRow[]> {
  const found = await sql<ClockRow>`
    select ${CLOCK} where k.org_id = ${orgId} and k.crisis_id = any(${crisisIds}::uuid[])
    order by k.stopped_at nulls first, k.due_at, k.key`.execute(db)
  return found.rows
}

/** Running clocks of all organisations with a time that has passed and that the timeline does not know of. */
export async function selectUntold(db: Db, now: Date, limit: number): Promise<ClockRow[]> {
  const found = await sql<ClockRow>`
    select ${CLOCK} where k.stopped_at is null
      and (case when k.told < 2 then k.warn_at[k.told + 1] else k.due_at end) <= ${now} and k.told < 3
    order by k.due_at, k.id limit ${limit}`.execute(db)
  return found.rows
}

export async function insertClock(
  trx: Trx,
  crisis: CrisisRef,
  rule: StoredRule,
  turn: number,
  times: Times,
): Promise<void> {
  await sql`
    insert into clocks (org_id, id, crisis_id, key, definition_version, turn, started_at, due_at, warn_at, is_target)
    values (${crisis.orgId}, ${newId()}, ${crisis.id}, ${rule.key}, ${rule.version}, ${turn}, ${times.startedAt}, ${times.dueAt},
      ${times.warnAt}::timestamptz[], ${times.isTarget})`.execute(trx)
}

export async function retime(trx: Trx, clock: ClockRow, times: Times): Promise<void> {
  await sql`
    update clocks set due_at = ${times.dueAt}, warn_at = ${times.warnAt}::timestamptz[], is_target = ${times.isTarget}
    where org_id = ${clock.orgId} and id = ${clock.id} and stopped_at is null`.execute(trx)
}

export type Stop = {
  readonly at: Date
  readonly outcome: 'done' | 'void'
  readonly byName: string
  readonly note: string
}

export async function stopClock(trx: Trx, clock: ClockRow, stop: Stop): Promise<void> {
  await sql`
    update clocks set stopped_at = ${stop.at}, outcome = ${stop.outcome}, stopped_by_name = ${stop.byName}, note = ${stop.note}
    where org_id = ${clock.orgId} and id = ${clock.id} and stopped_at is null`.execute(trx)
}

/** @returns false when another process told it first, or it was stopped meanwhile */
export async function markTold(trx: Trx, clock: ClockRow, told: number): Promise<boolean> {
  const marked = await sql<{ id: string }>`
    update clocks set told = ${told}
    where org_id = ${clock.orgId} and id = ${clock.id} and told = ${clock.told} and stopped_at is null returning id`.execute(
    trx,
  )
  return marked.rows.length === 1
}
