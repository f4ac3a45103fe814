import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { makeTalk } from '../../test/support/talk.ts'
import { listActs } from '../access/reads.ts'
import type { App } from '../app.ts'
import { DAY, MINUTE } from '../base/clock.ts'
import { makeLog } from '../base/log.ts'
import { checkAll, forgetTroubles, sendHeartbeat } from './blind-actions.ts'
import { addTroubleMetrics, blindness, UNCHECKED_MS } from './blind-reads.ts'

/** A company of whose source something comes each hour for two weeks, until two; now it is a quarter past six. */
const SILENT_MINUTES = 4 * 60 + 16
async function makeSilent(t: TestContext) {
  const talk = await makeTalk(t)
  const told: unknown[] = []
  const { live } = talk.app
  const app: typeof talk.app = {
    ...talk.app,
    live: {
      subscribe: (...given) => live.subscribe(...given),
      publish: async (...given) => {
        await live.publish(...given)
        if (given[2] === 'warning.blindness') told.push(given[3])
      },
    },
  }
  talk.clock.advance(14 * DAY)
  await talk.say({ from: talk.clock.now(), minutes: 1, count: 1 })
  await sql`
    insert into source_hours (org_id, source, hour, posts, refused, lags)
    select ${talk.company.orgId}::uuid, 'talk', hour, 20, 0, array_fill(0, array[12])
    from generate_series(${talk.clock.now()}::timestamptz - interval '14 days', ${talk.clock.now()}::timestamptz, '1 hour') hour
    on conflict do nothing`.execute(talk.app.db)
  talk.clock.advance(SILENT_MINUTES * MINUTE)
  await talk.settle()
  await markIndexed(app, talk.company.orgId)
  return { ...talk, app, told, check: () => checkAll(app, async () => talk.clock.now()) }
}

/** As the search index leaves it when it has taken everything in: nothing works on it here. */
async function markIndexed(app: App, orgId: string): Promise<void> {
  await sql`
    insert into search_state (org_id, cursor_xid, cursor_batch, cursor_at, last_seal)
    values (${orgId}, '9223372036854775807', 'ffffffff-ffff-ffff-ffff-ffffffffffff', ${app.clock.now()}, 0)`.execute(
    app.db,
  )
}

const now = (app: App, orgId: string) => blindness(app.db, orgId, app.clock.now())
const codes = async (app: App, orgId: string) => (await now(app, orgId)).troubles.map(({ code }) => code)

test('silence against the habit: noticed, said after two minutes, once to everybody, and over when posts come again', async (t) => {
  const { app, clock, company, told, check, say, settle } = await makeSilent(t)
  const silentSince = new Date(clock.now().getTime() - SILENT_MINUTES * MINUTE)
  assert.deepEqual(await check(), { checked: 1, failed: 0 })
  assert.deepEqual([(await now(app, company.orgId)).state, told], ['well', []])
  for (let minute = 0; minute < 4; minute++) {
    clock.advance(MINUTE)
    await settle()
    await check()
  }
  const blind = await now(app, company.orgId)
  const trouble = {
    code: 'silent',
    subject: '',
    isGrave: true,
    since: silentSince.toISOString(),
    until: null,
    detail: {},
  }
  assert.deepEqual([blind.state, blind.troubles, blind.checkedAt], ['troubled', [trouble], clock.now().toISOString()])
  assert.deepEqual(told, [{ state: 'troubled', troubles: [trouble] }])
  await say({ from: clock.now(), minutes: 1, count: 1 })
  for (let minute = 0; minute < 4; minute++) {
    clock.advance(MINUTE)
    await settle()
    await check()
  }
  const seeing = await now(app, company.orgId)
  assert.deepEqual([seeing.state, seeing.troubles, seeing.past.map(({ code }) => code)], ['well', [], ['silent']])
  assert.deepEqual(told[1], { state: 'well', troubles: [] })
  const acts = await listActs(app.db, company.orgId, { objectKind: 'trouble' })
  assert.deepEqual(
    acts.map(({ verb, actorKind, detail }) => [verb, actorKind, detail.code]),
    [
      ['beginBlindness', 'system', 'silent'],
      ['endBlindness', 'system', 'silent'],
    ],
  )
  clock.advance(367 * DAY)
  assert.equal(await forgetTroubles(app), 1)
})

test('whoever keeps the house is told by letter, once for each trouble, in words of the trouble', async (t) => {
  const { app, clock, company, check, settle } = await makeSilent(t)
  for (let minute = 0; minute < 6; minute++) {
    await check()
    clock.advance(MINUTE)
    await settle()
  }
  const { rows } = await sql<{ person_id: string; subject: string; lines: string[]; url: string }>`
    select person_id, subject, lines, url from notices where org_id = ${company.orgId} and topic = 'blind' and state <> 'kept'`.execute(
    app.db,
  )
  assert.deepEqual(
    rows.map(({ person_id }) => person_id).sort(),
    [company.administrator.id, company.technical.id].sort(),
  )
  const [letter] = rows
  assert.match(letter?.subject ?? '', /沒有收到任何帖文/)
  assert.match(letter?.lines.join('\n') ?? '', /自 .*10:00.*（Asia\/Taipei）/)
  assert.match(letter?.url ?? '', /\/sources$/)
})

test('two workers at once make one trouble of it', async (t) => {
  const { app, clock, check, told } = await makeSilent(t)
  for (let minute = 0; minute < 4; minute++) {
    await Promise.all([check(), check()])
    clock.advance(MINUTE)
  }
  const { rows } = await sql<{ n: number }>`select count(*) as n from troubles where code = 'silent'`.execute(app.db)
  assert.deepEqual([rows[0]?.n, told.length], [1, 1])
})

