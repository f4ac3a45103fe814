import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AROUND_POINTS, areRelated, type Counts, type Member, timesAround, timesOfEach } from './series-around.ts'

/** So many posts a point on seven days before, and so many times as many today. */
const steady = (posts: number, times = 1): Counts => ({
  today: Array(AROUND_POINTS).fill(posts * times),
  before: Array.from({ length: 7 }, () => Array(AROUND_POINTS).fill(posts)),
})
const member = (trackId: string, posts: number, times = 1): Member => ({ trackId, counts: steady(posts, times) })
const all = (...counts: Counts[]): Counts => ({
  today: Array.from({ length: AROUND_POINTS }, (_, n) => counts.reduce((sum, { today }) => sum + (today[n] ?? 0), 0)),
  before: Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: AROUND_POINTS }, (_, n) =>
      counts.reduce((sum, { before }) => sum + (before[day]?.[n] ?? 0), 0),
    ),
  ),
})
const nobody = () => false

test('everyone says three times the usual: about three, less what chance may have added', () => {
  const [own, ...others] = [member('a', 5, 3), member('b', 20, 3), member('c', 8, 3), member('d', 12, 3)]
  const times = timesAround(own, others, all(own.counts, ...others.map(({ counts }) => counts)), nobody)
  assert.ok(times > 2.5 && times <= 3, String(times))
})

/** [what, times of the others, posts that no track has, their times, related] */
const ALONE: [string, number[], number, number, string[]][] = [
  ['nobody else is watched', [], 0, 1, []],
  ['one other track is no witness', [5], 0, 1, []],
  ['others are as ever', [1, 1, 1], 0, 1, []],
  ['half of the others are as ever', [6, 6, 1, 1], 0, 1, []],
  ['the others rise, all other posts do not', [4, 4, 4], 400, 1, []],
  ['the others are about the same posts', [4, 4, 4], 0, 1, ['b', 'c']],
]
for (const [what, times, rest, restTimes, related] of ALONE)
  test(`${what}: the usual`, () => {
    const own = member('a', 10, 6)
    const others = times.map((each, n) => member('bcdef'[n] ?? 'z', 10, each))
    const everything = all(own.counts, steady(rest, restTimes), ...others.map(({ counts }) => counts))
    assert.equal(
      timesAround(own, others, everything, (id) => related.includes(id)),
      1,
    )
  })

test('of all tracks at once it is the same as of one after the other', () => {
  const points = fc.array(fc.nat(40), { minLength: AROUND_POINTS, maxLength: AROUND_POINTS })
  const counts = fc.record({ today: points, before: fc.array(points, { minLength: 2, maxLength: 4 }) })
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 5 }), (each, odd) => {
      const members = each.map((own, n) => ({ trackId: String(n), counts: own }))
      const isRelated = (one: string, other: string) => (Number(one) + Number(other)) % 6 === odd
      const alone = members.map((own) =>
        timesAround(own, members, all(...each), (other) => isRelated(own.trackId, other)),
      )
      assert.deepEqual(timesOfEach(members, all(...each), isRelated), alone)
    }),
  )
})

test('too few tracks, but a stream of other posts that rises', () => {
  const own = member('a', 5, 2)
  const times = timesAround(own, [], all(own.counts, steady(50, 2)), nobody)
  assert.ok(times > 1.8 && times <= 2, String(times))
  assert.equal(timesAround(own, [], all(own.counts, steady(10, 2)), nobody), 1)
})

test('it shows at the first point of a sudden rise', () => {
  const jump = (posts: number): Counts => {
    const { today, before } = steady(posts)
    return { today: [...today.slice(0, -1), posts * 4], before }
  }
  const members = ['a', 'b', 'c', 'd'].map((trackId) => ({ trackId, counts: jump(20) }))
  const [own] = members
  assert.ok(own)
  const times = timesAround(own, members.slice(1), all(...members.map(({ counts }) => counts)), nobody)
  assert.ok(times > 3 && times <= 4, String(times))
})

test('one storm on an earlier day is not the usual', () => {
  const own = member('a', 10, 2)
  const others = ['b', 'c', 'd'].map((id) => {
    const { today, before } = steady(10, 2)
    return { trackId: id, counts: { today, before: [Array(AROUND_POINTS).fill(500), ...before.slice(1)] } }
  })
  assert.ok(timesAround(own, others, all(own.counts, ...others.map(({ counts }) => counts)), nobody) > 1.6)
})

test('three days are the least that a usual is made of', () => {
  const members = ['a', 'b', 'c'].map((id) => member(id, 20, 3))
  const young = members.map(({ trackId, counts }) => ({
    trackId,
    counts: { today: counts.today, before: counts.before.slice(0, 2) },
  }))
  const everything = all(...members.map(({ counts }) => counts))
  assert.ok(young[0])
  assert.equal(timesAround(young[0], young.slice(1), everything, nobody), 1)
})

test('never below the usual, never beyond what the lesser half of the others has', () => {
  const times = fc.array(fc.float({ min: 0, max: 8, noNaN: true }), { minLength: 2, maxLength: 6 })
  fc.assert(
    fc.property(
      times,
      fc.integer({ min: 1, max: 60 }),
      fc.float({ min: 0, max: 50, noNaN: true }),
      (each, posts, own) => {
        const mine = member('own', posts, own)
        const others = each.map((much, n) => member(String(n), posts, much))
        const found = timesAround(mine, others, all(mine.counts, ...others.map(({ counts }) => counts)), nobody)
        const lesser = [...each].sort((a, b) => a - b).slice(0, Math.ceil(each.length / 2))
        assert.ok(found >= 1)
        assert.ok(found <= Math.max(1, ...lesser) + 1e-6, `${found} of ${each}`)
      },
    ),
  )
})

test('tracks are related from a fifth of the lesser one on', () => {
  assert.equal(areRelated(2, 10, 1000), true)
  assert.equal(areRelated(1, 10, 1000), false)
  assert.equal(areRelated(0, 0, 0), false)
})
