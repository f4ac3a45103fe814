import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { type Company, makeCompany } from '../../test/support/company.ts'
import type { App } from '../app.ts'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { type Channel, LEASE_MS, MOST_ATTEMPTS, sendDue } from '../base/outbox-sender.ts'
import { listActs } from './reads.ts'
import {
  changeWebhook,
  listDeliveries,
  listWebhooks,
  makeWebhook,
  pauseWebhook,
  removeWebhook,
  renewWebhookSecret,
  resumeWebhook,
  sendAgain,
  testWebhook,
} from './webhook-actions.ts'
import {
  DISABLE_DAYS,
  KEPT_DAYS,
  RESUME_DAYS,
  resumeWebhooks,
  sweepDeliveries,
  webhookChannel,
} from './webhook-delivery-actions.ts'
import { tellPostSummaries, withWebhooks } from './webhook-event-actions.ts'
import type { WebhookKind } from './webhook-schema.ts'

type Seen = { readonly headers: http.IncomingHttpHeaders; readonly text: string }

/** A receiver that answers as it is told and remembers what it was asked. */
async function receiver(t: TestContext) {
  const seen: Seen[] = []
  const told = { status: 200, answer: 'thanks' }
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push({ headers: request.headers, text: Buffer.concat(chunks).toString('utf8') })
      response.writeHead(told.status).end(told.answer)
    })
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/weiji` }
}

async function prepare(t: TestContext, kinds: WebhookKind[] = ['warning.alert']) {
  const made = await makeApp(t, { config: { privateHosts: ['127.0.0.1'] } })
  const app: App = { ...made.app, live: withWebhooks(made.app) }
  const company = await makeCompany(app)
  const other = await receiver(t)
  const given = { name: '值班機器人', url: other.url, kinds }
  const { webhook, secret } = await makeWebhook(app, company.administrator, given)
  const channels = [webhookChannel(app)]
  const options = { db: app.db, clock: app.clock, log: app.log, channels }
  return { ...made, app, company, ...other, webhook, secret, given, options, send: () => sendDue(options) }
}

/** As the receiver's side of the specification says, in words of its own. */
function isSignedBy({ headers, text }: Seen, secret: string, now: Date): boolean {
  const id = String(headers['webhook-id'])
  const time = String(headers['webhook-timestamp'])
  if (Math.abs(now.getTime() / 1000 - Number(time)) > 300) return false
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const wanted = createHmac('sha256', key).update(`${id}.${time}.${text}`).digest()
  return String(headers['webhook-signature'])
    .split(' ')
    .map((each) => Buffer.from(each.replace('v1,', ''), 'base64'))
    .some((given) => given.length === wanted.length && timingSafeEqual(given, wanted))
}

const alert = (n: number, mode = 'live') => ({ alert: { number: n, mode }, isNew: true })
const tell = (app: App, { orgId }: Company, body: unknown, kind = 'warning.alert') =>
  inTransaction(app.db, (trx) => app.live.publish(trx, orgId, kind, body))
const stateOf = async (app: App) =>
  (await sql<{ state: string }>`select state from outbox order by created_at, id`.execute(app.db)).rows.map(
    ({ state }) => state,
  )

test('what pages are told arrives, signed, with an id, in the transaction of its cause or not at all', async (t) => {
  const { app, company, seen, secret, send } = await prepare(t)
  await tell(app, company, alert(7))
  await inTransaction(app.db, async (trx) => {
    await app.live.publish(trx, company.orgId, 'warning.alert', alert(8))
    throw new Error('rolled back')
  }).catch(() => undefined)
  await send()
  assert.equal(seen.length, 1)
  const [got] = seen as [Seen]
  assert.ok(isSignedBy(got, secret, app.clock.now()))
  assert.ok(!isSignedBy({ ...got, text: got.text.replace('7', '8') }, secret, app.clock.now()))
  const body = JSON.parse(got.text) as Record<string, unknown>
  assert.equal(got.headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(body.id, got.headers['webhook-id'])
  assert.deepEqual(
    [body.kind, body.at, body.organisation, body.data],
    ['warning.alert', app.clock.now().toISOString(), { id: company.orgId, name: '青禾' }, alert(7)],
  )
  const [delivery] = await listDeliveries(
    app,
    company.administrator,
    String((await listWebhooks(app, company.administrator))[0]?.id),
  )
  assert.deepEqual(
    [delivery?.state, delivery?.status, delivery?.answer, delivery?.messageId],
    ['sent', 200, 'thanks', body.id],
  )
})

test('only what was asked for goes out: its kinds, its organisation, no drills, nothing of sessions', async (t) => {
  const { app, company, seen, send } = await prepare(t)
  const theirs = await makeCompany(app, '別家')
  await tell(app, company, {}, 'crises.crisis')
  await tell(app, company, { sessionIds: ['s'] }, 'access.ended')
  await tell(app, company, alert(1, 'drill'))
  await tell(app, company, { mode: 'drill' })
  await tell(app, theirs, alert(2))
  await send()
  assert.deepEqual(seen, [])
  assert.deepEqual(await stateOf(app), [])
})

test('two workers, one killed after the receiver had it and before noting it: the same webhook-id comes again, and only that', async (t) => {
  const { app, company, clock, seen, secret, options } = await prepare(t)
  await tell(app, company, alert(1))
  await tell(app, company, alert(2))
  const gone = Promise.withResolvers<void>()
  const [channel] = options.channels as [Channel]
  let arrived = 0
  const dying: Channel = {
    ...channel,
    send: async (...given) => {
      await channel.send(...given)
      if (++arrived === 2) gone.resolve()
      return new Promise(() => undefined)
    },
  }
  void sendDue({ ...options, channels: [dying] })
  await gone.promise
  assert.equal(await sendDue(options), 0)
  clock.advance(LEASE_MS + 1)
  const claimed = await Promise.all([sendDue(options), sendDue(options)])
  assert.equal(claimed[0] + claimed[1], 2)
  const ids = seen.map(({ headers }) => headers['webhook-id'])
  assert.equal(ids.length, 4)
  assert.deepEqual([...ids.slice(0, 2)].sort(), [...ids.slice(2)].sort())
  assert.equal(new Set(ids).size, 2)
  for (const each of seen) assert.ok(isSignedBy(each, secret, clock.now()))
  // Signed anew: a receiver that looks at the time takes it.
  assert.notEqual(seen[0]?.headers['webhook-timestamp'], seen[2]?.headers['webhook-timestamp'])
  assert.deepEqual(await stateOf(app), ['sent', 'sent'])
})

test('what is not taken is tried again, with the answer shown, until it is', async (t) => {
  const { app, company, clock, seen, told, send, webhook } = await prepare(t)
  told.status = 503
  told.answer = 'later\u0000 <b>please</b>'
  await tell(app, company, alert(1))
  await send()
  const [failing] = await listWebhooks(app, company.administrator)
  assert.deepEqual([failing?.lastStatus, failing?.failingSince, failing?.state], [503, clock.now().toISOString(), 'on'])
  const [waiting] = await listDeliveries(app, company.administrator, webhook.id)
  assert.deepEqual(
    [waiting?.state, waiting?.error, waiting?.attempts],
    ['failed', 'answered 503: later <b>please</b>', 1],
  )
  assert.ok(waiting?.nextAt)
  told.status = 202
  clock.advance(MINUTE)
  await send()
  const [well] = await listWebhooks(app, company.administrator)
  assert.deepEqual([well?.lastStatus, well?.failingSince, well?.lastError], [202, null, null])
  assert.equal(new Set(seen.map(({ headers }) => headers['webhook-id'])).size, 1)
})

test('a receiver that stays away is asked ever more rarely; when it is back, everything of the last days comes', async (t) => {
  const { app, company, clock, seen, told, send } = await prepare(t)
  told.status = 500
  for (let n = 0; n < 5; n++) await tell(app, company, alert(n))
  for (let minute = 0; minute < 60; minute++) {
    await send()
    clock.advance(MINUTE)
  }
  assert.deepEqual(await stateOf(app), Array(5).fill('set_aside'))
  // Without holding back, each of the five would have been tried as often as the outbox tries.
  assert.ok(seen.length < 5 * MOST_ATTEMPTS, `${seen.length} attempts`)
  const before = seen.length
  assert.equal(await resumeWebhooks(app), 1)
  await send()
  assert.equal(seen.length, before + 1)
  clock.advance(5 * MINUTE)
  told.status = 200
  await resumeWebhooks(app)
  await send()
  assert.equal(seen.length, before + 2)
  assert.equal(await resumeWebhooks(app), 4)
  await send()
  assert.deepEqual(await stateOf(app), Array(5).fill('sent'))
  assert.deepEqual(
    seen
      .slice(-5)
      .map(({ text }) => JSON.parse(text).data.alert.number as number)
      .sort(),
    [0, 1, 2, 3, 4],
  )
})

test('what is older than that comes only by hand', async (t) => {
  const { app, company, clock, seen, told, send, webhook } = await prepare(t)
  told.status = 500
  await tell(app, company, alert(1))
  for (let n = 0; n < 20; n++) {
    await send()
    clock.advance(15 * MINUTE)
  }
  clock.advance(RESUME_DAYS * DAY)
  assert.equal(await resumeWebhooks(app), 0)
  told.status = 200
  const [delivery] = await listDeliveries(app, company.administrator, webhook.id)
  assert.ok(delivery)
  const again = await sendAgain(app, company.administrator, webhook.id, delivery.id)
  assert.deepEqual([again.state, again.messageId], ['waiting', delivery.messageId])
  await assert.rejects(sendAgain(app, company.administrator, webhook.id, delivery.id), { code: 'wrong-state' })
  await send()
  assert.equal(seen.at(-1)?.headers['webhook-id'], delivery.messageId)
  // Also what has arrived: the receiver may have lost it.
  await sendAgain(app, company.administrator, webhook.id, delivery.id)
  await send()
  assert.equal(seen.at(-2)?.headers['webhook-id'], seen.at(-1)?.headers['webhook-id'])
})

test('410 turns it off at once, days of failures turn it off at last; a person turns it on again', async (t) => {
  const { app, company, clock, told, send, webhook } = await prepare(t)
  const now = async () => (await listWebhooks(app, company.administrator))[0]
  told.status = 410
  await tell(app, company, alert(1))
  await send()
  assert.deepEqual([(await now())?.state, (await now())?.stateReason], ['disabled', 'gone'])
  await tell(app, company, alert(2))
  assert.deepEqual(await stateOf(app), ['set_aside'])
  assert.equal(await resumeWebhooks(app), 0)
  await resumeWebhook(app, company.administrator, webhook.id)
  told.status = 500
  for (let n = 0; n <= DISABLE_DAYS * 24 + 2; n++) {
    assert.equal((await now())?.state, 'on', `after ${n} hours`)
    await tell(app, company, alert(n))
    await send()
    if ((await now())?.state === 'disabled') break
    clock.advance(HOUR)
  }
  assert.deepEqual([(await now())?.state, (await now())?.stateReason], ['disabled', 'failing'])
  const acts = await listActs(app.db, company.orgId, { verbs: ['disableWebhook'] })
  assert.deepEqual(
    acts.map(({ detail, actorKind }) => [actorKind, detail.reason]),
    [
      ['system', 'gone'],
      ['system', 'failing'],
    ],
  )
})

test('nobody answers, or the address leads inside: noted in words, and tried again', async (t) => {
  const { app, company, send, webhook, given, clock } = await prepare(t)
  const now = async () => (await listWebhooks(app, company.administrator))[0]
  await changeWebhook(app, company.administrator, webhook.id, { ...given, url: 'http://127.0.0.1:1024/' })
  await tell(app, company, alert(1))
  await send()
  assert.match((await now())?.lastError ?? '', /^unreachable: /)
  await changeWebhook(app, company.administrator, webhook.id, { ...given, url: 'http://127.0.0.2:9999/' })
  clock.advance(MINUTE)
  await send()
  assert.match((await now())?.lastError ?? '', /^refused-address: /)
  assert.equal((await now())?.lastStatus, null)
  assert.deepEqual(await stateOf(app), ['failed'])
})

test('a paused one is told nothing but tests, and goes on where a person says so', async (t) => {
  const { app, company, seen, send, webhook, secret, clock } = await prepare(t)
  await tell(app, company, alert(1))
  await pauseWebhook(app, company.administrator, webhook.id, '維護')
  await assert.rejects(pauseWebhook(app, company.administrator, webhook.id, '維護'), { code: 'already-done' })
  await tell(app, company, alert(2))
  await testWebhook(app, company.administrator, webhook.id)
  await send()
  assert.deepEqual(
    seen.map(({ text }) => JSON.parse(text).kind),
    ['test'],
  )
  assert.ok(isSignedBy(seen[0] as Seen, secret, clock.now()))
  await resumeWebhook(app, company.administrator, webhook.id)
  await resumeWebhooks(app)
  await send()
  assert.deepEqual(
    seen.map(({ text }) => JSON.parse(text).data.alert?.number),
    [undefined, 1],
  )
})

test('while a secret is being changed both sign; a day later the old one no longer does', async (t) => {
  const { app, company, seen, send, webhook, secret, clock } = await prepare(t)
  const { secret: fresh } = await renewWebhookSecret(app, company.administrator, webhook.id)
  assert.notEqual(fresh, secret)
  await tell(app, company, alert(1))
  await send()
  clock.advance(DAY + 1)
  await tell(app, company, alert(2))
  await send()
  const signedBy = (n: number) =>
    [secret, fresh].map((each) =>
      isSignedBy(seen[n] as Seen, each, n === 0 ? new Date(clock.now().getTime() - DAY - 1) : clock.now()),
    )
  assert.deepEqual(
    [signedBy(0), signedBy(1)],
    [
      [true, true],
      [false, true],
    ],
  )
  const stored = await sql<{
    secret: string
  }>`select secret || coalesce(old_secret, '') as secret from webhooks`.execute(app.db)
  assert.ok(!stored.rows[0]?.secret.includes(secret.slice(6)))
})

test('thousands of posts become one call a minute, of the chosen tracks', async (t) => {
  const { app, company, seen, send } = await prepare(t, ['monitoring.posts'])
  const track = '00000000-0000-4000-8000-000000000001'
  const card = (n: number) => ({ id: `p${n}`, tracks: [{ id: track }] })
  for (let batch = 0; batch < 40; batch++) {
    await tell(app, company, { count: 500, trackCounts: { [track]: 2 }, posts: [card(batch)] }, 'monitoring.posts')
  }
  assert.deepEqual(await stateOf(app), [])
  assert.deepEqual((await Promise.all([tellPostSummaries(app), tellPostSummaries(app)])).sort(), [0, 1])
  await send()
  assert.equal(seen.length, 1)
  const { kind, data } = JSON.parse(seen[0]?.text ?? '') as { kind: string; data: Record<string, unknown> }
  assert.deepEqual([kind, data.posts, data.tracks], ['monitoring.posts', 20_000, [{ trackId: track, posts: 80 }]])
  assert.equal((data.postIds as string[]).length, 20)
  assert.equal(await tellPostSummaries(app), 0)
})

test('posts cost an organisation without such a webhook one statement and no row', async (t) => {
  const { app, company } = await prepare(t)
  await tell(app, company, { count: 1, trackCounts: {}, posts: [] }, 'monitoring.posts')
  assert.deepEqual((await sql`select 1 from webhook_notes`.execute(app.db)).rows, [])
})

test('removed, it takes along what had not arrived; old deliveries are forgotten', async (t) => {
  const { app, company, send, webhook, clock } = await prepare(t)
  await tell(app, company, alert(1))
  await send()
  await tell(app, company, alert(2))
  await removeWebhook(app, company.administrator, webhook.id, '不再需要')
  assert.deepEqual(await stateOf(app), ['sent'])
  await assert.rejects(listDeliveries(app, company.administrator, webhook.id), { code: 'not-found' })
  clock.advance(KEPT_DAYS * DAY + 1)
  assert.equal(await sweepDeliveries(app), 1)
})

test('refused: addresses that are none, other organisations, whoever may not', async (t) => {
  const { app, company, given, webhook } = await prepare(t)
  const theirs = await makeCompany(app, '別家')
  for (const url of ['ftp://a.example/', 'https://user:pass@a.example/', 'https://a.example:22/', 'nonsense'])
    await assert.rejects(makeWebhook(app, company.administrator, { ...given, url }), { code: 'invalid' }, url)
  await assert.rejects(makeWebhook(app, company.administrator, { ...given, name: ' ' }), { code: 'invalid' })
  await assert.rejects(makeWebhook(app, company.analyst, given), { code: 'forbidden' })
  await assert.rejects(changeWebhook(app, theirs.administrator, webhook.id, given), { code: 'not-found' })
  await assert.rejects(testWebhook(app, theirs.administrator, webhook.id), { code: 'not-found' })
  const acts = await listActs(app.db, company.orgId, { verbs: ['makeWebhook'] })
  assert.deepEqual(
    acts.map(({ detail }) => detail),
    [{ name: '值班機器人', host: new URL(given.url).host, kinds: ['warning.alert'] }],
  )
})
