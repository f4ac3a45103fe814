import type { Db } from '../base/db.ts'
import { postsByIds } from '../monitoring/reads.ts'
import { rumourSignsOf } from '../monitoring/rumour-reads.ts'
import { type Spread, spreadOf } from '../monitoring/spread-reads.ts'
import { listStories } from '../monitoring/story-reads.ts'
import { topComplaint } from './complaint-reads.ts'
import { wordsBetween } from './figures-reads.ts'
import { findNumbers } from './page-reads.ts'
import type { AlertContents } from './schema.ts'
import type { PageApp } from './watching.ts'

const GROWN = 20
const STORIES = 6
const MOST = { posts: 5, accounts: 6, regions: 50 } as const

/** What is being read right now, by organisation and alert; made in routes.ts. */
export type Reading = Map<string, Promise<AlertContents>>

/** As alertContents: whoever asks while it is read for somebody else gets the same. In a storm many open the same page. */
export function alertContentsOnce(
  app: PageApp,
  orgId: string,
  alertId: string,
  reading: Reading,
): Promise<AlertContents> {
  const key = `${orgId} ${alertId}`
  const known = reading.get(key)
  if (known) return known
  const read = alertContents(app, orgId, alertId).finally(() => reading.delete(key))
  reading.set(key, read)
  return read
}

/**
 * What was said between the beginning of an alert's first window and now (or its end). One query after another: a page is not worth more than
 * one connection.
 * @throws Refusal `not-found`, also for another organisation's
 */
export async function alertContents(app: PageApp, orgId: string, alertId: string): Promise<AlertContents> {
  const { db, judges } = app
  const { row, span } = await findNumbers(app, orgId, alertId)
  const trackId = row.track_id
  const words = (await wordsBetween(db, judges.fold, orgId, trackId, span)).slice(0, GROWN)
  const complaint = await topComplaint(app, orgId, trackId, span, words)
  const spread = await spreadOf(db, orgId, trackId, span, MOST)
  return {
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    authors: spread.authors,
    topComplaint: complaint,
    grownWords: words,
    stories: await listStories(db, orgId, trackId, span, STORIES),
    ...(await largest(db, orgId, spread)),
    accounts: [...spread.accounts],
    rumours: await rumourSignsOf(db, orgId, trackId, span),
    regions: [...spread.regions],
    emotions: [...spread.emotions],
  }
}

async function largest(
  db: Db,
  orgId: string,
  { biggestIds, reached }: Spread,
): Promise<Pick<AlertContents, 'biggestPosts' | 'reachedPosts'>> {
  const ids = [...new Set([...biggestIds, ...reached.map(({ postId }) => postId)])]
  const cards = new Map((await postsByIds(db, orgId, ids)).map((card) => [card.id, card]))
  return {
    biggestPosts: biggestIds.flatMap((id) => cards.get(id) ?? []),
    reachedPosts: reached.flatMap(({ postId, followers, authors }) => {
      const post = cards.get(postId)
      return post ? [{ post, followers, authors }] : []
    }),
  }
}
