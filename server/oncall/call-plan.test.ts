import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MINUTE } from '../base/clock.ts'
import { type CallPlan, courseOf, type PlannedStep } from './call-plan.ts'

const step = (people: number, waitMinutes: number, isFinal = false): PlannedStep => ({
  people: Array.from({ length: people }, (_, n) => ({
    personId: `${n}`,
    why: { kind: 'person' as const, personId: `${n}` },
  })),
  waitMinutes,
  notifiers: [],
  isFinal,
})
const planWith = (steps: readonly PlannedStep[], repeats: number): CallPlan => ({
  policyVersion: 1,
  policyId: 'p',
  hours: 'night',
  steps,
  repeats,
  duty: [],
})

test('the course of a call: each step waits for the ones before, a step without anybody waits for nobody, rounds follow', () => {
  const plan = planWith([step(1, 5), step(0, 30), step(2, 10), step(1, 15, true)], 1)
  assert.deepEqual(
    courseOf(plan, 0).map(({ round, step: n, at }) => [round, n, at / MINUTE]),
    [
      [1, 0, 0],
      [1, 1, 5],
      [1, 2, 5],
      [1, 3, 15],
      [2, 0, 30],
      [2, 1, 35],
      [2, 2, 35],
      [2, 3, 45],
    ],
  )
})

test('every step comes once a round, in order, and never before the one before it', () => {
  const steps = fc.array(fc.record({ people: fc.nat({ max: 2 }), wait: fc.integer({ min: 1, max: 720 }) }), {
    minLength: 1,
    maxLength: 11,
  })
  fc.assert(
    fc.property(steps, fc.nat({ max: 10 }), (given, repeats) => {
      const plan = planWith(
        given.map(({ people, wait }) => step(people, wait)),
        repeats,
      )
      const course = courseOf(plan, 1000)
      assert.equal(course.length, given.length * (repeats + 1))
      for (const [n, { at }] of course.entries()) assert.ok(at >= (course[n - 1]?.at ?? 1000))
    }),
  )
})
