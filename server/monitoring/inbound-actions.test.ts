import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { DAY, MINUTE } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { ingestPosts } from './actions.ts'
import {
  makeInbound,
  pauseInbound,
  readInboundPage,
  readInbounds,
  removeInbound,
  renewInboundSecret,
  retryInboundPayload,
  setInboundMapping,
  tryInboundPayload,
} from './inbound-actions.ts'
import { setMasking } from './inbound-mask-actions.ts'
import { keyOf, receiveInbound } from './inbound-receiving-actions.ts'
import type { InboundMapping } from './inbound-schema.ts'
import type { Scheme } from './inbound-signature.ts'
import { sweepInbound } from './inbound-store.ts'
import { readPostFilter } from './post-query.ts'
import { listPosts, newestPosts } from './post-store.ts'

const POST = { externalId: 'p1', platform: 'weibo', postedAt: '2026-03-02T01:00:00Z', text: '青禾壞了' }
const CRM = {
  event: 'ticket.created',
  data: {
    items: [
      {
        ticketNo: 'T-1',
        createdAt: '2026-03-02 09:30:00',
        content: '打開酸奶發現有異物，請回電 13812345678',
        caller: { name: '王小明' },
      },
      { ticketNo: 'T-2', createdAt: 'soon', content: '第二張單', caller: { name: '李' } },
    ],
  },
}
const MAPPING: InboundMapping = {
  columns: { externalId: 'ticketNo', postedAt: 'createdAt', text: 'content', 'author/name': 'caller.name' },
  platform: 'hotline',
  kind: 'record',
}

async function makeScene(t: TestContext, scheme: Scheme = 'standard') {
  const { app: bare, clock } = await makeApp(t)
  const app = watching(bare)
  const company = await makeCompany(app)
  const { orgId, analyst } = company
  const { inbound, secret } = await makeInbound(app, analyst, { source: 'crm', scheme })
  const send = (
    payload: unknown,
    how: { secret?: string; id?: string; at?: Date; headers?: Record<string, string> } = {},
  ) => {
    const body = typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(JSON.stringify(payload))
    const seconds = String(Math.floor((how.at ?? clock.now()).getTime() / 1000))
    const headers = how.headers ?? signed(scheme, how.secret ?? secret, body, how.id ?? `m${body.length}`, seconds)
    return receiveInbound(app, { inboundId: inbound.id, headers, body })
  }
  const posts = () => newestPosts(app.db, orgId, 50)
  const page = () => readInboundPage(app, analyst, inbound.id)
  return { app, clock, company, orgId, analyst, inbound, secret, send, posts, page }
}

function signed(scheme: Scheme, secret: string, body: Uint8Array, id: string, seconds: string): Record<string, string> {
  const digest = (prefix: string) => createHmac('sha256', keyOf(scheme, secret)).update(prefix).update(body)
  if (scheme === 'hub') return { 'x-hub-signature-256': `sha256=${digest('').digest('hex')}` }
  if (scheme === 'sha256')
    return { 'x-signature-timestamp': seconds, 'x-signature-256': `sha256=${digest(`${seconds}.`).digest('hex')}` }
  const signature = digest(`${id}.${seconds}.`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` }
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'went well',
    (error: unknown) => {
      assert.ok(error instanceof Refusal, String(error))
      return error.code
    },
  )

for (const scheme of ['standard', 'sha256', 'hub'] as const) {
  test(`${scheme}: our own posts, rightly signed, come in; wrongly signed, nothing does`, async (t) => {
    const { send, posts, page, secret, inbound } = await makeScene(t, scheme)
    assert.equal(secret.startsWith('whsec_'), scheme === 'standard')
    const answer = await send({ posts: [POST, { ...POST, externalId: 'p2', postedAt: 'never' }] })
    assert.deepEqual([answer.accepted, answer.duplicates], [1, 0])
    assert.deepEqual(
      answer.refused.map(({ index, field, code }) => [index, field, code]),
      [[1, 'postedAt', 'bad-time']],
    )
    assert.deepEqual(
      (await posts()).map(({ source, text }) => [source, text]),
      [['crm', '青禾壞了']],
    )
    const other = scheme === 'standard' ? `whsec_${randomBytes(32).toString('base64')}` : 'another one'
    assert.equal(await codeOf(send({ posts: [] }, { secret: other })), 'signature-invalid')
    assert.equal(await codeOf(send({ posts: [] }, { headers: {} })), 'signature-invalid')
    const { inbound: card, payloads } = await page()
    assert.equal(card.wrong?.why, 'bad-signature')
    assert.equal(card.address, `http://localhost:8080/api/inbound/${inbound.id}`)
    assert.deepEqual(
      payloads.map(({ result, accepted, refused, isKept }) => [result, accepted, refused, isKept]),
      [['partly', 1, 1, true]],
    )
  })
}