test('never a post, or a demonstration: not set up yet, and not blind; a full disk all the same', async (t) => {
  const made = await makeApp(t)
  const { app, clock, disk } = made
  const { orgId } = await makeCompany(app)
  const check = () => checkAll(app, async () => clock.now())
  await check()
  assert.equal((await now(app, orgId)).state, 'not-set-up')
  disk.low = true
  for (let minute = 0; minute < 3; minute++) {
    await check()
    clock.advance(MINUTE)
  }
  assert.deepEqual(await codes(app, orgId), ['disk-low'])
  const talk = await makeSilent(t)
  await sql`update organisations set is_demo = true`.execute(talk.app.db)
  for (let minute = 0; minute < 4; minute++) {
    await talk.check()
    talk.clock.advance(MINUTE)
  }
  const demo = await now(talk.app, talk.company.orgId)
  assert.deepEqual([demo.state, demo.troubles], ['not-set-up', []])
})

test('that nobody checks any more is noticed by whoever reads', async (t) => {
  const { app, clock } = await makeApp(t)
  const { orgId } = await makeCompany(app)
  assert.deepEqual(await codes(app, orgId), [])
  clock.advance(UNCHECKED_MS + 1)
  assert.deepEqual(await codes(app, orgId), ['unchecked'])
  await checkAll(app, async () => clock.now())
  const checkedAt = clock.now()
  assert.deepEqual(await codes(app, orgId), [])
  clock.advance(UNCHECKED_MS + 1)
  const [unchecked] = (await now(app, orgId)).troubles
  assert.deepEqual(
    [unchecked?.code, unchecked?.since, unchecked?.isGrave],
    ['unchecked', checkedAt.toISOString(), true],
  )
})

test('facts of the house: work set aside, work that waits, a detector that stands still, a clock that is off', async (t) => {
  const talk = await makeTalk(t)
  const { app, clock, company, say, settle } = talk
  const { orgId } = company
  await say({ from: clock.now(), minutes: 1, count: 1 })
  await markIndexed(app, orgId)
  clock.advance(6 * MINUTE)
  await settle()
  const key = (n: number) => ({ orgId, channel: 'email', body: {}, key: `letter ${n}`, mode: 'live' as const })
  for (const n of [1, 2, 3]) await app.outbox.put(app.db, key(n))
  await sql`update outbox set state = 'set_aside' where key <> 'letter 3'`.execute(app.db)
  await app.queue.enqueue(app.db, 'test.nobody', null)
  await sql`update pgboss.job set start_after = ${clock.now()} where name = 'test.nobody'`.execute(app.db)
  await sql`update series_states set failure = 'broken', failed_at = ${clock.now()} where detector = 'volume'`.execute(
    app.db,
  )
  const ahead = async (): Promise<Date> => new Date(clock.now().getTime() + 9000)
  for (let minute = 0; minute < 14; minute++) {
    clock.advance(MINUTE)
    await checkAll(app, ahead)
  }
  const found = (await now(app, orgId)).troubles
  assert.deepEqual(
    found.map(({ code, subject, detail }) => [code, subject, detail]),
    [
      ['detector-failing', '青禾', { name: '青禾' }],
      ['jobs-stuck', '', {}],
      ['outgoing-stuck', '', {}],
      ['clock-off', '', { host: 'PostgreSQL', seconds: 9, offsetMs: 9000 }],
      ['outgoing-failing', '', { n: 2 }],
    ],
  )
  const metrics = addAndRead(app)
  assert.match(await metrics, /weiji_troubles\{code="clock-off"\} 1\n/)
  assert.match(await metrics, /weiji_troubles\{code="silent"\} 0\n/)
})

async function addAndRead(app: App): Promise<string> {
  addTroubleMetrics(app.metrics, app.db)
  return app.metrics.registry.metrics()
}

test('the heartbeat: a sign of life while well, /fail while gravely blind or unable to look, and clocks compared by its answer', async (t) => {
  const asked: string[] = []
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('OK')
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  t.after(() => server.close())
  const heartbeatUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/key?from=weiji`
  const { app, clock, disk } = await makeApp(t, { config: { heartbeatUrl } })
  await makeCompany(app)
  const beat = async () => sendHeartbeat(app, await checkAll(app, async () => clock.now()))
  assert.equal(await beat(), 'well')
  // The standing clock is months from the time of day that the server tells.
  const { rows } = await sql<{ off: boolean }>`select abs(offset_ms) > 1000 as off from clock_readings`.execute(app.db)
  assert.deepEqual(rows, [{ off: true }])
  await sql`delete from clock_readings`.execute(app.db)
  disk.low = true
  for (let minute = 0; minute < 2; minute++) {
    await checkAll(app, async () => clock.now())
    clock.advance(MINUTE)
  }
  assert.equal(await beat(), 'failing')
  assert.equal(await sendHeartbeat(app, { checked: 0, failed: 1 }), 'failing')
  assert.deepEqual(asked, ['/ping/key?from=weiji', '/ping/key/fail?from=weiji', '/ping/key/fail?from=weiji'])
  await assert.rejects(checkAll(app, () => Promise.reject(new Error('no database'))))
  assert.equal(asked.length, 3)
})

test('a heartbeat that cannot be sent is logged without its address, and breaks nothing', async (t) => {
  const lines: string[] = []
  const log = makeLog({ write: (line) => void lines.push(line) }, 'warn')
  const { app } = await makeApp(t, { config: { heartbeatUrl: 'http://127.0.0.1:1024/secret-key' }, log })
  assert.equal(await sendHeartbeat(app, { checked: 1, failed: 0 }), 'well')
  assert.equal(lines.length, 1)
  assert.doesNotMatch(lines[0] ?? '', /secret-key/)
})
