import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Locale } from '../notifiers/contract.ts'
import type { Choice, NoticeLevel, Topic } from './notice-topics.ts'
import { permissionsOf } from './reads.ts'

/** What the database asks to be tried again as a whole (inTransaction of base/db.ts does). */
const RETRIED = ['40001', '40P01']

/** Runs a part of a transaction that may fail by itself: what it wrote is undone, and the transaction goes on with its own matter. */
export async function apart<T>(trx: Trx, work: () => Promise<T>, onFailure: (error: Error) => T): Promise<T> {
  await sql`savepoint apart`.execute(trx)
  try {
    const result = await work()
    await sql`release savepoint apart`.execute(trx)
    return result
  } catch (error) {
    if (RETRIED.includes(String((error as { code?: unknown }).code))) throw error
    await sql`rollback to savepoint apart`.execute(trx)
    return onFailure(error as Error)
  }
}

/** @returns false where it was told before */
export async function takeCause(trx: Trx, orgId: string, key: string, at: Date): Promise<boolean> {
  const done = await sql`
    insert into notice_causes (org_id, key, at) values (${orgId}, ${key}, ${at}) on conflict do nothing`.execute(trx)
  return done.numAffectedRows === 1n
}

export type Reachable = {
  readonly id: string
  readonly locale: Locale | null
  readonly permissions: readonly string[]
  readonly isOn: boolean | null
  readonly leastLevel: NoticeLevel | null
}

/** Everybody who has joined and is not disabled, with what they chose for a topic. */
export async function listReachable(db: Db, orgId: string, topic: Topic): Promise<Reachable[]> {
  const found = await sql<Reachable>`
    select p.id, p.locale, ${permissionsOf} as permissions, c.is_on as "isOn", c.least_level as "leastLevel"
    from people p left join notice_choices c on c.org_id = p.org_id and c.person_id = p.id and c.topic = ${topic}
    where p.org_id = ${orgId} and p.disabled_at is null and p.joined_at is not null order by p.id`.execute(db)
  return found.rows
}

export async function listChoices(db: Db, orgId: string, personId: string): Promise<Map<Topic, Choice>> {
  const found = await sql<{ topic: Topic } & Choice>`
    select topic, is_on as "isOn", least_level as "leastLevel" from notice_choices
    where org_id = ${orgId} and person_id = ${personId}`.execute(db)
  return new Map(found.rows.map(({ topic, ...choice }) => [topic, choice]))
}

export async function saveChoice(
  trx: Trx,
  at: Date,
  { orgId, personId, topic, isOn, leastLevel }: { orgId: string; personId: string; topic: Topic } & Choice,
): Promise<void> {
  await sql`
    insert into notice_choices (org_id, person_id, topic, is_on, least_level, changed_at)
    values (${orgId}, ${personId}, ${topic}, ${isOn}, ${leastLevel}, ${at})
    on conflict (org_id, person_id, topic) do update
      set is_on = excluded.is_on, least_level = excluded.least_level, changed_at = excluded.changed_at`.execute(trx)
}
