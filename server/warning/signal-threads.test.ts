import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MINUTE } from '../base/clock.ts'
import { VELOCITY_AGES } from '../detectors/contract/post-signal.ts'
import { addAnswers, answersByAge, learnFrom, startThread } from './signal-threads.ts'

const ROOT = new Date('2026-03-02T02:00:00Z')
const MINUTES = ROOT.getTime() / MINUTE
const after = (minutes: number): Date => new Date(ROOT.getTime() + minutes * MINUTE)
const thread = startThread(ROOT, 0)

test('answers by age, as far as any came', () => {
  const grown = addAnswers(
    thread,
    [
      [MINUTES, 3],
      [MINUTES + 4, 2],
      [MINUTES + 30, 7],
    ],
    after(31),
  )
  assert.deepEqual(grown && answersByAge(grown), [5, 5, 5, 12])
  assert.deepEqual(answersByAge(thread), [])
  assert.equal(addAnswers(thread, [[MINUTES + 1440, 9]], after(1441)), undefined, 'a day old: no longer counted')
  assert.deepEqual(addAnswers(thread, [[MINUTES - 3, 1]], after(1))?.counts[0], 1, 'a clock that is behind')
})

test('the order in which answers come, and in how many pieces, does not matter', () => {
  const pieces = fc.array(
    fc.tuple(
      fc.nat(2000).map((age) => MINUTES + age),
      fc.integer({ min: 1, max: 50 }),
    ),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(pieces, (minutes) => {
      const whole = addAnswers(thread, minutes, after(2000)) ?? thread
      const byOne = minutes.toReversed().reduce((at, each) => addAnswers(at, [each], after(2000)) ?? at, thread)
      assert.deepEqual(byOne.counts, whole.counts)
    }),
  )
})

test('each age is learnt once, two minutes after it, and then the thread is done', () => {
  const grown =
    addAnswers(
      thread,
      [
        [MINUTES, 3],
        [MINUTES + 12, 4],
      ],
      after(13),
    ) ?? thread
  assert.deepEqual(learnFrom(grown, after(6)).learnt, [])
  const early = learnFrom(grown, after(7))
  assert.deepEqual(early.learnt, [{ age: 0, answers: 3, minute: MINUTES }])
  assert.deepEqual(early.rest?.dueAt, after(12))
  const late = learnFrom(early.rest ?? grown, after(1442))
  assert.deepEqual(
    late.learnt.map(({ age }) => age),
    VELOCITY_AGES.slice(1).map((_, n) => n + 1),
  )
  assert.equal(late.learnt[0]?.answers, 3)
  assert.equal(late.learnt.at(-1)?.answers, 7)
  assert.equal(late.rest, undefined)
})

test('while an import brings a thread piece by piece, nothing is learnt from it', () => {
  const first = addAnswers(thread, [[MINUTES + 1, 5]], after(5000)) ?? thread
  assert.deepEqual(first.dueAt, after(5002))
  const second = addAnswers(first, [[MINUTES + 1, 5]], after(5001)) ?? first
  assert.deepEqual(second.dueAt, after(5003))
  const live = addAnswers(thread, [[MINUTES + 1, 5]], after(2)) ?? thread
  assert.deepEqual(live.dueAt, after(7), 'a live one is learnt in time')
})
