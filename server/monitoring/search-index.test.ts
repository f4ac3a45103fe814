import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { type Company, makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { expressionArbitrary, textArbitrary } from '../../test/support/search.ts'
import { type Database, inTransaction, openDatabase } from '../base/db.ts'
import { compileTracks } from '../text/match.ts'
import { ingestPosts } from './actions.ts'
import { spokenText } from './batch.ts'
import { selectCards } from './card-store.ts'
import type { PostCard, PostInput } from './schema.ts'
import { countSearch, indexPosts, mergeSegments, type PageQuery, reindexPosts, searchPosts } from './search-actions.ts'
import type { Due } from './search-engine.ts'
import { mergeNext } from './search-merge-store.ts'
import { searchLag } from './search-reads.ts'
import { type Indexing, sealNext } from './search-seal-store.ts'
import { listLive } from './search-segment-store.ts'
import { markChanged } from './search-store.ts'
import { makeTrack } from './track-actions.ts'
import type { Watching } from './watching.ts'

const AT_ONCE: Due = { posts: 1, waitedMs: 0 }
const HOUR_OF_POSTS = Date.UTC(2026, 2, 2, 1)

type Room = { readonly app: Watching; readonly company: Company; readonly trackId: string; readonly on: Indexing }

async function makeRoom(app: Watching, database: Database, name: string): Promise<Room> {
  const company = await makeCompany(app, name)
  const track = await makeTrack(app, company.analyst, { name: 'x', expression: '退款' })
  return { app, company, trackId: track.id, on: { ...database, fold: app.judges.fold } }
}

async function open(t: Parameters<typeof makeApp>[0]) {
  const { app: bare, url } = await makeApp(t)
  const database = openDatabase(url, { connections: 3 })
  t.after(() => database.close())
  return { app: watching(bare), database }
}

type Step =
  | { readonly kind: 'send'; readonly posts: readonly PostInput[] }
  | { readonly kind: 'seal' | 'merge' | 'look' }
  | { readonly kind: 'change' | 'remove'; readonly nth: number; readonly text: string }

const postArbitrary: fc.Arbitrary<PostInput> = fc
  .record({
    number: fc.nat(100_000),
    text: textArbitrary,
    mood: fc.constantFrom('', '壞', '好'),
    // Few moments, so that many posts share one and only their ids tell their order.
    minute: fc.nat(6),
    platform: fc.constantFrom('weibo' as const, 'douyin' as const, 'news' as const),
    kind: fc.constantFrom('post' as const, 'comment' as const),
    author: fc.constantFrom('阿明', '阿明明', 'Ming 99', '林'),
    region: fc.constantFrom('廣東', '广东', '上海', ''),
    followers: fc.option(fc.nat(3), { nil: undefined }),
  })
  .map(({ number, text, mood, minute, platform, kind, author, region, followers }) => ({
    externalId: String(number),
    platform,
    kind,
    postedAt: new Date(HOUR_OF_POSTS + minute * 60_000).toISOString(),
    text: text + mood,
    author: { externalId: `id ${author}`, name: author, region, ...(followers === undefined ? {} : { followers }) },
  }))

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(postArbitrary, { minLength: 1, maxLength: 12 })
      .map((posts) => ({ kind: 'send' as const, posts })),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'seal' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'merge' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'look' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('change' as const, 'remove' as const),
      nth: fc.nat(50),
      text: textArbitrary,
    }),
  },
)

const filterArbitrary: fc.Arbitrary<PageQuery> = fc.record(
  {
    platform: fc.constantFrom('weibo', 'weibo,news'),
    sentiment: fc.constantFrom('negative', 'positive,neutral'),
    kind: fc.constant('comment'),
    region: fc.constant('廣東'),
    author: fc.constantFrom('明', '阿明', '阿明明', 'ming', 'id 林'),
    authorId: fc.constant('id 阿明'),
    leastFollowers: fc.constant(1),
    mostFollowers: fc.constant(2),
    from: fc.constant(new Date(HOUR_OF_POSTS + 120_000).toISOString()),
    to: fc.constant(new Date(HOUR_OF_POSTS + 240_000).toISOString()),
  },
  { requiredKeys: [] },
)

test('whatever was sent, sealed, merged, changed and removed in whatever order: a search finds what reading all posts finds', async (t) => {
  const { app, database } = await open(t)
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(stepArbitrary, { minLength: 4, maxLength: 14 }),
      fc.array(fc.tuple(fc.option(expressionArbitrary, { nil: undefined }), filterArbitrary, fc.boolean()), {
        minLength: 3,
        maxLength: 6,
      }),
      async (steps, queries) => {
        const room = await makeRoom(app, database, `org ${run++}`)
        for (const step of steps) {
          await take(room, step)
          if (step.kind === 'look') for (const query of queries) await compare(room, query)
        }
        // What changed in segments is taken in by a seal.
        await takeInChanges(room)
        for (const query of queries) await compare(room, query)
      },
    ),
    { numRuns: 12 },
  )
})

