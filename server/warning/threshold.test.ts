import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Voice } from '../detectors/contract/speaking.ts'
import { BUDGETS, boundsOf, decideThreshold, type Facts, LEAST_DAYS, moveByMarks } from './threshold.ts'

const speaking = { threshold: 2, restPoints: 12, louder: 3 }
const { floor, ceiling } = boundsOf(2)
const DAY = 24
const voice = (score: number): Voice => ({ score, isAble: true, loudness: score })

/** Points of an hour, so that a day is 24. @param loud row → score */
function facts(days: number, loud: Record<number, number>, more: Partial<Facts> = {}): Facts {
  const voices = Array.from({ length: days * DAY }, (_, row) => voice(loud[row] ?? 0))
  return { speaking, budgetDays: 14, voices: [voices], historyDays: days, realRows: [], marks: NO_MARKS, ...more }
}
const NO_MARKS = { falseScores: [], realScores: [] }

test('the lowest threshold that keeps the budget, by the track’s own scores', () => {
  const loud = { 24: 1.8, 72: 2.1, 120: 2.3, 240: 2.6, 400: 2.9 }
  const at = (budgetDays: number) => decideThreshold(facts(28, loud, { budgetDays }))
  assert.equal(at(3).threshold, floor, 'five alarms in 28 days are fewer than one in three days')
  const fortnight = at(14)
  assert.equal(fortnight.needless, 2)
  assert.ok(fortnight.threshold > 2.3 && fortnight.threshold <= 2.6)
  assert.ok(at(30).threshold > 2.9, 'fewer than one in 28 days is none')
})

test('a loud track meets the upper bound and is still heard there', () => {
  const loud = Object.fromEntries(Array.from({ length: 28 }, (_, day) => [day * DAY, 7]))
  assert.equal(decideThreshold(facts(28, loud)).threshold, ceiling)
})

test('with less than a fortnight of history, or no budget, the default holds', () => {
  const loud = { 24: 2.9, 72: 2.9, 120: 2.9 }
  const young = decideThreshold(facts(LEAST_DAYS - 1, loud))
  assert.deepEqual([young.threshold, young.hasHistory, young.needless], [2, false, undefined])
  assert.equal(decideThreshold(facts(40, loud, { budgetDays: undefined })).threshold, 2)
})

test('an alarm that became a crisis is no needless one', () => {
  const loud = { 24: 2.5, 72: 2.5, 120: 2.5 }
  const plain = decideThreshold(facts(28, loud))
  const real = decideThreshold(facts(28, loud, { realRows: [72] }))
  assert.ok(real.threshold < plain.threshold, `${real.threshold} and ${plain.threshold}`)
})

const scores = fc.array(fc.double({ min: 0, max: 8, noNaN: true }), { maxLength: 12 })
const bases = fc.double({ min: floor, max: ceiling, noNaN: true })

test('property: bounded, whatever people mark', () => {
  fc.assert(
    fc.property(bases, scores, scores, (base, falseScores, realScores) => {
      const { threshold } = moveByMarks(base, 2, { falseScores, realScores })
      assert.ok(threshold >= floor && threshold <= ceiling)
    }),
  )
})

test('property: one more false mark never lowers it, one more crisis never raises it; a crisis never makes it deaf to itself', () => {
  fc.assert(
    fc.property(
      bases,
      scores,
      scores,
      fc.double({ min: 0, max: 8, noNaN: true }),
      (base, falseScores, realScores, score) => {
        const { threshold } = moveByMarks(base, 2, { falseScores, realScores })
        const more = moveByMarks(base, 2, { falseScores: [...falseScores, score], realScores }).threshold
        assert.ok(more >= threshold)
        const real = moveByMarks(base, 2, { falseScores, realScores: [...realScores, score] }).threshold
        assert.ok(real <= threshold)
        assert.ok(score < 2 || real <= score + 1e-9 || real <= 2)
      },
    ),
  )
})

test('property: a smaller budget never means a lower threshold', () => {
  const loudness = fc.array(fc.tuple(fc.nat(27 * DAY), fc.double({ min: 1.5, max: 4, noNaN: true })), { maxLength: 40 })
  fc.assert(
    fc.property(loudness, (list) => {
      const loud = Object.fromEntries(list)
      const found = BUDGETS.map((budgetDays) => decideThreshold(facts(28, loud, { budgetDays })).threshold)
      assert.deepEqual(
        found,
        [...found].sort((a, b) => a - b),
      )
    }),
    { numRuns: 50 },
  )
})
