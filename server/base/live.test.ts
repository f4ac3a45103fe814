import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { inTransaction } from './db.ts'
import { newId } from './ids.ts'
import { type LiveEvent, MOST_MISSED, openLive, sweepLive } from './live.ts'
import { silentLog } from './log.ts'

const ORG = newId()

/** Collects bodies, and lets a test wait for a number of them. */
function listener() {
  const events: LiveEvent[] = []
  let wake = (): void => undefined
  const until = async (count: number): Promise<void> => {
    while (events.length < count)
      await new Promise<void>((done) => {
        wake = done
      })
  }
  const hear = (event: LiveEvent): void => {
    events.push(event)
    wake()
  }
  return { events, hear, until, bodies: () => events.map(({ body }) => body) }
}

test('what is committed is heard by its organisation, in every process; what is rolled back is not', async (t) => {
  const { app, url } = await makeApp(t)
  const otherProcess = openLive(app.db, url, silentLog)
  t.after(() => otherProcess.close())
  const [here, there, stranger] = [listener(), listener(), listener()]
  await app.live.subscribe(ORG, here.hear)
  await otherProcess.subscribe(ORG, there.hear)
  await app.live.subscribe(newId(), stranger.hear)
  await inTransaction(app.db, async (trx) => {
    await app.live.publish(trx, ORG, 'test.note', { n: 0 })
    throw new Error('rolled back')
  }).catch(() => undefined)
  await app.live.publish(app.db, ORG, 'test.note', { n: 1, text: '退款' })
  await Promise.all([here.until(1), there.until(1)])
  assert.deepEqual(here.bodies(), [{ n: 1, text: '退款' }])
  assert.deepEqual(there.bodies(), [{ n: 1, text: '退款' }])
  assert.equal(here.events[0]?.kind, 'test.note')
  assert.deepEqual(stranger.events, [])
})

test('nothing is lost or doubled, and each comes after what it could have seen, however transactions overlap', {
  timeout: 60_000,
}, async (t) => {
  const { app } = await makeApp(t)
  const heard = listener()
  await app.live.subscribe(ORG, heard.hear)
  let run = 0
  let total = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(3), { maxLength: 3 }), { minLength: 1, maxLength: 6 }), async (plans) => {
      run += 1
      // Each plan is a transaction: it publishes, then lets others go first so many times, and so on; so they commit out of order.
      const commit = async (waits: number[], which: number) =>
        inTransaction(app.db, async (trx) => {
          for (const [n, turns] of [0, ...waits].entries()) {
            await app.live.publish(trx, ORG, 'test.n', `${run}/${which}/${n}`)
            for (let turn = 0; turn < turns; turn++) {
              await sql`select 1`.execute(trx)
              await setImmediate()
            }
          }
        })
      await Promise.all(plans.map(commit))
      total += plans.reduce((sum, waits) => sum + waits.length + 1, 0)
      await heard.until(total)
    }),
    { numRuns: 40 },
  )
  assert.equal(new Set(heard.bodies()).size, total)
  assert.equal(heard.events.length, total)
  // Runs began after the ones before had been committed, so they are heard after them.
  const runs = heard.bodies().map((body) => Number(String(body).split('/')[0]))
  assert.deepEqual(
    runs,
    [...runs].sort((one, other) => one - other),
  )
})

test('a transaction that was open before and commits late is still heard', async (t) => {
  const { app } = await makeApp(t)
  const heard = listener()
  await app.live.subscribe(ORG, heard.hear)
  const published = Promise.withResolvers<void>()
  const mayCommit = Promise.withResolvers<void>()
  const late = inTransaction(app.db, async (trx) => {
    await app.live.publish(trx, ORG, 'test.n', 'early number, late commit')
    published.resolve()
    await mayCommit.promise
  })
  await published.promise
  await app.live.publish(app.db, ORG, 'test.n', 'later number, early commit')
  mayCommit.resolve()
  await late
  await heard.until(2)
  assert.deepEqual(heard.bodies(), ['early number, late commit', 'later number, early commit'])
})

test('a page that comes back hears what it missed once, and then what is new', async (t) => {
  const { app } = await makeApp(t)
  const first = listener()
  const leave = await app.live.subscribe(ORG, first.hear)
  const say = (n: number) => app.live.publish(app.db, ORG, 'test.n', n)
  await say(1)
  await say(2)
  await first.until(2)
  leave()
  const witness = listener()
  await app.live.subscribe(ORG, witness.hear)
  await say(3)
  await witness.until(1)
  const again = listener()
  const joined = app.live.subscribe(ORG, again.hear, first.events[0]?.id)
  await say(4)
  await joined
  await again.until(3)
  assert.deepEqual(again.bodies(), [2, 3, 4])
  const nonsense = listener()
  await app.live.subscribe(ORG, nonsense.hear, 'x; drop table')
  await say(5)
  await nonsense.until(1)
  assert.deepEqual(nonsense.bodies(), [5])
})

test('who was away long hears the newest of what was missed, in order, and not all of it at once', async (t) => {
  const { app } = await makeApp(t)
  const witness = listener()
  await app.live.subscribe(ORG, witness.hear)
  await app.live.publish(app.db, ORG, 'test.n', 0)
  await sql`
    insert into live_events (org_id, kind, body)
    select ${ORG}, 'test.n', to_json(n) from generate_series(1, ${MOST_MISSED + 20}) n`.execute(app.db)
  await app.live.publish(app.db, ORG, 'test.n', 'last')
  await witness.until(MOST_MISSED + 22)
  const again = listener()
  await app.live.subscribe(ORG, again.hear, witness.events[0]?.id)
  assert.deepEqual(again.bodies(), witness.bodies().slice(-MOST_MISSED))
})

test('a broken connection is made anew and nothing is missed', async (t) => {
  const { app } = await makeApp(t)
  const heard = listener()
  await app.live.subscribe(ORG, heard.hear)
  await app.live.publish(app.db, ORG, 'test.n', 1)
  await heard.until(1)
  const { rows } = await sql<{ ended: boolean }>`
    select pg_terminate_backend(pid) as ended from pg_stat_activity
    where datname = current_database() and application_name = 'weiji live'`.execute(app.db)
  assert.deepEqual(rows, [{ ended: true }])
  await app.live.publish(app.db, ORG, 'test.n', 2)
  await heard.until(2)
  assert.deepEqual(heard.bodies(), [1, 2])
})

test('old events are swept, new ones stay', async (t) => {
  const { app } = await makeApp(t)
  await app.live.publish(app.db, ORG, 'test.n', 'old')
  await sql`update live_events set created_at = now() - interval '16 minutes'`.execute(app.db)
  await app.live.publish(app.db, ORG, 'test.n', 'new')
  assert.equal(await sweepLive(app.db), 1)
  assert.deepEqual((await sql`select body from live_events`.execute(app.db)).rows, [{ body: 'new' }])
})

test('an event that no page could take is an error of whoever publishes it', async (t) => {
  const { app } = await makeApp(t)
  await assert.rejects(app.live.publish(app.db, ORG, 'test.n', 'x'.repeat(70_000)), /too large/)
})
