import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { MINUTE, SECOND } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { makeChannel } from './channel-actions.ts'
import { windowMs } from './channel-budget.ts'
import { findChannel, restChannel, takeBudget } from './channel-store.ts'

const LIMIT = { messages: 20, minutes: 1, reserve: 6, silenceMinutes: 10 }
const T = Date.parse('2026-03-02T02:00:00Z')

async function prepare(t: TestContext) {
  const { app } = await makeApp(t)
  const { administrator, orgId } = await makeCompany(app)
  const values = { url: 'https://hooks.qinghe.example/', secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }
  const id = await makeChannel(app, administrator, { notifier: 'webhook', name: '值班群', values })
  const take = (ms: number, level: number | undefined, limit: typeof LIMIT | undefined = LIMIT) =>
    inTransaction(app.db, (trx) => takeBudget(trx, orgId, id, limit, level, new Date(T + ms)))
  const sends = async () => ((await findChannel(app.db, orgId, id))?.sends ?? []).map((at) => at.getTime() - T)
  const clear = () => sql`update channels set sends = '{}', rests_until = null`.execute(app.db)
  return { app, orgId, id, take, sends, clear }
}

test('twenty at once, again and again, from clocks that differ: no window ever holds more than may be sent, and the reserve is kept', async (t) => {
  const { take, clear } = await prepare(t)
  const window = windowMs(LIMIT)
  // Made of a seed, so that what fails fails again.
  for (let seed = 1; seed <= 4; seed += 1) {
    await clear()
    const dice = diceOf(seed)
    const taken: { at: number; level: number | undefined }[] = []
    for (let round = 0; round < 8; round += 1) {
      const asked = Array.from({ length: 20 }, () => ({
        at: round * 25 * SECOND + Math.floor(dice() * 4 * SECOND),
        level: dice() < 0.3 ? 1 : dice() < 0.5 ? 2 : undefined,
      }))
      const answers = await Promise.all(asked.map(({ at, level }) => take(at, level)))
      asked.forEach((one, at) => {
        if (answers[at]?.ok) taken.push(one)
      })
    }
    assert.ok(taken.length >= 40, `${taken.length} were let through`)
    for (const { at } of taken) {
      const within = taken.filter((one) => one.at >= at && one.at < at + MINUTE)
      assert.ok(within.length <= LIMIT.messages, `seed ${seed}: ${within.length} in a minute`)
      // Workers of which each reads another clock are up to four seconds apart.
      const plain = within.filter(({ level }) => level !== 1)
      assert.ok(plain.length <= LIMIT.messages - LIMIT.reserve, `seed ${seed}: ${plain.length} without the reserve`)
    }
    assert.ok(window > MINUTE)
  }
})

test('the gravest finds its reserve when all else has been spent, and then it too waits until the first has left the window', async (t) => {
  const { take, sends } = await prepare(t)
  const plain = await Promise.all(Array.from({ length: 20 }, () => take(0, 2)))
  assert.equal(plain.filter(({ ok }) => ok).length, 14)
  const free = new Date(T + windowMs(LIMIT))
  assert.deepEqual(await take(10, 3), { ok: false, freeAt: free })
  assert.equal((await Promise.all(Array.from({ length: 8 }, () => take(20, 1)))).filter(({ ok }) => ok).length, 6)
  assert.deepEqual(await take(30, 1), { ok: false, freeAt: free })
  assert.equal((await sends()).length, 20)
  // What was refused has taken nothing.
  assert.deepEqual(await take(windowMs(LIMIT), 2), { ok: true })
  assert.equal((await sends()).length, 7)
})

test('whoever waited for the row counts from the latest message there is', async (t) => {
  const { take, sends } = await prepare(t)
  assert.deepEqual(await take(2 * SECOND, 2), { ok: true })
  assert.deepEqual(await take(0, 2), { ok: true })
  assert.deepEqual(await sends(), [2 * SECOND, 2 * SECOND])
})

test('a channel that rests lets nothing through, whatever its budget; a rest is never made shorter', async (t) => {
  const { app, orgId, id, take } = await prepare(t)
  const until = new Date(T + 10 * MINUTE)
  await restChannel(app.db, orgId, id, until)
  await restChannel(app.db, orgId, id, new Date(T + MINUTE))
  for (const limit of [LIMIT, undefined])
    assert.deepEqual(await take(5 * MINUTE, 1, limit), { ok: false, freeAt: until })
  for (const limit of [LIMIT, undefined]) assert.deepEqual(await take(10 * MINUTE, 3, limit), { ok: true })
})

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function diceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
