// From posts that come in, through the pipeline that real ones take, to alarms about single posts, stories and hot lists.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KyselyPlugin, RootOperationNode } from 'kysely'
import { sql } from 'kysely'
import pg from 'pg'
import { everyday, makeScene, type Sent, star } from '../../test/support/signal-scene.ts'
import { othersHaveEnded } from '../../test/support/transactions.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import { makeTrack } from '../monitoring/track-actions.ts'
import { forgetOldSignals, watchSignals } from './signal-actions.ts'

test('a key account speaks: told once, not again within twelve hours, again the next day', async (t) => {
  const { send, watch, alarms, tellings, clock } = await makeScene(t)
  await send(everyday(400))
  await watch()
  assert.deepEqual(await alarms(), [])
  await send([{ text: '青禾 喝了肚子痛 壞', author: star }])
  await watch()
  const [alarm, ...more] = await alarms()
  assert.equal(more.length, 0)
  assert.equal(alarm?.detector, 'key-account')
  assert.equal(alarm?.observed, 3_000_000)
  clock.set(new Date(clock.now().getTime() + 2 * HOUR))
  await send([{ text: '青禾 還是不回應 壞', author: star }])
  await watch()
  await watch()
  assert.equal((await alarms()).length, 1)
  clock.set(new Date(clock.now().getTime() + 13 * HOUR))
  await send([{ text: '青禾 第二天了 壞', author: star }])
  await watch()
  assert.equal((await alarms()).length, 2)
  assert.equal((await tellings()).length, 1, 'one author, one row')
})

test('an alarm knows its post, author and followers', async (t) => {
  const { app, company, send, watch } = await makeScene(t)
  await send(everyday(400))
  await send([{ text: '青禾 壞', author: star }])
  await watch()
  const found = await sql<{ subject: Record<string, unknown> }>`
    select subject from alert_alarms where org_id = ${company.orgId}`.execute(app.db)
  const [{ subject } = { subject: {} }] = found.rows
  assert.equal(subject.authorName, '大V')
  assert.equal(subject.followers, 3_000_000)
  assert.equal(subject.platform, 'weibo')
  const post = await sql`select 1 from posts where post_id = ${subject.postId} and author_name = '大V'`.execute(app.db)
  assert.equal(post.rows.length, 1)
})

test('a post that is passed on fast is told once, however far it goes', async (t) => {
  const { send, watch, alarms, clock } = await makeScene(t)
  await send([{ externalId: 'root', text: '青禾 豆漿有異物 壞', minutesAgo: 4 }])
  const reposts = (count: number): Sent[] =>
    Array.from({ length: count }, (_, n) => ({
      text: '',
      kind: 'repost',
      rootExternalId: 'root',
      parentExternalId: 'root',
      minutesAgo: (n % 4) + 0.2,
    }))
  await send(reposts(15))
  await watch()
  assert.deepEqual(await alarms(), [], 'fifteen are no storm')
  await send(reposts(60))
  await watch()
  const [alarm] = await alarms()
  assert.equal(alarm?.detector, 'velocity')
  assert.equal(alarm?.observed, 75)
  for (let n = 0; n < 3; n++) {
    clock.set(new Date(clock.now().getTime() + 10 * MINUTE))
    await send(reposts(200))
    await watch()
  }
  assert.equal((await alarms()).length, 1)
})

test('how fast posts usually spread is learnt as they grow old, and a thread that is a day old leaves', async (t) => {
  const { app, company, send, watch, clock, trackId } = await makeScene(t)
  await send([{ externalId: 'root', author: { externalId: 'writer', name: 'writer', followers: 10 } }])
  await send(
    Array.from({ length: 120 }, () => ({ text: '', kind: 'repost', rootExternalId: 'root', parentExternalId: 'root' })),
  )
  await watch()
  const threads = () =>
    sql<{ learnt: number }>`select learnt from signal_threads where org_id = ${company.orgId}`.execute(app.db)
  assert.equal((await threads()).rows[0]?.learnt, 0)
  clock.set(new Date(clock.now().getTime() + 45 * MINUTE))
  await watch()
  assert.equal((await threads()).rows[0]?.learnt, 4, '5, 10, 20 and 40 minutes')
  clock.set(new Date(clock.now().getTime() + 24 * HOUR))
  await watch()
  assert.deepEqual((await threads()).rows, [])
  const authors = await sql<{ largest: number }>`
    select largest from signal_authors where org_id = ${company.orgId} and track_id = ${trackId}`.execute(app.db)
  assert.deepEqual(authors.rows, [{ largest: 120 }], 'whose post it was is remembered')
})

test('a story of one platform appears on another', async (t) => {
  const { send, watch, alarms } = await makeScene(t)
  const story = '青禾豆漿喝完全家腹瀉送醫院的經過 壞'
  const copies = (platform: string, count: number, minutesAgo: number): Sent[] =>
    Array.from({ length: count }, (_, n) => ({
      platform,
      text: `${story} ${n}`,
      minutesAgo,
      author: { externalId: `${platform} ${n}`, name: `${n}` },
    }))
  await send(copies('weibo', 6, 50))
  await watch()
  await send(copies('douyin', 2, 20))
  await watch()
  assert.deepEqual(await alarms(), [])
  await send([
    { platform: 'douyin', text: `${story} 3`, minutesAgo: 10, author: { externalId: 'third', name: 'third' } },
  ])
  await watch()
  await send(copies('douyin', 5, 5))
  await watch()
  assert.deepEqual(
    (await alarms()).map(({ detector, observed }) => [detector, observed]),
    [['platform-jump', 3]],
  )
})

