import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CrisisCard } from '../../server/crises/schema.ts'
import type { Trouble } from '../../server/warning/blind-schema.ts'
import type { AlertCard, Watch } from '../../server/warning/schema.ts'
import { verdictOf } from './verdict.ts'

const track = (posts: number) => ({ trackId: 't', name: 'A', posts, judged: posts, negative: 0, curves: [] })
const watch = (...posts: number[]): Watch => ({ until: '2026-03-02T02:00:00Z', tracks: posts.map(track) })
const alert = (state: string, level = 3) => ({ id: `${state}${level}`, state, level, raisedAt: '2026' }) as AlertCard
const crisis = { id: 'c', state: 'assessing', nextClock: null } as CrisisCard

test('all is well only where something is heard and nothing waits', () => {
  assert.equal(verdictOf(watch(12, 0), [], [], []).kind, 'well')
  assert.equal(verdictOf(watch(0, 0), [], [], []).kind, 'silent')
  assert.equal(verdictOf(watch(), [], [], []).kind, 'no-tracks')
})

test('while anything keeps us from seeing, nothing is well; what waits for a person still comes first', () => {
  const trouble = { code: 'source-failing', subject: 'a' } as Trouble
  const verdict = verdictOf(watch(12), [], [], [trouble])
  assert.deepEqual(verdict, { kind: 'blind', mood: 'warn', trouble })
  assert.equal(verdictOf(watch(12), [alert('open')], [], [trouble]).kind, 'alert')
  assert.equal(verdictOf(watch(12), [], [crisis], [trouble]).kind, 'crisis')
})

test('an alert that nobody has comes before a crisis, a crisis before an alert in hand', () => {
  assert.equal(verdictOf(watch(1), [alert('open')], [crisis], []).kind, 'alert')
  assert.equal(verdictOf(watch(1), [alert('acknowledged')], [crisis], []).kind, 'crisis')
  assert.equal(verdictOf(watch(1), [alert('acknowledged')], [], []).mood, 'warn')
})

test('a crisis under review frightens nobody, beside one that goes on it does', () => {
  const past = { ...crisis, state: 'reviewing' } as CrisisCard
  assert.equal(verdictOf(watch(1), [], [past], []).mood, 'warn')
  assert.equal(verdictOf(watch(1), [], [past, crisis], []).mood, 'grave')
})

test('the gravest alert is the one that is told', () => {
  const verdict = verdictOf(watch(1), [alert('open', 3), alert('open', 1)], [], [])
  assert.equal(verdict.kind === 'alert' && verdict.alerts[0]?.level, 1)
})

test('a drill changes nothing', () => {
  const drill = { ...alert('open', 1), mode: 'drill' } as AlertCard
  assert.equal(verdictOf(watch(1), [drill], [{ ...crisis, mode: 'drill' }], []).kind, 'well')
})
