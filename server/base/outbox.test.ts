import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { MINUTE } from './clock.ts'
import { inTransaction } from './db.ts'
import { newId } from './ids.ts'
import { silentLog } from './log.ts'
import type { Outgoing } from './outbox.ts'
import { type Channel, Deferred, LEASE_MS, MOST_ATTEMPTS, Passed, sendDue, startSender } from './outbox-sender.ts'
import { dropSetAside, listSetAside, retrySetAside } from './outbox-set-aside.ts'

const ORG = newId()

/** The other side: does each key once, as receivers must, and remembers how often it was asked. */
function recipient(isSandbox = false) {
  const asked: string[] = []
  const done = new Map<string, unknown>()
  const channel: Channel = {
    name: 'email',
    isSandbox,
    send: async (outgoing, key) => {
      asked.push(key)
      done.set(key, outgoing.body)
      return { messageId: `m-${key}` }
    },
  }
  return { asked, done, channel }
}

const letter = (key: string, more: Partial<Outgoing> = {}): Outgoing => ({
  orgId: ORG,
  channel: 'email',
  body: { to: 'press' },
  key,
  mode: 'live',
  ...more,
})

test('what a transaction puts out is sent once, with a receipt; what is rolled back never', async (t) => {
  const { app, clock } = await makeApp(t)
  const { asked, channel } = recipient()
  const options = { db: app.db, clock, log: silentLog, channels: [channel] }
  await inTransaction(app.db, async (trx) => {
    await app.outbox.put(trx, letter('no'))
    throw new Error('rolled back')
  }).catch(() => undefined)
  await app.outbox.put(app.db, letter('yes'))
  await app.outbox.put(app.db, letter('yes', { body: 'the same again' }))
  await Promise.all([sendDue(options), sendDue(options), sendDue(options)])
  assert.deepEqual(asked, ['yes'])
  const { rows } = await sql`select state, receipt, sent_at, attempts from outbox`.execute(app.db)
  assert.deepEqual(rows, [{ state: 'sent', receipt: { messageId: 'm-yes' }, sent_at: clock.now(), attempts: 1 }])
})

test('a sender that dies after sending and before noting it: sent again with the same key, after its lease, and done once', async (t) => {
  const { app, clock } = await makeApp(t)
  const { asked, done, channel } = recipient()
  await app.outbox.put(app.db, letter('once'))
  // The process ends at the worst moment: the other side has done it, and nobody will ever note it.
  const sentAndGone = Promise.withResolvers<void>()
  const dying: Channel = {
    ...channel,
    send: async (...given) => {
      await channel.send(...given)
      sentAndGone.resolve()
      return new Promise(() => undefined)
    },
  }
  void sendDue({ db: app.db, clock, log: silentLog, channels: [dying] })
  await sentAndGone.promise
  const next = { db: app.db, clock, log: silentLog, channels: [channel] }
  assert.equal(await sendDue(next), 0)
  clock.advance(LEASE_MS + 1)
  assert.equal(await sendDue(next), 1)
  assert.deepEqual(asked, ['once', 'once'])
  assert.deepEqual([...done.keys()], ['once'])
  assert.deepEqual((await sql`select state, attempts from outbox`.execute(app.db)).rows, [
    { state: 'sent', attempts: 2 },
  ])
})

test('a sender that was too slow does not overwrite what its successor noted', async (t) => {
  const { app, clock } = await makeApp(t)
  const mayFail = Promise.withResolvers<never>()
  const { channel } = recipient()
  await app.outbox.put(app.db, letter('slow'))
  const began = Promise.withResolvers<void>()
  const slow: Channel = {
    ...channel,
    send: () => {
      began.resolve()
      return mayFail.promise
    },
  }
  const first = sendDue({ db: app.db, clock, log: silentLog, channels: [slow] })
  await began.promise
  clock.advance(LEASE_MS + 1)
  await sendDue({ db: app.db, clock, log: silentLog, channels: [channel] })
  mayFail.reject(new Error('broken pipe'))
  await first
  assert.deepEqual((await sql`select state, error from outbox`.execute(app.db)).rows, [{ state: 'sent', error: null }])
})

