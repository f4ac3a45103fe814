/**
 * A story as large as an alert gets, for `bench/alert-page.ts`: posts of five hours on one track, written by the database itself beside all
 * stages, always the same. Seven of ten belong to a thread, most to few; three of five are negative, one of fourteen of them says what most
 * complain of; of seven in ten authors the followers are known. As many posts of
 * the track lie in the week before, among five times as many of no track.
 */
import { sql } from 'kysely'
import type { App } from '../server/app.ts'
import { DAY, HOUR, MINUTE } from '../server/base/clock.ts'
import { type Db, inTransaction } from '../server/base/db.ts'
import { newId } from '../server/base/ids.ts'
import { EVERYTHING } from '../server/monitoring/codes.ts'
import { ensureMonths } from '../server/monitoring/partition-store.ts'

const STORY_HOURS = 5
/** So many posts begin threads. */
const ROOTS = 400
const SENTENCES = [
  '我喝完青禾豆浆就一直腹泻',
  '孩子喝了一瓶半夜就吐了，真的吓人',
  '客服电话打了十几次都没有人接',
  '这家公司到现在连一句道歉都没有',
  '超市里的都下架了，剩下的谁敢买',
  '退款还要自己付邮费，太过分',
  '以前挺喜欢这个牌子的，现在不敢喝了',
  '等官方出检测结果再说吧',
  '转给大家看看，家里有的先别喝',
  '生产日期都是三月的那一批',
  '看新闻才知道又是他们家',
  '希望尽快给消费者一个说法',
  '我家的没有问题，一直在喝',
  '这事情要查清楚，不能随便算了',
]

export type AlertStory = { readonly orgId: string; readonly trackId: string; readonly alertId: string }

/** @param others posts of the same five hours that are on no track */
export async function storeStory(
  app: App,
  orgId: string,
  trackId: string,
  { posts, others }: { readonly posts: number; readonly others: number },
): Promise<AlertStory> {
  const to = new Date(Math.floor(app.clock.now().getTime() / MINUTE) * MINUTE - MINUTE)
  const from = new Date(to.getTime() - STORY_HOURS * HOUR)
  const before = new Date(from.getTime() - 7 * DAY)
  await ensureMonths(app.db, [before, from, to], to)
  const alertId = newId(from.getTime())
  await inTransaction(app.db, async (trx) => {
    await sql`select setseed(0.5)`.execute(trx)
    await makePosts(trx, orgId, { from: before, to: from, posts: 5 * posts, roots: 0, isTracked: false })
    await makePosts(trx, orgId, { from: before, to: from, posts, roots: 0, isTracked: true })
    await makePosts(trx, orgId, { from, to, posts: others, roots: 0, isTracked: false })
    await makePosts(trx, orgId, { from, to, posts, roots: ROOTS, isTracked: true })
    await storePosts(trx, orgId, trackId)
    await storeCounts(trx, orgId)
    await storeAlert(trx, orgId, trackId, alertId, { from, to, posts })
  })
  await sql`vacuum analyze posts, post_tracks, post_keys, counts_minute`.execute(app.db)
  return { orgId, trackId, alertId }
}

type Wanted = {
  readonly from: Date
  readonly to: Date
  readonly posts: number
  readonly roots: number
  readonly isTracked: boolean
}

/** Into a table of their own: they are stored in the order of their times, as posts come. */
async function makePosts(trx: Db, orgId: string, { from, to, posts, roots, isTracked }: Wanted): Promise<void> {
  const seed = `${orgId} ${from.toISOString()} ${isTracked} `
  await sql`create temporary table if not exists made (n bigserial, post_id uuid, root_id uuid, at timestamptz, author int, platform int2,
    sentiment int2, emotion int2, region text, followers int, engagement int, fingerprint bigint, text text, tracked boolean)`.execute(
    trx,
  )
  await sql`
    insert into made (post_id, root_id, at, author, platform, sentiment, emotion, region, followers, engagement, fingerprint, text, tracked)
    select md5(${seed} || n)::uuid,
      case when n > ${roots} and ${roots} > 0 and random() < 0.7
        then md5(${seed} || (1 + floor(random() ^ 4 * ${roots}))::int)::uuid end,
      ${from}::timestamptz + (case when n <= ${roots} then random() * 0.05 else 0.05 + 0.95 * random() end) * (${to}::timestamptz - ${from}::timestamptz),
      1 + floor(random() ^ 2 * ${Math.ceil(posts * 0.8)})::int, floor(random() ^ 2 * 6)::int2, case when random() < 0.6 then 0 else 1 + floor(random() * 2)::int2 end,
      floor(random() * 6)::int2, (array['廣東', '北京', '上海', '四川', '浙江', '香港', '台灣', ''])[1 + floor(random() ^ 2 * 8)::int],
      0, case when random() < 0.1 then floor(1000 * random() ^ 6)::int else 0 end, floor(random() ^ 3 * 5000)::bigint,
      (${SENTENCES}::text[])[1 + floor(random() * ${SENTENCES.length})::int] || '。' || (${SENTENCES}::text[])[1 + floor(random() * ${SENTENCES.length})::int] || '，' || n,
      ${isTracked}
    from generate_series(1, ${posts}::int) as n`.execute(trx)
}