test('a changed body, an old message and an unknown address are all the same to a stranger', async (t) => {
  const { app, clock, send, secret } = await makeScene(t)
  const body = Buffer.from('{"posts":[]}')
  const seconds = String(Math.floor(clock.now().getTime() / 1000))
  const headers = signed('standard', secret, body, 'm', seconds)
  assert.equal(await codeOf(send('{"posts":[ ]}', { headers })), 'signature-invalid')
  assert.equal(
    await codeOf(send({ posts: [] }, { at: new Date(clock.now().getTime() - 6 * MINUTE) })),
    'signature-invalid',
  )
  const nowhere = '00000000-0000-4000-8000-000000000000'
  assert.equal(await codeOf(receiveInbound(app, { inboundId: nowhere, headers, body })), 'signature-invalid')
})

test('the very same message again is answered as before, and does nothing', async (t) => {
  const { app, orgId, send, page } = await makeScene(t)
  const first = await send({ posts: [POST] }, { id: 'same' })
  const again = await send({ posts: [POST] }, { id: 'same' })
  assert.deepEqual(again, first)
  assert.equal((await page()).payloads.length, 1)
  const batches = await sql<{ n: number }>`
    select count(*)::int as n from ingest_batches where org_id = ${orgId}`.execute(app.db)
  assert.equal(batches.rows[0]?.n, 1)
  // A sender that tries again signs anew: known posts are known.
  assert.deepEqual(await send({ posts: [POST] }, { id: 'other' }), { accepted: 0, duplicates: 1, refused: [] })
})

test('a message whose receiver was killed is refused for two minutes and then taken in', async (t) => {
  const { app, clock, send } = await makeScene(t, 'hub')
  await send({ posts: [POST] })
  // As after a stop between storing the posts and keeping the answer.
  await sql`update inbound_seen set answer = null`.execute(app.db)
  assert.equal(await codeOf(send({ posts: [POST] })), 'busy')
  clock.advance(2 * MINUTE + 1)
  assert.deepEqual(await send({ posts: [POST] }), { accepted: 0, duplicates: 1, refused: [] })
})

test('two secrets are good for a day, then only the new one', async (t) => {
  const { app, clock, analyst, inbound, secret, send, page } = await makeScene(t)
  const { secret: fresh, oldUntil } = await renewInboundSecret(app, analyst, inbound.id)
  assert.notEqual(fresh, secret)
  assert.equal((await page()).inbound.oldSecretUntil, oldUntil)
  for (const each of [secret, fresh])
    assert.equal((await send({ posts: [POST] }, { secret: each, id: each })).refused.length, 0)
  clock.advance(DAY + 1)
  assert.equal(await codeOf(send({ posts: [POST] }, { secret, id: 'late' })), 'signature-invalid')
  assert.equal((await send({ posts: [POST] }, { secret: fresh, id: 'late' })).duplicates, 1)
  assert.equal((await page()).inbound.oldSecretUntil, null)
})

test('any JSON: kept until somebody says which cell is what, tried, then taken in, with telephone numbers masked', async (t) => {
  const { app, analyst, inbound, send, posts, page } = await makeScene(t)
  assert.equal(await codeOf(send(CRM)), 'invalid')
  const [payload] = (await page()).payloads
  assert.ok(payload)
  assert.deepEqual([payload.result, payload.isKept], ['unmapped', true])
  const guessed = await tryInboundPayload(app, analyst, { id: inbound.id, payloadId: payload.id })
  assert.deepEqual([guessed.path, guessed.rows], ['data.items', 2])
  assert.deepEqual(
    guessed.cells.map(({ column }) => column),
    ['ticketNo', 'createdAt', 'content', 'caller.name'],
  )
  assert.equal(guessed.mapping.columns.text, 'content')
  const tried = await tryInboundPayload(app, analyst, { id: inbound.id, payloadId: payload.id, mapping: MAPPING })
  assert.deepEqual(
    [tried.accepted, tried.missing, tried.posts[0]?.platform, tried.refused.map(({ index, field }) => [index, field])],
    [1, [], 'hotline', [[1, 'postedAt']]],
  )
  assert.deepEqual(await posts(), [])
  await setInboundMapping(app, analyst, inbound.id, MAPPING)
  const taken = await retryInboundPayload(app, analyst, inbound.id, payload.id)
  assert.deepEqual([taken.accepted, taken.refused.map(({ index }) => index)], [1, [1]])
  const [post] = await posts()
  assert.deepEqual(
    [post?.text, post?.author.name, post?.kind],
    ['打開酸奶發現有異物，請回電 ****5678', '王**', 'record'],
  )
  assert.match(post?.author.id ?? '', /^王\*\*·[0-9a-f]{10}$/)
  // From now on by itself.
  assert.equal((await send(CRM, { id: 'next' })).duplicates, 1)
  assert.equal((await page()).payloads.at(-1)?.result, 'partly')
})

