import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OncallPage, RosterCard, Shift } from '../../server/oncall/schema.ts'
import { dutyOf, nextLook } from './duty.ts'

const NOW = new Date('2026-03-02T02:00:00Z')

function shift(personId: string | null, from: string, to: string): Shift {
  return { personId, from: `2026-03-${from}:00Z`, to: `2026-03-${to}:00Z`, insteadOf: null, layerId: null }
}

function pageOf(...cards: Partial<RosterCard>[]): OncallPage {
  const usual = { id: 'r', name: '', zone: 'UTC', version: 1, secondId: null, gapHours: 0, firstGap: null, next: null }
  const now = shift('a', '01T00:00', '02T12:00')
  const rosters = cards.map((card) => ({ ...usual, now, ...card }))
  return { now: NOW.toISOString(), rosters, people: [], calling: 0, asked: [] }
}

test('on call until the last of several rosters ends; without an end where nobody follows', () => {
  const next = shift('b', '02T12:00', '03T12:00')
  const longer = { now: shift('a', '01T00:00', '02T18:00'), next: shift('b', '02T18:00', '03T12:00') }
  assert.deepEqual(dutyOf(pageOf({ next }), 'a', NOW), { kind: 'now', until: '2026-03-02T12:00:00Z' })
  assert.deepEqual(dutyOf(pageOf({ next }, longer), 'a', NOW), { kind: 'now', until: '2026-03-02T18:00:00Z' })
  assert.deepEqual(dutyOf(pageOf({}), 'a', NOW), { kind: 'now', until: null })
})

test('soon within twelve hours, nothing before; and an answer that is older than the hand-over says nothing', () => {
  const page = pageOf({ next: shift('b', '02T14:00', '03T12:00') })
  assert.deepEqual(dutyOf(page, 'b', NOW), { kind: 'soon', from: '2026-03-02T14:00:00Z' })
  assert.equal(dutyOf(page, 'b', new Date('2026-03-02T01:59:00Z')), undefined)
  assert.equal(dutyOf(page, 'c', NOW), undefined)
  assert.equal(dutyOf(page, 'a', new Date('2026-03-02T12:00:00Z')), undefined)
  assert.equal(dutyOf(undefined, 'a', NOW), undefined)
})

test('asked again a second after the next hand-over, and every five minutes', () => {
  const page = pageOf({ next: shift('b', '02T12:00', '03T12:00') })
  assert.equal(nextLook(page, NOW), 300_000)
  assert.equal(nextLook(page, new Date('2026-03-02T11:58:00Z')), 121_000)
  assert.equal(nextLook(page, new Date('2026-03-02T12:00:00Z')), 300_000)
  assert.equal(nextLook(undefined, NOW), 300_000)
})
