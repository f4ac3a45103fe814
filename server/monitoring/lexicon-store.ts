import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { LexiconWord } from '../text/lexicon.ts'
import type { LexiconList } from './lexicon-hits.ts'
import type { Lexicon, LexiconVersion, LexiconWords } from './lexicon-schema.ts'

/** The lists that are in force. */
export async function readLexicons(db: Db, orgId: string, lexiconId?: string): Promise<LexiconList[]> {
  const found = await sql<LexiconList>`
    select l.lexicon_id as id, l.version, v.words
    from lexicons l join lexicon_versions v on v.org_id = l.org_id and v.lexicon_id = l.lexicon_id and v.version = l.version
    where l.org_id = ${orgId} and l.retired_at is null and (${lexiconId ?? null}::uuid is null or l.lexicon_id = ${lexiconId ?? null})
    order by l.lexicon_id`.execute(db)
  return found.rows
}

type CardRow = Omit<Lexicon, 'changedAt' | 'countedFrom' | 'recount'> & {
  readonly changedAt: Date
  readonly countedFrom: Date
  readonly recount: Lexicon['recount']
}

/** Those in force first, then by name. */
export async function listLexiconCards(db: Db, orgId: string, now: Date, lexiconId?: string): Promise<Lexicon[]> {
  const found = await sql<CardRow>`
    select l.lexicon_id as id, v.name, l.version, l.retired_at is not null as "isRetired",
      jsonb_array_length(v.words) as "wordCount", v.made_at as "changedAt", v.made_by_name as "changedByName",
      l.counted_from as "countedFrom", h.day as "posts24h", h.month as "posts30d",
      (select json_build_object('state', r.state, 'startedAt', r.started_at, 'fromAt', r.from_at, 'looked', r.looked,
          'hits', r.hits, 'total', r.total)
        from lexicon_recounts r where r.org_id = l.org_id and r.lexicon_id = l.lexicon_id
        order by r.started_at desc, r.recount_id desc limit 1) as recount
    from lexicons l
    join lexicon_versions v on v.org_id = l.org_id and v.lexicon_id = l.lexicon_id and v.version = l.version
    cross join lateral (
      select count(*) as month, count(*) filter (where posted_at > ${now}::timestamptz - interval '24 hours') as day
      from post_lexicon_hits where org_id = l.org_id and lexicon_id = l.lexicon_id
        and posted_at > ${now}::timestamptz - interval '30 days' and posted_at <= ${now}) h
    where l.org_id = ${orgId} and (${lexiconId ?? null}::uuid is null or l.lexicon_id = ${lexiconId ?? null})
    order by "isRetired", v.name, l.lexicon_id`.execute(db)
  return found.rows.map((row) => ({
    ...row,
    changedAt: row.changedAt.toISOString(),
    countedFrom: row.countedFrom.toISOString(),
    recount: row.recount && {
      ...row.recount,
      startedAt: new Date(row.recount.startedAt).toISOString(),
      fromAt: new Date(row.recount.fromAt).toISOString(),
    },
  }))
}

const VERSION = sql`
  version, name, jsonb_array_length(words) as "wordCount", made_at as "madeAt", made_by_name as "madeByName", reason`

export async function listLexiconVersions(db: Db, orgId: string, lexiconId: string): Promise<LexiconVersion[]> {
  const found = await sql<Omit<LexiconVersion, 'madeAt'> & { madeAt: Date }>`
    select ${VERSION} from lexicon_versions
    where org_id = ${orgId} and lexicon_id = ${lexiconId} order by version desc`.execute(db)
  return found.rows.map((row) => ({ ...row, madeAt: row.madeAt.toISOString() }))
}

export async function findLexiconWords(
  db: Db,
  orgId: string,
  lexiconId: string,
  version: number,
): Promise<LexiconWords | undefined> {
  const found = await sql<Omit<LexiconWords, 'madeAt'> & { madeAt: Date }>`
    select ${VERSION}, words from lexicon_versions
    where org_id = ${orgId} and lexicon_id = ${lexiconId} and version = ${version}`.execute(db)
  const [row] = found.rows
  return row && { ...row, madeAt: row.madeAt.toISOString() }
}

/** Locks it, so that two changes at once become two versions. @returns undefined when there is none */
export async function lockLexicon(
  trx: Trx,
  orgId: string,
  id: string,
): Promise<{ version: number; isRetired: boolean } | undefined> {
  const found = await sql<{ version: number; isRetired: boolean }>`
    select version, retired_at is not null as "isRetired" from lexicons
    where org_id = ${orgId} and lexicon_id = ${id} for update`.execute(trx)
  return found.rows[0]
}

/** @returns names and number of those in force; locked against another that is being made */
export async function lockLexiconNames(trx: Trx, orgId: string): Promise<{ id: string; name: string }[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('weiji lexicons ' || ${orgId}, 0))`.execute(trx)
  const found = await sql<{ id: string; name: string }>`
    select l.lexicon_id as id, v.name
    from lexicons l join lexicon_versions v on v.org_id = l.org_id and v.lexicon_id = l.lexicon_id and v.version = l.version
    where l.org_id = ${orgId} and l.retired_at is null`.execute(trx)
  return found.rows
}

export async function insertLexicon(trx: Trx, orgId: string, id: string, at: Date, by: string): Promise<void> {
  await sql`
    insert into lexicons (org_id, lexicon_id, version, created_at, created_by, counted_from)
    values (${orgId}, ${id}, 1, ${at}, ${by}, ${at})`.execute(trx)
}

export type NewLexiconVersion = {
  readonly lexiconId: string
  readonly version: number
  readonly name: string
  readonly words: readonly LexiconWord[]
  readonly reason: string
  readonly madeAt: Date
  readonly madeBy: string
  readonly madeByName: string
}

export async function insertLexiconVersion(trx: Trx, orgId: string, made: NewLexiconVersion): Promise<void> {
  await sql`
    insert into lexicon_versions (org_id, lexicon_id, version, name, words, made_at, made_by, made_by_name, reason)
    values (${orgId}, ${made.lexiconId}, ${made.version}, ${made.name}, ${JSON.stringify(made.words)}::jsonb, ${made.madeAt},
      ${made.madeBy}, ${made.madeByName}, ${made.reason})`.execute(trx)
  await sql`
    update lexicons set version = ${made.version}
    where org_id = ${orgId} and lexicon_id = ${made.lexiconId}`.execute(trx)
}

export async function setLexiconRetired(trx: Trx, orgId: string, id: string, at: Date, by: string): Promise<void> {
  await sql`
    update lexicons set retired_at = ${at}, retired_by = ${by}
    where org_id = ${orgId} and lexicon_id = ${id}`.execute(trx)
}
