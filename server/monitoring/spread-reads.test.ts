import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { makeTrack } from '../../test/support/talk.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { emotionName, NEGATIVE, platformName } from './codes.ts'
import { chanceOf } from './demonstration-chance.ts'
import { type Spread, spreadOf } from './spread-reads.ts'

type Post = {
  readonly id: string
  readonly root: string | null
  readonly at: Date
  /** 0: of nobody that is known */
  readonly author: number
  readonly followers: number | null
  readonly region: string
  readonly engagement: number
  readonly platform: number
  readonly emotion: number
  readonly sentiment: number | null
  readonly isVerified: boolean
  readonly isTracked: boolean
}
const MOST = { posts: 4, accounts: 3, regions: 2 }

test('where posts went, of random ones with many equals, as counting one by one tells', async (t) => {
  const { app, clock } = await makeApp(t)
  const { orgId } = await makeCompany(app)
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const trackId = await makeTrack(app.db, orgId, '青禾', clock.now())
    const from = new Date(clock.now().getTime() - seed * 24 * HOUR)
    const span = { from, to: new Date(from.getTime() + HOUR) }
    const posts = randomPosts(seed, from)
    await store(app.db, orgId, trackId, posts)
    const own = posts.filter(({ isTracked, at }) => isTracked && at >= span.from && at < span.to)
    assert.ok(own.length > 50 && own.length < posts.length)
    assert.deepEqual(await spreadOf(app.db, orgId, trackId, span, MOST), counted(own))
  }
})

test('of nothing nothing is told', async (t) => {
  const { app, clock } = await makeApp(t)
  const { orgId } = await makeCompany(app)
  const trackId = await makeTrack(app.db, orgId, '青禾', clock.now())
  const span = { from: new Date(clock.now().getTime() - HOUR), to: clock.now() }
  const none: Spread = { authors: 0, biggestIds: [], reached: [], accounts: [], regions: [], emotions: [] }
  assert.deepEqual(await spreadOf(app.db, orgId, trackId, span, MOST), none)
})

/** Few values of everything, so that many are equal; some roots are not stored, others on no track or before the span. */
function randomPosts(seed: number, from: Date): Post[] {
  const roll = chanceOf(`spread ${seed}`)
  const below = (n: number): number => Math.floor(roll() * n)
  const ids = Array.from({ length: 200 }, () => newId(from.getTime()))
  const gone = newId(from.getTime())
  return ids.map((id, n) => {
    const author = below(25)
    const root = roll() < 0.5 ? null : roll() < 0.1 ? gone : (ids[below(12)] ?? null)
    return {
      id,
      root,
      at: new Date(from.getTime() + (below(80) - 10) * MINUTE),
      author,
      followers: author % 3 === 0 ? null : (author % 4) * 100 + (roll() < 0.1 ? 50 : 0),
      region: ['', '台北', '上海', '北京'][below(4)] ?? '',
      engagement: roll() < 0.7 ? 0 : below(4),
      platform: below(3),
      emotion: below(4),
      sentiment: roll() < 0.1 ? null : below(3),
      isVerified: n % 5 === 0,
      isTracked: roll() < 0.8,
    }
  })
}

async function store(db: Db, orgId: string, trackId: string, posts: readonly Post[]): Promise<void> {
  for (const post of posts) {
    const { id, root, at, author, platform, emotion, sentiment } = post
    await sql`
      insert into posts (org_id, posted_at, post_id, received_at, batch_id, root_id, fingerprint, author_followers, reposts, comments, likes, platform,
        kind, sentiment, p_negative, p_neutral, p_positive, emotion, language, model, author_verified, mode, source, external_id, author_id,
        author_name, author_region, url, title, text)
      values (${orgId}, ${at}, ${id}, ${at}, ${id}, ${root}, 0, ${post.followers}, ${post.engagement}, 0, 0, ${platform}, 0, ${sentiment}, 0, 0, 0,
        ${emotion}, 0, 1, ${post.isVerified}, 'live', 'test', ${id}, ${author === 0 ? '' : `id ${author}`}, ${`name ${author}`}, ${post.region}, '', '', '')`.execute(
      db,
    )
    if (!post.isTracked) continue
    await sql`
      insert into post_tracks (org_id, track_id, posted_at, post_id, author_key, weight, platform, kind, sentiment, emotion, is_inherited)
      values (${orgId}, ${trackId}, ${at}, ${id}, ${author}, 1, ${platform}, 0, ${sentiment}, ${emotion}, false)`.execute(
      db,
    )
  }
}

