import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY, SECOND } from '../base/clock.ts'
import { type Counter, countOnAccount, countOnAddress, MOST_WAIT, networkOf } from './lock-out.ts'

const START = new Date('2026-03-02T02:00:00Z')

test('nobody ever waits longer than 15 minutes, however often and at whatever times they fail, and whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -2 * DAY, max: 2 * DAY }), { maxLength: 60 }), (steps) => {
      let counter: Counter | undefined
      let now = START.getTime()
      for (const step of steps) {
        now += step
        const verdict = countOnAccount(counter, new Date(now))
        if ('next' in verdict) counter = verdict.next
        else {
          assert.ok(verdict.waitSeconds > 0 && verdict.waitSeconds * SECOND <= MOST_WAIT)
          assert.ok('next' in countOnAccount(counter, new Date(now + verdict.waitSeconds * SECOND)))
        }
      }
    }),
  )
})

test('failures are forgotten after a day without one', () => {
  const counter: Counter = { failures: 30, countedAt: START, blockedUntil: null }
  const verdict = countOnAccount(counter, new Date(START.getTime() + DAY))
  assert.deepEqual('next' in verdict && verdict.next.failures, 1)
})

test('a clock that was set back opens a new window for an address', () => {
  const verdict = countOnAddress(
    { failures: 50, countedAt: START, blockedUntil: null },
    new Date(START.getTime() - DAY),
  )
  assert.deepEqual('next' in verdict && verdict.next.failures, 1)
})

test('an address is a machine for IPv4 and a network for IPv6', () => {
  assert.equal(networkOf('192.0.2.7'), '192.0.2.7')
  assert.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7')
  assert.equal(networkOf('2001:db8:0:1:aaaa::1'), networkOf('2001:0db8:0000:0001::2'))
  assert.notEqual(networkOf('2001:db8:0:1::1'), networkOf('2001:db8:0:2::1'))
  assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
})
