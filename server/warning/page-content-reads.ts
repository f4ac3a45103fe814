import type { Db } from '../base/db.ts'
import { countPosts, emotionsOf, firstPost, platformsOf, postsByIds, type Span } from '../monitoring/reads.ts'
import { rumourSignsOf } from '../monitoring/rumour-reads.ts'
import { type Spread, spreadOf } from '../monitoring/spread-reads.ts'
import { listStories } from '../monitoring/story-reads.ts'
import { topComplaint } from './complaint-reads.ts'
import { wordsBetween } from './figures-reads.ts'
import type { AlertPage } from './schema.ts'
import type { PageApp } from './watching.ts'

const GROWN = 20
const STORIES = 6
const MOST = { posts: 5, accounts: 6, regions: 50 } as const

type Contents = Pick<
  AlertPage,
  | 'from'
  | 'to'
  | 'posts'
  | 'judged'
  | 'negative'
  | 'authors'
  | 'grownWords'
  | 'stories'
  | 'accounts'
  | 'firstPost'
  | 'biggestPosts'
  | 'reachedPosts'
  | 'topComplaint'
  | 'rumours'
  | 'platforms'
  | 'regions'
  | 'emotions'
>

/** What was said between two moments. One query after another: a page is not worth more than one connection. */
export async function contentsOf(app: PageApp, orgId: string, trackId: string, span: Span): Promise<Contents> {
  const { db, judges } = app
  const { posts, judged, negative, authors } = await countPosts(db, orgId, trackId, span)
  const words = (await wordsBetween(db, judges.fold, orgId, trackId, span)).slice(0, GROWN)
  const spread = await spreadOf(db, orgId, trackId, span, MOST)
  return {
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    posts,
    judged,
    negative,
    authors,
    grownWords: words,
    stories: await listStories(db, orgId, trackId, span, STORIES),
    firstPost: (await firstPost(db, orgId, trackId, span)) ?? null,
    ...(await largest(db, orgId, spread)),
    topComplaint: await topComplaint(app, orgId, trackId, span, words),
    rumours: await rumourSignsOf(db, orgId, trackId, span),
    platforms: await platformsOf(db, orgId, trackId, span),
    emotions: await emotionsOf(db, orgId, trackId, span),
  }
}

async function largest(
  db: Db,
  orgId: string,
  { biggestIds, reached, accounts, regions }: Spread,
): Promise<Pick<AlertPage, 'biggestPosts' | 'reachedPosts' | 'accounts' | 'regions'>> {
  const ids = [...new Set([...biggestIds, ...reached.map(({ postId }) => postId)])]
  const cards = new Map((await postsByIds(db, orgId, ids)).map((card) => [card.id, card]))
  return {
    biggestPosts: biggestIds.flatMap((id) => cards.get(id) ?? []),
    reachedPosts: reached.flatMap(({ postId, followers, authors }) => {
      const post = cards.get(postId)
      return post ? [{ post, followers, authors }] : []
    }),
    accounts: [...accounts],
    regions: [...regions],
  }
}
