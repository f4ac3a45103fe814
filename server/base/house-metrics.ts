import { sql } from 'kysely'
import type pg from 'pg'
import { Gauge } from 'prom-client'
import type { Db } from './db.ts'
import type { Load } from './load.ts'
import type { Metrics } from './metrics.ts'
import { POISON } from './queue-poison.ts'

/** What is measured when somebody asks: the room there is, and what waits. docs/operations.md lists them. */
export function addHouseMetrics({ registry }: Metrics, db: Db, pool: pg.Pool, { pressure, disk }: Load): void {
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = read()
        if (value !== undefined) this.set(value)
      },
    })
  }
  gauge('weiji_disk_free_bytes', 'Room in the data folder', () => disk.freeBytes())
  gauge('weiji_disk_low', '1 while new posts are refused for want of room', () => (disk.isLow() ? 1 : 0))
  gauge('weiji_ingest_waiting', 'Batches of posts being taken in', () => pressure.waiting())
  gauge('weiji_ingest_bytes', 'Bytes of batches being taken in', () => pressure.bytes())
  gauge('weiji_database_connections', 'Open connections of this process', () => pool.totalCount)
  gauge('weiji_database_waiting', 'Requests that wait for a connection', () => pool.waitingCount)
  addBacklog(registry, db)
}

/** By one query; when the database is away the last values stand, and /readyz says so. */
function addBacklog(registry: Metrics['registry'], db: Db): void {
  const help = 'Jobs and outgoing messages that wait, and those set aside for a person'
  const gauge = new Gauge({
    name: 'weiji_backlog',
    help,
    labelNames: ['what'],
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ what: string; n: number }>`
        select 'jobs' as what, count(*) as n from pgboss.job
          where name <> ${POISON} and state in ('created', 'retry') and start_after <= now()
        union all select 'jobs_set_aside', count(*) from pgboss.job where name = ${POISON} and state = 'created'
        union all select 'outgoing', count(*) from outbox where state in ('waiting', 'failed', 'sending')
        union all select 'outgoing_set_aside', count(*) from outbox where state = 'set_aside'`
        .execute(db)
        .catch(() => ({ rows: [] }))
      for (const { what, n } of rows) gauge.set({ what }, n)
    },
  })
}
