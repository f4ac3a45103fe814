import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { Refusal } from '../base/errors.ts'
import { derivedId, newId } from '../base/ids.ts'
import { type Alongside, type Batch, identify, type Post, type ReplayMark } from './batch.ts'
import { entriesOf, sumByMinute } from './counting.ts'
import { maskBatch } from './inbound-mask-actions.ts'
import { insertInferences } from './inference-store.ts'
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
import { countHits, storeHits } from './lexicon-hit-actions.ts'
import { lexiconSet } from './lexicon-hits.ts'
import { readLexicons } from './lexicon-store.ts'
import { livePosts } from './live-cards.ts'
import { ensureMonths } from './partition-store.ts'
import { pipelineOf, run, type Stages } from './pipeline.ts'
import { amendPosts, noteArrivals } from './post-history-actions.ts'
import { claimChanged, digestOf, findSame } from './post-history-store.ts'
import { type CheckedPost, type CheckedRows, checkPosts } from './post-input.ts'
import { moveReplay } from './replay-store.ts'
import type { BatchAnswer } from './schema.ts'
import { noteSourceHour } from './source-hour-store.ts'
import { insertStars } from './star-store.ts'
import { textsOf, withVerdicts } from './verdicts.ts'
import type { Watching } from './watching.ts'

export type IngestInput = {
  readonly source: string
  /** at most MOST_AT_ONCE, each what PostInput says; rows that are not are refused one by one */
  readonly posts: readonly unknown[]
  /** size of the request, for back-pressure */
  readonly bytes?: number
  readonly replay?: ReplayMark
  /** also done in the transaction that stores the batch, such as moving on a cursor; may run again after a deadlock */
  readonly alongside?: Alongside
}

/** The job that adopts answers which came before what they answer. */
export const ADOPTION = 'monitoring.adoption'
export const MOST_POSTS = 1000
/** The API takes 1,000; an import stores more at a time. */
const MOST_AT_ONCE = 5000
/** What a post weighs where nobody measured the request. */
const USUAL_POST_BYTES = 1000
const NONE: ReadonlySet<string> = new Set()
const PEEKED = 16

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
    return await takeIn(app, receive(app, actor, input))
  } finally {
    leave()
  }
}

/** What one batch says twice of a post, and differently, is taken in one after the other, as if it had been sent so. */
async function takeIn(app: Watching, received: Received): Promise<BatchAnswer> {
  const batch = await run(pipelineOf(STAGES), { ...app, db: app.background ?? app.db }, received.batch)
  measure(app, batch)
  const { id, actor, source, posts, duplicates, changed, refused } = batch
  const { later } = received
  const rest =
    later.length === 0
      ? undefined
      : await takeIn(app, receiveChecked(app, actor, { source, posts: later, refused: [] }))
  const sum = changed + (rest?.changed ?? 0)
  return {
    batchId: id,
    accepted: posts.length,
    duplicates: duplicates + (rest?.duplicates ?? 0),
    ...(sum === 0 ? {} : { changed: sum }),
    refused: [...refused],
  }
}

function checkInput({ source, posts }: IngestInput): void {
  if (source.trim() === '' || source.includes('\0') || !source.isWellFormed()) {
    throw new Refusal('invalid', { field: 'source', reason: 'source must be a text that can be stored' })
  }
  if (posts.length > MOST_AT_ONCE) {
    throw new Refusal('invalid', { field: 'posts', reason: `at most ${MOST_AT_ONCE} posts a batch` })
  }
}

type Received = { readonly batch: Batch; readonly later: readonly CheckedPost[] }

function receive(app: Watching, actor: Actor, { source, posts, replay, alongside }: IngestInput): Received {
  const received = receiveChecked(app, actor, { source, ...checkPosts(posts, app.clock.now()) })
  const { batch, later } = received
  return {
    batch: {
      ...batch,
      ...(replay === undefined ? {} : { replay }),
      ...(alongside === undefined ? {} : { alongside }),
    },
    later,
  }
}

