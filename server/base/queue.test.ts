import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { freshDatabase } from '../../test/support/database.ts'
import { inTransaction, openDatabase } from './db.ts'
import { silentLog } from './log.ts'
import { type Job, type JobKind, openQueue } from './queue.ts'
import { startWorkers } from './queue-workers.ts'

async function open(t: TestContext, kinds: JobKind[], processes = 1) {
  const { url, drop } = await freshDatabase()
  const { db, pool, close } = openDatabase(url)
  const opened = await Promise.all(
    Array.from({ length: processes }, () => openQueue({ db, pool, log: silentLog, workerUrl: url })),
  )
  const [first] = opened
  assert.ok(first)
  await first.declare(kinds)
  const work = async () => {
    const stops: (() => Promise<void>)[] = []
    for (const each of opened) stops.push(await startWorkers(each, kinds, silentLog))
    return async () => void (await Promise.all(stops.map((stop) => stop())))
  }
  t.after(async () => {
    await Promise.all(opened.map((each) => each.close()))
    await close()
    await drop()
  })
  return { db, url, queue: first.queue, boss: first.boss, work }
}

/** Lets a test wait until a handler has run so often. */
function counter() {
  const jobs: Job[] = []
  let wake = (): void => undefined
  const until = async (count: number): Promise<void> => {
    while (jobs.length < count)
      await new Promise<void>((done) => {
        wake = done
      })
  }
  return {
    jobs,
    until,
    note: (job: Job) => {
      jobs.push(job)
      wake()
    },
  }
}

test('workers run each job once, with its data, also those enqueued before they started', async (t) => {
  const ran = counter()
  const { db, queue, work } = await open(
    t,
    [{ name: 'test.job', concurrency: 3, run: async (job) => ran.note(job) }],
    2,
  )
  for (let n = 0; n < 10; n++) await queue.enqueue(db, 'test.job', { n })
  const stop = await work()
  for (let n = 10; n < 20; n++) await queue.enqueue(db, 'test.job', { n })
  await ran.until(20)
  await stop()
  const numbers = ran.jobs.map(({ data }) => (data as { n: number }).n).sort((one, other) => one - other)
  assert.deepEqual(
    numbers,
    Array.from({ length: 20 }, (_, n) => n),
  )
})

test('an unknown name is a bug and says so', async (t) => {
  const { db, queue } = await open(t, [])
  await assert.rejects(queue.enqueue(db, 'test.typo', 1), /no job kind is named test\.typo/)
})

test('of one key one job waits; it does not begin before the transaction that would have added another', async (t) => {
  const ran = counter()
  const { db, queue, work } = await open(t, [{ name: 'test.job', run: async (job) => ran.note(job) }])
  await queue.enqueue(db, 'test.job', 'first', { key: 'same' })
  await queue.enqueue(db, 'test.job', 'other', { key: 'other' })
  let ranMeanwhile: unknown[] = []
  let stop = async (): Promise<void> => undefined
  await inTransaction(db, async (trx) => {
    await queue.enqueue(trx, 'test.job', 'second', { key: 'same' })
    stop = await work()
    await ran.until(1)
    ranMeanwhile = ran.jobs.map(({ data }) => data)
  })
  await ran.until(2)
  await stop()
  assert.deepEqual(ranMeanwhile, ['other'])
  assert.deepEqual(
    ran.jobs.map(({ data }) => data),
    ['other', 'first'],
  )
})

test('a job that fails is tried again, then set aside, listed, retried and dropped', async (t) => {
  const tried = counter()
  let isMended = false
  const { db, queue, work } = await open(t, [
    {
      name: 'test.job',
      tries: 2,
      run: async (job) => {
        tried.note(job)
        if (!isMended) throw new Error(`no luck at ${job.attempt}`)
      },
    },
  ])
  await queue.enqueue(db, 'test.job', { n: 7 })
  const stop = await work()
  await tried.until(2)
  const [poison] = await untilPoison(queue, 1)
  assert.ok(poison)
  assert.deepEqual([poison.name, poison.attempts, poison.error], ['test.job', 2, 'no luck at 2'])
  isMended = true
  assert.equal(await queue.retryPoison(poison.id), true)
  await tried.until(3)
  assert.deepEqual(
    tried.jobs.map(({ attempt }) => attempt),
    [1, 2, 1],
  )
  assert.deepEqual(tried.jobs[2]?.data, { n: 7 })
  assert.deepEqual(await queue.listPoison(10), [])
  assert.equal(await queue.retryPoison(poison.id), false)
  isMended = false
  await queue.enqueue(db, 'test.job', { n: 8 })
  const [second] = await untilPoison(queue, 1)
  assert.equal(await queue.dropPoison(second?.id ?? ''), true)
  assert.deepEqual(await queue.listPoison(10), [])
  assert.equal(await queue.dropPoison(second?.id ?? ''), false)
  await stop()
})

test('a regular job is enqueued once for all processes together', async (t) => {
  const ran = counter()
  const { db, work } = await open(
    t,
    [{ name: 'test.regular', everySeconds: 3600, run: async (job) => ran.note(job) }],
    3,
  )
  const stop = await work()
  await ran.until(1)
  await stop()
  const { rows } = await sql`select count(*) as n from pgboss.job where name = 'test.regular'`.execute(db)
  // Two when the hour turns in the middle of the test.
  assert.ok([1, 2].includes((rows[0] as { n: number }).n))
  assert.equal(ran.jobs.length, (rows[0] as { n: number }).n)
})

test('the job of a worker that was killed runs again', async (t) => {
  const ran = counter()
  const { db, queue, work, boss } = await open(t, [{ name: 'test.job', run: async (job) => ran.note(job) }])
  await queue.enqueue(db, 'test.job', 'again')
  // As a killed worker leaves it: begun, and not heard of for a minute.
  await sql`update pgboss.job set state = 'active', started_on = now() - interval '1 minute',
    heartbeat_on = now() - interval '1 minute' where name = 'test.job'`.execute(db)
  const stop = await work()
  await boss.supervise('test.job')
  await ran.until(1)
  await stop()
  assert.deepEqual(
    ran.jobs.map(({ data }) => data),
    ['again'],
  )
})

test('a regular job that fails every time is tried at its next turn, and never set aside', async (t) => {
  const ran = counter()
  const failing: JobKind = {
    name: 'test.regular',
    everySeconds: 60,
    run: async (job) => {
      ran.note(job)
      throw new Error('no luck')
    },
  }
  const { db, queue, work } = await open(t, [failing])
  const stop = await work()
  await ran.until(1)
  await stop()
  const states = await sql<{ state: string }>`select state from pgboss.job where name = 'test.regular'`.execute(db)
  assert.ok(states.rows.every(({ state }) => state === 'failed'))
  assert.deepEqual(await queue.listPoison(10), [])
})

test('stopping waits for the job that runs', async (t) => {
  const began = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  let ended = false
  const { db, queue, work } = await open(t, [
    {
      name: 'test.job',
      run: async () => {
        began.resolve()
        await mayEnd.promise
        ended = true
      },
    },
  ])
  const stop = await work()
  await queue.enqueue(db, 'test.job', null)
  await began.promise
  const stopped = stop()
  mayEnd.resolve()
  await stopped
  assert.equal(ended, true)
})

/** The move to the poison queue follows the last try in its own statement. */
async function untilPoison(
  queue: { listPoison(limit: number): Promise<{ id: string; name: string; attempts: number; error: string }[]> },
  count: number,
) {
  for (;;) {
    const found = await queue.listPoison(10)
    if (found.length >= count) return found
  }
}
