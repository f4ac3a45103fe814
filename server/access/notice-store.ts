import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Mode } from '../base/outbox.ts'
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

export type NewNotice = {
  readonly orgId: string
  readonly id: string
  readonly personId: string
  readonly topic: Topic | 'gathered'
  readonly level: number | undefined
  readonly mode: Mode
  readonly locale: Locale
  readonly subject: string
  readonly lines: readonly string[]
  readonly url: string | undefined
  readonly thread: string | undefined
  readonly notifier: string | undefined
  readonly state: 'put' | 'held' | 'unsent'
}

export async function insertNotice(trx: Trx, at: Date, notice: NewNotice): Promise<void> {
  const { orgId, id, personId, topic, mode, locale, subject, lines, state } = notice
  const { level = null, url = null, thread = null, notifier = null } = notice
  await sql`
    insert into notices (org_id, id, person_id, topic, level, mode, locale, subject, lines, url, thread, created_at, notifier, state)
    values (${orgId}, ${id}, ${personId}, ${topic}, ${level}, ${mode}, ${locale}, ${subject}, ${[...lines]}::text[], ${url},
      ${thread}, ${at}, ${notifier}, ${state})`.execute(trx)
}

/** How many went to a person one by one since then. */
export async function countRecent(
  db: Db,
  { orgId, personId, notifier }: { orgId: string; personId: string; notifier: string },
  since: Date,
): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from notices
    where org_id = ${orgId} and person_id = ${personId} and notifier = ${notifier} and state = 'put' and topic <> 'gathered'
      and created_at > ${since}`.execute(db)
  return found.rows[0]?.count ?? 0
}

export type HeldFor = { readonly orgId: string; readonly personId: string; readonly notifier: string }

/** For whom something has been held since before then. */
export async function listHeldFor(db: Db, before: Date): Promise<HeldFor[]> {
  const found = await sql<HeldFor>`
    select distinct org_id as "orgId", person_id as "personId", notifier from notices
    where state = 'held' and created_at <= ${before} order by 1, 2, 3`.execute(db)
  return found.rows
}

export type HeldNotice = {
  readonly level: number | null
  readonly locale: Locale
  readonly subject: string
  readonly url: string | null
  readonly createdAt: Date
}

/** Takes all that is held for a person into one; whoever comes second finds nothing. Oldest first. */
export async function gatherHeld(
  trx: Trx,
  { orgId, personId, notifier }: HeldFor,
  into: string,
): Promise<HeldNotice[]> {
  const found = await sql<HeldNotice>`
    with taken as (
      update notices set state = 'gathered', gathered_in = ${into}
      where org_id = ${orgId} and person_id = ${personId} and notifier = ${notifier} and state = 'held'
      returning id, level, locale, subject, url, created_at)
    select level, locale, subject, url, created_at as "createdAt" from taken order by created_at, id`.execute(trx)
  return found.rows
}

export type SendableNotice = {
  readonly name: string
  readonly email: string
  readonly isDisabled: boolean
  readonly locale: Locale
  readonly subject: string
  readonly lines: readonly string[]
  readonly url: string | null
  readonly thread: string | null
  readonly createdAt: Date
}

/** With the address that the person has now. */
export async function findNotice(db: Db, orgId: string, id: string): Promise<SendableNotice | undefined> {
  const found = await sql<SendableNotice>`
    select p.name, p.email, p.disabled_at is not null as "isDisabled", n.locale, n.subject, n.lines, n.url, n.thread,
      n.created_at as "createdAt"
    from notices n join people p on p.org_id = n.org_id and p.id = n.person_id
    where n.org_id = ${orgId} and n.id = ${id}`.execute(db)
  return found.rows[0]
}
