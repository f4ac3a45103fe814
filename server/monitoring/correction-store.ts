import { sql } from 'kysely'
import type { Db } from '../base/db.ts'

export type Given = { readonly sentiment: number | null; readonly emotion: number }
export type CorrectionRow = {
  readonly id: string
  readonly postId: string
  readonly postedAt: Date
  readonly madeAt: Date
  readonly madeBy: string
  readonly madeByName: string
  readonly reason: string
  readonly old: Given
  readonly now: Given
  /** what the model said of the same text */
  readonly said: Given
  readonly model: number
  /** the correction that this one takes back */
  readonly undoes: string | null
}

export async function insertCorrection(db: Db, orgId: string, row: CorrectionRow): Promise<void> {
  await sql`
    insert into post_corrections (org_id, correction_id, post_id, posted_at, made_at, made_by, made_by_name, reason, old_sentiment,
      old_emotion, new_sentiment, new_emotion, model_sentiment, model_emotion, model, undoes)
    values (${orgId}, ${row.id}, ${row.postId}, ${row.postedAt}, ${row.madeAt}, ${row.madeBy}, ${row.madeByName}, ${row.reason},
      ${row.old.sentiment}, ${row.old.emotion}, ${row.now.sentiment}, ${row.now.emotion}, ${row.said.sentiment},
      ${row.said.emotion}, ${row.model}, ${row.undoes})`.execute(db)
}

/** Of one post, oldest first. */
export async function listCorrections(db: Db, orgId: string, postId: string): Promise<CorrectionRow[]> {
  const found = await sql<CorrectionRow>`
    select correction_id as id, post_id as "postId", posted_at as "postedAt", made_at as "madeAt", made_by as "madeBy",
      made_by_name as "madeByName", reason, model, undoes,
      json_build_object('sentiment', old_sentiment, 'emotion', old_emotion) as old,
      json_build_object('sentiment', new_sentiment, 'emotion', new_emotion) as now,
      json_build_object('sentiment', model_sentiment, 'emotion', model_emotion) as said
    from post_corrections where org_id = ${orgId} and post_id = ${postId} order by seq`.execute(db)
  return found.rows
}

/** What a person said of a text in place of the model: an example to learn from. */
export type Lesson = {
  readonly postId: string
  readonly at: Date
  readonly platform: number
  readonly language: number
  readonly title: string
  readonly text: string
  readonly modelVersion: string
  readonly said: Given
  readonly now: Given
}

/**
 * The corrections in force: of each post and text the last that was not taken back, with the text that was judged. By a place to go on
 * from, so that any number can be read with constant memory.
 */
export async function listLessons(
  db: Db,
  orgId: string,
  { since, after, limit }: { since: Date; after: number; limit: number },
): Promise<(Lesson & { readonly seq: number })[]> {
  const found = await sql<Lesson & { seq: number }>`
    select c.seq, c.post_id as "postId", c.made_at as at, p.platform, p.language,
      coalesce(v.title, p.title) as title, coalesce(v.text, p.text) as text, coalesce(m.version, '') as "modelVersion",
      json_build_object('sentiment', c.model_sentiment, 'emotion', c.model_emotion) as said,
      json_build_object('sentiment', c.new_sentiment, 'emotion', c.new_emotion) as now
    from post_corrections c
    join lateral (
      select * from posts q where q.org_id = c.org_id and q.posted_at = c.posted_at and q.post_id = c.post_id limit 1) p on true
    left join lateral (
      select title, text, seen_at from post_versions v where v.org_id = c.org_id and v.post_id = c.post_id
        and v.received_at <= c.made_at order by v.seen_at desc limit 1) v on true
    left join text_models m on m.model = c.model
    where c.org_id = ${orgId} and c.undoes is null and c.made_at >= ${since}
      and c.seq > ${after}
      and not exists (select 1 from post_corrections u where u.org_id = c.org_id and u.undoes = c.correction_id)
      and not exists (
        select 1 from post_corrections n where n.org_id = c.org_id and n.post_id = c.post_id and n.undoes is null
          and n.seq > c.seq
          and not exists (select 1 from post_corrections u where u.org_id = n.org_id and u.undoes = n.correction_id)
          and not exists (
            select 1 from post_versions w where w.org_id = c.org_id and w.post_id = c.post_id
              and w.received_at > c.made_at and w.received_at <= n.made_at))
    order by c.seq limit ${limit}`.execute(db)
  return found.rows
}
