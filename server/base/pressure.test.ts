import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from './errors.ts'
import { makePressure } from './pressure.ts'

test('what does not fit is told when to come again, and fits once something has left', () => {
  const pressure = makePressure({ mostWaiting: 2, mostBytes: 100 })
  const leave = pressure.enter(60)
  assert.throws(
    () => pressure.enter(50),
    (error) => error instanceof Refusal && error.code === 'busy' && error.detail.retryAfter === 1,
  )
  pressure.enter(40)
  assert.throws(() => pressure.enter(0), { code: 'busy' })
  leave()
  leave()
  assert.equal(pressure.waiting(), 1)
  assert.equal(pressure.bytes(), 40)
  pressure.enter(60)
})

test('one that is larger than everything is taken when nothing else is there: it could never be otherwise', () => {
  const pressure = makePressure({ mostWaiting: 2, mostBytes: 100 })
  const leave = pressure.enter(500)
  assert.throws(() => pressure.enter(1), { code: 'busy' })
  leave()
  assert.equal(pressure.bytes(), 0)
})

test('however they come and go, the bounds hold and nothing is left behind', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(3))), (steps) => {
      const pressure = makePressure({ mostWaiting: 4, mostBytes: 100 })
      const inside: (() => void)[] = []
      for (const [bytes, leaving] of steps) {
        try {
          inside.push(pressure.enter(bytes))
        } catch (error) {
          assert.ok(error instanceof Refusal)
        }
        assert.ok(pressure.waiting() <= 4 && pressure.bytes() <= 100)
        for (const leave of inside.splice(0, leaving)) leave()
      }
      for (const leave of inside) leave()
      assert.deepEqual([pressure.waiting(), pressure.bytes()], [0, 0])
    }),
  )
})
