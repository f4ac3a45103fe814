/** What senders, strangers and clocks do wrong: each is answered in words, nothing breaks, and what was given comes back as it was. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Role, STARTING_ROLES } from '../server/access/permissions.ts'
import { insertGrants } from '../server/access/person-store.ts'
import { sealActs } from '../server/access/seal-actions.ts'
import { verifyAudit } from '../server/access/verification-reads.ts'
import type { AppEndpoint } from '../server/app.ts'
import { DAY, MINUTE } from '../server/base/clock.ts'
import { inTransaction } from '../server/base/db.ts'
import { allEndpoints } from '../server/routes.ts'
import { makeRoom, type Room } from './support/crisis.ts'
import { untilOthersEnd } from './support/others.ts'
import { sampleOf } from './support/sample.ts'
import { type Browser, makeServer, type Reply } from './support/server.ts'
import { makeTalk } from './support/talk.ts'

/** Breaks out of quotes of SQL, HTML, JSON, shells and templates; holds emoji of several parts, a mark of direction, percent signs. */
const HOSTILE = `'); drop table posts; -- "><script>alert(1)</script><img src=x onerror=alert(1)> \${7*7} {{7*7}} %s %00 \\' \\u0000 $$ ‮ 👩‍👩‍👧 退款`
const UNSTORABLE = ['a\0b', '\ud83d']

type Texts = { properties?: Record<string, { type?: string; format?: string; pattern?: string; maxLength?: number }> }

test('SQL and HTML in every text field of every endpoint: taken or refused in words, never an error of ours', async (t) => {
  const { room, browser, endpoints } = await prepare(t)
  let tried = 0
  for (const endpoint of endpoints) {
    for (const field of textFields(endpoint.shapes.body)) {
      for (const value of [HOSTILE, ...UNSTORABLE]) {
        tried += 1
        const reply = await call(browser, endpoint, room.ids, { [field.name]: value.slice(0, field.most) })
        assert.ok(reply.status < 500, said(endpoint, reply, `${field.name} ${JSON.stringify(value)}`))
        assert.doesNotMatch(
          reply.text,
          /sign-in-needed|signed-out/,
          'the session has ended: the rest would prove nothing',
        )
        if (value !== HOSTILE) assert.equal(reply.status, 422, said(endpoint, reply, field.name))
      }
    }
    for (const { name } of textFields(endpoint.shapes.query)) {
      for (const value of [HOSTILE, ...UNSTORABLE]) {
        tried += 1
        const reply = await call(browser, endpoint, room.ids, {}, { [name]: value })
        assert.ok(reply.status < 500, said(endpoint, reply, name))
      }
    }
  }
  assert.ok(tried > 100, `${tried} fields`)
  const { rows } = await sql<{ posts: number }>`select count(*) as posts from posts`.execute(room.app.db)
  assert.equal(rows[0]?.posts, 10)
})

test('a hostile text in an address leads nowhere', async (t) => {
  const { browser, endpoints } = await prepare(t)
  for (const endpoint of endpoints.filter(({ url }) => url.includes(':'))) {
    for (const value of ["'; drop table posts; --", '..%2f..%2fetc%2fpasswd', '%00', '%ff', 'x'.repeat(1000)]) {
      const url = endpoint.url.replace(/:\w+/g, value.includes('%') ? value : encodeURIComponent(value))
      const reply = await browser.send(
        endpoint.method,
        url,
        endpoint.shapes.body && (sampleOf(endpoint.shapes.body) as object),
      )
      assert.ok(reply.status >= 400 && reply.status < 500, said(endpoint, reply, value))
    }
  }
})

