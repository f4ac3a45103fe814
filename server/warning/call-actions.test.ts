import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeRoom } from '../../test/support/crisis.ts'
import { rosterOf } from '../../test/support/oncall.ts'
import { makeTrack } from '../../test/support/talk.ts'
import { inTransaction } from '../base/db.ts'
import { answerByLink } from '../oncall/call-link-actions.ts'
import type { LinkRow } from '../oncall/call-link-store.ts'
import { listCalls } from '../oncall/call-reads.ts'
import { tokenOf } from '../oncall/call-token-actions.ts'
import { makeOncallRoster } from '../oncall/roster-actions.ts'
import { acknowledgeAlert } from './actions.ts'
import { callForAlert } from './call-actions.ts'
import { otherTrackNames } from './call-reads.ts'
import { takeAlarm } from './group-actions.ts'
import { mergeAlerts } from './merge-actions.ts'
import { getAlert } from './reads.ts'

test('an alert calls whoever is on call; answering by the link of the message takes the alert on, and ends the call', async (t) => {
  const { app, company, clock, raise } = await makeRoom(t)
  await makeOncallRoster(app, company.commander, rosterOf(company))
  const alertId = await raise()
  const runs = () => listCalls(app.db, company.orgId, clock.now(), { subjectKind: 'alert', subjectId: alertId })
  const [begun] = await runs()
  assert.equal(begun?.state, 'calling')
  const links = await sql<LinkRow>`
    select org_id as "orgId", id, run_id as "runId", person_id as "personId" from call_links`.execute(app.db)
  const [link] = links.rows
  assert.ok(link)
  await answerByLink(app, tokenOf(app, link), { alert: acknowledgeAlert })
  assert.equal((await getAlert(app.db, company.orgId, alertId)).state, 'acknowledged')
  assert.equal((await runs())[0]?.state, 'acknowledged')
})

test('a story on several tracks: the call names the others, and not the one it is about', async (t) => {
  const room = await makeRoom(t)
  const { app, company, clock } = room
  await makeOncallRoster(app, company.commander, rosterOf(company))
  const otherTrack = await makeTrack(app.db, company.orgId, '白川', clock.now())
  const alertId = await room.raise()
  assert.deepEqual(await otherTrackNames(app.db, company.orgId, alertId), [])
  const saw = { detector: 'volume', version: '1', score: 9, observed: 10, expected: 0, windowMinutes: 5 }
  const other = await inTransaction(app.db, (trx) =>
    takeAlarm(
      app,
      trx,
      { orgId: company.orgId, trackId: otherTrack, mode: 'live' },
      { ...saw, isOfPosts: true, at: clock.now() },
    ),
  )
  assert.ok(other)
  await mergeAlerts(app, company.analyst, other.id, { into: alertId, reason: 'the same' })
  assert.deepEqual(await otherTrackNames(app.db, company.orgId, alertId), ['白川'])
  const card = await acknowledgeAlert(app, company.analyst, alertId)
  await inTransaction(app.db, (trx) => callForAlert(app, trx, company.orgId, card, 'grew'))
  const called = await sql<{ url: string; lines: string[] }>`
    select distinct url, lines from notices where subject like '請應答：%' and '同一事件也見於：白川' = any(lines)`.execute(
    app.db,
  )
  assert.equal(called.rows.length, 1)
  assert.match(called.rows[0]?.url ?? '', new RegExp(`/alerts/${alertId}$`))
})
