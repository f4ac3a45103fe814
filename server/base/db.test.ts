import assert from 'node:assert/strict'
import { getPriority } from 'node:os'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { freshDatabase } from '../../test/support/database.ts'
import { inTransaction, openDatabase } from './db.ts'

async function open(t: TestContext, options = {}) {
  const { url, drop } = await freshDatabase()
  const database = openDatabase(url, options)
  t.after(async () => {
    await database.close()
    await drop()
  })
  return database
}

test('numbers, times and days come as such, and an unsafe number is an error rather than a wrong number', async (t) => {
  const { db } = await open(t)
  const { rows } = await sql`
    select count(*) as n, 9007199254740991::int8 as most, date '2026-03-02' as day, timestamptz '2026-03-02T10:00+08' as at`.execute(
    db,
  )
  assert.deepEqual(rows, [
    { n: 1, most: Number.MAX_SAFE_INTEGER, day: '2026-03-02', at: new Date('2026-03-02T02:00:00Z') },
  ])
  await assert.rejects(sql`select 9007199254740992::int8 as n`.execute(db), /no safe integer/)
})

test('each connection has its time limits', async (t) => {
  const { db } = await open(t, { statementMs: 1234 })
  const setting = async (name: string) =>
    (await sql<{ v: string }>`select current_setting(${name}) as v`.execute(db)).rows[0]?.v
  assert.equal(await setting('statement_timeout'), '1234ms')
  assert.equal(await setting('lock_timeout'), '10s')
  assert.equal(await setting('idle_in_transaction_session_timeout'), '30s')
})

test('connections that stand back do so, others do not', {
  skip: process.platform === 'linux' ? false : 'processes have priorities of their own on Linux',
}, async (t) => {
  const { url, drop } = await freshDatabase()
  const [front, behind] = [openDatabase(url), openDatabase(url, { niceness: 7 })]
  t.after(async () => {
    await Promise.all([front.close(), behind.close()])
    await drop()
  })
  const pidOf = async ({ db }: typeof front) =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid ?? 0
  const before = getPriority(await pidOf(front))
  assert.equal(getPriority(await pidOf(behind)), before + 7)
  assert.equal(getPriority(await pidOf(front)), before)
})

test('a statement that takes too long is ended', async (t) => {
  const { db } = await open(t, { statementMs: 50 })
  await assert.rejects(sql`select pg_sleep(20)`.execute(db), { code: '57014' })
})

test('two transactions that lock each other out: one is run again, and both succeed', async (t) => {
  const { db } = await open(t)
  await sql`create table pairs (id int primary key, n int not null)`.execute(db)
  await sql`insert into pairs values (1, 0), (2, 0)`.execute(db)
  let runs = 0
  let held = 0
  const bothHold = Promise.withResolvers<void>()
  const cross = (first: number, second: number) =>
    inTransaction(db, async (trx) => {
      runs += 1
      await sql`update pairs set n = n + 1 where id = ${first}`.execute(trx)
      // Counted once the row is held: whoever has only begun does not stand in the way yet.
      held += 1
      if (held >= 2) bothHold.resolve()
      await bothHold.promise
      await sql`update pairs set n = n + 1 where id = ${second}`.execute(trx)
    })
  await Promise.all([cross(1, 2), cross(2, 1)])
  assert.equal(runs, 3)
  assert.deepEqual((await sql`select n from pairs order by id`.execute(db)).rows, [{ n: 2 }, { n: 2 }])
})

test('it is tried three times and no more, and any other error at once', async (t) => {
  const { db } = await open(t)
  const runsUntil = async (code: string): Promise<number> => {
    let runs = 0
    const failing = inTransaction(db, async () => {
      runs += 1
      throw Object.assign(new Error('from the database'), { code })
    })
    await assert.rejects(failing, { code })
    return runs
  }
  assert.equal(await runsUntil('40001'), 3)
  assert.equal(await runsUntil('23505'), 1)
})

test('a connection that breaks while idle is reported and replaced', async (t) => {
  const lost: string[] = []
  const heard = Promise.withResolvers<void>()
  const { db } = await open(t, {
    connections: 1,
    onLost: (error: Error) => {
      lost.push(error.message)
      heard.resolve()
    },
  })
  const other = await open(t)
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  // The two databases are on one server.
  await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other.db)
  await heard.promise
  assert.equal(lost.length, 1)
  assert.deepEqual((await sql`select 1 as one`.execute(db)).rows, [{ one: 1 }])
})

test('a connection that breaks between two statements of a transaction fails that transaction and nothing else', async (t) => {
  const lost = Promise.withResolvers<Error>()
  const { db } = await open(t, { onLost: lost.resolve })
  const other = await open(t)
  const work = inTransaction(db, async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other.db)
    await lost.promise
    await sql`select 1`.execute(trx)
  })
  await assert.rejects(work)
  assert.deepEqual((await sql`select 1 as one`.execute(db)).rows, [{ one: 1 }])
})