const NO_BODIES: [string, string | Buffer, Record<string, string>][] = [
  ['cut off', '{"name":"退', {}],
  ['in GBK', Buffer.from('{"name":"\xcd\xcb\xbf\xee"}', 'latin1'), {}],
  ['in UTF-16', Buffer.from('{"name":"x"}', 'utf16le'), {}],
  ['a list', '[1,2]', {}],
  ['a number', '7', {}],
  ['null', 'null', {}],
  ['a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['nested a hundred thousand deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, {}],
  ['with a key __proto__', '{"__proto__":{"roles":["administrator"]}}', {}],
]
test('a body that is none, at every endpoint that takes one: 4xx with a code', async (t) => {
  const { room, server, cookie } = await prepare(t)
  const endpoints = allEndpoints(room.app).filter(({ url, shapes }) => shapes.body || url === '/api/posts')
  assert.ok(endpoints.length >= 25, `${endpoints.length} endpoints`)
  for (const endpoint of endpoints.filter(({ method }) => method !== 'GET')) {
    for (const [what, body, headers] of NO_BODIES) {
      const browser = server.with({ cookie, 'content-type': 'application/json', ...headers })
      const reply = await browser.send(endpoint.method, addressOf(endpoint, room.ids), body)
      assert.ok(reply.status >= 400 && reply.status < 500, said(endpoint, reply, what))
      assert.match(reply.text, /^\{"error":\{"code":"[a-z-]+"/, said(endpoint, reply, what))
    }
  }
})

test('hostile texts come back exactly as they were given, as data', async (t) => {
  const { browser, room } = await prepare(t)
  const hostile = HOSTILE.replace(/[‮]/g, '').trim()
  const post = {
    externalId: hostile,
    platform: 'weibo',
    postedAt: room.clock.now().toISOString(),
    text: hostile,
    title: hostile,
    author: { externalId: hostile, name: hostile.slice(0, 150), region: hostile.slice(0, 90) },
  }
  const taken = await browser.post('/api/posts', { source: hostile.slice(0, 90), posts: [post] })
  assert.deepEqual((taken.body as { refused: unknown[] }).refused, [], taken.text)
  const { posts } = (await browser.get('/api/posts?limit=1')).body as { posts: Record<string, unknown>[] }
  const card = posts[0] as { text: string; title: string; source: string; author: { name: string; region: string } }
  assert.deepEqual(
    [card.text, card.title, card.source, card.author.name, card.author.region],
    [hostile, hostile, hostile.slice(0, 90).trim(), post.author.name, post.author.region],
  )
  const track = await browser.post('/api/tracks', { name: hostile.slice(0, 100), expression: '退款' })
  assert.equal((track.body as { name: string }).name, hostile.slice(0, 100), track.text)
  const noted = await browser.post(`/api/crises/${room.ids.crisisId}/notes`, { text: hostile })
  assert.ok(noted.status < 300, noted.text)
  const timeline = await browser.get(`/api/crises/${room.ids.crisisId}/timeline`)
  assert.ok(JSON.stringify(timeline.body).includes(JSON.stringify(hostile).slice(1, -1)), timeline.text)
  assert.match(String(timeline.headers['content-type']), /^application\/json/)
  assert.equal(timeline.headers['x-content-type-options'], 'nosniff')
})

test('a cookie that was copied is worth nothing after its owner has signed out, or changed the password', async (t) => {
  const { app, company } = await makeTalk(t)
  const server = await makeServer(t, app)
  const signIn = async (password: string): Promise<Browser> => {
    const reply = await server.anonymous.post('/api/sessions', { email: company.emails.analyst, password })
    assert.equal(reply.status, 200, reply.text)
    return server.with({ cookie: String(reply.headers['set-cookie']).split(';')[0] ?? '' })
  }
  const code = async (browser: Browser) =>
    ((await browser.get('/api/posts')).body as { error?: { code: string } }).error?.code
  const owner = await signIn(company.password)
  const thief = owner
  assert.equal(await code(thief), undefined)
  assert.ok((await owner.delete('/api/sessions/current')).status < 300)
  assert.equal(await code(thief), 'signed-out')
  const [here, elsewhere] = [await signIn(company.password), await signIn(company.password)]
  const changed = await here.put('/api/me/password', { old: company.password, new: '又一個 long enough phrase 77' })
  assert.ok(changed.status < 300, changed.text)
  assert.equal(await code(elsewhere), 'signed-out')
})

test('a clock that jumps back a day and on forty: posts stay counted once, the audit whole, sessions end when they must', async (t) => {
  const talk = await makeTalk(t)
  const { app, clock, company } = talk
  const server = await makeServer(t, app)
  const analyst = await server.as(company, 'analyst')
  const token = await server.withToken(company, ['posts.send'])
  const start = clock.now()
  const send = async (browser: Browser, id: string, at: Date) => {
    const posts = [{ externalId: id, platform: 'weibo', postedAt: at.toISOString(), text: `青禾 ${id}` }]
    return (await browser.post('/api/posts', { source: 'clock', posts })).body as {
      accepted: number
      duplicates: number
    }
  }
  assert.equal((await send(token, 'one', start)).accepted, 1)
  await talk.settle()
  clock.set(new Date(start.getTime() - DAY))
  assert.equal((await analyst.get('/api/posts')).status, 200)
  assert.equal((await send(token, 'two', clock.now())).accepted, 1)
  assert.equal((await send(token, 'one', start)).duplicates, 1)
  await talk.settle()
  clock.set(start)
  clock.advance(MINUTE)
  await talk.settle()
  clock.set(new Date(start.getTime() + 40 * DAY))
  assert.equal((await analyst.get('/api/posts')).status, 401)
  assert.equal((await token.post('/api/posts', { source: 'clock', posts: [] })).status, 401)
  const again = await server.as(company, 'analyst')
  assert.equal((await send(again, 'three', clock.now())).accepted, 1)
  assert.equal((await send(again, 'one', start)).duplicates, 1)
  await talk.settle()
  const { rows } = await sql`
    select (select count(*) from posts) as posts, (select sum(posts)::int from counts_minute
      where track_id = '00000000-0000-0000-0000-000000000000') as counted`.execute(app.db)
  assert.deepEqual(rows, [{ posts: 3, counted: 3 }])
  await untilOthersEnd(app.db)
  await sealActs(app, company.orgId)
  assert.equal((await verifyAudit(app.db, company.orgId)).isWhole, true)
})

/** One who may do everything, and one of most things there are. */
async function prepare(t: Parameters<typeof makeRoom>[0]) {
  const room = await makeRoom(t)
  const { app, company } = room
  const roles = (Object.keys(STARTING_ROLES) as Role[]).filter((role) => role !== 'commander')
  await inTransaction(app.db, (trx) =>
    insertGrants(trx, app.clock.now(), {
      orgId: company.orgId,
      personId: company.commander.id,
      roles,
      by: 'system:test',
      reason: 'test',
    }),
  )
  const server = await makeServer(t, app)
  const reply = await server.anonymous.post('/api/sessions', {
    email: company.emails.commander,
    password: company.password,
  })
  const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? ''
  // Signing out, and a new password, would end what the others need.
  const endpoints = allEndpoints(app).filter(({ url, stream }) => !stream && !url.endsWith('/current'))
  return { room: { ...room, ids: await idsOf(room) }, server, cookie, browser: server.with({ cookie }), endpoints }
}

async function idsOf(room: Room): Promise<Readonly<Record<string, string>>> {
  const alertId = await room.raise()
  const crisisId = await room.declare()
  const clock = (await room.page(crisisId)).clocks[0]
  return { alertId, crisisId, clockId: clock?.id ?? '', trackId: room.trackId, personId: room.company.analyst.id }
}

function textFields(shape: unknown): { name: string; most: number }[] {
  const { properties = {} } = (shape ?? {}) as Texts
  return Object.entries(properties).flatMap(([name, { type, format, maxLength }]) =>
    type === 'string' && format === undefined ? [{ name, most: maxLength ?? 5000 }] : [],
  )
}

function addressOf({ url }: AppEndpoint, ids: Readonly<Record<string, string>>): string {
  return url.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? (name === 'version' ? '1' : randomUUID()))
}

function call(
  browser: Browser,
  endpoint: AppEndpoint,
  ids: Readonly<Record<string, string>>,
  more: Record<string, string>,
  moreQuery: Record<string, string> = {},
): Promise<Reply> {
  const { method, shapes } = endpoint
  const body = shapes.body === undefined ? undefined : { ...(sampleOf(shapes.body) as object), ...more }
  const query = new URLSearchParams({ ...(shapes.query ? (sampleOf(shapes.query) as object) : {}), ...moreQuery })
  const address = addressOf(endpoint, ids)
  return browser.send(method, query.size > 0 ? `${address}?${query}` : address, body)
}

function said({ method, url }: AppEndpoint, { status, text }: Reply, what: string): string {
  return `${method} ${url}, ${what}: ${status} ${text.slice(0, 300)}`
}
