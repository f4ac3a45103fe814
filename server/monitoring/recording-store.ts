import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Recording } from './recording-schema.ts'
import type { TapedPost } from './recording-tape.ts'

/** So many posts a row; a run counts posts, so the row in which it stands follows. */
export const PART_POSTS = 500

export type RecordingRow = {
  readonly id: string
  readonly name: string
  readonly kind: Recording['kind']
  readonly note: Recording['note']
  /** tracks that would see it, each with the text that it was made of */
  readonly tracks: readonly { readonly name: string; readonly expression: string; readonly text?: string }[]
  readonly madeAt: Date
  readonly madeBy: string
  readonly madeByName: string
  readonly firstAt: Date
  readonly spanMs: number
  readonly posts: number
}

export async function insertRecording(trx: Trx, orgId: string, row: RecordingRow): Promise<void> {
  await sql`
    insert into recordings (org_id, recording_id, name, kind, note, tracks, made_at, made_by, made_by_name, first_at, span_ms, posts)
    values (${orgId}, ${row.id}, ${row.name}, ${row.kind}, ${JSON.stringify(row.note)}::jsonb, ${JSON.stringify(row.tracks)}::jsonb,
      ${row.madeAt}, ${row.madeBy}, ${row.madeByName}, ${row.firstAt}, ${row.spanMs}, ${row.posts})`.execute(trx)
}

export async function insertParts(trx: Trx, orgId: string, id: string, posts: readonly TapedPost[]): Promise<void> {
  for (let from = 0; from < posts.length; from += PART_POSTS) {
    const part = posts.slice(from, from + PART_POSTS)
    const body = await promisify(gzip)(JSON.stringify(part))
    await sql`
      insert into recording_parts (org_id, recording_id, part, first_ms, last_ms, posts, body)
      values (${orgId}, ${id}, ${from / PART_POSTS}, ${part[0]?.offset ?? 0}, ${part.at(-1)?.offset ?? 0}, ${part.length},
        ${body})`.execute(trx)
  }
}

/** Posts from number `from` on, at most the rest of two rows. */
export async function readTape(db: Db, orgId: string, id: string, from: number): Promise<TapedPost[]> {
  const part = Math.floor(from / PART_POSTS)
  const found = await sql<{ body: Buffer }>`
    select body from recording_parts where org_id = ${orgId} and recording_id = ${id} and part in (${part}, ${part + 1})
    order by part`.execute(db)
  const posts: TapedPost[] = []
  for (const { body } of found.rows) posts.push(...(JSON.parse(String(await promisify(gunzip)(body))) as TapedPost[]))
  return posts.slice(from - part * PART_POSTS)
}

const ROW = sql`
  recording_id as id, name, kind, note, tracks, made_at as "madeAt", made_by as "madeBy", made_by_name as "madeByName",
  first_at as "firstAt", span_ms as "spanMs", posts`

export async function listRecordings(db: Db, orgId: string): Promise<RecordingRow[]> {
  const found = await sql<RecordingRow>`
    select ${ROW} from recordings where org_id = ${orgId} and removed_at is null order by made_at desc, recording_id desc
    limit 200`.execute(db)
  return found.rows
}

/** Not a removed one. */
export async function findRecording(db: Db, orgId: string, id: string): Promise<RecordingRow | undefined> {
  const found = await sql<RecordingRow>`
    select ${ROW} from recordings where org_id = ${orgId} and recording_id = ${id} and removed_at is null`.execute(db)
  return found.rows[0]
}

/** Its posts are gone; that there was one stays, since runs name it. */
export async function markRemoved(trx: Trx, orgId: string, id: string, at: Date): Promise<void> {
  await sql`delete from recording_parts where org_id = ${orgId} and recording_id = ${id}`.execute(trx)
  await sql`
    update recordings set removed_at = ${at} where org_id = ${orgId} and recording_id = ${id}`.execute(trx)
}