test('what fails is tried ever more rarely, then set aside for a person, who can retry or drop it', async (t) => {
  const { app, clock } = await makeApp(t)
  const times: number[] = []
  const failing: Channel = {
    name: 'email',
    isSandbox: false,
    send: async () => {
      times.push(clock.now().getTime())
      throw new Error('refused by the server')
    },
  }
  const options = { db: app.db, clock, log: silentLog, channels: [failing] }
  await app.outbox.put(app.db, letter('hard'))
  while (times.length < MOST_ATTEMPTS) {
    await sendDue(options)
    clock.advance(1000)
  }
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0))
  assert.deepEqual(
    gaps,
    [...gaps].sort((one, other) => one - other),
  )
  const [aside] = await listSetAside(app.db, ORG, 10)
  assert.ok(aside)
  assert.deepEqual([aside.channel, aside.attempts, aside.error], ['email', MOST_ATTEMPTS, 'refused by the server'])
  clock.advance(LEASE_MS * 1000)
  assert.equal(await sendDue(options), 0)
  assert.equal(await inTransaction(app.db, (trx) => retrySetAside(trx, newId(), aside.id, clock.now())), false)
  assert.equal(await inTransaction(app.db, (trx) => retrySetAside(trx, ORG, aside.id, clock.now())), true)
  const { asked, channel } = recipient()
  await sendDue({ ...options, channels: [channel] })
  assert.deepEqual(asked, ['hard'])
  assert.equal(await inTransaction(app.db, (trx) => dropSetAside(trx, ORG, aside.id)), false)
})

test('a drill goes to a sandbox only', async (t) => {
  const { app, clock } = await makeApp(t)
  const real = recipient(false)
  await app.outbox.put(app.db, letter('drill', { mode: 'drill' }))
  await sendDue({ db: app.db, clock, log: silentLog, channels: [real.channel] })
  assert.deepEqual(real.asked, [])
  const [aside] = await listSetAside(app.db, ORG, 10)
  assert.match(aside?.error ?? '', /no sandbox/)
  const sandbox = recipient(true)
  await inTransaction(app.db, (trx) => retrySetAside(trx, ORG, aside?.id ?? '', clock.now()))
  await sendDue({ db: app.db, clock, log: silentLog, channels: [sandbox.channel] })
  assert.deepEqual(sandbox.asked, ['drill'])
})

test('a channel that does not exist is said at once', async (t) => {
  const { app, clock } = await makeApp(t)
  await app.outbox.put(app.db, letter('lost', { channel: 'pigeon' }))
  await sendDue({ db: app.db, clock, log: silentLog, channels: [] })
  assert.match((await listSetAside(app.db, ORG, 1))[0]?.error ?? '', /no channel is named pigeon/)
})

test('a channel that hangs holds up no other: each is asked for by itself', async (t) => {
  const { app, clock } = await makeApp(t)
  const { asked, channel } = recipient()
  const never = Promise.withResolvers<unknown>()
  const sent = Promise.withResolvers<void>()
  const hanging: Channel = { name: 'webhook', isSandbox: false, send: () => never.promise }
  const quick: Channel = {
    ...channel,
    send: (...given) => channel.send(...given).finally(() => sent.resolve()),
  }
  for (let n = 0; n < 30; n++) await app.outbox.put(app.db, letter(`hook ${n}`, { channel: 'webhook' }))
  await app.outbox.put(app.db, letter('mail'))
  await app.outbox.put(app.db, letter('lost', { channel: 'pigeon' }))
  const stop = startSender({ db: app.db, clock, log: silentLog, channels: [hanging, quick] })
  await sent.promise
  assert.deepEqual(asked, ['mail'])
  never.resolve(null)
  await stop()
  assert.deepEqual(
    (await listSetAside(app.db, ORG, 9)).map((row) => row.channel),
    ['pigeon'],
  )
})

