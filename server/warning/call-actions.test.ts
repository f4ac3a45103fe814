import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeRoom } from '../../test/support/crisis.ts'
import { rosterOf } from '../../test/support/oncall.ts'
import { answerByLink } from '../oncall/call-link-actions.ts'
import type { LinkRow } from '../oncall/call-link-store.ts'
import { listCalls } from '../oncall/call-reads.ts'
import { tokenOf } from '../oncall/call-token-actions.ts'
import { makeOncallRoster } from '../oncall/roster-actions.ts'
import { acknowledgeAlert } from './actions.ts'
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