async function storePosts(trx: Db, orgId: string, trackId: string): Promise<void> {
  // Always the same number of one author; three in ten tell none.
  await sql`update made set followers = case when author % 10 < 3 then null else (10 ^ (1 + (author::bigint * 7919 % 5000) / 1000.0))::int end`.execute(
    trx,
  )
  await sql`insert into post_keys (org_id, post_id, posted_at) select ${orgId}, post_id, at from made`.execute(trx)
  await sql`
    insert into posts (org_id, posted_at, post_id, received_at, batch_id, root_id, parent_id, fingerprint, author_followers, reposts, comments, likes,
      platform, kind, sentiment, p_negative, p_neutral, p_positive, emotion, language, model, author_verified, mode, source, external_id,
      author_id, author_name, author_region, url, title, text)
    select ${orgId}, at, post_id, at, ${newId()}, root_id, root_id, fingerprint, followers, engagement, engagement, engagement,
      platform, case when root_id is null then 0 else 2 end, sentiment, 3000, 4000, 3000, emotion, 1, 1, author % 50 = 0, 'live', 'bench', n::text,
      'u' || author, '用戶' || author, region, 'https://example.com/' || n, '', text
    from made order by at`.execute(trx)
  await sql`
    insert into post_tracks (org_id, track_id, posted_at, post_id, author_key, weight, platform, kind, sentiment, emotion, is_inherited)
    select ${orgId}, ${trackId}, at, post_id, hashtextextended('u' || author, 0), 1, platform, case when root_id is null then 0 else 2 end, sentiment, emotion, false
    from made where tracked order by at`.execute(trx)
  await sql`
    insert into counts_minute (org_id, track_id, minute, platform, posts, originals, reposts, comments, judged, negative, neutral, positive)
    select ${orgId}, ${trackId}::uuid, date_trunc('minute', at), platform, count(*), count(*) filter (where root_id is null), count(root_id), 0, count(*),
      count(*) filter (where sentiment = 0), count(*) filter (where sentiment = 1), count(*) filter (where sentiment = 2)
    from made where tracked group by 3, 4`.execute(trx)
}

async function storeCounts(trx: Db, orgId: string): Promise<void> {
  await sql`
    insert into counts_minute (org_id, track_id, minute, platform, posts, originals, reposts, comments, judged, negative, neutral, positive)
    select ${orgId}, ${EVERYTHING}::uuid, date_trunc('minute', at), platform, count(*), count(*) filter (where root_id is null), count(root_id), 0, count(*),
      count(*) filter (where sentiment = 0), count(*) filter (where sentiment = 1), count(*) filter (where sentiment = 2)
    from made group by 3, 4`.execute(trx)
  await sql`drop table made`.execute(trx)
}

/** Open, with sixty alarms of two detectors, and the curves that the watch would have written. */
async function storeAlert(
  trx: Db,
  orgId: string,
  trackId: string,
  alertId: string,
  { from, to, posts }: { readonly from: Date; readonly to: Date; readonly posts: number },
): Promise<void> {
  const detected = new Date(from.getTime() + 10 * MINUTE)
  await sql`
    insert into alerts (org_id, id, number, track_id, mode, state, level, from_at, detected_at, last_alarm_at, raised_at, ack_due_at, observed, expected,
      window_minutes, negative_share, usual_negative_share, top_words, told_size, told_platforms)
    values (${orgId}, ${alertId}, 1, ${trackId}, 'live', 'open', 1, ${from}, ${detected}, ${to}, ${detected}, ${to}, ${posts}, 50, 300, 0.6, 0.1,
      ${['腹泻', '下架']}, ${posts}, ${['weibo']})`.execute(trx)
  for (const detector of ['volume', 'negative-share']) {
    await sql`
      insert into alert_alarms (org_id, alert_id, track_id, detector, version, at, score, observed, expected, window_minutes)
      select ${orgId}, ${alertId}, ${trackId}, ${detector}, '1', ${detected}::timestamptz + n * interval '5 minutes', 9, 100, 10, 60
      from generate_series(0, 29) n`.execute(trx)
    await sql`
      insert into readings (org_id, track_id, detector, version, at, value, "of", baseline, low, high, score, alarm, phase)
      select ${orgId}, ${trackId}, ${detector}, '1', at, random(), 100, 0.5, 0.2, 0.8, random(), false, 'watching'
      from generate_series(${from}::timestamptz - interval '7 days', ${to}, interval '5 minutes') as at`.execute(trx)
  }
}
