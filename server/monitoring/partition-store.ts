import { sql } from 'kysely'
import { type Db, inTransaction } from '../base/db.ts'
import { arrayLiteral } from './array-literal.ts'
import { type Month, monthsBetween, monthsOf } from './months.ts'

/** Any number that nothing else locks: batches of several processes may need the same month at once. */
const LOCK = 7_316_030
const PARTITIONED = ['posts', 'post_tracks'] as const

/** Makes the partitions that these times need and that do not exist. Older times go to the partition for all that is old. */
export async function ensureMonths(db: Db, times: readonly Date[], now: Date): Promise<void> {
  const wanted = monthsOf(times, now)
  if (wanted.length === 0) return
  const missing = await missingMonths(db, wanted)
  if (missing.length > 0) await makeMonths(db, missing)
}

/** Those of this month and the next, so that no batch at midnight of the first has to wait for them. */
export async function ensureMonthsAhead(db: Db, now: Date): Promise<void> {
  await ensureMonths(
    db,
    monthsBetween(now, 0, 1).map(({ from }) => from),
    now,
  )
}

/** Not by to_regclass, which may answer from a cache that has not heard of what another process has just made. */
async function missingMonths(db: Db, wanted: readonly Month[]): Promise<Month[]> {
  const found = await sql<{ name: string }>`
    select name from unnest(${arrayLiteral(wanted.map(({ name }) => name))}::text[]) as name
    where not exists (
      select 1 from pg_class c
      where c.relname = 'post_tracks_' || name and c.relnamespace = current_schema()::regnamespace)`.execute(db)
  const names = new Set(found.rows.map(({ name }) => name))
  return wanted.filter(({ name }) => names.has(name))
}

async function makeMonths(db: Db, months: readonly Month[]): Promise<void> {
  await inTransaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(${LOCK}::int)`.execute(trx)
    for (const month of await missingMonths(trx, months)) {
      if (await isInOlder(trx, month)) continue
      for (const table of PARTITIONED) {
        await sql`create table ${sql.table(`${table}_${month.name}`)} partition of ${sql.table(table)}
          for values from (${sql.lit(month.from.toISOString())}) to (${sql.lit(month.to.toISOString())})`.execute(trx)
      }
    }
  })
}

/** After a clock that jumped, rows of this month may lie there already; PostgreSQL would refuse the partition. They stay. */
async function isInOlder(db: Db, { from, to }: Month): Promise<boolean> {
  const found = await sql<{ found: boolean }>`
    select exists (select 1 from posts_older where posted_at >= ${from} and posted_at < ${to}) as found`.execute(db)
  return found.rows[0]?.found ?? false
}
