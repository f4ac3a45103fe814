import { sql } from 'kysely'
import { MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { postOfRow, selectCards, selectCardsByIds } from './card-store.ts'
import { type Branch, countBranches, type Link } from './cascade.ts'
import { type Platform, platformCode, type SentimentName, sentimentCode } from './codes.ts'
import { SETTLING_MS } from './counting.ts'
import type { PostCard } from './schema.ts'
import { fillSteps, minuteOf, type SeriesStep, type Span } from './series.ts'

export { type CountChange, listCountChanges } from './change-store.ts'
export type { SeriesStep, Span } from './series.ts'
export { authorReach, countPosts, emotionsOf, platformsOf, regionsOf } from './share-reads.ts'

/** `trackId` everywhere is of the same organisation. Spans are [from, to) in the time of the posts. */

export type TrackRow = {
  readonly id: string
  readonly name: string
  readonly expression: string
  readonly version: number
  readonly createdAt: Date
  readonly isRetired: boolean
}

/** A replay says at least every 10 seconds how far it is; one that is silent for longer was killed. */
const REPLAY_SILENCE_MS = 2 * MINUTE
/** A page about one cascade need not be exact beyond this; it bounds memory. */
const MOST_LINKS = 200_000
const MOST_CANDIDATES = 200

/** Counts are complete up to here: half a minute ago, or where a running replay stands. */
export async function watchedUntil(db: Db, orgId: string, now: Date): Promise<Date> {
  const heard = new Date(now.getTime() - REPLAY_SILENCE_MS)
  const found = await sql<{ upTo: Date | null }>`
    select min(up_to) as "upTo" from replays
    where org_id = ${orgId} and state = 'running' and heard_at > ${heard}`.execute(db)
  const settled = now.getTime() - SETTLING_MS
  return new Date(Math.min(settled, found.rows[0]?.upTo?.getTime() ?? settled))
}

/** So many posts from before a track was made are a history of it; fewer are stray ones. */
const LEAST_HISTORY = 50
/** The history begins where this share of the posts lies behind: one stray post must not make a fortnight of silence. */
const HISTORY_SHARE = 0.98

/**
 * Since when "nothing was said" of a track is known: its making, or before it the silent lead of a replay, or the begin of posts from
 * before its making that came all the same (an import); of those, a fortnight before and after it is looked at.
 */
export async function seriesStart(db: Db, orgId: string, trackId: string): Promise<Date | undefined> {
  const found = await sql<{ start: Date }>`
    select least(t.created_at, (select min(r.lead_from) from replays r where r.org_id = t.org_id), h.start) as start
    from tracks t left join lateral (
      select max(minute) as start from (
        select minute, sum(posts) over (order by minute desc) as behind, sum(posts) over () as whole
        from counts_minute
        where org_id = t.org_id and track_id = t.track_id and minute >= t.created_at - interval '14 days'
          and minute < t.created_at + interval '14 days') m
      where behind >= ${HISTORY_SHARE}::float8 * whole
        and (select sum(posts) from counts_minute
          where org_id = t.org_id and track_id = t.track_id and minute >= t.created_at - interval '14 days'
            and minute < date_trunc('minute', t.created_at)) >= ${LEAST_HISTORY}) h on true
    where t.org_id = ${orgId} and t.track_id = ${trackId}`.execute(db)
  return found.rows[0]?.start
}

const TRACK = sql`
  t.track_id as id, v.name, v.expression, t.version, t.created_at as "createdAt", t.retired_at is not null as "isRetired"
  from tracks t join track_versions v on v.org_id = t.org_id and v.track_id = t.track_id and v.version = t.version`

/** In the order in which they were made. @param options.retired also those that are watched no more */
export async function listTracks(db: Db, orgId: string, options: { retired?: boolean } = {}): Promise<TrackRow[]> {
  const found = await sql<TrackRow>`
    select ${TRACK} where t.org_id = ${orgId} and (${options.retired ?? false} or t.retired_at is null)
    order by t.created_at, t.track_id`.execute(db)
  return found.rows
}

/** Also a retired one. */
export async function findTrack(db: Db, orgId: string, trackId: string): Promise<TrackRow | undefined> {
  const found = await sql<TrackRow>`
    select ${TRACK} where t.org_id = ${orgId} and t.track_id = ${trackId}`.execute(db)
  return found.rows[0]
}

/**
 * Counts by steps of whole minutes, evenly spaced from the minute of `span.from`, gaps as zeros. Cheap: it reads counts, not posts.
 * @param trackId EVERYTHING of codes.ts counts all posts
 * @param platform only this one
 */
export async function trackSeries(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
  stepMinutes: number,
  platform?: Platform,
): Promise<SeriesStep[]> {
  const from = minuteOf(span.from)
  const found = await sql<SeriesStep>`
    select date_bin(${stepMinutes} * interval '1 minute', minute, ${from}::timestamptz) as at, sum(posts) as posts,
      sum(originals) as originals, sum(judged) as judged, sum(negative) as negative, sum(neutral) as neutral,
      sum(positive) as positive
    from counts_minute
    where org_id = ${orgId} and track_id = ${trackId} and minute >= ${from} and minute < ${span.to}
      ${platform === undefined ? sql`` : sql`and platform = ${platformCode(platform)}`}
    group by 1`.execute(db)
  return fillSteps(found.rows, span, stepMinutes)
}

/** The step with most posts, the earliest of several; undefined where there was none. */
export async function peakOf(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
  stepMinutes: number,
): Promise<{ at: Date; posts: number } | undefined> {
  const steps = await trackSeries(db, orgId, trackId, span, stepMinutes)
  const most = Math.max(0, ...steps.map(({ posts }) => posts))
  const peak = steps.find(({ posts }) => posts === most)
  return peak && most > 0 ? { at: peak.at, posts: most } : undefined
}

/** The earliest by the time it was posted. */
export async function firstPost(db: Db, orgId: string, trackId: string, span: Span): Promise<PostCard | undefined> {
  const cards = await selectCards(
    db,
    sql`from post_tracks m ${postOfRow('m')}
      where ${within(orgId, trackId, span)} order by m.posted_at, m.post_id limit 1`,
  )
  return cards[0]
}

/** By what is known of reposts, comments and likes, then by how many stored posts pass it on or answer it. */
export async function biggestPosts(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
  limit: number,
): Promise<PostCard[]> {
  const ofSpan = sql`from post_tracks m ${postOfRow('m')} where ${within(orgId, trackId, span)}`
  const known = await sql<Size>`
    select p.post_id as id, p.posted_at as at, p.reposts::bigint + p.comments + p.likes as engagement ${ofSpan}
    order by 3 desc, 2, 1 limit ${MOST_CANDIDATES}`.execute(db)
  const answered = await sql<{ id: string; answers: number }>`
    select p.root_id as id, count(*) as answers ${ofSpan} and p.root_id is not null
    group by 1 order by 2 desc, 1 limit ${MOST_CANDIDATES}`.execute(db)
  const roots = await sql<Size>`
    select p.post_id as id, p.posted_at as at, p.reposts::bigint + p.comments + p.likes as engagement
    from unnest(${answered.rows.map((row) => row.id)}::uuid[]) as root (post_id)
    join post_keys k on k.org_id = ${orgId} and k.post_id = root.post_id
    join post_tracks m on m.org_id = k.org_id and m.posted_at = k.posted_at and m.post_id = k.post_id ${postOfRow('k')}
    where ${within(orgId, trackId, span)}`.execute(db)
  const answers = new Map(answered.rows.map((row) => [row.id, row.answers]))
  const candidates = new Map([...known.rows, ...roots.rows].map((row) => [row.id, row]))
  const largest = [...candidates.values()].sort(
    (a, b) =>
      b.engagement - a.engagement ||
      (answers.get(b.id) ?? 0) - (answers.get(a.id) ?? 0) ||
      a.at.getTime() - b.at.getTime() ||
      (a.id < b.id ? -1 : 1),
  )
  return postsByIds(
    db,
    orgId,
    largest.slice(0, limit).map(({ id }) => id),
  )
}

type Size = { readonly id: string; readonly at: Date; readonly engagement: number }

/** The posts through which most of the others came, largest first, with how many hang on each inside the span. */
export async function keyNodes(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
  limit: number,
): Promise<{ post: PostCard; descendants: number; direct: number }[]> {
  const links = await sql<Link>`
    select p.post_id as id, p.parent_id as parent, p.root_id as root
    from post_tracks m ${postOfRow('m')}
    where ${within(orgId, trackId, span)}
    order by m.posted_at, m.post_id limit ${MOST_LINKS}`.execute(db)
  const largest = countBranches(links.rows).slice(0, limit)
  const posts = await postsByIds(
    db,
    orgId,
    largest.map(({ id }) => id),
  )
  const byId = new Map(posts.map((post) => [post.id, post]))
  return largest.flatMap(({ id, descendants, direct }: Branch) => {
    const post = byId.get(id)
    return post ? [{ post, descendants, direct }] : []
  })
}

/** Distinct texts, newest first. @param options.sentiment only those judged so */
export async function sampleTexts(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
  limit: number,
  options: { sentiment?: SentimentName } = {},
): Promise<{ id: string; text: string }[]> {
  const sentiment = options.sentiment === undefined ? null : sentimentCode(options.sentiment)
  const found = await sql<{ id: string; text: string }>`
    select p.post_id as id, p.text
    from post_tracks m ${postOfRow('m')}
    where ${within(orgId, trackId, span)} and m.sentiment is not null
      and (${sentiment}::smallint is null or m.sentiment = ${sentiment})
    order by m.posted_at desc, m.post_id desc limit ${limit * 4}`.execute(db)
  const newestOf = new Map<string, string>()
  for (const { id, text } of found.rows) if (!newestOf.has(text)) newestOf.set(text, id)
  return [...newestOf].slice(0, limit).map(([text, id]) => ({ id, text }))
}

/** In the order of the ids; unknown ones are left out. */
export async function postsByIds(db: Db, orgId: string, ids: readonly string[]): Promise<PostCard[]> {
  return selectCardsByIds(db, orgId, ids)
}

function within(orgId: string, trackId: string, span: Span) {
  return sql`m.org_id = ${orgId} and m.track_id = ${trackId} and m.posted_at >= ${span.from} and m.posted_at < ${span.to}`
}
