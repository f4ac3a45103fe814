import { DAY } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import {
  countPosts,
  firstPost,
  keyNodes,
  postsByIds,
  type Span,
  seriesStart,
  watchedUntil,
} from '../monitoring/reads.ts'
import type { PostCard } from '../monitoring/schema.ts'
import type { CrisisRow } from './crisis-store.ts'
import { beginOfStory } from './story-begin.ts'

/** What a crisis is about, in the time of the posts: from the first post of its story until where counts are complete. */
export type Story = {
  readonly orgId: string
  readonly trackId: string
  readonly span: Span
  /** who began it: the first post of the span, or the older one that it passes on or answers */
  readonly firstPost: PostCard | undefined
  /** as long before the story as was watched, at most a week: what is usual */
  readonly before: Span
}

/** A story is looked for so long before its first detection. */
const LOOK_BACK_MS = DAY
const USUAL_MS = 7 * DAY
const NODES_READ = 20

/** Undefined for a crisis without a track: there is nothing to read. */
export async function findStory(
  db: Db,
  crisis: Pick<CrisisRow, 'orgId' | 'trackId' | 'detectedAt'>,
  now: Date,
): Promise<Story | undefined> {
  const { orgId, trackId, detectedAt } = crisis
  if (trackId === null) return undefined
  const observed = await seriesStart(db, orgId, trackId)
  const back = new Date(Math.max(detectedAt.getTime() - LOOK_BACK_MS, observed?.getTime() ?? 0))
  const until = await watchedUntil(db, orgId, now)
  const to = new Date(Math.max(until.getTime(), back.getTime()))
  const begin = beginOfStory(await keyNodes(db, orgId, trackId, { from: back, to }, NODES_READ)) ?? back
  const earliest = await firstPost(db, orgId, trackId, { from: begin, to })
  const from = earliest ? new Date(earliest.postedAt) : back
  const usual = new Date(Math.max(from.getTime() - USUAL_MS, observed?.getTime() ?? from.getTime()))
  const before = { from: usual < from ? usual : from, to: from }
  return { orgId, trackId, span: { from, to }, firstPost: await rootOf(db, orgId, earliest), before }
}

/** The share of negative among judged posts; null where too few were judged to speak of a share. */
export async function shareIn(db: Db, story: Story, span: Span, leastJudged: number): Promise<number | null> {
  const { judged, negative } = await countPosts(db, story.orgId, story.trackId, span)
  return judged >= Math.max(1, leastJudged) ? negative / judged : null
}

async function rootOf(db: Db, orgId: string, post: PostCard | undefined): Promise<PostCard | undefined> {
  if (!post?.rootId) return post
  const [root] = await postsByIds(db, orgId, [post.rootId])
  return root ?? post
}
