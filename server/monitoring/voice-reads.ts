import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { postOfRow } from './card-store.ts'
import { NEGATIVE } from './codes.ts'
import { LIKELY } from './rumour-telling.ts'
import type { Span } from './series.ts'

/** One of them, as far as a page quotes it; `author`: the same for everything that one account wrote, `at` in milliseconds. */
export type Voice = { readonly id: string; readonly text: string; readonly author: string; readonly at: number }

/** By their names; those of companies, papers and offices are mostly verified. */
const OFFICIAL = '官方|官微|官博|客服|旗舰店|旗艦店|official'

/**
 * Negative posts of people, of their own accord: neither of verified accounts and desks, nor of a story that somebody found false or
 * misleading, nor the post with which a likely rumour begins (what people answer to it is theirs).
 * @param most so many posts are looked at; of more a sample by their ids, which are digests, so that it stays the same
 */
export async function listVoices(db: Db, orgId: string, trackId: string, span: Span, most: number): Promise<Voice[]> {
  const found = await sql<Omit<Voice, 'at'> & { at: Date; isOwn: boolean }>`
    with heard as materialized (
      select org_id, posted_at, post_id, author_key from post_tracks
      where org_id = ${orgId} and track_id = ${trackId} and posted_at >= ${span.from} and posted_at < ${span.to}
        and sentiment = ${NEGATIVE}
      order by post_id limit ${most})
    select p.post_id as id, case when p.title = '' then p.text else p.title || E'\n' || p.text end as text,
      coalesce(nullif(m.author_key, 0)::text, '') as author, p.posted_at as at,
      not p.author_verified and p.author_name !~* ${OFFICIAL} and not exists (
        select 1 from rumour_heads h join rumour_stories s on s.org_id = h.org_id and s.story_id = h.story_id
        left join rumour_claims c on c.org_id = h.org_id and c.story_id = h.story_id
        where h.org_id = m.org_id and h.post_id in (p.post_id, p.root_id)
          and (c.verdict in ('false', 'misleading')
            or h.post_id = p.post_id and c.verdict is null and s.score_hours > 0 and s.score >= ${LIKELY}::real)) as "isOwn"
    from heard m ${postOfRow('m')} order by p.post_id`.execute(db)
  return found.rows
    .filter(({ isOwn }) => isOwn)
    .map(({ id, text, author, at }) => ({ id, text, author, at: at.getTime() }))
}
