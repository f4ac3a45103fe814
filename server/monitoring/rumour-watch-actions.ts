import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { HOUR, MINUTE } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { Fold } from '../text/fold.ts'
import { RUMOUR_AGES, type RumourModel, readRumourModel, scoreRumour } from '../text/rumour.ts'
import { MODEL_FOLDER } from './judges.ts'
import { RUMOURS_CHANGED } from './rumour-actions.ts'
import { synchronyOf } from './rumour-coordination.ts'
import { groupHeads, isDue, LEAST_POSTS } from './rumour-grouping.ts'
import { noticeRumour } from './rumour-notice-actions.ts'
import { cascadeOf, isChinese, reasonsOf, type StoryPost } from './rumour-reasons.ts'
import type { RumourReason } from './rumour-schema.ts'
import {
  addHeads,
  claimStateOf,
  type Found,
  type Head,
  headsByIds,
  insertStory,
  knownHeads,
  knownVerdict,
  moveCursor,
  orgsWithTracks,
  otherTimes,
  readCursor,
  recentHeads,
  saveFound,
  storyPosts,
  storySizes,
  threadSizes,
  touchedThreads,
  youngStories,
} from './rumour-store.ts'
import { isWorthTelling } from './rumour-telling.ts'
import type { Watching } from './watching.ts'

/**
 * Only posts of the last hours are looked at, whatever they answer: a read of a few hours a minute, where a day would be a million rows.
 * What comes later than that after it was posted begins no story.
 */
const COPY_MS: number = 3 * HOUR
/** Stories so young still reach an age of the model. */
const YOUNG_MS: number = 48 * HOUR
const KNOWN_MS: number = 72 * HOUR
/** Batches that are being stored when we look become visible a little later than they were received. */
const OVERLAP_MS: number = 2 * MINUTE
/** A run reads so many stories at most, those to which most came; the rest is read by the next. */
const MOST_READ = 60

export function loadRumourModel(fold: Fold): RumourModel {
  return readRumourModel(fold, gunzipSync(readFileSync(path.join(MODEL_FOLDER, 'rumour.bin.gz'))))
}

/** Finds stories among what came, and reads those again that have grown or reached an age of the model. */
export async function watchRumours(app: Watching, model: RumourModel): Promise<void> {
  for (const orgId of await orgsWithTracks(app.db)) await watchOrg(app, model, orgId)
}

async function watchOrg(app: Watching, model: RumourModel, orgId: string): Promise<void> {
  const { db } = app
  const now = app.clock.now()
  const since = (await readCursor(db, orgId)) ?? new Date(now.getTime() - COPY_MS)
  const receivedFrom = new Date(since.getTime() - OVERLAP_MS)
  const postedFrom = new Date(now.getTime() - COPY_MS)
  const touched = await touchedThreads(db, orgId, { postedFrom, receivedFrom, to: now })
  const grown = touched.length === 0 ? [] : await growStories(app, model, orgId, touched)
  const young = await youngStories(db, orgId, new Date(now.getTime() - YOUNG_MS))
  const aged = young.filter((story) => isDue(story, undefined, now, RUMOUR_AGES)).map(({ id }) => id)
  const due = [...new Set([...grown, ...aged])].slice(0, MOST_READ)
  for (const storyId of due) await readStory(app, model, orgId, storyId)
  await moveCursor(db, orgId, now)
  if (due.length > 0) await app.live.publish(db, orgId, RUMOURS_CHANGED, {})
}

/** @returns stories to be read */
async function growStories(
  app: Watching,
  model: RumourModel,
  orgId: string,
  touched: readonly { readonly id: string; readonly came: number }[],
): Promise<string[]> {
  const { db } = app
  const now = app.clock.now()
  const ids = touched.map(({ id }) => id)
  const [recent, roots, known, sizes] = await Promise.all([
    recentHeads(db, orgId, new Date(now.getTime() - COPY_MS), now),
    headsByIds(db, orgId, ids),
    knownHeads(db, orgId, new Date(now.getTime() - KNOWN_MS)),
    threadSizes(db, orgId, ids),
  ])
  const heads = new Map([...recent, ...roots].map((head) => [head.id, head]))
  const { joining, fresh } = groupHeads(
    [...heads.values()].sort((a, b) => a.at.getTime() - b.at.getTime()),
    known,
  )
  const made = await makeStories(
    app,
    model,
    orgId,
    fresh.filter((group) => isWorthReading(group, sizes)),
  )
  await inTransaction(db, async (trx) => {
    for (const [storyId, joined] of joining) await addHeads(trx, orgId, storyId, joined, now)
  })
  const touchedIds = new Set(ids)
  const answered = known.filter(({ postId }) => touchedIds.has(postId)).map(({ storyId }) => storyId)
  const sizeOf = sizesByStory(known, sizes)
  const stories = await storySizes(db, orgId, [...new Set(answered)])
  const growing = stories.filter((story) => isDue(story, sizeOf.get(story.id), now, RUMOUR_AGES)).map(({ id }) => id)
  return [...made, ...joining.keys(), ...growing]
}

