import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MINUTE, SECOND } from '../base/clock.ts'
import { notifiers } from '../notifiers/index.ts'
import { allowedOf, budgetOf, freeAt, ON_THE_WAY_MS, windowMs } from './channel-budget.ts'

const LIMIT = { messages: 20, minutes: 1, reserve: 6, silenceMinutes: 10 }
const T = Date.parse('2026-03-02T02:00:00Z')
const at = (ms: number): Date => new Date(T + ms)
const many = (count: number, ms: number): Date[] => Array.from({ length: count }, () => at(ms))

test('what is left: the reserve for the gravest alone, nothing while it rests, all again after the window', () => {
  const full = { left: 14, leftForGravest: 20, of: 20, minutes: 1, reserve: 6, restsUntil: null }
  assert.deepEqual(budgetOf({ sends: [], restsUntil: null }, LIMIT, at(0)), full)
  const spent = { sends: many(15, 0), restsUntil: null }
  assert.deepEqual(budgetOf(spent, LIMIT, at(0)), { ...full, left: 0, leftForGravest: 5 })
  assert.deepEqual(budgetOf(spent, LIMIT, at(MINUTE)), { ...full, left: 0, leftForGravest: 5 })
  assert.deepEqual(budgetOf(spent, LIMIT, at(MINUTE + ON_THE_WAY_MS)), full)
  const restsUntil = at(10 * MINUTE)
  const resting = budgetOf({ sends: [], restsUntil }, LIMIT, at(0))
  assert.deepEqual([resting?.left, resting?.leftForGravest, resting?.restsUntil], [0, 0, restsUntil])
  assert.deepEqual(budgetOf({ sends: [], restsUntil }, LIMIT, restsUntil), full)
  assert.equal(budgetOf(spent, undefined, at(0)), undefined)
})

test('a message that a wrong clock wrote into next year holds nothing up', () => {
  const spent = { sends: many(20, 365 * 24 * 60 * MINUTE), restsUntil: null }
  assert.equal(budgetOf(spent, LIMIT, at(0))?.leftForGravest, 20)
  assert.deepEqual(freeAt(spent, LIMIT, 2, at(0)), at(0))
})

test('when one more may go is exactly when it may, for each level', () => {
  const spending = fc.record({
    sends: fc.array(fc.integer({ min: 0, max: 80 * SECOND }), { maxLength: 40 }),
    rest: fc.option(fc.integer({ min: 0, max: 100 * SECOND })),
    level: fc.constantFrom(1, 2, 3, undefined),
  })
  fc.assert(
    fc.property(spending, ({ sends, rest, level }) => {
      const spent = { sends: sends.map(at), restsUntil: rest === null ? null : at(rest) }
      const now = at(80 * SECOND)
      const when = freeAt(spent, LIMIT, level, now)
      const leftAt = (then: Date): number => {
        const budget = budgetOf(spent, LIMIT, then)
        return (level === 1 ? budget?.leftForGravest : budget?.left) ?? 0
      }
      assert.ok(when >= now)
      assert.ok(leftAt(when) > 0, 'free when it says so')
      if (when > now) assert.equal(leftAt(new Date(when.getTime() - 1)), 0, 'and not before')
    }),
  )
})

test('the reserve is a part of what every member may send, and the rest is more than nothing', () => {
  const limits = notifiers.flatMap(({ id, limits: { room } }) => (room ? [{ id, room }] : []))
  assert.ok(limits.length >= 4)
  for (const { id, room } of limits) {
    assert.ok(allowedOf(room, 2) > 0 && allowedOf(room, 1) > allowedOf(room, 2), id)
    assert.ok(windowMs(room) > room.minutes * MINUTE, id)
  }
})
