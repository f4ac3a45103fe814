import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR, MINUTE } from '../base/clock.ts'
import { isCalm, type SeenPoint, type Speaker } from './calm.ts'

const END = new Date(Date.UTC(2026, 2, 2, 12))
const EARLIER = new Date(END.getTime() - 2 * HOUR)

/** The 24 points before END, quiet but for what is given of the one that ends so many points before END. */
function speaker(changes: Record<number, Partial<SeenPoint>> = {}, isShare = false): Speaker {
  const points = Array.from({ length: 24 }, (_, n) => {
    const back = 24 - n
    const at = new Date(END.getTime() - back * 5 * MINUTE)
    return { at, value: isShare ? 0.1 : 3, of: 20, high: isShare ? 0.3 : 8, score: 0.4, ...changes[back] }
  })
  return { isShare, stepMinutes: 5, spokeAt: 2.1, points }
}

test('calm: two hours below the score at which it spoke and inside the band', () => {
  assert.equal(isCalm(END, EARLIER, [speaker()]), true)
  assert.equal(isCalm(END, EARLIER, [speaker(), speaker({}, true)]), true)
})

test('not calm: less than two hours since it spoke, a score, a count, a gap, nobody who could say', () => {
  assert.equal(isCalm(END, new Date(EARLIER.getTime() + 1), [speaker()]), false)
  assert.equal(isCalm(END, EARLIER, [speaker({ 24: { score: 2.1 } })]), false)
  assert.equal(isCalm(END, EARLIER, [speaker({ 1: { value: 9 } })]), false)
  assert.equal(isCalm(END, EARLIER, [speaker(), speaker({ 12: { value: 0.5 } }, true)]), false)
  assert.equal(isCalm(END, EARLIER, [{ ...speaker(), points: speaker().points.slice(1) }]), false)
  assert.equal(isCalm(END, EARLIER, []), false)
})

test('a share of few judged posts is no reason to stay', () => {
  assert.equal(isCalm(END, EARLIER, [speaker({ 3: { value: 1, of: 9 } }, true)]), true)
  assert.equal(isCalm(END, EARLIER, [speaker({ 3: { value: 1, of: 10 } }, true)]), false)
})

test('points outside the two hours do not count', () => {
  const before = { at: new Date(EARLIER.getTime() - 5 * MINUTE), value: 99, of: 99, high: 8, score: 9 }
  const after = { ...before, at: END }
  assert.equal(isCalm(END, EARLIER, [{ ...speaker(), points: [before, ...speaker().points, after] }]), true)
})
