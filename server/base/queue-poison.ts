import { sql } from 'kysely'
import type { PgBoss } from 'pg-boss'
import type { Db } from './db.ts'

/** A job that failed its last try, set aside for a person. */
export type PoisonJob = { id: string; name: string; failedAt: Date; attempts: number; error: string }

/** Where jobs go that failed their last try. Nobody works on it. */
export const POISON = 'poison'

type Row = { id: string; source_name: string; created_on: Date; source_retry_count: number; error: string | null }

const ofOrganisation = (orgId: string | undefined) =>
  sql`name = ${POISON} and state = 'created'
    and (${orgId ?? null}::text is null or coalesce(data #>> '{data,orgId}', ${orgId ?? null}) = ${orgId ?? null})`

export async function listPoison(db: Db, limit: number, orgId?: string): Promise<PoisonJob[]> {
  const { rows } = await sql<Row>`
    select id, source_name, created_on, source_retry_count,
      coalesce(source_output ->> 'message', source_output #>> '{}') as error
    from pgboss.job where ${ofOrganisation(orgId)} order by created_on desc, id limit ${limit}`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    name: row.source_name,
    failedAt: row.created_on,
    attempts: row.source_retry_count + 1,
    error: (row.error ?? '').slice(0, 1000),
  }))
}

/** Back to where it came from, with all its tries. */
export async function retryPoison(boss: PgBoss, db: Db, id: string, orgId?: string): Promise<boolean> {
  if (!(await exists(db, id, orgId))) return false
  await boss.redrive(POISON, { ids: [id] })
  return !(await exists(db, id, orgId))
}

export async function dropPoison(boss: PgBoss, db: Db, id: string, orgId?: string): Promise<boolean> {
  if (!(await exists(db, id, orgId))) return false
  await boss.deleteJob(POISON, id)
  return true
}

async function exists(db: Db, id: string, orgId?: string): Promise<boolean> {
  const { rows } = await sql`select 1 from pgboss.job where id = ${id} and ${ofOrganisation(orgId)}`.execute(db)
  return rows.length > 0
}
