/**
 * Posts by the million for `bench/search.ts` and `bench/dashboard.ts`: deterministic, clauses of real texts put together anew (or of made-up
 * words, where those are absent), frequent clauses more often, as words are in any language; English, names and links among them.
 */
import { derivedId, newId } from '../server/base/ids.ts'
import { arrayLiteral, plainLiteral, timesLiteral } from '../server/monitoring/array-literal.ts'
import type { PostInput } from '../server/monitoring/schema.ts'
import { loadTexts } from './ingest-posts.ts'
import type { RunningServer } from './running-server.ts'

const PLATFORMS = ['weibo', 'douyin', 'xiaohongshu', 'news', 'forum', 'bilibili'] as const
const REGIONS = ['廣東', '北京', '上海', '四川', '浙江', '香港', '台灣', ''] as const
const AUTHORS = 50_000
const ENGLISH =
  'refund quality service app update brand crisis product customer delivery price phone battery safety report team recall apology please thanks'.split(
    ' ',
  )
const BATCH = 1000
const DAYS = 30
const DAY = 86_400_000

export type Corpus = { readonly origin: string; text(n: number): string }

export function makeCorpus(): Corpus {
  const { texts, origin } = loadTexts()
  const isReal = texts.length > 50_000
  const clauses = isReal ? clausesOf(texts) : madeUpClauses()
  const text = (n: number): string => {
    const random = randomFrom(n)
    const wanted = 20 + Math.floor(random() ** 2 * 200)
    let result = ''
    // The square leans towards the first ones: those are frequent.
    while (result.length < wanted) result += `${clauses[Math.floor(random() ** 2 * clauses.length)] ?? ''}，`
    if (random() < 0.08) result += ` ${Array.from({ length: 4 }, () => pick(ENGLISH, random() ** 2)).join(' ')}`
    if (random() < 0.2) result += ` @用戶${Math.floor(random() * AUTHORS)}`
    if (random() < 0.15) result += ` http://t.cn/${Math.floor(random() * 2 ** 40).toString(36)}`
    return result
  }
  return {
    origin: isReal ? `${clauses.length} clauses of ${origin}` : 'made-up words: ../shared/data/text is absent',
    text,
  }
}

/** For the loader, by HTTP: posts of now. */
export function livePosts(corpus: Corpus, from: number, count: number): PostInput[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i
    const { platform, author, region } = traitsOf(n)
    return {
      externalId: `live-${n}`,
      platform: PLATFORMS[platform] ?? 'other',
      postedAt: new Date(Date.now() - (n % 20_000)).toISOString(),
      text: corpus.text(n),
      author: { externalId: `u${author}`, name: `用戶${author}`, followers: author * 3, region },
      reposts: n % 7,
      comments: n % 5,
      likes: n % 11,
    }
  })
}

/** Stores posts [from, to) of the last thirty days beside all stages: a corpus is to be made in minutes. */
export async function storeCorpus(
  server: RunningServer,
  corpus: Corpus,
  to: number,
  trackIds: readonly string[],
): Promise<void> {
  const { pool, orgId } = server
  const found = await pool.query(
    'select coalesce(sum(accepted), 0)::int as posts from ingest_batches where org_id = $1 and source = $2',
    [orgId, 'corpus'],
  )
  const from = Number(found.rows[0].posts)
  await makeMonths(pool)
  const end = Date.now()
  const began = performance.now()
  const starts = Array.from({ length: Math.ceil((to - from) / BATCH) }, (_, i) => from + i * BATCH)
  let done = 0
  const one = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      await storeBatch(server, corpus, start, to, end, trackIds)
      done += BATCH
      if (done % 100_000 === 0)
        console.log(
          `  ${done.toLocaleString('en')} stored, ${Math.round((done * 1000) / (performance.now() - began))}/s`,
        )
    }
  }
  await Promise.all([one(), one(), one()])
}

