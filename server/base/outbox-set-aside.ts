import { sql } from 'kysely'
import type { Db, Trx } from './db.ts'
import type { Mode } from './outbox.ts'

/** What could not be delivered and waits for a person. The body is not shown: it may hold personal data. */
export type SetAside = { id: string; channel: string; mode: Mode; attempts: number; error: string; createdAt: Date }

type Row = { id: string; channel: string; mode: Mode; attempts: number; error: string | null; created_at: Date }

export async function listSetAside(db: Db, orgId: string, limit: number): Promise<SetAside[]> {
  const { rows } = await sql<Row>`
    select id, channel, mode, attempts, error, created_at from outbox
    where org_id = ${orgId} and state = 'set_aside' order by created_at desc, id limit ${limit}`.execute(db)
  return rows.map(({ created_at, error, ...row }) => ({ ...row, error: error ?? '', createdAt: created_at }))
}

/** @returns false when there is no such row */
export async function retrySetAside(trx: Trx, orgId: string, id: string, now: Date): Promise<boolean> {
  const done = await sql`
    update outbox set state = 'waiting', attempts = 0, next_at = ${now}
    where org_id = ${orgId} and id = ${id} and state = 'set_aside'`.execute(trx)
  return done.numAffectedRows === 1n
}

export async function dropSetAside(trx: Trx, orgId: string, id: string): Promise<boolean> {
  const done = await sql`delete from outbox where org_id = ${orgId} and id = ${id} and state = 'set_aside'`.execute(trx)
  return done.numAffectedRows === 1n
}
