import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { readCalendar } from '../../test/support/ical.ts'
import { rosterOf } from '../../test/support/oncall.ts'
import { makeServer } from '../../test/support/server.ts'
import { makeTalk } from '../../test/support/talk.ts'
import { setDisabled, setLocale } from '../access/person-store.ts'
import { inTransaction } from '../base/db.ts'
import { makeFeed } from './feed-actions.ts'
import { changeRoster, makeOncallRoster, retireRoster } from './roster-actions.ts'
import { changeHolidays } from './setting-actions.ts'
import { askStandIn } from './stand-in-actions.ts'

/** 陳宇 has this week and every third one, from Monday 09:00 in Taipei; it is Monday 2 March, 10:00 there. */
async function makeFeeds(t: TestContext) {
  const { app, clock, company } = await makeTalk(t)
  const server = await makeServer(t, app)
  const rosterId = await makeOncallRoster(app, company.commander, rosterOf(company))
  const pathOf = (address: string): string => address.replace(app.config.publicUrl, '')
  const read = async (address: string, headers: Readonly<Record<string, string>> = {}) =>
    server.with(headers).get(pathOf(address))
  return { app, clock, company, server, rosterId, read, pathOf }
}

test('one’s own calendar has one’s own shifts, a roster’s those of everybody, in the language of whoever subscribed', async (t) => {
  const { app, company, rosterId, read } = await makeFeeds(t)
  const own = await read((await makeFeed(app, company.analyst, null)).address)
  assert.equal(own.headers['content-type'], 'text/calendar; charset=utf-8')
  const mine = readCalendar(own.text)
  assert.equal(mine.name, '我的值班 · 青禾')
  assert.deepEqual(mine.events.slice(0, 3), [
    '2026-03-02T01:00:00Z – 2026-03-09T01:00:00Z 值班：輿情值班',
    '2026-03-23T01:00:00Z – 2026-03-30T01:00:00Z 值班：輿情值班',
    '2026-04-13T01:00:00Z – 2026-04-20T01:00:00Z 值班：輿情值班',
  ])
  const { address } = await makeFeed(app, company.pr, rosterId)
  await setLocale(app.db, company.orgId, company.pr.id, 'en')
  const all = readCalendar((await read(address)).text)
  assert.equal(all.name, '輿情值班 · 青禾')
  assert.ok(all.events.includes('2026-03-09T01:00:00Z – 2026-03-16T01:00:00Z On call: 吳佩珊'))
  assert.ok(all.events.length > 20)
})

test('a stand-in changes the calendars of both, and raises the sequence; until then nothing is sent again', async (t) => {
  const { app, clock, company, rosterId, read } = await makeFeeds(t)
  const [of, by] = [
    (await makeFeed(app, company.analyst, null)).address,
    (await makeFeed(app, company.legal, null)).address,
  ]
  assert.deepEqual(readCalendar((await read(by)).text).events, [])
  const first = await read(of)
  const [tag, since] = [String(first.headers.etag), String(first.headers['last-modified'])]
  const again = await read(of, { 'if-none-match': `"other", W/${tag}` })
  assert.deepEqual([again.status, again.text, again.headers.etag], [304, '', tag])
  assert.equal((await read(of, { 'if-modified-since': since })).status, 304)
  assert.equal((await read(of, { 'if-none-match': '"other"', 'if-modified-since': since })).status, 200)
  clock.advance(60_000)
  await askStandIn(app, company.commander, {
    rosterId,
    forPersonId: company.analyst.id,
    byPersonId: company.legal.id,
    from: '2026-03-04T01:00:00Z',
    to: '2026-03-09T01:00:00Z',
  })
  const changed = await read(of, { 'if-none-match': tag })
  assert.equal(changed.status, 200)
  assert.ok((await read(of, { 'if-modified-since': since })).status === 200)
  const calendar = readCalendar(changed.text)
  assert.ok(calendar.events.includes('2026-03-02T01:00:00Z – 2026-03-04T01:00:00Z 值班：輿情值班'))
  assert.deepEqual([...new Set([readCalendar(first.text).sequences, calendar.sequences].flat())], [0, 1])
  assert.deepEqual(readCalendar((await read(by)).text).events, [
    '2026-03-04T01:00:00Z – 2026-03-09T01:00:00Z 值班：輿情值班（代 陳宇）',
  ])
})

test('days off are those of the holiday list, as for the calls', async (t) => {
  const { app, company, read } = await makeFeeds(t)
  const { commander, care } = company
  const [layer] = rosterOf(company).layers
  assert.ok(layer)
  const working = { ...layer, people: [care.id], turnDays: 1, dayKind: 'work' as const, to: '18:00' }
  const rosterId = await makeOncallRoster(app, commander, rosterOf(company, { name: '白天', layers: [working] }))
  const { address } = await makeFeed(app, commander, rosterId)
  const on = async (day: string) =>
    readCalendar((await read(address)).text).events.filter((event) => event.startsWith(day)).length
  assert.deepEqual([await on('2026-03-05'), await on('2026-03-07')], [1, 0])
  await changeHolidays(app, commander, {
    version: 0,
    days: [
      { day: '2026-03-05', kind: 'off', name: '廠慶', source: '' },
      { day: '2026-03-07', kind: 'work', name: '補班', source: '' },
    ],
  })
  assert.deepEqual([await on('2026-03-05'), await on('2026-03-07')], [0, 1])
})

