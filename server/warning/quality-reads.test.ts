import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTalk, makeTrack, type Talk } from '../../test/support/talk.ts'
import type { Actor } from '../app.ts'
import { DAY, MINUTE } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { acknowledgeAlert, escalateAlert, markFalseAlarm, markForCrisis, resolveAlert } from './actions.ts'
import { findAlert } from './alert-store.ts'
import { autoResolve, takeAlarm } from './group-actions.ts'
import { splitAlert } from './merge-actions.ts'
import { type Declared, qualityPage } from './quality-reads.ts'

/** An alert of a track, two days after the one before, acknowledged after so many minutes (null: by nobody). */
async function raised({ app, clock, company }: Talk, trackId: string, minutes: number | null): Promise<string> {
  clock.advance(2 * DAY)
  const at = clock.now()
  const saw = { detector: 'volume', version: '2', at, score: 9, observed: 30, expected: 1, windowMinutes: 60 }
  const watched = { orgId: company.orgId, trackId, mode: 'live' } as const
  const row = await inTransaction(app.db, (trx) => takeAlarm(app, trx, watched, { ...saw, isOfPosts: true }))
  assert.ok(row)
  if (minutes !== null) {
    clock.advance(minutes * MINUTE)
    await acknowledgeAlert(app, company.analyst, row.id)
  }
  return row.id
}

const isFalse = (talk: Talk, by: Actor, id: string) => markFalseAlarm(talk.app, by, id, { reasonCode: 'ordinary' })

/** Worked out by hand: the comments say what each alert counts for. */
async function twoWeeks(talk: Talk): Promise<{ other: string; right: string }> {
  const { app, company, trackId, clock } = talk
  const { analyst, commander } = company
  const other = await makeTrack(app.db, company.orgId, '白川', clock.now())
  // right: dealt with by a person
  await resolveAlert(app, analyst, await raised(talk, trackId, 4), 'dealt with')
  // wrong
  await isFalse(talk, analyst, await raised(talk, trackId, 10))
  // right: a crisis came of it
  const right = await raised(talk, trackId, 2)
  await inTransaction(app.db, (trx) => escalateAlert(app, trx, commander, right, newId(), 'grave'))
  // says nothing: it ended by itself, and nobody took it on
  const left = await raised(talk, trackId, null)
  await inTransaction(app.db, async (trx) => {
    const row = await findAlert(trx, company.orgId, left, true)
    assert.ok(row)
    await autoResolve(app, trx, row, clock.now())
  })
  // wrong
  await isFalse(talk, analyst, await raised(talk, trackId, 30))
  // right: marked for a crisis
  await markForCrisis(app, analyst, await raised(talk, trackId, 6), 'grave')
  // says nothing yet; what was split off by hand is no alert of the detectors
  const open = await raised(talk, trackId, null)
  await splitAlert(app, analyst, open, { scope: { words: ['停电'] }, reason: 'another matter' })
  // the other track: wrong
  await isFalse(talk, analyst, await raised(talk, other, 1))
  return { other, right }
}

test('precision, recall and time to acknowledge of two weeks, as worked out by hand', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, clock } = talk
  const begin = clock.now()
  const { other, right } = await twoWeeks(talk)
  const declared = (alertId: string | null, mode: Declared['mode'] = 'live', declaredAt = clock.now()): Declared => {
    return { trackId, alertId, mode, declaredAt: declaredAt.toISOString() }
  }
  const crises = [
    ...[declared(right), declared(newId()), declared(newId())],
    // nobody was warned of these two
    ...[declared(null), declared(null)],
    // neither drills nor what lies before the time that is asked about
    ...[declared(null, 'drill'), declared(null, 'live', new Date(begin.getTime() - 100 * DAY))],
  ]
  const { whole, tracks } = await qualityPage(app, company.orgId, async () => crises)
  const own = tracks.find((track) => track.trackId === trackId)
  assert.deepEqual(
    [own?.alerts, own?.falseAlarms, own?.crises, own?.resolved, own?.judged, own?.precision],
    [7, 2, 2, 1, 5, 3 / 5],
  )
  assert.deepEqual([own?.declared, own?.missed, own?.recall], [5, 2, 3 / 5])
  // 2, 4, 6, 10 and 30 minutes
  assert.deepEqual([own?.acknowledged, own?.medianAcknowledgeMinutes], [5, 6])
  const second = tracks.find((track) => track.trackId === other)
  assert.deepEqual([second?.alerts, second?.judged, second?.precision, second?.recall], [1, 1, null, null])
  // 1, 2, 4, 6, 10 and 30 minutes
  assert.deepEqual([whole.alerts, whole.judged, whole.precision, whole.medianAcknowledgeMinutes], [8, 6, 3 / 6, 5])
  // 16 days and 53 minutes of two tracks
  const weeks = (2 * (16 * DAY + 53 * MINUTE)) / (7 * DAY)
  assert.ok(Math.abs((whole.alertsPerWeek ?? 0) - 8 / weeks) < 1e-9)
})

test('an organisation without alerts has a page that says so', async (t) => {
  const { app, company } = await makeTalk(t)
  const { whole, tracks } = await qualityPage(app, company.orgId, async () => [])
  assert.deepEqual([whole.alerts, whole.precision, whole.recall, whole.medianAcknowledgeMinutes], [0, null, null, null])
  assert.equal(tracks.length, 1)
})
