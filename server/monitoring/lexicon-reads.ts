import { sql } from 'kysely'
import { MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { minuteOf, type Span } from './series.ts'

/** Hits of one step. `isCounted` false: nobody looked for these words then, which is not the same as none. */
export type LexiconStep = {
  readonly at: Date
  readonly posts: number
  /** sum of the posts' weights, each that of its heaviest word */
  readonly weight: number
  /** posts of weight 5 */
  readonly gravest: number
  readonly negative: number
  readonly isCounted: boolean
}

/** Ids of the lexicons in force: each is a series of every track. */
export async function lexiconIds(db: Db, orgId: string): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select lexicon_id as id from lexicons where org_id = ${orgId} and retired_at is null order by lexicon_id`.execute(
    db,
  )
  return found.rows.map(({ id }) => id)
}

/** Hits by steps of whole minutes, evenly spaced from the minute of `span.from`, gaps as zeros. */
export async function lexiconSeries(
  db: Db,
  orgId: string,
  { trackId, lexiconId }: { readonly trackId: string; readonly lexiconId: string },
  span: Span,
  stepMinutes: number,
): Promise<LexiconStep[]> {
  const from = minuteOf(span.from)
  const found = await sql<Omit<LexiconStep, 'isCounted'>>`
    select date_bin(${stepMinutes} * interval '1 minute', minute, ${from}::timestamptz) as at, sum(posts)::int as posts,
      sum(weight)::int as weight, sum(gravest)::int as gravest, sum(negative)::int as negative
    from counts_lexicon
    where org_id = ${orgId} and track_id = ${trackId} and lexicon_id = ${lexiconId} and minute >= ${from} and minute < ${span.to}
    group by 1`.execute(db)
  const since = await sql<{ at: Date }>`
    select counted_from as at from lexicons where org_id = ${orgId} and lexicon_id = ${lexiconId}`.execute(db)
  const countedFrom = since.rows[0]?.at.getTime() ?? Number.POSITIVE_INFINITY
  const byTime = new Map(found.rows.map((row) => [row.at.getTime(), row]))
  const steps: LexiconStep[] = []
  for (let at = from.getTime(); at < span.to.getTime(); at += stepMinutes * MINUTE) {
    const none = { at: new Date(at), posts: 0, weight: 0, gravest: 0, negative: 0 }
    const row = byTime.get(at) ?? none
    steps.push({ ...row, isCounted: row.posts > 0 || at >= countedFrom })
  }
  return steps
}

export type WordCount = {
  readonly word: string
  readonly posts: number
  /** in a span as long, on the average of the 14 days before */
  readonly usual: number
}

/** Which words posts of a track held, the most frequent first, and how often they are usual. @param limit words */
export async function lexiconWordsOf(
  db: Db,
  orgId: string,
  { trackId, lexiconId }: { readonly trackId: string; readonly lexiconId: string },
  span: Span,
  limit: number,
): Promise<WordCount[]> {
  const length = span.to.getTime() - span.from.getTime()
  const begin = new Date(span.from.getTime() - USUAL_DAYS * 24 * 60 * MINUTE)
  const found = await sql<{ word: string; posts: number; before: number }>`
    select w.word, count(*) filter (where h.posted_at >= ${span.from}) as posts,
      count(*) filter (where h.posted_at < ${span.from}) as before
    from post_lexicon_hits h
    join post_tracks t on t.org_id = h.org_id and t.posted_at = h.posted_at and t.post_id = h.post_id and t.track_id = ${trackId}
    cross join unnest(h.words) as w (word)
    where h.org_id = ${orgId} and h.lexicon_id = ${lexiconId} and h.posted_at >= ${begin} and h.posted_at < ${span.to}
      and t.posted_at >= ${begin} and t.posted_at < ${span.to}
    group by 1 having count(*) filter (where h.posted_at >= ${span.from}) > 0
    order by 2 desc, 3, 1 limit ${limit}`.execute(db)
  const spans = (span.from.getTime() - begin.getTime()) / Math.max(1, length)
  return found.rows.map(({ word, posts, before }) => ({ word, posts: Number(posts), usual: Number(before) / spans }))
}
const USUAL_DAYS = 14

/** Names of lexicons, also of retired ones. */
export async function lexiconNames(db: Db, orgId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await sql<{ id: string; name: string }>`
    select l.lexicon_id as id, v.name
    from lexicons l join lexicon_versions v on v.org_id = l.org_id and v.lexicon_id = l.lexicon_id and v.version = l.version
    where l.org_id = ${orgId} and l.lexicon_id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(found.rows.map(({ id, name }) => [id, name]))
}