test('an address opens nothing once it is renewed or revoked, and while its person is disabled or may not see who is here', async (t) => {
  const { app, clock, company, server, read } = await makeFeeds(t)
  const { orgId, analyst } = company
  const browser = await server.as(company, 'analyst')
  const made = await browser.post('/api/oncall/feeds', { rosterId: null })
  assert.equal(made.status, 201)
  const { id, address } = made.body as { id: string; address: string }
  assert.equal((await browser.post('/api/oncall/feeds', { rosterId: null })).status, 409)
  assert.equal((await read(address)).status, 200)
  const renewed = await browser.post(`/api/oncall/feeds/${id}/secret`)
  const { address: newer } = renewed.body as { address: string }
  assert.deepEqual([(await read(address)).status, (await read(newer)).status], [404, 200])
  await inTransaction(app.db, (trx) =>
    setDisabled(trx, orgId, analyst.id, { at: clock.now(), by: 'test', reason: 'test' }),
  )
  assert.equal((await read(newer)).status, 404)
  await inTransaction(app.db, (trx) => setDisabled(trx, orgId, analyst.id, undefined))
  assert.equal((await read(newer)).status, 200)
  await sql`delete from role_permissions where org_id = ${orgId} and role = 'analyst' and permission = 'people.read'`.execute(
    app.db,
  )
  assert.deepEqual([(await read(newer)).status, (await browser.get('/api/oncall/feeds')).status], [404, 403])
  await sql`insert into role_permissions (org_id, role, permission) values (${orgId}, 'analyst', 'people.read')`.execute(
    app.db,
  )
  assert.equal((await browser.delete(`/api/oncall/feeds/${id}`)).status, 204)
  assert.equal((await read(newer)).status, 404)
  assert.equal((await browser.get('/api/oncall/feeds')).text, '[]')
})

test('only the digest is kept, every act is in the audit log without the secret, and nobody has another one’s calendar', async (t) => {
  const { app, company, server, rosterId } = await makeFeeds(t)
  const { id, address } = await makeFeed(app, company.analyst, rosterId)
  const other = await server.as(company, 'pr')
  assert.equal((await other.post(`/api/oncall/feeds/${id}/secret`)).status, 404)
  assert.equal((await other.delete(`/api/oncall/feeds/${id}`)).status, 404)
  const own = await server.as(company, 'analyst')
  await own.post(`/api/oncall/feeds/${id}/secret`)
  await own.delete(`/api/oncall/feeds/${id}`)
  const acts = await sql<{ verb: string; body: unknown }>`
    select body->>'verb' as verb, body from audit_acts where org_id = ${company.orgId} and body->>'objectKind' = 'calendar'
    order by at, seq`.execute(app.db)
  assert.deepEqual(
    acts.rows.map(({ verb }) => verb),
    ['makeOncallFeed', 'renewOncallFeed', 'revokeOncallFeed'],
  )
  const secret = address.split('/').at(-1)?.replace('.ics', '') ?? ''
  assert.match(secret, /^wjc_[\w-]{43}$/)
  assert.ok(!JSON.stringify(acts.rows).includes(secret))
  await makeFeed(app, company.analyst, rosterId)
  const rows = await sql`select * from oncall_feeds`.execute(app.db)
  assert.equal(rows.rows.length, 1)
  assert.ok(!JSON.stringify(rows.rows).includes('wjc_'))
  const program = await server.withToken(company, ['people.read'])
  assert.equal((await program.post('/api/oncall/feeds', { rosterId })).status, 403)
})

test('a roster that is renamed is so in the calendar; one that is given up is an empty calendar, so that phones forget its shifts', async (t) => {
  const { app, company, rosterId, read } = await makeFeeds(t)
  const { address } = await makeFeed(app, company.analyst, rosterId)
  const body = rosterOf(company, { name: '夜班, 一組\nX-WR-CALNAME:假' })
  await changeRoster(app, company.commander, rosterId, { version: 1, body })
  const { text } = await read(address)
  assert.equal(readCalendar(text).name, '夜班, 一組\nX-WR-CALNAME:假 · 青禾')
  assert.equal(text.split('\r\nX-WR-CALNAME').length, 2)
  await retireRoster(app, company.commander, rosterId)
  const gone = await read(address)
  assert.deepEqual([gone.status, readCalendar(gone.text).events], [200, []])
})

test('when it was last asked for is noted, to the hour', async (t) => {
  const { app, clock, company, server, read } = await makeFeeds(t)
  const { address } = await makeFeed(app, company.analyst, null)
  const browser = await server.as(company, 'analyst')
  const readAt = async () => ((await browser.get('/api/oncall/feeds')).body as { readAt: string | null }[])[0]?.readAt
  assert.equal(await readAt(), null)
  await read(address)
  const first = await readAt()
  assert.equal(first, clock.now().toISOString())
  clock.advance(59 * 60_000)
  await read(address)
  assert.equal(await readAt(), first)
  clock.advance(60_000)
  await read(address)
  assert.equal(await readAt(), clock.now().toISOString())
})

test('what is no address of ours is not found, whatever its form', async (t) => {
  const { server } = await makeFeeds(t)
  for (const token of ['x', `wjc_${'x'.repeat(43)}`, `wjc_${'x'.repeat(43)}.ics`, '%00', 'x'.repeat(130)]) {
    const { status } = await server.anonymous.get(`/api/oncall/calendars/${token}`)
    assert.ok(status === 404 || status === 422, `${token}: ${status}`)
  }
})
