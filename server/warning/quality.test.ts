import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../base/clock.ts'
import { type JudgedAlert, qualityOf } from './quality.ts'

const RAISED = new Date('2026-03-02T02:00:00Z')
const alert = (mark: JudgedAlert['mark'], minutes?: number, isByPerson = true): JudgedAlert => ({
  mark,
  isByPerson,
  raisedAt: RAISED,
  acknowledgedAt: minutes === undefined ? null : new Date(RAISED.getTime() + minutes * MINUTE),
})

test('right of those that people judged; what ended by itself or is open says nothing', () => {
  const alerts = [
    ...[alert('crisis', 3), alert('crisis', 5), alert('resolved', 9), alert('false', 20), alert('false', 60)],
    ...[alert('resolved', undefined, false), alert('open')],
  ]
  const found = qualityOf(alerts, [{ alertId: 'a' }, { alertId: 'b' }, { alertId: null }], 2)
  assert.deepEqual([found.precision, found.judged, found.alerts], [3 / 5, 5, 7])
  assert.deepEqual([found.declared, found.missed, found.recall], [3, 1, null], 'three crises are too few to say')
  assert.equal(found.medianAcknowledgeMinutes, 9)
  assert.equal(found.alertsPerWeek, 3.5)
})

test('below five nothing is said', () => {
  const found = qualityOf([alert('crisis', 1), alert('false', 2)], [], 0)
  assert.deepEqual(
    [found.precision, found.recall, found.medianAcknowledgeMinutes, found.alertsPerWeek],
    [null, null, null, null],
  )
  const all = Array.from({ length: 5 }, (_, n) => ({ alertId: n === 0 ? null : String(n) }))
  assert.equal(qualityOf([], all, 1).recall, 0.8)
})
