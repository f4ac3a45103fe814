import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import type { Track } from './schema.ts'

export type TrackWording = { readonly name: string; readonly expression: string }

export async function insertTrack(db: Db, orgId: string, id: string, at: Date, by: string): Promise<void> {
  await sql`
    insert into tracks (org_id, track_id, version, created_at, created_by)
    values (${orgId}, ${id}, 1, ${at}, ${by})`.execute(db)
}

export async function insertVersion(
  db: Db,
  orgId: string,
  id: string,
  version: number,
  wording: TrackWording,
  at: Date,
  by: string,
): Promise<void> {
  await sql`
    insert into track_versions (org_id, track_id, version, name, expression, made_at, made_by)
    values (${orgId}, ${id}, ${version}, ${wording.name}, ${wording.expression}, ${at}, ${by})`.execute(db)
}

/** Locks the track, so that two changes at once become two versions. @returns undefined when there is none */
export async function lockTrack(
  db: Db,
  orgId: string,
  id: string,
): Promise<{ version: number; isRetired: boolean } | undefined> {
  const found = await sql<{ version: number; isRetired: boolean }>`
    select version, retired_at is not null as "isRetired" from tracks
    where org_id = ${orgId} and track_id = ${id} for update`.execute(db)
  return found.rows[0]
}

export async function setVersion(db: Db, orgId: string, id: string, version: number): Promise<void> {
  await sql`update tracks set version = ${version} where org_id = ${orgId} and track_id = ${id}`.execute(db)
}

export async function setRetired(db: Db, orgId: string, id: string, at: Date, by: string): Promise<void> {
  await sql`
    update tracks set retired_at = ${at}, retired_by = ${by}
    where org_id = ${orgId} and track_id = ${id}`.execute(db)
}

/** Tracks with what was counted in the 24 hours before `now`: those that are watched first, then by their making. */
export async function listTrackCards(db: Db, orgId: string, now: Date, trackId?: string): Promise<Track[]> {
  const found = await sql<Omit<Track, 'createdAt'> & { createdAt: Date }>`
    select t.track_id as id, v.name, v.expression, t.version, t.retired_at is not null as "isRetired",
      t.created_at as "createdAt", coalesce(c.posts, 0) as "posts24h", coalesce(c.negative, 0) as "negative24h",
      coalesce(c.judged, 0) as "judged24h"
    from tracks t
    join track_versions v on v.org_id = t.org_id and v.track_id = t.track_id and v.version = t.version
    left join (
      select track_id, sum(posts) as posts, sum(negative) as negative, sum(judged) as judged
      from counts_minute
      where org_id = ${orgId} and minute > ${now}::timestamptz - interval '24 hours' and minute <= ${now}
      group by track_id
    ) c on c.track_id = t.track_id
    where t.org_id = ${orgId} and (${trackId ?? null}::uuid is null or t.track_id = ${trackId ?? null})
    order by "isRetired", t.created_at, t.track_id`.execute(db)
  return found.rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

/** The wordings that were in force at that time, of these tracks. */
export async function wordingsAt(
  db: Db,
  orgId: string,
  trackIds: readonly string[],
  at: Date,
): Promise<(TrackWording & { id: string })[]> {
  const found = await sql<TrackWording & { id: string }>`
    select distinct on (track_id) track_id as id, name, expression
    from track_versions
    where org_id = ${orgId} and track_id = any(${[...trackIds]}::uuid[])
    order by track_id, made_at > ${at}, version desc`.execute(db)
  return found.rows
}
