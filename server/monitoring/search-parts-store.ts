import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from '../base/db.ts'
import { ID_BYTES, readId } from './search-document.ts'

/** What a part holds. */
export const POSTINGS = 0
export const COLUMNS = 1
export const IDS = 2
export const TIMES = 3
/** With its key a part fills a page. A multiple of 8 and of the size of an id. */
export const PART_BYTES = 8000
const IDS_A_PART = PART_BYTES / ID_BYTES
/** Rows of one insert: about a megabyte, so that no transaction of ours holds up those who wait for the oldest to end. */
const ROWS = 128

/** A place in the index: document `doc` of a segment. */
export type Place = { readonly segmentId: number; readonly doc: number }

/** Writes parts `first`, `first` + 1, … in transactions of a megabyte. They count only once their segment is live. */
export async function insertParts(
  db: Db,
  orgId: string,
  segmentId: number,
  kind: number,
  first: number,
  parts: readonly Uint8Array[],
): Promise<void> {
  for (let i = 0; i < parts.length; i += ROWS) {
    const rows = parts
      .slice(i, i + ROWS)
      .map(
        (data, k) =>
          sql`(${orgId}::uuid, ${segmentId}::bigint, ${kind}::smallint, ${first + i + k}::int, ${bytea(data)}::bytea)`,
      )
    await sql`insert into search_parts (org_id, segment_id, kind, part, data) values ${sql.join(rows)}`.execute(db)
  }
}

export function partsOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, i) =>
    bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES),
  )
}

/** All parts of a kind as one, in a buffer of its own. */
export async function readWhole(
  pool: pg.Pool,
  orgId: string,
  segmentId: number,
  kind: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const rows = await queryBytes<[Buffer]>(
    pool,
    'search-whole',
    'select data from search_parts where org_id = $1 and segment_id = $2 and kind = $3 order by part',
    [orgId, segmentId, kind],
  )
  const whole = new Uint8Array(rows.reduce((sum, [data]) => sum + data.length, 0))
  let at = 0
  for (const [data] of rows) {
    whole.set(data, at)
    at += data.length
  }
  return whole
}

/** Blocks [from, to) of the postings of a segment, in order. */
export async function readBlocks(
  pool: pg.Pool,
  orgId: string,
  segmentId: number,
  from: number,
  to: number,
): Promise<Uint8Array[]> {
  const rows = await queryBytes<[Buffer]>(
    pool,
    'search-blocks',
    `select data from search_parts where org_id = $1 and segment_id = $2 and kind = ${POSTINGS} and part >= $3 and part < $4 order by part`,
    [orgId, segmentId, from, to],
  )
  return rows.map(([data]) => data)
}

/** Single blocks of several segments at once, in the order asked for. */
export async function readScattered(
  pool: pg.Pool,
  orgId: string,
  wanted: readonly { readonly segmentId: number; readonly block: number }[],
): Promise<Uint8Array[]> {
  if (wanted.length === 0) return []
  const rows = await queryBytes<[number, Buffer]>(
    pool,
    'search-scattered',
    `select w.place::int, p.data from unnest($2::bigint[], $3::int[]) with ordinality as w (segment_id, part, place)
      join search_parts p on p.org_id = $1 and p.segment_id = w.segment_id and p.kind = ${POSTINGS} and p.part = w.part`,
    [orgId, wanted.map(({ segmentId }) => segmentId), wanted.map(({ block }) => block)],
  )
  return inPlaces(rows, wanted.length)
}

/** Ids of single documents, in the order asked for. */
export async function readIds(pool: pg.Pool, orgId: string, places: readonly Place[]): Promise<string[]> {
  if (places.length === 0) return []
  const rows = await queryBytes<[number, Buffer]>(
    pool,
    'search-ids',
    `select w.place::int, substr(p.data, w.at, ${ID_BYTES})
      from unnest($2::bigint[], $3::int[], $4::int[]) with ordinality as w (segment_id, part, at, place)
      join search_parts p on p.org_id = $1 and p.segment_id = w.segment_id and p.kind = ${IDS} and p.part = w.part`,
    [
      orgId,
      places.map(({ segmentId }) => segmentId),
      places.map(({ doc }) => Math.floor(doc / IDS_A_PART)),
      places.map(({ doc }) => (doc % IDS_A_PART) * ID_BYTES + 1),
    ],
  )
  return inPlaces(rows, places.length).map((bytes) => readId(bytes, 0))
}

export async function deleteParts(db: Db, orgId: string, segmentId: number): Promise<void> {
  await sql`delete from search_parts where org_id = ${orgId} and segment_id = ${segmentId}`.execute(db)
}

/** A part that is not there was deleted under us: its segment had been superseded for longer than any query lasts. */
export class PartGone extends Error {
  override readonly name = 'PartGone'
}

function inPlaces(rows: readonly [number, Buffer][], length: number): Buffer[] {
  const found = new Array<Buffer | undefined>(length).fill(undefined)
  for (const [place, data] of rows) found[place - 1] = data
  return found.map((data) => {
    if (!data) throw new PartGone('a part of the index is gone')
    return data
  })
}

/** Prepared once a connection. Bytes come as hexadecimal text: the driver reads no binary rows. */
async function queryBytes<Row extends unknown[]>(
  pool: pg.Pool,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const found = await pool.query<Row>({ name, text, values, rowMode: 'array' })
  return found.rows
}

function bytea(data: Uint8Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}