async function take({ app, company, on }: Omit<Room, 'trackId'>, step: Step): Promise<void> {
  const { orgId } = company
  switch (step.kind) {
    case 'send':
      await ingestPosts(app, company.analyst, { source: 'test', posts: step.posts })
      return
    case 'look':
      await takeInChanges({ app, company, on })
      return
    case 'seal':
      await sealNext(on, orgId, app.clock.now(), AT_ONCE)
      return
    case 'merge':
      await mergeNext(on, orgId, app.clock.now(), 2)
      return
    default: {
      const ids = (await everyPost(app, orgId)).map(({ id }) => id).sort()
      const id = ids[step.nth % Math.max(1, ids.length)]
      if (id === undefined) return
      await inTransaction(app.db, async (trx) => {
        if (step.kind === 'remove')
          await sql`delete from posts where org_id = ${orgId} and post_id = ${id}`.execute(trx)
        else await sql`update posts set text = ${step.text} where org_id = ${orgId} and post_id = ${id}`.execute(trx)
        await markChanged(trx, orgId, [id])
      })
    }
  }
}

/** Transactions of other tests may still stand before ours: then a change is not settled yet. */
async function takeInChanges({ app, company: { orgId }, on }: Omit<Room, 'trackId'>): Promise<void> {
  do await sealNext(on, orgId, app.clock.now(), AT_ONCE)
  while ((await sql`select 1 from search_changes where org_id = ${orgId}`.execute(app.db)).rows.length > 0)
}

function everyPost({ db }: Watching, orgId: string): Promise<PostCard[]> {
  return selectCards(db, sql`from posts p where p.org_id = ${orgId} order by p.posted_at desc, p.post_id desc`)
}

async function compare(
  { app, company, trackId }: Room,
  [expression, filter, isOfTrack]: readonly [string | undefined, PageQuery, boolean],
): Promise<void> {
  const query: PageQuery = {
    ...filter,
    ...(expression === undefined ? {} : { expression }),
    ...(isOfTrack ? { trackId } : {}),
  }
  const expected = (await everyPost(app, company.orgId)).filter(brute(app, query))
  const found: PostCard[] = []
  for (let before: string | undefined; ; ) {
    const page = await searchPosts(app, company.analyst, {
      ...query,
      limit: 3,
      ...(before === undefined ? {} : { before }),
    })
    found.push(...page.posts)
    if (page.next === null) break
    before = page.next
  }
  const said = JSON.stringify(query)
  assert.deepEqual(
    found.map(({ id }) => id),
    expected.map(({ id }) => id),
    said,
  )
  const figures = await countSearch(app, company.analyst, query)
  const negative = expected.filter(({ sentiment }) => sentiment === 'negative').length
  assert.deepEqual([figures.posts, figures.negative, figures.isExact], [expected.length, negative, true], said)
  assert.equal(figures.judged, expected.filter(({ sentiment }) => sentiment !== null).length)
  assert.equal(
    figures.histogram.reduce((sum, { posts }) => sum + posts, 0),
    expected.length,
    said,
  )
  const platforms = Object.entries(Object.groupBy(expected, ({ platform }) => platform))
  assert.deepEqual(
    Object.fromEntries(figures.facets.platforms.map(({ name, posts }) => [name, posts])),
    Object.fromEntries(platforms.map(([name, posts]) => [name, posts?.length])),
  )
  const ofTrack = expected.filter(({ tracks }) => tracks.length > 0).length
  assert.equal(figures.facets.tracks[0]?.posts ?? 0, ofTrack)
}

/** The same question asked of one post as it is shown. */
function brute({ judges }: Watching, query: PageQuery): (post: PostCard) => boolean {
  const { expression, trackId, platform, sentiment, kind, region, author, authorId, from, to } = query
  const matcher = expression && compileTracks(judges.fold, [{ id: 'x', expression }]).matcher
  return (post) =>
    (!matcher || matcher.explain(spokenText(post)).size > 0) &&
    (trackId === undefined || post.tracks.some(({ id }) => id === trackId)) &&
    (platform === undefined || platform.split(',').includes(post.platform)) &&
    (sentiment === undefined || (post.sentiment !== null && sentiment.split(',').includes(post.sentiment))) &&
    (kind === undefined || post.kind === kind) &&
    (region === undefined || ['廣東', '广东'].includes(post.author.region)) &&
    (author === undefined || post.author.id === author || post.author.name.toLowerCase().includes(author)) &&
    (authorId === undefined || post.author.id === authorId) &&
    (query.leastFollowers === undefined || (post.author.followers ?? -1) >= query.leastFollowers) &&
    (query.mostFollowers === undefined || (post.author.followers ?? 9) <= query.mostFollowers) &&
    (from === undefined || post.postedAt >= from) &&
    (to === undefined || post.postedAt < to)
}

