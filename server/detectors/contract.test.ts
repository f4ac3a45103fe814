// What every detector promises, whichever it is. A new member is tested here as soon as its line stands in the registry.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Point, Reading } from './contract.ts'
import { detectors, findDetector } from './index.ts'

/** Points that every kind of detector can read: `value` of `of`. */
const points = (most: number): fc.Arbitrary<Point[]> =>
  fc.array(
    fc
      .tuple(fc.oneof(fc.nat(5), fc.nat(200), fc.constant(0), fc.constant(1e9)), fc.nat(100))
      .map(([of, percent]) => ({ value: Math.floor((of * percent) / 100), of })),
    { minLength: 10, maxLength: most },
  )
const numbersOf = (reading: Reading): number[] => Object.values(reading).filter((each) => typeof each === 'number')

test('ids are the names of the files, and are found', () => {
  const ids = detectors.map(({ id }) => id)
  assert.ok(ids.length >= 2)
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) {
    assert.match(id, /^[a-z]+(-[a-z]+)*$/)
    assert.equal(findDetector(id)?.id, id)
  }
  assert.equal(findDetector('tarot'), undefined)
})

/** What each kind of detector is there for, after weeks of ordinary points; those that are not named here listen for storms. */
const STORM: Case = {
  quiet: (row) => ({ value: row % 10 === 0 ? 1 : 0, of: 6 }),
  loud: () => ({ value: 50, of: 60 }),
  within: 4,
}
type Case = { quiet: (row: number) => Point; loud: (row: number) => Point; within: number }
const CASES: Readonly<Record<string, Case>> = {
  // a point is an hour; day and night are alike here
  'slow-drift': { quiet: () => ({ value: 4, of: 40 }), loud: () => ({ value: 14, of: 40 }), within: 24 * 20 },
  'volume-drift': { quiet: () => ({ value: 40 }), loud: () => ({ value: 110 }), within: 24 * 20 },
  silence: { quiet: (row) => ({ value: row % 40 === 0 ? 0 : 3 }), loud: () => ({ value: 0 }), within: 12 },
}

for (const detector of detectors) {
  const read = (list: readonly Point[], state: unknown = detector.start()): Reading[] =>
    list.map((point) => detector.step(state, point))

  test(`${detector.id}: names in three languages, a version, a step`, () => {
    for (const language of ['zh-Hant', 'zh-Hans', 'en'] as const) assert.ok(detector.names[language].trim().length > 0)
    assert.match(detector.version, /^\S+$/)
    assert.ok(detector.stepMinutes > 0)
  })

  test(`${detector.id}: a reading does not know the points after it`, () => {
    fc.assert(
      fc.property(points(1000), points(300), (before, after) => {
        assert.deepEqual(read([...before, ...after]).slice(0, before.length), read(before))
      }),
      { numRuns: 25 },
    )
  })

  test(`${detector.id}: a state saved and loaded anywhere goes on exactly, and never grows`, () => {
    const size = detector.save(detector.start()).length
    assert.ok(size < 32_768, `${size} bytes`)
    fc.assert(
      fc.property(points(1000), points(200), (before, after) => {
        const state = detector.start()
        read(before, state)
        const bytes = detector.save(state)
        assert.equal(bytes.length, size)
        const restored = detector.load(bytes)
        assert.deepEqual(read(after, restored), read(after, state))
        assert.deepEqual(detector.save(restored), detector.save(state))
      }),
      { numRuns: 25 },
    )
  })

  test(`${detector.id}: a saved state is a copy`, () => {
    const state = detector.start()
    const bytes = detector.save(state)
    const before = bytes.slice()
    read([{ value: 3, of: 9 }], state)
    read([{ value: 4, of: 9 }], detector.load(bytes))
    assert.deepEqual(bytes, before)
  })

  test(`${detector.id}: states of another version, another detector or a torn one are refused`, () => {
    const bytes = detector.save(detector.start())
    assert.throws(() => detector.load(bytes.slice(0, -1)), /bytes instead of/)
    assert.throws(() => detector.load(new Uint8Array()), /expected/)
    const newer = new TextEncoder().encode(`${detector.id} ${detector.version}0\n`)
    const header = bytes.indexOf(10) + 1
    assert.throws(() => detector.load(new Uint8Array([...newer, ...bytes.subarray(header)])), /expected/)
    for (const other of detectors.filter(({ id }) => id !== detector.id)) {
      assert.throws(() => other.load(bytes), /expected/)
    }
  })

  for (const [name, at] of [
    ['zeros', () => ({ value: 0, of: 0 })],
    ['nothing negative', () => ({ value: 0, of: 50 })],
    ['all negative', () => ({ value: 50, of: 50 })],
    ['huge', (row) => ({ value: 1e12 + (row % 7), of: 2e12 })],
    ['one huge in silence', (row) => (row === 2000 ? { value: 1e15, of: 1e15 } : { value: 0, of: 0 })],
    ['below zero', (row) => ({ value: -(row % 5), of: 3 })],
    ['fractions', (row) => ({ value: (row % 10) / 3, of: 4 })],
  ] as [string, (row: number) => Point][]) {
    test(`${detector.id}: finite on ${name}`, () => {
      for (const reading of read(Array.from({ length: 4000 }, (_, row) => at(row)))) {
        assert.ok(numbersOf(reading).every(Number.isFinite), JSON.stringify(reading))
        assert.ok(reading.low <= reading.baseline && reading.baseline <= reading.high, JSON.stringify(reading))
        assert.ok(reading.score >= 0 && reading.window >= 1)
      }
    })
  }

  test(`${detector.id}: weeks as ever, then what it listens for: it speaks, says how much, and is out of its warm-up`, () => {
    const { quiet, loud, within } = CASES[detector.id] ?? STORM
    const ever = Array.from({ length: 4000 }, (_, row) => quiet(row))
    const readings = read([...ever, ...Array.from({ length: within }, (_, row) => loud(row))])
    const first = readings.findIndex(({ alarm }) => alarm)
    assert.ok(first >= 4000 && first < 4000 + within, `first alarm at ${first}`)
    const spoken = readings[first]
    assert.ok(spoken?.phase === 'watching')
    assert.ok(detector.tells === 'silence' ? spoken.observed < spoken.expected : spoken.observed > spoken.expected)
    assert.equal(readings[0]?.phase, 'warming')
  })
}
