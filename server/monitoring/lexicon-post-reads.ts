import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import type { Fold } from '../text/fold.ts'
import type { LexiconWord } from '../text/lexicon.ts'
import { compileTracks } from '../text/match.ts'
import { spokenText } from './batch.ts'
import type { PostCard, PostPage } from './schema.ts'

type Row = {
  readonly lexiconId: string
  readonly name: string
  readonly weight: number
  readonly words: readonly LexiconWord[]
}

/** Where the words stand in a post, by the version of each list that found them. A post that was edited since shows what is left. */
export async function explainHits(db: Db, fold: Fold, orgId: string, post: PostCard): Promise<PostPage['lexicons']> {
  if (post.lexicons === undefined) return []
  const found = await sql<Row>`
    select h.lexicon_id as "lexiconId", v.name, h.weight, v.words
    from post_lexicon_hits h
    join lexicon_versions v on v.org_id = h.org_id and v.lexicon_id = h.lexicon_id and v.version = h.version
    where h.org_id = ${orgId} and h.posted_at = ${post.postedAt}::timestamptz and h.post_id = ${post.id}
    order by h.weight desc, h.lexicon_id`.execute(db)
  const text = spokenText(post)
  return found.rows.map(({ words, ...hit }) => {
    const sources = words.map(({ expression }, place) => ({ id: String(place), expression }))
    const reasons = [...compileTracks(fold, sources).matcher.explain(text)].flatMap(([place, each]) =>
      each.map((reason) => ({ ...reason, weight: words[place]?.weight ?? 1 })),
    )
    return { ...hit, reasons: reasons.sort((a, b) => a.start - b.start || a.end - b.end) }
  })
}
