import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { type Change, type Head, isComing, isDue, isPaused, isWorth, oldChanges, postsOf } from './late.ts'

const NOW = new Date('2026-03-20T12:00:00Z')
const ago = (ms: number): Date => new Date(NOW.getTime() - ms)
const head: Head = { settledAt: ago(6 * HOUR), uptoAt: ago(2 * MINUTE), revisedAt: null }
const change = (since: number, came: number, first = came): Change => ({
  since: ago(since),
  posts: 10,
  firstAt: ago(first),
  lastAt: ago(came),
})

test('old is what lies before the state of any series; a track that was never read has nothing old', () => {
  const [recent, old] = [change(HOUR, 0), change(7 * HOUR, 0)]
  assert.deepEqual(oldChanges([recent, old], [head]), [old])
  assert.deepEqual(oldChanges([recent, old], [head, { ...head, settledAt: ago(MINUTE) }]), [recent, old])
  assert.deepEqual(oldChanges([recent, old], []), [])
})

test('what changed in points that were read is due at once, in others with their point', () => {
  assert.equal(isDue([change(HOUR, 0)], [head], NOW), true)
  assert.equal(isDue([change(MINUTE, 0)], [head], NOW), false)
  assert.equal(isDue([change(HOUR, 0)], [], NOW), false)
})

test('an import is due when it rests for half a minute or has gone on for ten, at most once an hour', () => {
  assert.equal(isDue([change(7 * HOUR, 29 * SECOND)], [head], NOW), false)
  assert.equal(isDue([change(7 * HOUR, 30 * SECOND)], [head], NOW), true)
  assert.equal(isComing([change(7 * HOUR, SECOND, 9 * MINUTE)], NOW), true)
  assert.equal(isDue([change(7 * HOUR, SECOND, 10 * MINUTE)], [head], NOW), true)
  assert.equal(isDue([change(7 * HOUR, MINUTE)], [{ ...head, revisedAt: ago(59 * MINUTE) }], NOW), false)
  assert.equal(isPaused([{ ...head, revisedAt: ago(HOUR) }], NOW), false)
})

test('twenty posts are worth a fortnight, or a hundredth of it, but never a few strays', () => {
  assert.equal(isWorth(20, undefined), true)
  assert.equal(isWorth(19, undefined), undefined, 'that depends')
  assert.equal(isWorth(19, 1900), true)
  assert.equal(isWorth(19, 1901), false)
  assert.equal(isWorth(5, 6), true)
  assert.equal(isWorth(4, 4), false)
  assert.equal(postsOf([change(0, 0), change(0, 0)]), 20)
})
