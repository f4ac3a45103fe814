import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pickPolicy } from '../../server/oncall/policy.ts'
import { READY_POLICIES } from '../../server/oncall/policy-seed.ts'
import type { Policy } from '../../server/oncall/schema.ts'
import { HOURS, LEVELS, neverTaken, newPolicy, policyAt } from './policy-draft.ts'

const [major] = READY_POLICIES.policies
assert.ok(major)
const policies = fc
  .array(
    fc.record({ levels: fc.subarray([...LEVELS], { minLength: 1 }), hours: fc.subarray([...HOURS], { minLength: 1 }) }),
    {
      maxLength: 6,
    },
  )
  .map((given) => given.map((part, n): Policy => ({ ...major, ...part, id: `p${n}` })))

test('the editor takes the policy that the server takes, for every level and hour', () => {
  fc.assert(
    fc.property(policies, (list) => {
      const set = { ...READY_POLICIES, policies: list }
      for (const level of LEVELS)
        for (const hours of HOURS) {
          const n = policyAt(set, level, hours)
          assert.equal(n === undefined ? undefined : list[n]?.id, pickPolicy(set, level, hours)?.id)
        }
    }),
  )
})

test('a policy that stands behind others which fit wherever it would is never taken', () => {
  const night: Policy = { ...major, id: 'night', levels: [1], hours: ['night'] }
  const set = { ...READY_POLICIES, policies: [...READY_POLICIES.policies, night] }
  assert.deepEqual([...neverTaken(set)], [3])
  // Before that of its level it is taken at night, and the other one for the rest.
  const first = { ...set, policies: [night, ...READY_POLICIES.policies] }
  assert.deepEqual([...neverTaken(first)], [])
})

test('a new policy is for what no policy is for, and leaves nothing open there', () => {
  fc.assert(
    fc.property(policies, (list) => {
      const made = newPolicy({ policies: list }, 'new')
      const isOpen = LEVELS.some((level) =>
        HOURS.some((hours) => policyAt({ policies: list }, level, hours) === undefined),
      )
      const level = made.levels[0] ?? 1
      if (isOpen) for (const hours of made.hours) assert.equal(policyAt({ policies: list }, level, hours), undefined)
      const after = { policies: [...list, made] }
      for (const hours of HOURS) assert.notEqual(policyAt(after, level, hours), undefined)
    }),
  )
})
