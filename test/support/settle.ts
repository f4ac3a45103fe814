import { sql } from 'kysely'
import type { Clock } from '../../server/base/clock.ts'
import type { Db } from '../../server/base/db.ts'
import type { JobKind, OpenQueue } from '../../server/base/queue.ts'

type Settling = { db: Db; open: OpenQueue; jobs: readonly JobKind[]; clock: Clock }
type Row = { id: string; name: string; data: { data: unknown }; retry_count: number; created_on: Date }

/** More rounds than any chain of jobs has: jobs that enqueue each other for ever are a mistake. */
const MOST_ROUNDS = 200

/**
 * Runs each regular job once, then every enqueued job that is due by the standing clock, until none is left. A job that throws fails
 * the test: retries are tested in server/base/queue.test.ts.
 */
export async function settleJobs({ db, open, jobs, clock }: Settling): Promise<void> {
  for (const kind of jobs) {
    if (kind.everySeconds !== undefined) await kind.run({ id: 'every', name: kind.name, data: null, attempt: 1 })
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const due = await takeDue(db, jobs, clock.now())
    if (due.length === 0) return
    for (const { id, name, data, retry_count } of due) {
      const kind = jobs.find((each) => each.name === name)
      await kind?.run({ id, name, data: data.data, attempt: retry_count + 1 })
      await open.boss.complete(name, id)
    }
  }
  throw new Error(`jobs go on after ${MOST_ROUNDS} rounds`)
}

/** By our own statement, because pg-boss goes by the database's clock, which does not stand still. */
async function takeDue(db: Db, jobs: readonly JobKind[], now: Date): Promise<Row[]> {
  if (jobs.length === 0) return []
  const names = jobs.map(({ name }) => name)
  const { rows } = await sql<Row>`
    update pgboss.job set state = 'active', started_on = now()
    where name = any(${names}) and state in ('created', 'retry')
      and (start_after <= ${now} or abs(extract(epoch from start_after - created_on)) < 1)
    returning id, name, data, retry_count, created_on`.execute(db)
  return rows.sort((one, other) => one.created_on.getTime() - other.created_on.getTime())
}