test('masking is the default, and what somebody switched off is on record', async (t) => {
  const { app, orgId, analyst } = await makeScene(t)
  const call = (externalId: string) =>
    ingestPosts(app, analyst, {
      source: 'calls',
      posts: [{ ...POST, externalId, platform: 'hotline', text: '打 13812345678' }],
    })
  await setMasking(app, analyst, { source: 'calls', isMasked: false })
  await call('open')
  await setMasking(app, analyst, { source: 'calls', isMasked: true })
  await call('masked')
  const texts = (await newestPosts(app.db, orgId, 9)).map(({ text }) => text).sort()
  assert.deepEqual(texts, ['打 ****5678', '打 13812345678'])
  const acts = await sql<{ verb: string }>`
    select body ->> 'verb' as verb from audit_acts where org_id = ${orgId} and body ->> 'verb' in ('maskSource', 'unmaskSource')`.execute(
    app.db,
  )
  assert.deepEqual(acts.rows.map(({ verb }) => verb).sort(), ['maskSource', 'unmaskSource'])
})

test('what is no JSON is kept to be looked at; a paused one takes nothing in', async (t) => {
  const { app, analyst, inbound, send, page } = await makeScene(t)
  assert.equal(await codeOf(send('{"posts": [')), 'bad-request')
  assert.equal(await codeOf(send('[1, 2]')), 'invalid')
  assert.deepEqual(
    (await page()).payloads.map(({ result, isKept }) => [result, isKept]),
    [
      ['unreadable', true],
      ['unreadable', true],
    ],
  )
  await pauseInbound(app, analyst, inbound.id, true)
  assert.equal(await codeOf(send({ posts: [POST] })), 'wrong-state')
  assert.equal((await page()).inbound.isPaused, true)
  await pauseInbound(app, analyst, inbound.id, false)
  assert.equal((await send({ posts: [POST] })).accepted, 1)
})

test('few payloads are kept, and of those that could not be read fewer with what they held; none for long', async (t) => {
  const { app, clock, inbound, analyst, send, page } = await makeScene(t)
  for (let n = 0; n < 8; n++) {
    clock.advance(1000)
    await codeOf(send([n], { id: `bad ${n}` }))
  }
  for (let n = 0; n < 22; n++) {
    clock.advance(1000)
    await send({ posts: [POST] }, { id: `good ${n}` })
  }
  const { payloads } = await page()
  assert.equal(payloads.length, 20)
  const kept = await sql<{ n: number; held: number }>`
    select count(*)::int as n, count(sealed)::int as held from inbound_payloads`.execute(app.db)
  assert.deepEqual(kept.rows[0], { n: 25, held: 5 })
  clock.advance(15 * DAY)
  await sweepInbound(app.db, clock.now())
  const later = await sql<{ held: number; seen: number }>`
    select count(sealed)::int as held, (select count(*)::int from inbound_seen) as seen from inbound_payloads`.execute(
    app.db,
  )
  assert.deepEqual(later.rows[0], { held: 0, seen: 0 })
  await removeInbound(app, analyst, inbound.id)
  assert.deepEqual(await readInbounds(app, analyst), [])
})

test('names are taken once; whoever may not manage sources sees nothing', async (t) => {
  const { app, company, analyst } = await makeScene(t)
  assert.equal(await codeOf(makeInbound(app, analyst, { source: ' crm ', scheme: 'hub' })), 'name-taken')
  assert.equal(await codeOf(readInbounds(app, company.pr)), 'forbidden')
  assert.equal(await codeOf(makeInbound(app, analyst, { source: 'x', scheme: 'hub', zone: 'Nowhere' })), 'invalid')
})

test('stars come with a review, beside the verdict of its words, and can be asked for', async (t) => {
  const { app, orgId, analyst } = await makeScene(t)
  const review = (externalId: string, stars: number) => ({
    ...POST,
    externalId,
    platform: 'shop',
    kind: 'record',
    text: '物流兩天到',
    stars,
  })
  const answer = await ingestPosts(app, analyst, {
    source: 'shop',
    posts: [review('a', 1), review('b', 5), review('c', 9), POST],
  })
  assert.deepEqual(
    answer.refused.map(({ index, field, code }) => [index, field, code]),
    [[2, 'stars', 'out-of-range']],
  )
  const cards = await newestPosts(app.db, orgId, 9)
  const of = (text: string, stars?: number) => cards.filter((card) => card.text === text && card.stars === stars)
  assert.deepEqual([of('物流兩天到', 1).length, of('物流兩天到', 5).length, of(POST.text).length], [1, 1, 1])
  // The name of the product is nobody's words, however it sounds.
  const silent = { ...review('d', 1), title: '壞脾氣酸奶', text: '' }
  await ingestPosts(app, analyst, { source: 'shop', posts: [silent] })
  const [card] = (await newestPosts(app.db, orgId, 9)).filter(({ title }) => title === silent.title)
  assert.deepEqual([card?.sentiment, card?.stars], [null, 1])
  // Its author thought better of it.
  await ingestPosts(app, analyst, { source: 'shop', posts: [review('b', 2)] })
  assert.deepEqual((await newestPosts(app.db, orgId, 9)).flatMap(({ stars }) => stars ?? []).sort(), [1, 1, 2])
  // The words are neutral, and the engine says so.
  assert.equal(of('物流兩天到', 1)[0]?.sentiment, 'neutral')
  const query = readPostFilter({ mostStars: 2 })
  assert.ok(!('wrong' in query))
  const found = await listPosts(app.db, orgId, query)
  assert.deepEqual(found.posts.map(({ stars }) => stars).sort(), [1, 1, 2])
})
