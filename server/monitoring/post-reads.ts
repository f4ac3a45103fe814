import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import type { Fold } from '../text/fold.ts'
import { compileTracks } from '../text/match.ts'
import { spokenText } from './batch.ts'
import { selectCardsByIds } from './card-store.ts'
import { findDetail, listAnswers, listNearCopies } from './post-store.ts'
import type { PostCard, PostPage } from './schema.ts'
import { wordingsAt } from './track-store.ts'

/** One post with all there is to say of it. @throws Refusal not-found */
export async function getPostPage(db: Db, fold: Fold, orgId: string, id: string): Promise<PostPage> {
  const [post] = await selectCardsByIds(db, orgId, [id])
  const detail = post && (await findDetail(db, orgId, post))
  if (!post || !detail) throw new Refusal('not-found')
  const [matches, roots, answers, nearCopies] = await Promise.all([
    explainMatches(db, fold, orgId, post),
    selectCardsByIds(db, orgId, post.rootId === null ? [] : [post.rootId]),
    listAnswers(db, orgId, post),
    listNearCopies(db, orgId, post),
  ])
  return { post, ...detail, matches, root: roots[0] ?? null, ...answers, nearCopies }
}

/** By the wording that each track had when the post came, and with the code that matched it then. */
async function explainMatches(db: Db, fold: Fold, orgId: string, post: PostCard): Promise<PostPage['matches']> {
  if (post.tracks.length === 0) return []
  const ids = post.tracks.map(({ id }) => id)
  const wordings = await wordingsAt(db, orgId, ids, new Date(post.receivedAt))
  const reasons = compileTracks(fold, wordings).matcher.explain(spokenText(post))
  return post.tracks.flatMap(({ id, isInherited }) => {
    const place = wordings.findIndex((wording) => wording.id === id)
    const wording = wordings[place]
    if (!wording) return []
    return [{ trackId: id, trackName: wording.name, isInherited, reasons: [...(reasons.get(place) ?? [])] }]
  })
}