test('a lane that hangs holds up no other of its channel, and no more of it than so many are on their way', async (t) => {
  const { app, clock } = await makeApp(t)
  const never = Promise.withResolvers<unknown>()
  const all = Promise.withResolvers<void>()
  const asked: string[] = []
  const channel: Channel = {
    name: 'robots',
    isSandbox: false,
    send: async (_outgoing, key) => {
      asked.push(key)
      if (key.startsWith('hung')) return never.promise
      if (key === 'quick 39') all.resolve()
    },
  }
  const put = async (lane: string, n: number) => {
    await app.outbox.put(app.db, letter(`${lane} ${n}`, { channel: 'robots', lane }))
    clock.advance(1)
  }
  for (let n = 0; n < 60; n++) await put('hung', n)
  for (let n = 0; n < 40; n++) await put('quick', n)
  const stop = startSender({ db: app.db, clock, log: silentLog, channels: [channel] })
  await all.promise
  const quick = asked.filter((key) => key.startsWith('quick'))
  assert.deepEqual(
    quick,
    Array.from({ length: 40 }, (_, n) => `quick ${n}`),
    'in their order',
  )
  assert.equal(asked.length - quick.length, 20)
  never.resolve(null)
  await stop()
})

test('a channel may be more patient than the usual', async (t) => {
  const { app, clock } = await makeApp(t)
  const tries = { count: 0 }
  const patient: Channel = {
    name: 'email',
    isSandbox: false,
    mostAttempts: MOST_ATTEMPTS + 2,
    send: async () => {
      tries.count += 1
      throw new Error('later')
    },
  }
  await app.outbox.put(app.db, letter('slowly'))
  for (let n = 0; n < MOST_ATTEMPTS + 5; n++) {
    await sendDue({ db: app.db, clock, log: silentLog, channels: [patient] })
    clock.advance(20 * MINUTE)
  }
  assert.equal(tries.count, MOST_ATTEMPTS + 2)
  assert.equal((await listSetAside(app.db, ORG, 1)).length, 1)
})

test('what is put off waits until then, as if it had not been tried', async (t) => {
  const { app, clock } = await makeApp(t)
  const until = new Date(clock.now().getTime() + 10 * MINUTE)
  const attempts: number[] = []
  const busy: Channel = {
    name: 'email',
    isSandbox: false,
    send: async (_outgoing, _key, _signal, attempt) => {
      attempts.push(attempt)
      if (attempts.length === 2) throw new Error('broken')
      if (attempts.length < 4) throw new Deferred(until, 'called too often')
    },
  }
  const work = () => sendDue({ db: app.db, clock, log: silentLog, channels: [busy] })
  const row = async () => (await sql`select state, attempts, error from outbox`.execute(app.db)).rows[0]
  await app.outbox.put(app.db, letter('patient'))
  await work()
  assert.deepEqual(await row(), { state: 'waiting', attempts: 0, error: null })
  assert.equal(await work(), 0)
  clock.set(until)
  await work()
  clock.advance(MINUTE)
  await work()
  assert.deepEqual(await row(), { state: 'failed', attempts: 1, error: 'broken' })
  await work()
  assert.deepEqual(attempts, [1, 1, 2, 2])
  assert.deepEqual(await row(), { state: 'sent', attempts: 2, error: null })
})

test('what something else does instead is over, with the reason, and waits for nobody', async (t) => {
  const { app, clock } = await makeApp(t)
  const passing: Channel = {
    name: 'email',
    isSandbox: false,
    send: async () => {
      throw new Passed('another channel carried it')
    },
  }
  await app.outbox.put(app.db, letter('passed'))
  await sendDue({ db: app.db, clock, log: silentLog, channels: [passing] })
  clock.advance(LEASE_MS * 1000)
  assert.equal(await sendDue({ db: app.db, clock, log: silentLog, channels: [passing] }), 0)
  assert.deepEqual((await sql`select state, error from outbox`.execute(app.db)).rows, [
    { state: 'passed', error: 'another channel carried it' },
  ])
  assert.deepEqual(await listSetAside(app.db, ORG, 9), [])
})

test('many in one statement; a key that is there already drops only its own', async (t) => {
  const { app } = await makeApp(t)
  await app.outbox.put(app.db, [])
  await app.outbox.put(app.db, letter('two'))
  await app.outbox.put(app.db, [letter('one'), letter('two', { body: 'again' }), letter('three', { body: null })])
  const { rows } = await sql`select key, body from outbox order by key`.execute(app.db)
  assert.deepEqual(rows, [
    { key: 'one', body: { to: 'press' } },
    { key: 'three', body: null },
    { key: 'two', body: { to: 'press' } },
  ])
})