/** The same as spreadOf by plain counting. */
function counted(posts: readonly Post[]): Spread {
  const head = ({ id, root }: Post): string => root ?? id
  const byHead = Map.groupBy(posts, head)
  const answers = (post: Post): number => (head(post) === post.id ? (byHead.get(post.id)?.length ?? 0) : 0)
  const biggest = posts.toSorted(
    (a, b) =>
      b.engagement - a.engagement ||
      answers(b) - answers(a) ||
      a.at.getTime() - b.at.getTime() ||
      (a.id < b.id ? -1 : 1),
  )
  return {
    authors: new Set(posts.map(({ author }) => author).filter((author) => author !== 0)).size,
    biggestIds: biggest.slice(0, MOST.posts).map(({ id }) => id),
    reached: reachedBy(byHead),
    accounts: accountsOf(posts),
    regions: tally(posts.map(({ region }) => region).filter((region) => region !== ''))
      .map(([name, count]) => ({ name, posts: count }))
      .slice(0, MOST.regions),
    emotions: emotionsOf(posts.filter(({ sentiment }) => sentiment !== null)),
  }
}

function reachedBy(byHead: ReadonlyMap<string, readonly Post[]>): Spread['reached'] {
  const reached = [...byHead].flatMap(([postId, all]) => {
    if (!all.some(({ id }) => id === postId)) return []
    const known = [...Map.groupBy(all, ({ author }) => author)]
      .filter(([author]) => author !== 0)
      .map(([, own]) => Math.max(0, ...own.map(({ followers }) => followers ?? 0)))
    const followers = known.reduce((sum, each) => sum + each, 0)
    return followers > 0 ? [{ postId, followers, authors: known.filter((each) => each > 0).length }] : []
  })
  return reached.sort((a, b) => b.followers - a.followers || (a.postId < b.postId ? -1 : 1)).slice(0, MOST.posts)
}

function accountsOf(posts: readonly Post[]): Spread['accounts'] {
  const known = posts.filter(({ author, followers }) => author !== 0 && (followers ?? 0) > 0)
  const accounts = [...Map.groupBy(known, ({ author }) => author)].map(([author, own]) => {
    const [newest] = own.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? -1 : 1))
    return {
      authorId: `id ${author}`,
      name: `name ${author}`,
      platform: platformName(Math.min(...own.map(({ platform }) => platform))),
      followers: Math.max(...own.map(({ followers }) => followers ?? 0)),
      isVerified: own.some(({ isVerified }) => isVerified),
      posts: own.length,
      postId: newest?.id ?? '',
    }
  })
  return accounts
    .sort((a, b) => b.followers - a.followers || (a.authorId < b.authorId ? -1 : 1))
    .slice(0, MOST.accounts)
}

function emotionsOf(posts: readonly Post[]): Spread['emotions'] {
  const negative = (code: number): number =>
    posts.filter(({ emotion, sentiment }) => emotion === code && sentiment === NEGATIVE).length
  return tally(posts.map(({ emotion }) => emotion)).map(([code, count]) => ({
    name: emotionName(code),
    posts: count,
    negative: negative(code),
  }))
}

function tally<T extends string | number>(values: readonly T[]): [T, number][] {
  const counts = [...Map.groupBy(values, (value) => value)].map(([value, all]): [T, number] => [value, all.length])
  return counts.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
}
