import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HOUR, MINUTE } from '../base/clock.ts'
import { isWorthTelling, MOST_TOLD, type Step, stepOf, type Taken, TOLD_HOURS } from './notice-stage.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const STEPS: readonly Step[] = [
  { stage: 'opened', why: 'raised' },
  { stage: 'opened', why: 'recurred' },
  { stage: 'opened', why: 'story' },
  { stage: 'escalated', why: 'level' },
  { stage: 'escalated', why: 'doubled' },
  { stage: 'escalated', why: 'platform' },
  { stage: 'escalated', why: 'rebound' },
  { stage: 'peaked', why: 'turned' },
  { stage: 'closed', why: 'calm' },
  { stage: 'closed', why: 'false_positive' },
  { stage: 'closed', why: 'marked' },
  { stage: 'closed', why: 'crisis' },
  { stage: 'closed', why: 'merged' },
]

/** Which of these steps are told, one after the other. */
function told(steps: readonly (Step & { level?: number; after?: number })[]): Taken[] {
  const taken: Taken[] = []
  let at = NOW
  for (const { level = 3, after = 6 * MINUTE, ...step } of steps) {
    at = new Date(at.getTime() + after)
    taken.push({ ...step, level, recurrence: 0, at, isTold: isWorthTelling(step, level, taken, at) })
  }
  return taken.filter(({ isTold }) => isTold)
}

test('whatever happens, nobody gets more than five messages of one alert in half a day', () => {
  const step = fc.record({
    step: fc.constantFrom(...STEPS),
    level: fc.integer({ min: 1, max: 3 }),
    after: fc.integer({ min: 0, max: 5 * HOUR }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const messages = told(steps.map(({ step: each, ...rest }) => ({ ...each, ...rest })))
      for (const { at } of messages) {
        const near = messages.filter((other) => other.at <= at && other.at.getTime() > at.getTime() - TOLD_HOURS * HOUR)
        assert.ok(near.length <= MOST_TOLD, `${near.length} messages`)
      }
    }),
  )
})

test('doublings never use up the message of a graver level', () => {
  const many = Array.from({ length: 20 }, () => ({ stage: 'escalated', why: 'doubled', level: 3 }) as const)
  const messages = told([
    { stage: 'opened', why: 'raised', level: 3 },
    ...many,
    { stage: 'escalated', why: 'level', level: 2 },
    ...many.map((each) => ({ ...each, level: 2 })),
    { stage: 'escalated', why: 'level', level: 1 },
    { stage: 'peaked', why: 'turned', level: 1 },
    { stage: 'closed', why: 'calm', level: 1 },
  ])
  assert.deepEqual(
    messages.map(({ stage, level }) => [stage, level]),
    [
      ['opened', 3],
      ['escalated', 2],
      ['escalated', 1],
      ['peaked', 1],
      ['closed', 1],
    ],
  )
})

test('growth in the same moment as the opening is no message of its own, a graver level is', () => {
  const opened = { stage: 'opened', why: 'raised', level: 2 } as const
  const doubled = { stage: 'escalated', why: 'doubled', level: 2, after: 0 } as const
  const level = { stage: 'escalated', why: 'level', level: 1, after: 0 } as const
  assert.deepEqual(
    told([opened, doubled, level]).map(({ why }) => why),
    ['raised', 'level'],
  )
})

test('a crisis is told after everything else was', () => {
  const rows = told([
    { stage: 'opened', why: 'raised', level: 1 },
    { stage: 'escalated', why: 'doubled', level: 1 },
    { stage: 'escalated', why: 'platform', level: 1 },
    { stage: 'peaked', why: 'turned', level: 1 },
    { stage: 'closed', why: 'marked', level: 1 },
    { stage: 'closed', why: 'crisis', level: 1 },
  ])
  assert.deepEqual(
    rows.map(({ why }) => why),
    ['raised', 'doubled', 'platform', 'turned', 'crisis'],
  )
})

test('what the news of an alert is', () => {
  const alert = { state: 'open', level: 2, recurrence: 0, crisisId: null } as const
  const last: Taken = { stage: 'opened', why: 'raised', level: 2, recurrence: 0, at: NOW, isTold: true }
  assert.deepEqual(stepOf(alert, 'raised', undefined, false), { stage: 'opened', why: 'raised' })
  assert.equal(stepOf(alert, 'alarmed', last, false), undefined)
  assert.deepEqual(stepOf({ ...alert, level: 1 }, 'grew', last, false), { stage: 'escalated', why: 'level' })
  assert.deepEqual(stepOf(alert, 'spread', last, false), { stage: 'escalated', why: 'platform' })
  assert.deepEqual(stepOf({ ...alert, state: 'resolved' }, 'moved', last, false), { stage: 'closed', why: 'calm' })
  assert.deepEqual(stepOf({ ...alert, state: 'resolved' }, 'moved', last, true), { stage: 'closed', why: 'resolved' })
  const marked: Taken = { ...last, stage: 'closed', why: 'marked' }
  assert.equal(stepOf({ ...alert, state: 'escalated' }, 'moved', marked, true), undefined)
  assert.deepEqual(stepOf({ ...alert, state: 'escalated', crisisId: 'c' }, 'moved', marked, true), {
    stage: 'closed',
    why: 'crisis',
  })
})
