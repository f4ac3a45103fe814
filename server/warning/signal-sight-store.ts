import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Found } from './signal-found.ts'

/** What a detector of single posts or lists saw of a live track, in the order in which it was judged. */
export type SightRow = Omit<Found, 'mode' | 'speaking'> & { readonly isLoud: boolean }

const ROW = sql`
  s.track_id as "trackId", s.detector, s.version, s.subject as key, s.at, s.score, s.observed, s.expected, s.window_minutes as "windowMinutes",
  s.is_loud as "isLoud", s.about as subject`

/** In this order. */
export async function insertSights(trx: Trx, orgId: string, rows: readonly SightRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into signal_sights (org_id, track_id, detector, version, subject, at, score, observed, expected, window_minutes, is_loud, about)
    select ${orgId}::uuid, u.track_id, u.detector, u.version, u.subject, u.at, u.score, u.observed, u.expected, u.minutes, u.is_loud, u.about::jsonb
    from unnest(${rows.map(({ trackId }) => trackId)}::uuid[], ${rows.map(({ detector }) => detector)}::text[],
      ${rows.map(({ version }) => version)}::text[], ${rows.map(({ key }) => key)}::text[],
      ${rows.map(({ at }) => at)}::timestamptz[], ${rows.map(({ score }) => score)}::real[],
      ${rows.map(({ observed }) => observed)}::float8[], ${rows.map(({ expected }) => expected)}::float8[],
      ${rows.map(({ windowMinutes }) => windowMinutes)}::int[], ${rows.map(({ isLoud }) => isLoud)}::boolean[],
      ${rows.map(({ subject }) => JSON.stringify(subject))}::text[])
      with ordinality as u (track_id, detector, version, subject, at, score, observed, expected, minutes, is_loud, about, place)
    order by u.place`.execute(trx)
}

export type SubjectKey = Pick<SightRow, 'trackId' | 'detector' | 'key'>

/** The newest that was kept of each of these. */
export async function lastSights(
  db: Db,
  orgId: string,
  asked: readonly SubjectKey[],
): Promise<(SubjectKey & Pick<SightRow, 'at' | 'score'>)[]> {
  if (asked.length === 0) return []
  const found = await sql<SubjectKey & Pick<SightRow, 'at' | 'score'>>`
    select u.track_id as "trackId", u.detector, u.subject as key, s.at, s.score
    from (select distinct * from unnest(${asked.map(({ trackId }) => trackId)}::uuid[], ${asked.map(({ detector }) => detector)}::text[],
      ${asked.map(({ key }) => key)}::text[]) as v (track_id, detector, subject)) u
    cross join lateral (
      select at, score from signal_sights s
      where s.org_id = ${orgId} and s.track_id = u.track_id and s.detector = u.detector and s.subject = u.subject
      order by s.seq desc limit 1) s`.execute(db)
  return found.rows
}

/** Of one detector of one track and this version, from `since` on in the time of the posts, as they were judged. */
export async function listSights(
  db: Db,
  orgId: string,
  { trackId, detector, version }: Pick<SightRow, 'trackId' | 'detector' | 'version'>,
  since: Date,
): Promise<SightRow[]> {
  const found = await sql<SightRow>`
    select ${ROW} from signal_sights s
    where s.org_id = ${orgId} and s.track_id = ${trackId} and s.detector = ${detector} and s.version = ${version} and s.at >= ${since}
    order by s.seq`.execute(db)
  return found.rows
}

/** The one of which a rule spoke. */
export async function findSight(
  db: Db,
  orgId: string,
  { trackId, detector, key }: SubjectKey,
  at: Date,
): Promise<SightRow | undefined> {
  const found = await sql<SightRow>`
    select ${ROW} from signal_sights s
    where s.org_id = ${orgId} and s.track_id = ${trackId} and s.detector = ${detector} and s.subject = ${key} and s.at = ${at}
    order by s.seq desc limit 1`.execute(db)
  return found.rows[0]
}

/** Since when each detector notes what it sees of a track: the later of the track's own beginning and of this version's. */
export async function listBeginnings(
  db: Db,
  orgId: string,
  trackId?: string,
): Promise<{ trackId: string; detector: string; version: string; since: Date }[]> {
  const found = await sql<{ trackId: string; detector: string; version: string; since: Date }>`
    select s.track_id as "trackId", s.detector, s.version, greatest(s.since_at, least(t.created_at, r.at)) as since
    from signal_states s join tracks t on t.org_id = s.org_id and t.track_id = s.track_id
      left join lateral (
        -- What its series were read from: an archive may be older than the track.
        select min(at) as at from readings r
        where r.org_id = s.org_id and r.track_id = s.track_id and r.detector = 'volume' and r.subject = '') r on true
    where s.org_id = ${orgId} and s.mode = 'live' and (${trackId ?? null}::uuid is null or s.track_id = ${trackId ?? null})`.execute(
    db,
  )
  return found.rows
}

/** @param before in the time of the posts */
export async function forgetSights(db: Db, before: Date): Promise<void> {
  await sql`delete from signal_sights where at < ${before}`.execute(db)
}
