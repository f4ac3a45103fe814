import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { NotifyCode, Settings } from '../notifiers/contract.ts'

export type NotifierRow = {
  readonly notifier: string
  readonly settings: Settings
  /** sealed */
  readonly secrets: string | null
  readonly changedAt: Date
  readonly sentAt: Date | null
  readonly failedAt: Date | null
  readonly failureCode: NotifyCode | null
  readonly failure: string | null
}

const COLUMNS = sql`
  notifier, settings, secrets, changed_at as "changedAt", sent_at as "sentAt", failed_at as "failedAt",
  failure_code as "failureCode", failure`

export async function listNotifierRows(db: Db, orgId: string): Promise<NotifierRow[]> {
  const found = await sql<NotifierRow>`
    select ${COLUMNS} from notifiers where org_id = ${orgId} order by notifier`.execute(db)
  return found.rows
}

export async function findNotifierRow(db: Db, orgId: string, notifier: string): Promise<NotifierRow | undefined> {
  const found = await sql<NotifierRow>`
    select ${COLUMNS} from notifiers where org_id = ${orgId} and notifier = ${notifier}`.execute(db)
  return found.rows[0]
}

/** New settings have no history: what an earlier server said is nothing about this one. */
export async function saveNotifierRow(
  trx: Trx,
  at: Date,
  given: { orgId: string; notifier: string; settings: Settings; secrets: string | null; by: string },
): Promise<void> {
  const { orgId, notifier, settings, secrets, by } = given
  await sql`
    insert into notifiers (org_id, notifier, settings, secrets, changed_at, changed_by)
    values (${orgId}, ${notifier}, ${JSON.stringify(settings)}::jsonb, ${secrets}, ${at}, ${by})
    on conflict (org_id, notifier) do update
      set settings = excluded.settings, secrets = excluded.secrets, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by, sent_at = null, failed_at = null, failure_code = null, failure = null`.execute(
    trx,
  )
}

/** @returns false where there was none */
export async function deleteNotifierRow(trx: Trx, orgId: string, notifier: string): Promise<boolean> {
  const done = await sql`delete from notifiers where org_id = ${orgId} and notifier = ${notifier}`.execute(trx)
  return done.numAffectedRows === 1n
}

export async function noteTaken(db: Db, orgId: string, notifier: string, at: Date): Promise<void> {
  await sql`update notifiers set sent_at = ${at} where org_id = ${orgId} and notifier = ${notifier}`.execute(db)
}

export async function noteRefused(
  db: Db,
  orgId: string,
  notifier: string,
  { at, code, said }: { at: Date; code: NotifyCode; said: string },
): Promise<void> {
  await sql`
    update notifiers set failed_at = ${at}, failure_code = ${code}, failure = ${said}
    where org_id = ${orgId} and notifier = ${notifier}`.execute(db)
}
