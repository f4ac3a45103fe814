import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { signals } from '../detectors/index.ts'
import { type Found, newsAmong, notedAmong, type Told, tellingKey } from './signal-found.ts'
import { floorOf } from './signal-rules.ts'

const START = Date.parse('2026-03-02T02:00:00Z')
const { keyAccount, velocity, platformJump, hotTopic } = signals

/** Looks at a few subjects over a month, each with what was seen there. */
const looks = fc
  .tuple(
    fc.constantFrom(keyAccount, velocity, platformJump, hotTopic),
    fc.array(
      fc.array(
        fc.record({
          key: fc.constantFrom('a', 'b', 'c'),
          late: fc.nat(40),
          times: fc.double({ min: 0.5, max: 3, noNaN: true }),
        }),
        {
          maxLength: 4,
        },
      ),
      { maxLength: 60 },
    ),
    fc.array(fc.constantFrom(1, 4, 20, 300, 4000), { minLength: 60, maxLength: 60 }),
  )
  .map(([{ id, version, speaking }, seen, steps]) => {
    let minute = 0
    return seen.map((each, n) => {
      minute += steps[n] ?? 1
      return each.map(
        ({ key, late, times }): Found => ({
          ...{ trackId: 'track', mode: 'live', detector: id, version, speaking, key },
          ...{ at: new Date(START + (minute - late) * 60_000), score: times * speaking.threshold },
          ...{ observed: 1, expected: 1, windowMinutes: 60, subject: {} },
        }),
      )
    })
  })
const timesUsual = fc.constantFrom(0.85, 1, 1.2, 1.5)

/** As the watch does: look by look, with what it kept. */
function watched(seen: readonly Found[][], threshold: number): { told: Found[]; noted: Found[] } {
  const [last, known] = [new Map<string, Told>(), new Map<string, Told>()]
  const [told, all]: [Found[], Found[]] = [[], []]
  for (const look of seen) {
    const noted = notedAmong(look, last)
    for (const each of noted) last.set(tellingKey(each), each)
    const news = newsAmong(noted, known, () => threshold)
    for (const each of news) known.set(tellingKey(each), each)
    told.push(...news)
    all.push(...noted)
  }
  return { told, noted: all }
}

test('a back-test over what was kept, in single precision, tells exactly what the watch told, at any threshold', () => {
  fc.assert(
    fc.property(looks, timesUsual, (seen, times) => {
      const threshold = times * (seen.flat()[0]?.speaking.threshold ?? 1)
      const { told, noted } = watched(seen, threshold)
      const stored = noted.map((each) => ({ ...each, score: Math.fround(each.score) }))
      const again = newsAmong(stored, new Map(), () => threshold)
      assert.deepEqual(
        again.map(({ key, at }) => [key, at]),
        told.map(({ key, at }) => [key, at]),
      )
    }),
  )
})

test('leaving out what is not louder delays no first word of anything', () => {
  fc.assert(
    fc.property(looks, timesUsual, (seen, times) => {
      const threshold = times * (seen.flat()[0]?.speaking.threshold ?? 1)
      const firstOf = (rows: readonly Found[]) => new Map([...rows].reverse().map((row) => [row.key, row.at]))
      const whole = seen.flatMap((look) =>
        [...look].sort((a, b) => a.at.getTime() - b.at.getTime() || b.score - a.score),
      )
      const all = newsAmong(whole, new Map(), () => threshold)
      assert.deepEqual(firstOf(watched(seen, threshold).told), firstOf(all))
    }),
  )
})

test('a storm that is looked at every five seconds is kept as often as it gets louder, and once in a quarter of an hour', () => {
  const { id: detector, version, speaking } = hotTopic
  const look = (second: number, score: number): Found => ({
    ...{
      trackId: 't',
      mode: 'live',
      detector,
      version,
      speaking,
      key: 'k',
      at: new Date(START + second * 1000),
      score,
    },
    ...{ observed: 1, expected: 1, windowMinutes: 60, subject: {} },
  })
  const { noted, told } = watched(
    Array.from({ length: 720 }, (_, n) => [look(5 * n, n < 100 ? 1 : 1.4)]),
    speaking.threshold,
  )
  assert.deepEqual(
    noted.map(({ at }) => (at.getTime() - START) / 1000),
    [0, 500, 1400, 2300, 3200],
  )
  assert.equal(told.length, 1)
})

test('the floor of what is kept lies at the lowest threshold that any rule may have', () => {
  for (const { speaking } of [keyAccount, velocity, platformJump, hotTopic])
    assert.equal(floorOf(speaking), Math.fround(0.85 * speaking.threshold))
})
