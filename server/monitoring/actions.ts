import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { Refusal } from '../base/errors.ts'
import { derivedId, newId } from '../base/ids.ts'
import { type Batch, identify, type Post, type ReplayMark } from './batch.ts'
import { countPostsByMinute } from './counting.ts'
import {
  addCounts,
  claimKeys,
  insertAwaits,
  insertBatch,
  insertPosts,
  insertPostTracks,
  lockThreads,
  modelNumber,
  readThreaded,
  readTrackSet,
} from './ingest-store.ts'
import { inherit } from './inheritance.ts'
import { livePosts } from './live-cards.ts'
import { ensureMonths } from './partition-store.ts'
import { pipelineOf, run, type Stages } from './pipeline.ts'
import { checkPosts } from './post-input.ts'
import { moveReplay } from './replay-store.ts'
import type { BatchAnswer } from './schema.ts'
import { textsOf, withVerdicts } from './verdicts.ts'
import type { Watching } from './watching.ts'

export type IngestInput = {
  readonly source: string
  /** at most 1,000, each what PostInput says; rows that are not are refused one by one */
  readonly posts: readonly unknown[]
  /** size of the request, for back-pressure */
  readonly bytes?: number
  readonly replay?: ReplayMark
}

/** The job that adopts answers which came before what they answer. */
export const ADOPTION = 'monitoring.adoption'
export const MOST_POSTS = 1000
/** What a post weighs where nobody measured the request. */
const USUAL_POST_BYTES = 1000

/**
 * Takes in one batch: what is new is stored, judged, counted and told in one transaction; what came before is a duplicate; each row
 * that cannot be taken is named. Sending a batch again changes nothing.
 * @throws Refusal low-disk, busy (come again), invalid
 */
export async function ingestPosts(app: Watching, actor: Actor, input: IngestInput): Promise<BatchAnswer> {
  permit(actor, 'posts.send')
  checkInput(input)
  if (app.load.disk.isLow())
    throw new Refusal('low-disk', { reason: 'the disk is nearly full: posts are not taken in' })
  const leave = app.load.pressure.enter(input.bytes ?? input.posts.length * USUAL_POST_BYTES)
  try {
    const batch = await run(pipelineOf(STAGES), app, receive(app, actor, input))
    measure(app, batch)
    const { id, posts, duplicates, refused } = batch
    return { batchId: id, accepted: posts.length, duplicates, refused: [...refused] }
  } finally {
    leave()
  }
}

function checkInput({ source, posts }: IngestInput): void {
  if (source.trim() === '' || source.includes('\0') || !source.isWellFormed()) {
    throw new Refusal('invalid', { field: 'source', reason: 'source must be a text that can be stored' })
  }
  if (posts.length > MOST_POSTS) {
    throw new Refusal('invalid', { field: 'posts', reason: `at most ${MOST_POSTS} posts a batch` })
  }
}

function receive(app: Watching, actor: Actor, { source, posts, replay }: IngestInput): Batch {
  const receivedAt = app.clock.now()
  const checked = checkPosts(posts, receivedAt)
  const identified = identify(checked.posts, (externalId) => derivedId(actor.orgId, source, externalId))
  return {
    id: newId(receivedAt.getTime()),
    actor,
    source,
    mode: 'live',
    receivedAt,
    posts: identified,
    duplicates: checked.posts.length - identified.length,
    refused: checked.refused,
    model: 0,
    liveTracks: new Set(),
    ...(replay === undefined ? {} : { replay }),
  }
}

const STAGES: Stages = {
  judge: async (app, batch) => {
    const { key, tracks } = await readTrackSet(app.db, batch.actor.orgId)
    const [judged, model] = await Promise.all([
      judgeOrRefuse(app, textsOf(batch.posts), key, tracks),
      modelNumber(app.db, app.judges.modelVersion),
    ])
    const ids = tracks.map(({ id }) => id)
    return { ...batch, model, liveTracks: new Set(ids), posts: withVerdicts(batch.posts, judged, ids) }
  },

  makeRoom: async (app, batch) => {
    await ensureMonths(
      app.db,
      batch.posts.map(({ postedAt }) => postedAt),
      app.clock.now(),
    )
    return batch
  },

  dedupe: async (app, batch) => {
    if (batch.posts.length === 0) return batch
    const { orgId } = batch.actor
    const { fresh, isAwaited } = await claimKeys(app.db, orgId, batch.posts)
    if (isAwaited) await app.queue.enqueue(app.db, ADOPTION, { orgId }, { key: orgId })
    const posts = batch.posts.filter(({ id }) => fresh.has(id))
    return { ...batch, posts, duplicates: batch.duplicates + batch.posts.length - posts.length }
  },

  inherit: async (app, batch) => {
    const { orgId } = batch.actor
    const mine = new Set(batch.posts.map(({ id }) => id))
    const targets = new Set(batch.posts.flatMap(({ parentId, rootId }) => [parentId, rootId]))
    const wanted = [...targets].filter((id): id is string => id !== null && !mine.has(id))
    if (targets.size === 1 && targets.has(null)) return batch
    await lockThreads(app.db, orgId, 'shared')
    const known = wanted.length === 0 ? new Map() : await readThreaded(app.db, orgId, wanted)
    const { posts, awaits } = inherit(batch.posts, known, (id) => batch.liveTracks.has(id))
    const times = new Map(posts.map(({ id, postedAt }) => [id, postedAt]))
    const rows = awaits.map((each) => ({ ...each, postedAt: times.get(each.postId) ?? batch.receivedAt }))
    await insertAwaits(app.db, orgId, batch.receivedAt, rows)
    return { ...batch, posts }
  },

  store: async (app, batch) => {
    await insertPosts(app.db, batch)
    const rows = batch.posts.flatMap((post) => post.tracks.map((matched) => ({ matched, post: markOf(post) })))
    await insertPostTracks(app.db, batch.actor.orgId, rows)
    return batch
  },

  tell: async (app, batch) => {
    const { actor, source, posts, duplicates, refused, receivedAt, replay } = batch
    await recordAct(app.db, receivedAt, actor, {
      verb: 'ingestPosts',
      objectKind: 'batch',
      objectId: batch.id,
      detail: { source, accepted: posts.length, duplicates, refused: refused.length },
    })
    if (replay) await moveReplay(app.db, actor.orgId, replay, posts.length, app.clock.now())
    const event = livePosts(batch)
    if (event) await app.live.publish(app.db, actor.orgId, 'monitoring.posts', event)
    return batch
  },

  count: async (app, batch) => {
    await insertBatch(app.db, batch)
    await addCounts(app.db, batch.actor.orgId, countPostsByMinute(batch.posts))
    return batch
  },
}

function markOf({ id, postedAt, platform, kind, authorId, verdict }: Post) {
  return { id, postedAt, platform, kind, authorId, sentiment: verdict.sentiment, emotion: verdict.emotion }
}

async function judgeOrRefuse(app: Watching, ...asked: Parameters<Watching['judges']['judge']>) {
  try {
    return await app.judges.judge(...asked)
  } catch (error) {
    // By name: the pool's class belongs to the threads of this one kind of judges.
    if (error instanceof Error && error.name === 'PoolBusy') throw new Refusal('busy', { retryAfter: 1 })
    throw error
  }
}

function measure(app: Watching, { posts, duplicates, refused }: Batch): void {
  const counter = app.metrics.counter('weiji_posts_total', 'rows of batches by what became of them', ['result'])
  counter.inc({ result: 'accepted' }, posts.length)
  counter.inc({ result: 'duplicate' }, duplicates)
  counter.inc({ result: 'refused' }, refused.length)
}
