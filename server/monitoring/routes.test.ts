import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import type { Actor } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { makeHttp } from '../base/http.ts'
import { monitoringEndpoints } from './routes.ts'
import type { PostInput, PostList, PostPage, Track } from './schema.ts'

type Answer<T> = {
  readonly status: number
  readonly body: T
  readonly error: { code?: string; field?: string; values?: object }
}

async function serve(t: TestContext) {
  const { app: bare, clock, disk } = await makeApp(t)
  const app = watching(bare)
  const [company, other] = [await makeCompany(app), await makeCompany(app, '另一家')]
  const actors = new Map<string, Actor>([
    ...Object.entries({ analyst: company.analyst, auditor: company.auditor, stranger: other.analyst }),
  ])
  const http = await makeHttp<Actor>({
    endpoints: monitoringEndpoints(app, async ({ id }) => [...actors.values()].find((actor) => actor.id === id)),
    gate: {
      authenticate: async (request) => actors.get(String(request.headers['x-actor'])),
      has: (actor, permission) => actor.permissions.has(permission),
      keyOf: ({ id }) => id,
    },
    health: { check: async () => ({ database: true, migrations: true, disk: 'enough' }) },
    log: app.log,
    metrics: app.metrics,
    publicUrl: app.config.publicUrl,
    trustedProxies: 0,
    pagesFolder: '/nonexistent',
    checksAnswers: true,
  })
  t.after(() => http.stop())
  const call = async <T>(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    body?: unknown,
    actor = 'analyst',
  ): Promise<Answer<T>> => {
    const answer = await http.server.inject({
      method,
      url,
      headers: { 'x-actor': actor, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const json = answer.body === '' ? {} : JSON.parse(answer.body)
    return { status: answer.statusCode, body: json, error: json.error ?? {} }
  }
  return { app, clock, disk, call, http, company, actors }
}

function post(id: number, text: string, more: Partial<PostInput> = {}): PostInput {
  const minute = String(id % 60).padStart(2, '0')
  return { externalId: String(id), platform: 'weibo', postedAt: `2026-03-02T01:${minute}:00.000Z`, text, ...more }
}

test('a batch by HTTP: bad rows are named, a bad batch is refused whole, and the disk and the crowd are minded', async (t) => {
  const { call, disk, app } = await serve(t)
  const sent = await call('POST', '/api/posts', { source: 's', posts: [post(1, '好'), post(2, 'a\0b'), 7] })
  assert.equal(sent.status, 200)
  assert.deepEqual(
    (sent.body as { refused: { index: number }[] }).refused.map(({ index }) => index),
    [1, 2],
  )
  const refusals: [unknown, number, string][] = [
    [{ posts: [] }, 422, 'invalid'],
    [{ source: '', posts: [] }, 422, 'invalid'],
    [{ source: 'a\0', posts: [] }, 422, 'invalid'],
    [{ source: 's', posts: Array.from({ length: 1001 }, () => 1) }, 422, 'invalid'],
    [[], 422, 'invalid'],
    ['{"source":"s","posts":[', 400, 'bad-request'],
  ]
  for (const [body, status, code] of refusals) {
    const { status: got, error } = await call('POST', '/api/posts', body)
    assert.deepEqual([got, error.code], [status, code], JSON.stringify(body).slice(0, 60))
  }
  assert.equal((await call('POST', '/api/posts', { source: 's', posts: [] }, 'auditor')).status, 403)
  disk.low = true
  assert.equal((await call('POST', '/api/posts', { source: 's', posts: [] })).status, 507)
  disk.low = false
  const leave = Array.from({ length: 64 }, () => app.load.pressure.enter(1))
  assert.equal((await call('POST', '/api/posts', { source: 's', posts: [] })).status, 429)
  for (const each of leave) each()
})

test('pages follow each other without a gap or a double, whatever comes meanwhile', async (t) => {
  const { call } = await serve(t)
  // Ten of each minute: the place in the list must not be the time alone.
  const posts = Array.from({ length: 45 }, (_, i) => post(i, `第${i}`, { postedAt: `2026-03-02T01:0${i % 5}:00Z` }))
  await call('POST', '/api/posts', { source: 's', posts })
  const seen: string[] = []
  let next: string | null = ''
  while (next !== null) {
    const page: Answer<PostList> = await call('GET', `/api/posts?limit=10${next === '' ? '' : `&before=${next}`}`)
    seen.push(...page.body.posts.map(({ postedAt, id }) => `${postedAt} ${id}`))
    next = page.body.next
    await call('POST', '/api/posts', {
      source: 's',
      posts: [post(100 + seen.length, '新', { postedAt: '2026-03-02T01:30:00Z' })],
    })
  }
  assert.equal(seen.length, 45)
  assert.deepEqual(seen, [...seen].sort().reverse())
  assert.equal(new Set(seen).size, 45)
  assert.deepEqual((await call<PostList>('GET', '/api/posts', undefined, 'stranger')).body, { posts: [], next: null })
})

test('filters hold together, and words are looked up as those of tracks are, signs and all', async (t) => {
  const { call } = await serve(t)
  const track = await call<Track>('POST', '/api/tracks', { name: '好', expression: '好' })
  assert.equal(track.status, 201)
  const posts = [
    post(1, '100% 好', { author: { externalId: 'u' } }),
    post(2, '100_ 壞', { platform: 'news', kind: 'news', title: 'Tea好' }),
    post(3, '1000 好 back\\slash'),
    post(4, '', { parentExternalId: '1', kind: 'repost' }),
  ]
  await call('POST', '/api/posts', { source: 's', posts })
  const list = async (query: string): Promise<string[]> =>
    (await call<PostList>('GET', `/api/posts?${query}`)).body.posts.map(({ postedAt }) => postedAt.slice(15, 16))
  const id = track.body.id
  assert.deepEqual(await list(''), ['4', '3', '2', '1'])
  assert.deepEqual(await list(`trackId=${id}`), ['4', '3', '2', '1'])
  assert.deepEqual(await list('platform=news'), ['2'])
  assert.deepEqual(await list('sentiment=negative&emotion=anger'), ['2'])
  assert.deepEqual(await list('kind=repost'), ['4'])
  assert.deepEqual(await list('authorId=u'), ['1'])
  assert.deepEqual(await list('from=2026-03-02T01:02:00Z&to=2026-03-02T01:04:00Z'), ['3', '2'])
  assert.deepEqual(await list(`words=${encodeURIComponent('100%')}`), ['2', '1'])
  assert.deepEqual(await list(`words=${encodeURIComponent('100_ 壞')}`), ['2'])
  assert.deepEqual(await list(`words=${encodeURIComponent('back\\slash')}`), ['3'])
  assert.deepEqual(await list(`words=${encodeURIComponent('TEA 壞')}&trackId=${id}`), ['2'])
  assert.deepEqual(await list(`words=${encodeURIComponent("'; drop table posts; --")}`), [])
  for (const wrong of [
    'platform=x',
    'sentiment=x',
    'before=x',
    'kind=x',
    'emotion=x',
    'before=2026-99-99T99:99:99.999Z_x',
  ]) {
    assert.equal((await call('GET', `/api/posts?${wrong}`)).status, 422, wrong)
  }
  const first = await call<PostList>('GET', `/api/posts?words=${encodeURIComponent('好')}&limit=1`)
  assert.ok(first.body.next)
  const second = await call<PostList>(
    'GET',
    `/api/posts?words=${encodeURIComponent('好')}&limit=9&before=${first.body.next}`,
  )
  assert.deepEqual([second.body.posts.length, second.body.next], [2, null])
})

test('a post opens with why it matched, what answers it and its near copies', async (t) => {
  const { call, clock } = await serve(t)
  const track = await call<Track>('POST', '/api/tracks', { name: '豆漿', expression: '豆漿^2 青禾' })
  const posts = [
    post(1, '青禾的豆漿', { title: '快訊' }),
    post(2, '轉', { kind: 'repost', parentExternalId: '1' }),
    post(3, '轉轉', { kind: 'repost', parentExternalId: '2', rootExternalId: '1', likes: 9 }),
    // The first 16 characters are those of 1: a near copy to the foreseeable judges.
    post(4, '青禾的豆漿', { title: '快訊', postedAt: '2026-03-01T01:00:00Z' }),
    post(5, '青禾的豆漿', { title: '快訊', postedAt: '2026-02-20T01:00:00Z' }),
  ]
  await call('POST', '/api/posts', { source: 's', posts })
  const { body: list } = await call<PostList>('GET', '/api/posts')
  const [third, second, first] = list.posts
  assert.ok(first && second && third)
  // A later wording does not explain an earlier match.
  clock.advance(1000)
  await call('PUT', `/api/tracks/${track.body.id}`, { name: '改名', expression: '別的' })
  const page = (await call<PostPage>('GET', `/api/posts/${first.id}`)).body
  assert.deepEqual(page.matches, [
    {
      trackId: track.body.id,
      trackName: '豆漿',
      isInherited: false,
      reasons: [
        { word: '青禾', weight: 1, start: 3, end: 5 },
        { word: '豆漿', weight: 2, start: 6, end: 8 },
      ],
    },
  ])
  assert.equal(page.modelVersion, 'foreseeable-1')
  assert.deepEqual(page.probabilities, { negative: 0.1, neutral: 0.8, positive: 0.1 })
  assert.deepEqual([page.answerCount, page.answers.map(({ text }) => text)], [2, ['轉轉', '轉']])
  assert.deepEqual(
    page.nearCopies.map(({ postedAt }) => postedAt),
    ['2026-03-01T01:00:00.000Z'],
  )
  const below = (await call<PostPage>('GET', `/api/posts/${second.id}`)).body
  assert.deepEqual([below.root?.id, below.answerCount, below.matches[0]?.isInherited], [first.id, 1, true])
  assert.equal((await call('GET', `/api/posts/${first.id}`, undefined, 'stranger')).status, 404)
  assert.equal((await call('GET', '/api/posts/nothing')).status, 404)
})

test('a track that cannot be read is refused with the place; a trial shows what it would find', async (t) => {
  const { call } = await serve(t)
  const bad = await call('POST', '/api/tracks', { name: '壞', expression: '好 OR' })
  assert.deepEqual(
    [bad.status, bad.error.code, bad.error.values],
    [422, 'expression-invalid', { code: 'missing-operand', at: 4 }],
  )
  await call('POST', '/api/posts', { source: 's', posts: [post(1, '好'), post(2, '壞')] })
  const trial = await call<{ errors: unknown[]; looked: number; matched: number; examples: unknown[] }>(
    'POST',
    '/api/tracks/trial',
    { expression: '好' },
  )
  assert.deepEqual(
    [trial.body.errors, trial.body.looked, trial.body.matched, trial.body.examples.length],
    [[], 2, 1, 1],
  )
  const wrong = await call<{ errors: unknown[] }>('POST', '/api/tracks/trial', { expression: '(' })
  assert.equal(wrong.body.errors.length, 1)
  const { body: track } = await call<Track>('POST', '/api/tracks', { name: '好', expression: '好' })
  for (const [method, url] of [
    ['PUT', ''],
    ['POST', '/retirement'],
  ] as const) {
    const body = method === 'PUT' ? { name: 'x', expression: 'xy' } : undefined
    assert.equal((await call(method, `/api/tracks/${track.id}${url}`, body, 'stranger')).status, 404)
    assert.equal((await call(method, `/api/tracks/${track.id}${url}`, body, 'auditor')).status, 403)
  }
  assert.equal((await call('POST', `/api/tracks/${track.id}/retirement`)).status, 200)
  assert.equal((await call('POST', `/api/tracks/${track.id}/retirement`)).status, 409)
  const series = await call<unknown[]>(
    'GET',
    `/api/tracks/${track.id}/series?from=2026-03-02T01:00:00Z&to=2026-03-02T02:00:00Z&stepMinutes=30`,
  )
  assert.equal(series.body.length, 2)
  assert.equal(
    (
      await call(
        'GET',
        `/api/tracks/${track.id}/series?from=2026-03-02T01:00:00Z&to=2027-03-02T02:00:00Z&stepMinutes=1`,
      )
    ).status,
    422,
  )
  assert.equal(
    (
      await call(
        'GET',
        `/api/tracks/${track.id}/series?from=2026-03-02T01:00:00Z&to=2026-03-02T02:00:00Z`,
        undefined,
        'stranger',
      )
    ).status,
    404,
  )
  assert.deepEqual((await call('GET', '/api/replays')).body, [])
  assert.equal((await call<{ name: string }[]>('GET', '/api/sources')).body[0]?.name, 's')
})

test('an open page hears what its reader may read, of its own organisation, and resumes where it was', async (t) => {
  const { app, call, http, company, actors } = await serve(t)
  const url = `${await http.server.listen({ port: 0, host: '127.0.0.1' })}/api/live`
  await call('POST', '/api/tracks', { name: '好', expression: '好' })
  const mine = await listen(t, url, { 'x-actor': 'analyst' })
  const strange = await listen(t, url, { 'x-actor': 'stranger' })
  const blind: Actor = { ...company.auditor, id: 'blind', permissions: new Set(['alerts.read']) }
  actors.set('blind', blind)
  const partly = await listen(t, url, { 'x-actor': 'blind' })
  for (const stream of [mine, strange, partly]) assert.equal((await stream.next()).event, 'hello')

  await call('POST', '/api/posts', { source: 's', posts: [post(1, '<b>好</b>\n好'), post(2, '壞')] })
  const publish = (orgId: string, kind: string) =>
    inTransaction(app.db, (trx) => app.live.publish(trx, orgId, kind, { kind }))
  await publish(company.orgId, 'secrets.made')
  await publish(company.orgId, 'warning.alert')
  await publish(company.orgId, 'crises.crisis')
  const posts = await mine.next()
  assert.equal(posts.event, 'monitoring.posts')
  assert.deepEqual([posts.data.count, posts.data.posts.map(({ text }) => text)], [2, ['<b>好</b>\n好']])
  const alert = await mine.next()
  assert.deepEqual([alert.event, (await mine.next()).event], ['warning.alert', 'crises.crisis'])
  assert.equal((await partly.next()).event, 'warning.alert')

  const resumed = await listen(t, url, { 'x-actor': 'analyst', 'last-event-id': posts.id })
  assert.deepEqual([(await resumed.next()).event, await resumed.next()], ['hello', alert])
  await publish(actors.get('stranger')?.orgId ?? '', 'warning.alert')
  assert.deepEqual((await strange.next()).data, { kind: 'warning.alert' }, 'the first it hears is its own')
})

test('a live stream ends at once when its session does', async (t) => {
  const { app, http, company, actors } = await serve(t)
  for (const sessionId of ['mine', 'other']) actors.set(sessionId, { ...company.analyst, sessionId })
  const url = `${await http.server.listen({ port: 0, host: '127.0.0.1' })}/api/live`
  const [mine, other] = [await listen(t, url, { 'x-actor': 'mine' }), await listen(t, url, { 'x-actor': 'other' })]
  for (const stream of [mine, other]) await stream.next()
  const { orgId } = company
  await inTransaction(app.db, (trx) => app.live.publish(trx, orgId, 'access.ended', { sessionIds: ['mine'] }))
  await mine.ended
  await inTransaction(app.db, (trx) => app.live.publish(trx, orgId, 'warning.alert', {}))
  assert.equal((await other.next()).event, 'warning.alert', 'and of it nobody else hears')
})

test('a live stream ends once its reader may do nothing more', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { http, actors } = await serve(t)
  const stream = await listen(t, `${await http.server.listen({ port: 0, host: '127.0.0.1' })}/api/live`, {
    'x-actor': 'auditor',
  })
  await stream.next()
  t.mock.timers.tick(30_000)
  assert.equal((await stream.next()).event, 'heartbeat', 'whoever is still here stays')
  actors.delete('auditor')
  t.mock.timers.tick(30_000)
  await stream.ended
})

type Heard = { id: string; event: string; data: { count: number; posts: { text: string }[] } }

/** Server-sent events one by one; a comment line is heard as `heartbeat`. */
async function listen(t: TestContext, url: string, headers: Record<string, string>) {
  const controller = new AbortController()
  t.after(() => controller.abort())
  const answer = await fetch(url, { headers, signal: controller.signal })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async (): Promise<Heard> => {
    while (!text.includes('\n\n')) {
      const { value, done } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) throw new Error('the stream ended')
      text += value
    }
    const frame = text.slice(0, text.indexOf('\n\n'))
    text = text.slice(frame.length + 2)
    if (frame.startsWith(':')) return { id: '', event: 'heartbeat', data: { count: 0, posts: [] } }
    const field = (name: string) =>
      frame
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2) ?? ''
    return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) }
  }
  const ended = (): Promise<void> =>
    next().then(
      () => ended(),
      (error: Error) => assert.equal(error.message, 'the stream ended'),
    )
  return {
    next,
    get ended() {
      return ended()
    },
  }
}
