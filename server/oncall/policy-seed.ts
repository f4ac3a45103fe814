import type { Policy, PolicySet, Step, Target } from './schema.ts'

const first: Target = { kind: 'roster', rosterId: null, who: 'first' }
const second: Target = { kind: 'roster', rosterId: null, who: 'second' }
const commander: Target = { kind: 'role', role: 'commander' }
const management: Target = { kind: 'role', role: 'management' }

const step = (target: Target, waitMinutes: number): Step => ({ targets: [target], waitMinutes, notifiers: [] })

type Given = Pick<Policy, 'id' | 'levels'> & Partial<Policy>
const policy = (given: Given): Policy => ({
  hours: ['business', 'night', 'off'],
  begins: 'at-once',
  steps: [step(first, 15), step(second, 15), step(commander, 30)],
  unanswered: [management],
  repeats: 0,
  repeatAfterMinutes: 15,
  ...given,
})

/**
 * What a new organisation has, until somebody changes it. The waits of level 1 and 2 are the deadlines within which an alert must be
 * acknowledged (5 and 15 minutes, ACK_MINUTES of server/warning/level.ts); the handbook's own half hour for gathering the team (二(一)2)
 * must not have passed before management hears of a major one. A minor one (a single bad review) wakes nobody: it waits for the morning.
 */
export const READY_POLICIES: PolicySet = {
  businessFrom: '09:00',
  businessTo: '18:00',
  policies: [
    policy({ id: 'major', levels: [1], steps: [step(first, 5), step(second, 5), step(commander, 5)], repeats: 3 }),
    policy({ id: 'moderate', levels: [2] }),
    policy({ id: 'minor', levels: [3], begins: 'next-business', steps: [step(first, 240)] }),
  ],
}
