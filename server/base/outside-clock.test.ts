import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { DAY } from './clock.ts'
import { clockOffset, listClockReadings, noteOutsideClock } from './outside-clock.ts'

const DATE = 'Mon, 02 Mar 2026 02:00:00 GMT'
const at = (ms: number): Date => new Date(Date.parse(DATE) + ms)

/** [headers, sent, received (ms after the date), offset] */
const ANSWERS: [Record<string, string>, number, number, number | undefined][] = [
  [{ date: DATE }, 400, 600, 0],
  [{ date: DATE }, -30_100, -29_900, 30_500],
  [{ date: DATE }, 3_600_000, 3_600_000, -3_599_500],
  [{}, 0, 0, undefined],
  [{ date: 'yesterday' }, 0, 0, undefined],
  [{ date: DATE, age: '30' }, 400, 600, undefined],
  [{ date: DATE, age: '0' }, 400, 600, 0],
  [{ date: DATE }, 0, 10_001, undefined],
  [{ date: DATE }, 10, 0, undefined],
]
for (const [headers, sent, received, offset] of ANSWERS)
  test(`${JSON.stringify(headers)} from ${sent} to ${received} ms: ${offset ?? 'tells nothing'}`, () => {
    assert.equal(clockOffset({ headers }, at(sent), at(received)), offset)
  })

test('the newest reading of each host is kept, however far off', async (t) => {
  const { app } = await makeApp(t)
  const answer = (url: string) => ({ status: 200, headers: { date: DATE }, body: new Uint8Array(), url })
  await noteOutsideClock(app.db, answer('https://a.example/x'), at(5500), at(5500))
  await noteOutsideClock(app.db, answer('https://a.example/y'), at(1500), at(1500))
  await noteOutsideClock(app.db, answer('https://b.example:8443/'), at(400 * DAY), at(400 * DAY))
  await noteOutsideClock(app.db, { ...answer('https://c.example/'), headers: {} }, at(0), at(0))
  const readings = await listClockReadings(app.db, at(0))
  assert.deepEqual(
    readings.map(({ host, offsetMs }) => [host, offsetMs]),
    [
      ['a.example', -1000],
      ['b.example:8443', -2_000_000_000],
    ],
  )
  assert.deepEqual(
    (await listClockReadings(app.db, at(DAY))).map(({ host }) => host),
    ['b.example:8443'],
  )
})
