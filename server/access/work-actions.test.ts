import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import type { App } from '../app.ts'
import { newId } from '../base/ids.ts'
import { listActs } from './reads.ts'
import { dropFailure, listFailures, retryFailure } from './work-actions.ts'

/** As the queue leaves a job that failed its last try; queue.test.ts shows that it does. */
async function poison(app: App, data: unknown): Promise<string> {
  const id = newId()
  await app.queue.enqueue(app.db, 'test.job', null)
  await sql`
    insert into pgboss.job (id, name, data, source_name, source_id, source_retry_count, source_output)
    values (${id}, 'poison', ${JSON.stringify({ data })}::jsonb, 'test.job', ${newId()}, 4, '{"message": "no luck"}')`.execute(
    app.db,
  )
  return id
}

async function setAside(app: App, orgId: string): Promise<string> {
  await app.outbox.put(app.db, { orgId, channel: 'email', body: {}, key: newId(), mode: 'live' })
  const { rows } = await sql<{ id: string }>`
    update outbox set state = 'set_aside', error = 'refused' where org_id = ${orgId} and state = 'waiting' returning id`.execute(
    app.db,
  )
  return rows[0]?.id ?? ''
}

async function prepare(t: TestContext) {
  const { app } = await makeApp(t)
  return { app, ours: await makeCompany(app), theirs: await makeCompany(app, '別家') }
}

test('failures are listed for whoever may, of the own organisation only', async (t) => {
  const { app, ours, theirs } = await prepare(t)
  const [ourJob, nobodysJob, theirJob] = [
    await poison(app, { orgId: ours.orgId }),
    await poison(app, null),
    await poison(app, { orgId: theirs.orgId }),
  ]
  const [ourLetter, theirLetter] = [await setAside(app, ours.orgId), await setAside(app, theirs.orgId)]
  const idsFor = async (actor: typeof ours.administrator) => (await listFailures(app, actor)).map(({ id }) => id).sort()
  assert.deepEqual(await idsFor(ours.administrator), [ourJob, nobodysJob, ourLetter].sort())
  assert.deepEqual(await idsFor(theirs.administrator), [theirJob, nobodysJob, theirLetter].sort())
  await assert.rejects(listFailures(app, ours.commander), { code: 'forbidden' })
  await assert.rejects(retryFailure(app, ours.administrator, theirJob, 'why'), { code: 'not-found' })
  await assert.rejects(dropFailure(app, ours.administrator, theirLetter, 'why'), { code: 'not-found' })
  await assert.rejects(dropFailure(app, ours.analyst, ourJob, 'why'), { code: 'forbidden' })
  assert.equal((await idsFor(theirs.administrator)).length, 3)
})

test('one is retried or given up once, and the audit says by whom and why', async (t) => {
  const { app, ours } = await prepare(t)
  const [first, second] = [await poison(app, { orgId: ours.orgId }), await poison(app, { orgId: ours.orgId })]
  const [third, fourth] = [await setAside(app, ours.orgId), await setAside(app, ours.orgId)]
  await retryFailure(app, ours.administrator, first, 'mended')
  await dropFailure(app, ours.administrator, second, 'pointless')
  await retryFailure(app, ours.administrator, third, 'mended')
  await dropFailure(app, ours.administrator, fourth, 'pointless')
  assert.deepEqual(await listFailures(app, ours.administrator), [])
  await assert.rejects(retryFailure(app, ours.administrator, second, 'again'), { code: 'not-found' })
  const acts = await listActs(app.db, ours.orgId, { verbs: ['retryFailure', 'dropFailure'] })
  assert.deepEqual(acts.map(({ objectId }) => objectId).sort(), [first, second, third, fourth].sort())
  assert.deepEqual(acts.find(({ objectId }) => objectId === second)?.detail, { reason: 'pointless' })
  const waiting = await sql`select state from outbox where id = ${third}`.execute(app.db)
  assert.deepEqual(waiting.rows, [{ state: 'waiting' }])
})