test('a story appears on another platform in other words: nobody copies, and the alarm says which words they share', async (t) => {
  const { app, company, send, watch, alarms } = await makeScene(t)
  await send(everyday(400))
  await watch()
  const ways = [
    '我家孩子{}，氣死',
    '聽說{}啊大家小心點',
    '{}，客服到現在沒有回',
    '朋友圈都在傳{}這件事',
    '今早新聞：{}',
    '請問{}是真的嗎',
    '{}！再也不買',
    '剛才看到{}，真假',
  ]
  const told = (platform: string, from: number, count: number, minutesAgo: number) =>
    send(
      ways.slice(from, from + count).map((way, n) => ({
        platform,
        text: `青禾 ${way.replace('{}', ['豆漿蟑螂卵塊', '豆漿裏的蟑螂卵塊', '蟑螂卵塊豆漿'][n % 3] ?? '')}`,
        minutesAgo: minutesAgo - n / 10,
        author: { externalId: `${platform} ${from + n}`, name: `${from + n}` },
      })),
    )
  await told('weibo', 0, 5, 60)
  await watch()
  await told('zhihu', 5, 2, 20)
  await watch()
  assert.deepEqual(await alarms(), [])
  await told('zhihu', 7, 1, 10)
  await watch()
  const [alarm, ...more] = await alarms()
  assert.deepEqual([alarm?.detector, alarm?.observed, more.length], ['platform-jump', 3, 0])
  const found = await sql<{ subject: { words: string[]; from: string } }>`
    select subject from alert_alarms where org_id = ${company.orgId}`.execute(app.db)
  const [{ subject } = { subject: { words: [''], from: '' } }] = found.rows
  assert.equal(subject.from, 'weibo')
  assert.ok(subject.words.includes('蟑螂'), `${subject.words}`)
})

test('a topic of ours enters a hot list and climbs; a foreign one is nobody’s', async (t) => {
  const { look, watch, alarms, tellings } = await makeScene(t)
  const others = Array.from({ length: 49 }, (_, n) => `別家 ${n}`)
  await look(20, others)
  await watch()
  assert.deepEqual(await alarms(), [])
  await look(15, [...others, '青禾道歉'])
  await look(10, [...others.slice(0, 45), '青禾道歉', ...others.slice(45)])
  await watch()
  assert.deepEqual(
    (await alarms()).map(({ detector, observed }) => [detector, observed]),
    [['hot-topic', 50]],
  )
  await look(5, ['青禾道歉', ...others])
  await watch()
  await watch()
  assert.deepEqual(
    (await alarms()).map(({ observed }) => observed),
    [50, 1],
    'louder: from the bottom to the top',
  )
  assert.equal((await tellings()).length, 1)
})

test('what lies days back is learnt and remembered, and wakes nobody', async (t) => {
  const { send, watch, alarms, tellings } = await makeScene(t)
  await send(everyday(400))
  await send([{ text: '青禾 壞', author: star, minutesAgo: 3 * 24 * 60 }])
  await watch()
  assert.deepEqual(await alarms(), [])
  assert.deepEqual(
    (await tellings()).map(({ detector, isLoud }) => [detector, isLoud]),
    [['key-account', false]],
  )
  await send([{ text: '青禾 又來 壞', author: star }])
  await watch()
  assert.equal((await alarms()).length, 1)
})

test('drills have a memory and alerts of their own', async (t) => {
  const { app, company, send, watch, alarms } = await makeScene(t)
  await send(everyday(400))
  await watch()
  await send([{ text: '青禾 壞', author: { ...star, followers: 30_000_000 } }])
  await sql`update posts set mode = 'drill' where org_id = ${company.orgId} and author_id = 'star'`.execute(app.db)
  await watch()
  assert.deepEqual(
    (await alarms()).map(({ detector, mode }) => [detector, mode]),
    [['key-account', 'drill']],
  )
  const states = await sql<{ mode: string }>`
    select mode from signal_states where org_id = ${company.orgId} and detector = 'key-account' order by 1`.execute(
    app.db,
  )
  assert.deepEqual(
    states.rows.map(({ mode }) => mode),
    ['drill', 'live'],
  )
})

