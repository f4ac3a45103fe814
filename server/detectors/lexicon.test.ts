import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Point } from './contract.ts'
import { countTail } from './lexicon/count-tail.ts'
import { createLexicon, lexicon, settings } from './lexicon.ts'

const HOUR = 12
const DAY = 24 * HOUR

/** Rows at which it speaks. */
function alarms(points: readonly Point[], detector = lexicon): number[] {
  const state = detector.start()
  return points.flatMap((point, row) => (detector.step(state, point).alarm ? [row] : []))
}

const quiet = (days: number): Point[] => Array.from({ length: days * DAY }, () => ({ value: 0, of: 0 }))
const post = (weight: number): Point => ({ value: weight, of: weight === 5 ? 1 : 0 })

test('one post of weight 5 about a quiet brand speaks at once, the next ones rest', () => {
  const points = [...quiet(20), post(5), ...quiet(0.25), post(5), ...quiet(0.125), post(5)]
  assert.deepEqual(alarms(points), [20 * DAY])
  assert.deepEqual(alarms([post(5)]), [0], 'on a fresh track too')
  const [reading] = [lexicon.step(lexicon.start(), post(5))]
  assert.ok(reading.score >= 6 && reading.observed === 5)
})

test('where posts of weight 5 come every day they are no news by themselves', () => {
  const daily = Array.from({ length: 40 }, () => [post(5), ...quiet(1).slice(1)]).flat()
  const spoken = alarms(daily)
  assert.ok(spoken.length > 0 && Math.max(...spoken) < 20 * DAY, `rows ${spoken}`)
})

test('a single post of weight 4 is silent, five within half an hour speak, more of the same rest, a storm speaks again', () => {
  const few = Array.from({ length: 5 }, () => post(3))
  assert.deepEqual(alarms([...quiet(20), post(4), ...quiet(2)]), [])
  const spoken = alarms([...quiet(20), ...few, ...quiet(0.125), ...few])
  assert.equal(spoken.length, 1)
  assert.ok((spoken[0] ?? 0) < 20 * DAY + 5)
  const storm = Array.from({ length: 6 }, () => ({ value: 20, of: 0 }))
  assert.equal(alarms([...quiet(20), ...few, ...quiet(0.125), ...storm]).length, 2)
})

test('what is usual is learnt: 3 posts an hour are news for one brand and nothing for another', () => {
  const usual = Array.from({ length: 30 * DAY }, (_, row) => (row % 4 === 0 ? post(2) : post(0)))
  assert.deepEqual(
    alarms(usual).filter((row) => row > 4 * DAY),
    [],
  )
  const burst = Array.from({ length: 12 }, (_, row) => (row % 4 === 0 ? post(4) : post(0)))
  assert.deepEqual(
    alarms([...usual, ...burst]).filter((row) => row > 4 * DAY),
    [],
  )
  assert.equal(alarms([...quiet(30), ...burst]).length, 1)
})

test('points at which nobody looked teach nothing', () => {
  const unknown: Point[] = Array.from({ length: 14 * DAY }, () => ({ value: 0, of: -1 }))
  const ordinary = Array.from({ length: HOUR }, (_, row) => (row % 6 === 0 ? post(3) : post(0)))
  assert.deepEqual(alarms([...unknown, ...ordinary]), [], 'a new list does not speak of its first ordinary posts')
  const state = lexicon.start()
  const readings = unknown.map((point) => lexicon.step(state, point))
  assert.ok(readings.every(({ phase, score }) => phase === 'warming' && score === 0))
})

test('a state saved and loaded goes on as if nothing had happened', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -1, max: 1 })), {
        minLength: 2,
        maxLength: 200,
      }),
      (drawn) => {
        const points = drawn.map(([value, of]) => ({ value, of }))
        const half = Math.floor(points.length / 2)
        const [whole, first] = [lexicon.start(), lexicon.start()]
        const all = points.map((point) => lexicon.step(whole, point))
        for (const point of points.slice(0, half)) lexicon.step(first, point)
        const second = lexicon.load(lexicon.save(first))
        const rest = points.slice(half).map((point) => lexicon.step(second, point))
        assert.deepEqual(rest, all.slice(half))
        assert.ok(all.every((reading) => Number.isFinite(reading.score) && Number.isFinite(reading.high)))
      },
    ),
  )
  const other = createLexicon(settings, 'other')
  assert.throws(() => lexicon.load(other.save(other.start())), /detector state/)
})

test('the tail of clumped counts', () => {
  // Poisson: P(X >= 3 | 1) = 1 - e^-1 (1 + 1 + 1/2)
  assert.ok(Math.abs(countTail(3, 1, 1) + Math.log10(1 - Math.exp(-1) * 2.5)) < 1e-3)
  // geometric with mean 1 (variance 2): P(X >= 5) = 2^-5
  assert.ok(Math.abs(countTail(5, 1, 2) + Math.log10(2 ** -5)) < 1e-6)
  assert.equal(countTail(1, 2, 3), 0)
  assert.equal(countTail(1e6, 1, 2), 30)
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.double({ min: 1e-3, max: 50, noNaN: true }),
      fc.double({ min: 1, max: 9, noNaN: true }),
      (count, mean, clump) => {
        const here = countTail(count, mean, mean * clump)
        assert.ok(here >= 0 && here <= 30 && countTail(count + 1, mean, mean * clump) >= here - 1e-9)
        if (clump < 8)
          assert.ok(countTail(count + 20, mean, mean * (clump + 1)) <= countTail(count + 20, mean, mean * clump) + 0.5)
      },
    ),
  )
})
