// How an alert ends of which no curve spoke: a single post, an account, a topic on a hot list.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { everyday, makeScene, type Sent, star } from '../../test/support/signal-scene.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import { listAlerts } from './reads.ts'
import type { AlertState } from './schema.ts'
import { watchAll } from './watch-actions.ts'

async function begin(t: TestContext) {
  const scene = await makeScene(t)
  const { app, company, clock, send, watch } = scene
  await send(everyday(400))
  await watch()
  await watchAll(app)
  const stateOf = async (): Promise<AlertState | undefined> => {
    const [alert, ...others] = await listAlerts(app.db, company.orgId, { state: 'all' })
    assert.deepEqual(others, [])
    return alert?.state
  }
  /** So long, a look every so many minutes at what is sent by then. */
  const pass = async (minutes: number, each: () => Promise<unknown> = async () => undefined, step = 10) => {
    for (let passed = 0; passed < minutes; passed += step) {
      clock.set(new Date(clock.now().getTime() + step * MINUTE))
      await each()
      await watch()
      await watchAll(app)
    }
  }
  return { ...scene, stateOf, pass }
}

test('an alert of a single post is resolved when the volume has been as ever for two hours, and not before', async (t) => {
  const { send, watch, alarms, stateOf, pass } = await begin(t)
  await send([{ text: '青禾 壞', author: star }])
  await watch()
  assert.deepEqual(
    (await alarms()).map(({ detector }) => detector),
    ['key-account'],
  )
  assert.equal(await stateOf(), 'open')
  await pass(110)
  assert.equal(await stateOf(), 'open', 'two hours are not over')
  await pass(30)
  assert.equal(await stateOf(), 'resolved')
})

test('an alert of a single post stays as long as more is said than usual', async (t) => {
  const { send, stateOf, pass, watch } = await begin(t)
  await send([{ text: '青禾 壞', author: star }])
  await watch()
  const storm = (count: number): Sent[] =>
    Array.from({ length: count }, (_, n) => ({ text: `青禾 ${n} 壞了 ${n * 7919}`, minutesAgo: 9 - (9 * n) / count }))
  await pass(240, () => send(storm(30)))
  assert.equal(await stateOf(), 'open')
  await pass(14 * 60, undefined, 60)
  assert.equal(await stateOf(), 'resolved', 'and is over when they have left')
})

test('an alert of a hot list stays as long as the topic stands there, and is resolved two hours after it has left', async (t) => {
  const { look, alarms, stateOf, pass, clock } = await begin(t)
  const others = Array.from({ length: 49 }, (_, n) => `別家 ${n}`)
  await pass(10, () => look(0, ['青禾道歉', ...others]))
  assert.deepEqual(
    (await alarms()).map(({ detector }) => detector),
    ['hot-topic'],
  )
  await pass(300, () => look(0, ['青禾道歉', ...others]))
  assert.equal(await stateOf(), 'open', 'five hours on the list')
  const left = clock.now().getTime()
  await pass(110, () => look(0, others))
  assert.equal(await stateOf(), 'open')
  await pass(30, () => look(0, others))
  assert.equal(await stateOf(), 'resolved')
  assert.ok(clock.now().getTime() - left <= 2.5 * HOUR)
})