test('a transaction that began earlier and commits later is not passed over, and nothing is judged twice', async (t) => {
  const { app, company, url, send, watch, trackId } = await makeScene(t)
  await watch()
  const slow = new pg.Client({ connectionString: url })
  await slow.connect()
  await slow.query('begin')
  await slow.query('select pg_current_xact_id()')
  await send(everyday(50))
  await watchSignals(app)
  const counted = async (): Promise<number> => {
    const found = await sql<{ state: Buffer }>`
      select state from signal_states where org_id = ${company.orgId} and track_id = ${trackId} and detector = 'key-account'`.execute(
      app.db,
    )
    const [row] = found.rows
    if (!row) return 0
    const body = row.state.subarray(row.state.indexOf(10) + 1)
    const numbers = new Float64Array(new Uint8Array(body).buffer)
    return numbers.slice(3, 51).reduce((sum, each) => sum + each, 0)
  }
  assert.equal(await counted(), 0, 'it waits for whoever may come before')
  await slow.query('commit')
  await slow.end()
  await watch()
  assert.equal(await counted(), 50)
  await watch()
  await Promise.all([watchSignals(app), watchSignals(app), send(everyday(30)), watchSignals(app)])
  await watch()
  assert.equal(await counted(), 80)
})

test('a crash between seeing and telling loses nothing and doubles nothing', async (t) => {
  const { app, send, watch, alarms, tellings, company } = await makeScene(t)
  await send(everyday(400))
  await watch()
  await send([{ text: '青禾 壞', author: star }])
  const states = () =>
    sql`select md5(state::text), cursor.* from signal_states, signal_cursors cursor where signal_states.org_id = ${company.orgId} order by 1`.execute(
      app.db,
    )
  const before = await states()
  const crash = () => Promise.reject(new Error('killed'))
  await othersHaveEnded(app.db)
  await watchSignals({ ...app, live: { ...app.live, publish: crash } })
  assert.deepEqual(await alarms(), [])
  assert.deepEqual(await tellings(), [])
  assert.deepEqual((await states()).rows, before.rows)
  await watch()
  await watch()
  assert.equal((await alarms()).length, 1)
})

test('a memory that cannot be read is shown and stays, and the other detectors go on', async (t) => {
  const { app, company, send, watch, alarms } = await makeScene(t)
  await send(everyday(100))
  await watch()
  await sql`update signal_states set state = '\\x00' where org_id = ${company.orgId} and detector = 'key-account'`.execute(
    app.db,
  )
  await send([{ externalId: 'root', text: '青禾 壞', minutesAgo: 3, author: star }])
  await send(
    Array.from({ length: 90 }, () => ({ text: '', kind: 'repost', rootExternalId: 'root', parentExternalId: 'root' })),
  )
  await watch()
  assert.deepEqual(
    (await alarms()).map(({ detector }) => detector),
    ['velocity'],
  )
  const failed = await sql<{ detector: string; failure: string }>`
    select detector, failure from signal_states where org_id = ${company.orgId} and failure is not null`.execute(app.db)
  assert.deepEqual(
    failed.rows.map(({ detector }) => detector),
    ['key-account'],
  )
  assert.match(failed.rows[0]?.failure ?? '', /expected/)
})

test('as many statements for two thousand posts on twenty tracks as for twenty on one, and few texts are read', async (t) => {
  const { app, company, send, watch } = await makeScene(t)
  const heard: string[] = []
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      heard.push(textOf(node))
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const counting = { ...app, db: app.db.withPlugin(plugin) }
  const run = async (): Promise<number> => {
    await othersHaveEnded(app.db)
    heard.length = 0
    await watchSignals(counting)
    return heard.length
  }
  await watch()
  assert.ok((await run()) <= 7, `nothing new: ${heard.length}`)
  const storm = (count: number): Sent[] => [
    ...everyday(count),
    ...Array.from({ length: count / 10 }, (_, n) => ({ externalId: `r${count} ${n}` })),
    ...Array.from({ length: count / 2 }, (_, n) => ({
      text: '',
      kind: 'repost',
      rootExternalId: `r${count} ${n % (count / 10)}`,
    })),
  ]
  await send(storm(20))
  const few = await run()
  for (let n = 1; n < 20; n++) await makeTrack(app, company.analyst, { name: `青禾 ${n}`, expression: '青禾' })
  await send(storm(2000))
  const many = await run()
  assert.equal(many, few)
  assert.ok(few <= 20, `${few}`)
  for (const each of heard) assert.doesNotMatch(each, /\b[pq]\.(?:text|title)\b|\*\s+from posts/)
  const reading = heard.filter((each) => /\) as words from posts/.test(each))
  assert.equal(reading.length, 1)
  assert.match(
    reading[0] ?? '',
    /left\(.*where place <= \?/s,
    'of copies one, of each its beginning, and so many at most',
  )
})

test('what was told a week ago and who was silent for half a year are forgotten', async (t) => {
  const { app, company, send, watch, clock, tellings } = await makeScene(t)
  await send(everyday(400))
  await send([{ text: '青禾 壞', author: star }])
  await watch()
  await forgetOldSignals(app)
  assert.equal((await tellings()).length, 1)
  clock.set(new Date(clock.now().getTime() + 9 * 24 * HOUR))
  await forgetOldSignals(app)
  assert.deepEqual(await tellings(), [])
  assert.ok(company.orgId)
})

/** The fragments of a raw statement, as written. */
function textOf(node: RootOperationNode): string {
  return 'sqlFragments' in node ? node.sqlFragments.join('?') : node.kind
}