function receiveChecked(
  app: Watching,
  actor: Actor,
  { source, posts, refused }: CheckedRows & { readonly source: string },
): Received {
  const receivedAt = app.clock.now()
  const idOf = (externalId: string): string => derivedId(actor.orgId, source, externalId)
  const identified = identify(posts, idOf, digestOf)
  const batch: Batch = {
    id: newId(receivedAt.getTime()),
    actor,
    source,
    mode: 'live',
    receivedAt,
    posts: identified.posts,
    again: [],
    changed: 0,
    deltas: [],
    hitDeltas: [],
    duplicates: posts.length - identified.posts.length - identified.later.length,
    refused,
    model: 0,
    liveTracks: new Set(),
  }
  return { batch, later: identified.later }
}

const STAGES: Stages = {
  skip: async (app, batch) => {
    const { orgId } = batch.actor
    // A look at a few tells whether the batch was sent before: then it is worth looking for all.
    const some = batch.posts.filter((_, i) => i % Math.ceil(batch.posts.length / PEEKED) === 0)
    if ((await findSame(app.db, orgId, some)).size === 0) return batch
    const same = await findSame(app.db, orgId, batch.posts)
    const posts = batch.posts.filter(({ id }) => !same.has(id))
    return { ...batch, posts, duplicates: batch.duplicates + same.size }
  },

  mask: maskBatch,

  judge: async (app, batch) => {
    const { orgId } = batch.actor
    const [{ key, tracks }, lists] = await Promise.all([readTrackSet(app.db, orgId), readLexicons(app.db, orgId)])
    // Their words lie behind the tracks in one list: one walk over a post finds both.
    const lexicons = lexiconSet(tracks.length > 0 ? lists : [])
    const [judged, model] = await Promise.all([
      judgeOrRefuse(app, textsOf(batch.posts), `${key} ${lexicons.key}`, [...tracks, ...lexicons.sources]),
      modelNumber(app.db, app.judges.modelVersion),
    ])
    const ids = tracks.map(({ id }) => id)
    return { ...batch, model, liveTracks: new Set(ids), posts: withVerdicts(batch.posts, judged, ids, lexicons) }
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
    const known = batch.posts.filter(({ id }) => !fresh.has(id))
    const changed = known.length === 0 ? NONE : await claimChanged(app.db, orgId, known)
    const again = known.filter(({ id }) => changed.has(id))
    return { ...batch, posts, again, duplicates: batch.duplicates + known.length }
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
    await storeHits(app.db, batch)
    await insertStars(app.db, batch.actor.orgId, [...batch.posts, ...batch.again])
    await insertInferences(app.db, batch.actor.orgId, batch.posts)
    await noteArrivals(app.db, batch)
    return batch
  },

  amend: async (app, given) => {
    const { batch, gained } = await amendPosts(app, given)
    if (gained.length === 0) return batch
    const { orgId } = batch.actor
    // It waits for itself: adoption goes through its thread and gives its answers what they have not.
    const awaits = gained.map(({ id, postedAt }) => ({ awaitedId: id, postId: id, postedAt }))
    await insertAwaits(app.db, orgId, batch.receivedAt, awaits)
    await app.queue.enqueue(app.db, ADOPTION, { orgId }, { key: orgId })
    return batch
  },

  tell: async (app, batch) => {
    const { actor, source, posts, duplicates, changed, refused, receivedAt, replay } = batch
    await recordAct(app.db, receivedAt, actor, {
      verb: 'ingestPosts',
      objectKind: 'batch',
      objectId: batch.id,
      detail: {
        source,
        accepted: posts.length,
        duplicates,
        refused: refused.length,
        ...(changed > 0 ? { changed } : {}),
      },
    })
    await batch.alongside?.(app.db, batch)
    if (replay) await moveReplay(app.db, actor.orgId, replay, posts.length, app.clock.now())
    const event = livePosts(batch)
    if (event) await app.live.publish(app.db, actor.orgId, 'monitoring.posts', event)
    return batch
  },

  count: async (app, batch) => {
    await insertBatch(app.db, batch)
    await noteSourceHour(app.db, batch)
    await countHits(app.db, batch)
    await addCounts(app.db, batch.actor.orgId, sumByMinute([...entriesOf(batch.posts), ...batch.deltas]))
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

function measure(app: Watching, { posts, duplicates, changed, refused }: Batch): void {
  const counter = app.metrics.counter('weiji_posts_total', 'rows of batches by what became of them', ['result'])
  counter.inc({ result: 'accepted' }, posts.length)
  counter.inc({ result: 'duplicate' }, duplicates - changed)
  counter.inc({ result: 'changed' }, changed)
  counter.inc({ result: 'refused' }, refused.length)
}