function posts(count: number, from = 0): PostInput[] {
  return Array.from({ length: count }, (_, i) => ({
    externalId: `p${from + i}`,
    platform: 'weibo' as const,
    postedAt: new Date(HOUR_OF_POSTS + (i % 50) * 1000).toISOString(),
    text: `退款 第${from + i}號`,
  }))
}

for (const stopAt of ['read', 'written', 'flipped']) {
  test(`a seal that dies when it has ${stopAt} loses and doubles nothing`, async (t) => {
    const { app, database } = await open(t)
    const room = await makeRoom(app, database, 'a')
    await ingestPosts(app, room.company.analyst, { source: 's', posts: posts(30) })
    await dies(stopAt, (step) => sealNext({ ...room.on, step }, room.company.orgId, app.clock.now(), AT_ONCE))
    await compare(room, ['退款', {}, false])
    await untilSealed(room)
    await compare(room, ['退款', {}, false])
  })

  test(`a merge that dies when it has ${stopAt} loses and doubles nothing`, async (t) => {
    const { app, database } = await open(t)
    const room = await makeRoom(app, database, 'a')
    for (let i = 0; i < 3; i++) {
      await ingestPosts(app, room.company.analyst, { source: 's', posts: posts(10, i * 10) })
      await untilSealed(room)
    }
    await dies(stopAt, (step) => mergeNext({ ...room.on, step }, room.company.orgId, app.clock.now(), 2))
    await compare(room, ['退款', {}, false])
    await mergeNext(room.on, room.company.orgId, app.clock.now(), 2)
    assert.equal((await listLive(app.db, room.company.orgId)).length, 1)
    await compare(room, ['退款', {}, false])
  })
}

/** As often as nothing is to be done yet: see untilSealed. */
async function dies(stopAt: string, run: (step: (name: string) => void) => Promise<unknown>): Promise<void> {
  let hasDied = false
  const step = (name: string): void => {
    hasDied = name === stopAt
    if (hasDied) throw new Error('killed here')
  }
  while (!hasDied) {
    await run(step).catch((error: Error) => {
      if (error.message !== 'killed here') throw error
    })
  }
}

/** Transactions of other tests may still stand before ours: then what is behind the segments is not all settled. */
async function untilSealed({ app, company, on }: Room): Promise<void> {
  while ((await searchLag(app.db, company.orgId, app.clock.now())).posts > 0) {
    await sealNext(on, company.orgId, app.clock.now(), AT_ONCE)
  }
}

test('two workers at once take in each post once', async (t) => {
  const { app, database } = await open(t)
  const room = await makeRoom(app, database, 'a')
  const { orgId, analyst } = room.company
  for (let i = 0; i < 8; i++) {
    await ingestPosts(app, analyst, { source: 's', posts: posts(20, i * 20) })
    await Promise.all([
      indexPosts(app, AT_ONCE),
      sealNext(room.on, orgId, app.clock.now(), AT_ONCE),
      mergeSegments(app),
    ])
  }
  await untilSealed(room)
  await Promise.all([mergeSegments(app), mergeNext(room.on, orgId, app.clock.now())])
  await compare(room, ['退款', {}, false])
  const figures = await countSearch(app, analyst, { expression: '退款' })
  assert.deepEqual([figures.posts, figures.outOf], [160, 160])
})

test('what changes while its segment is merged stays changed', async (t) => {
  const { app, database } = await open(t)
  const room = await makeRoom(app, database, 'a')
  const { orgId, analyst } = room.company
  for (let i = 0; i < 2; i++) {
    await ingestPosts(app, analyst, { source: 's', posts: posts(5, i * 5) })
    await untilSealed(room)
  }
  const changes: Promise<unknown>[] = []
  const step = (name: string): void => {
    if (name !== 'written') return
    changes.push(
      take(room, { kind: 'change', nth: 3, text: '別的' }).then(() =>
        sealNext(room.on, orgId, app.clock.now(), AT_ONCE),
      ),
    )
  }
  // The seal runs beside the end of the merge; whichever comes first, the other goes by what it finds.
  await mergeNext({ ...room.on, step }, orgId, app.clock.now(), 2)
  await Promise.all(changes)
  await takeInChanges(room)
  assert.equal(changes.length, 1)
  await compare(room, ['退款', {}, false])
  await compare(room, ['別的', {}, false])
})

test('an index that is made anew finds the same', async (t) => {
  const { app, database } = await open(t)
  const room = await makeRoom(app, database, 'a')
  await ingestPosts(app, room.company.analyst, { source: 's', posts: posts(40) })
  await untilSealed(room)
  await reindexPosts(app, room.company.orgId)
  await compare(room, ['退款', {}, false])
  await untilSealed(room)
  await compare(room, ['退款', {}, false])
})