function isWorthReading(group: readonly Head[], sizes: ReadonlyMap<string, number>): boolean {
  return group.reduce((sum, { id }) => sum + 1 + (sizes.get(id) ?? 0), 0) >= LEAST_POSTS
}

async function makeStories(
  app: Watching,
  model: RumourModel,
  orgId: string,
  groups: readonly (readonly Head[])[],
): Promise<string[]> {
  const at = app.clock.now()
  const made: string[] = []
  for (const group of groups) {
    const [first] = group
    if (!first) continue
    const storyId = newId(at.getTime())
    await inTransaction(app.db, async (trx) => {
      await insertStory(trx, orgId, storyId, first, { at, by: null, version: model.version })
      await addHeads(trx, orgId, storyId, group, at)
    })
    made.push(storyId)
  }
  return made
}

function sizesByStory(
  known: readonly { readonly storyId: string; readonly postId: string }[],
  sizes: ReadonlyMap<string, number>,
): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { storyId, postId } of known) sums.set(storyId, (sums.get(storyId) ?? 0) + 1 + (sizes.get(postId) ?? 0))
  return sums
}

async function readStory(app: Watching, model: RumourModel, orgId: string, storyId: string): Promise<void> {
  const { db } = app
  const { posts, trackIds } = await storyPosts(db, orgId, storyId)
  const [first] = posts
  if (!first) return
  const now = app.clock.now()
  const ageHours = (now.getTime() - first.at) / HOUR
  const scored = !isChinese(first.text) ? undefined : scoreRumour(model, cascadeOf(posts), ageHours)
  const synchrony = await synchronyIn(app, orgId, trackIds, posts)
  const known = await knownReason(app, orgId, storyId)
  const found: Found = {
    firstPostId: first.id,
    firstAt: new Date(first.at),
    lastAt: new Date(Math.max(...posts.map(({ at }) => at))),
    trackIds,
    posts: posts.length,
    authors: new Set(posts.map(({ authorId }) => authorId)).size,
    score: scored?.score ?? null,
    spreadScore: scored && scored.hours > 0 ? scored.spreadScore : null,
    hours: scored?.hours ?? null,
    chance: synchrony?.chance ?? null,
    reasons: reasonsOf(model.reader, posts, { synchrony, known }),
    version: model.version,
  }
  const state = await claimStateOf(db, orgId, storyId)
  await inTransaction(db, async (trx) => {
    await saveFound(trx, orgId, storyId, found, now)
    const told = { storyId, text: first.text, posts: found.posts, firstAt: found.firstAt, reasons: found.reasons }
    if (isWorthTelling({ ...found, state }, now)) await noticeRumour(app, trx, orgId, told)
  })
}

async function synchronyIn(app: Watching, orgId: string, trackIds: readonly string[], posts: readonly StoryPost[]) {
  const heads = posts.filter(({ isHead }) => isHead)
  const [first, last] = [heads[0], heads.at(-1)]
  if (!first || !last || trackIds.length === 0) return undefined
  const span = { from: new Date(first.at - HOUR), to: new Date(last.at + HOUR) }
  const others = await otherTimes(
    app.db,
    orgId,
    trackIds,
    span,
    heads.map(({ id }) => id),
  )
  return synchronyOf(heads, others)
}

async function knownReason(app: Watching, orgId: string, storyId: string): Promise<RumourReason | undefined> {
  const known = await knownVerdict(app.db, orgId, storyId)
  if (!known || known.verdict === 'true') return undefined
  return {
    code: 'known',
    words: [],
    numbers: {},
    postIds: [known.postId],
    storyId: known.storyId,
    verdict: known.verdict,
  }
}