async function storeBatch(
  { pool, orgId }: RunningServer,
  corpus: Corpus,
  from: number,
  to: number,
  end: number,
  trackIds: readonly string[],
): Promise<void> {
  const numbers = Array.from({ length: BATCH }, (_, i) => from + i)
  const rows = numbers.map((n) => ({
    n,
    id: derivedId(orgId, 'corpus', String(n)),
    at: new Date(end - ((to - n) / to) * DAYS * DAY - ((n * 7919) % 600_000)),
    ...traitsOf(n),
  }))
  const batchId = newId()
  const ids = plainLiteral(rows.map(({ id }) => id))
  const times = timesLiteral(rows.map(({ at }) => at))
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(
      'insert into post_keys (org_id, post_id, posted_at) select $1::uuid, u.id, u.at from unnest($2::uuid[], $3::timestamptz[]) as u (id, at)',
      [orgId, ids, times],
    )
    await storePosts(client, corpus, orgId, batchId, rows)
    await storeTracks(client, orgId, rows, trackIds)
    await client.query(
      `insert into ingest_batches (org_id, batch_id, source, received_at, accepted, duplicates, refused, mode, sent_by_kind, sent_by)
      values ($1, $2, 'corpus', $3, $4, 0, 0, 'live', 'operator', 'bench')`,
      [orgId, batchId, new Date(), BATCH],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

type Client = { query(text: string, values: unknown[]): Promise<unknown> }

async function storePosts(
  client: Client,
  corpus: Corpus,
  orgId: string,
  batchId: string,
  rows: readonly Row[],
): Promise<void> {
  await client.query(
    `insert into posts (org_id, received_at, batch_id, model, mode, source, fingerprint, reposts, comments, likes, p_negative, p_neutral,
      p_positive, url, title, author_verified, posted_at, post_id, author_followers, platform, kind, sentiment, emotion, language, external_id, author_id, author_name, author_region, text)
    select $1::uuid, $2::timestamptz, $3::uuid, 1, 'live', 'corpus', 0, 1, 2, 3, 1000, 8000, 1000, '', '', false, u.*
    from unnest($4::timestamptz[], $5::uuid[], $6::int[], $7::smallint[], $8::smallint[], $9::smallint[], $10::smallint[], $11::smallint[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[]) as u`,
    [
      orgId,
      new Date(),
      batchId,
      timesLiteral(rows.map(({ at }) => at)),
      plainLiteral(rows.map(({ id }) => id)),
      plainLiteral(rows.map(({ author }) => author * 3)),
      plainLiteral(rows.map(({ platform }) => platform)),
      plainLiteral(rows.map(({ n }) => n % 3)),
      plainLiteral(rows.map(({ sentiment }) => sentiment)),
      plainLiteral(rows.map(({ n }) => n % 7)),
      plainLiteral(rows.map(() => 1)),
      arrayLiteral(rows.map(({ n }) => `c${n}`)),
      arrayLiteral(rows.map(({ author }) => `u${author}`)),
      arrayLiteral(rows.map(({ author }) => `用戶${author}`)),
      arrayLiteral(rows.map(({ region }) => region)),
      arrayLiteral(rows.map(({ n }) => corpus.text(n))),
    ],
  )
}

type Row = ReturnType<typeof traitsOf> & { readonly n: number; readonly id: string; readonly at: Date }

/** One post in nine belongs to a track; all are counted by minute. */
async function storeTracks(
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  orgId: string,
  rows: readonly Row[],
  trackIds: readonly string[],
): Promise<void> {
  const matched = trackIds.length === 0 ? [] : rows.filter(({ n }) => n % 9 === 0)
  const track = (n: number): string => trackIds[Math.floor(n / 9) % trackIds.length] ?? ''
  const columns = (of: readonly Row[], trackOf: (row: Row) => string) => [
    plainLiteral(of.map(trackOf)),
    timesLiteral(of.map(({ at }) => at)),
    plainLiteral(of.map(({ id }) => id)),
    plainLiteral(of.map(({ platform }) => platform)),
    plainLiteral(of.map(({ sentiment }) => sentiment)),
  ]
  await client.query(
    `insert into post_tracks (org_id, track_id, posted_at, post_id, author_key, weight, platform, kind, sentiment, emotion, is_inherited)
    select $1::uuid, u.track, u.at, u.id, 1, 1, u.platform, 0, u.sentiment, 0, false
    from unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::smallint[], $6::smallint[]) as u (track, at, id, platform, sentiment)`,
    [orgId, ...columns(matched, ({ n }) => track(n))],
  )
  const everything = '00000000-0000-0000-0000-000000000000'
  await client.query(
    `insert into counts_minute as c (org_id, track_id, minute, platform, posts, originals, reposts, comments, judged, negative, neutral, positive)
    select $1::uuid, u.track, date_trunc('minute', u.at), u.platform, count(*), count(*), 0, 0, count(*), count(*) filter (where u.sentiment = 0),
      count(*) filter (where u.sentiment = 1), count(*) filter (where u.sentiment = 2)
    from unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::smallint[], $6::smallint[]) as u (track, at, id, platform, sentiment)
    group by 2, 3, 4 order by 2, 3, 4
    on conflict (org_id, track_id, minute, platform) do update set posts = c.posts + excluded.posts, originals = c.originals + excluded.originals,
      judged = c.judged + excluded.judged, negative = c.negative + excluded.negative, neutral = c.neutral + excluded.neutral, positive = c.positive + excluded.positive`,
    [
      orgId,
      ...columns([...rows, ...matched], () => everything).map((literal, i) =>
        i === 0 ? plainLiteral([...rows.map(() => everything), ...matched.map(({ n }) => track(n))]) : literal,
      ),
    ],
  )
}

async function makeMonths(pool: RunningServer['pool']): Promise<void> {
  for (let back = 0; back <= 2; back++) {
    const at = new Date(Date.now() - back * DAYS * DAY)
    const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
    const name = `${year}_${String(month + 1).padStart(2, '0')}`
    const [from, to] = [
      new Date(Date.UTC(year, month)).toISOString(),
      new Date(Date.UTC(year, month + 1)).toISOString(),
    ]
    for (const table of ['posts', 'post_tracks'])
      await pool.query(
        `create table if not exists ${table}_${name} partition of ${table} for values from ('${from}') to ('${to}')`,
      )
  }
}

function traitsOf(n: number) {
  const random = randomFrom(n ^ 0x5bd1e995)
  return {
    author: Math.floor(random() ** 2 * AUTHORS),
    platform: Math.floor(random() ** 2 * PLATFORMS.length),
    region: pick(REGIONS, random() ** 2),
    sentiment: random() < 0.25 ? 0 : random() < 0.6 ? 1 : 2,
  }
}

function clausesOf(texts: readonly string[]): string[] {
  const clauses = new Set<string>()
  for (const text of texts) {
    for (const clause of text.split(/[，。！？；、,.!?;\s]+/u))
      if (clause.length >= 4 && clause.length <= 40) clauses.add(clause)
  }
  return [...clauses]
}

function madeUpClauses(): string[] {
  const random = randomFrom(20_260_302)
  const character = (): string => String.fromCharCode(0x4e00 + Math.floor(random() ** 2 * 3000))
  const words = Array.from({ length: 30_000 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, character).join(''),
  )
  return Array.from({ length: 200_000 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 5) }, () => pick(words, random() ** 3)).join(''),
  )
}

function pick<T>(from: readonly T[], share: number): T {
  return from[Math.min(from.length - 1, Math.floor(share * from.length))] as T
}

/** mulberry32: the same numbers for the same seed, on every machine. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
