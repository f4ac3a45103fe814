import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import type { Batch, Matched, Post } from './batch.ts'
import { EVERYTHING } from './codes.ts'
import type { CountEntry } from './counting.ts'
import { insertPostTracks, lockThreads, readThreaded } from './ingest-store.ts'
import { inherit } from './inheritance.ts'
import { rewriteHits } from './lexicon-hit-actions.ts'
import type { HitEntry } from './lexicon-hits.ts'
import { tellChanged } from './post-change-actions.ts'
import { type Change, CORRECTED, changeOf, DELETED, EDITED, exchange } from './post-history.ts'
import {
  deleteTracks,
  insertDeletion,
  insertObservations,
  insertVersions,
  listTexts,
  lockPost,
  readStored,
  type StoredPost,
  setMarks,
  updateCounts,
  updateTrack,
  updateWordings,
  type VersionRow,
  type Wording,
} from './post-history-store.ts'
import type { Watching } from './watching.ts'

/** More texts of one post than this are not kept apart: a source that says something else each time must not fill the disk. */
const MOST_VERSIONS = 50
/** How a deletion is known that came with the posts. */
const BY_SOURCE = 'source'

type Amended = { readonly stored: StoredPost; readonly seen: Post; readonly change: Change; readonly seenAt: Date }

/**
 * What posts that are stored already say anew: another text becomes the post's, is judged and matched anew, and the earlier one is kept
 * beside it; counts become the newest known and are kept as they grew; a deletion is a mark. What that does to counts by the minute is
 * left to the batch, which writes them last and in order.
 * @returns the batch with its `deltas`, and the posts to which tracks were added, whose answers take these over
 */
export async function amendPosts(
  app: Watching & { readonly db: Trx },
  batch: Batch,
): Promise<{ batch: Batch; gained: readonly StoredPost[] }> {
  if (batch.again.length === 0) return { batch, gained: [] }
  const { orgId } = batch.actor
  // Before posts are read: adoption must not change their tracks meanwhile.
  await lockThreads(app.db, orgId, 'shared')
  const amended = await findAmended(app.db, batch)
  await keepCounts(app.db, orgId, amended)
  const edits = await keepWordings(app.db, batch, amended)
  const gone = amended.filter(({ change }) => change.isGone)
  for (const { stored, seenAt } of gone) await markGone(app.db, batch, stored, seenAt)
  const told = [...edits.changed, ...gone.map(({ stored }) => stored.id)]
  await tellChanged(app, app.db, orgId, told)
  const others = amended.filter(({ stored, change }) => change.counts || change.isGone || edits.others.has(stored.id))
  return {
    batch: { ...batch, changed: others.length, deltas: edits.deltas, hitDeltas: edits.hitDeltas },
    gained: edits.gained,
  }
}

async function findAmended(trx: Trx, { actor, again, receivedAt }: Batch): Promise<Amended[]> {
  const seenById = new Map(again.map((post) => [post.id, post]))
  const stored = await readStored(trx, actor.orgId, [...seenById.keys()])
  return stored.flatMap((each) => {
    const seen = seenById.get(each.id)
    if (!seen) return []
    const seenAt = seen.seenAt ?? receivedAt
    return [{ stored: each, seen, seenAt, change: changeOf(each, { ...seen, seenAt }) }]
  })
}

async function keepCounts(trx: Trx, orgId: string, amended: readonly Amended[]): Promise<void> {
  const grown = amended.flatMap(({ stored, change, seenAt }) => {
    const { counts, isObserved, isOlder } = change
    return counts
      ? [{ stored, isObserved, isOlder, row: { ...counts, id: stored.id, postedAt: stored.postedAt, seenAt } }]
      : []
  })
  // The first row tells where the growth began, which nothing else would still know.
  const firsts = grown.filter(({ stored }) => stored.observed === null).map(({ stored }) => stored)
  const worth = grown.filter(({ isObserved }) => isObserved).map(({ row }) => row)
  await insertObservations(trx, orgId, [...firsts, ...worth])
  await updateCounts(
    trx,
    orgId,
    grown.filter(({ isOlder }) => !isOlder).map(({ row }) => row),
  )
}

type Edits = {
  /** posts of which another text is kept */
  readonly others: ReadonlySet<string>
  readonly changed: string[]
  readonly deltas: CountEntry[]
  readonly hitDeltas: HitEntry[]
  readonly gained: StoredPost[]
}

async function keepWordings(trx: Trx, batch: Batch, amended: readonly Amended[]): Promise<Edits> {
  const { orgId } = batch.actor
  const worded = await reallyOther(trx, orgId, amended)
  const others = new Set(worded.map(({ stored }) => stored.id))
  const edits: Edits = { others, changed: [], deltas: [], hitDeltas: [], gained: [] }
  if (worded.length === 0) return edits
  const current = worded.filter(({ change }) => !change.isOlder)
  const above = [...new Set(current.flatMap(({ stored }) => [stored.parentId, stored.rootId]))]
  const known = await readThreaded(
    trx,
    orgId,
    above.filter((id): id is string => id !== null),
  )
  const matched = new Map(
    current.map(({ stored, seen }) => {
      const now = { id: stored.id, parentId: stored.parentId, rootId: stored.rootId, tracks: seen.tracks }
      const { posts } = inherit([now], known, (trackId) => batch.liveTracks.has(trackId))
      return [stored.id, keptAnd(stored.tracks, posts[0]?.tracks ?? [], batch.liveTracks)]
    }),
  )
  await insertVersions(
    trx,
    orgId,
    worded.flatMap((each) => versionsOf(each, batch, matched.get(each.stored.id))),
  )
  await updateWordings(
    trx,
    orgId,
    current.map((each) => wordingOf(each, batch.model)),
  )
  for (const { stored, seen } of current) {
    const tracks = matched.get(stored.id) ?? []
    if (await moveTracks(trx, orgId, stored, seen, tracks)) edits.gained.push(stored)
    edits.deltas.push(...deltasOf(stored, seen, tracks))
    edits.changed.push(stored.id)
  }
  const rewritten = current.map(({ stored, seen }) => ({ stored, seen, tracks: matched.get(stored.id) ?? [] }))
  edits.hitDeltas.push(...(await rewriteHits(trx, orgId, rewritten)))
  return edits
}

/** An old file that is imported again tells of texts that are kept already: those are nothing new. */
async function reallyOther(trx: Trx, orgId: string, amended: readonly Amended[]): Promise<Amended[]> {
  const worded = amended.filter(({ change }) => change.wording !== null)
  const older = worded.filter(({ change, stored }) => change.isOlder && stored.versions > 0)
  const texts = await listTexts(
    trx,
    orgId,
    older.map(({ stored }) => stored.id),
  )
  return worded.filter(({ stored, change, seenAt }) => {
    if (!change.isOlder) return true
    const kept = texts.get(stored.id) ?? []
    const before = kept.findLast((each) => each.seenAt <= seenAt)
    const after = kept.find((each) => each.seenAt > seenAt)
    return ![before, after].some((each) => each?.text === change.wording?.text && each?.title === change.wording?.title)
  })
}

/** Own tracks are those of the new words; what was taken over from others stays, and so does what nobody watches any more. */
function keptAnd(had: readonly Matched[], now: readonly Matched[], live: ReadonlySet<string>): Matched[] {
  const ids = new Set(now.map(({ trackId }) => trackId))
  const kept = had.filter(({ trackId, isInherited }) => !ids.has(trackId) && (isInherited || !live.has(trackId)))
  return [...now, ...kept]
}

/** The new text, and before the first change the one that was there with the verdict that was in force. */
function versionsOf(
  { stored, seen, change, seenAt }: Amended,
  batch: Batch,
  tracks?: readonly Matched[],
): VersionRow[] {
  if (stored.versions >= MOST_VERSIONS || !change.wording) return []
  const { title, text } = change.wording
  const { receivedAt, id: batchId, model } = batch
  const common = { postId: stored.id, title, text, seenAt, receivedAt, batchId, model }
  const now: VersionRow = { ...common, verdict: seen.verdict, tracks: tracks ?? seen.tracks, edits: seen.edits }
  if (stored.versions > 0) return [now]
  const { sentiment, negative, neutral, positive, emotion, language } = stored
  const first: VersionRow = {
    ...stored,
    postId: stored.id,
    // Its counts may have been seen to change since: the words were there before.
    seenAt: stored.observedFrom !== null && stored.observedFrom < stored.seenAt ? stored.observedFrom : stored.seenAt,
    edits: null,
    verdict: { sentiment, probabilities: [negative, neutral, positive], emotion, language },
  }
  return [first, now]
}

function wordingOf({ stored, seen, change, seenAt }: Amended, model: number): Wording {
  const { id, postedAt, marks } = stored
  const wording = change.wording ?? stored
  const edited = change.wording?.isEdit ? EDITED : 0
  return {
    id,
    postedAt,
    model,
    seenAt,
    title: wording.title,
    text: wording.text,
    verdict: seen.verdict,
    // What a person said was said of the earlier words.
    marks: (marks | edited) & ~CORRECTED,
  }
}

/** @returns whether it has tracks that it had not */
async function moveTracks(
  trx: Trx,
  orgId: string,
  stored: StoredPost,
  { verdict }: Post,
  tracks: readonly Matched[],
): Promise<boolean> {
  const had = new Map(stored.tracks.map((each) => [each.trackId, each]))
  const has = new Set(tracks.map(({ trackId }) => trackId))
  await deleteTracks(
    trx,
    orgId,
    stored,
    [...had.keys()].filter((id) => !has.has(id)),
  )
  for (const track of tracks) {
    const before = had.get(track.trackId)
    const isOther = before && (before.weight !== track.weight || before.isInherited !== track.isInherited)
    if (isOther) await updateTrack(trx, orgId, stored, track)
  }
  const added = tracks.filter(({ trackId }) => !had.has(trackId))
  const { id, postedAt, platform, kind, authorId } = stored
  const post = { id, postedAt, platform, kind, authorId, sentiment: verdict.sentiment, emotion: verdict.emotion }
  await insertPostTracks(
    trx,
    orgId,
    added.map((matched) => ({ matched, post })),
  )
  return added.length > 0
}

function deltasOf(stored: StoredPost, { verdict }: Post, tracks: readonly Matched[]): CountEntry[] {
  const { postedAt, platform, kind, sentiment } = stored
  const before = [EVERYTHING, ...stored.tracks.map(({ trackId }) => trackId)]
  const after = [EVERYTHING, ...tracks.map(({ trackId }) => trackId)]
  return exchange(before, after, { postedAt, platform, kind }, sentiment, verdict.sentiment)
}

async function markGone(trx: Trx, { actor, receivedAt }: Batch, stored: StoredPost, seenAt: Date): Promise<void> {
  await setMarks(trx, actor.orgId, stored, stored.marks | DELETED)
  await insertDeletion(
    trx,
    actor.orgId,
    deletionOf(actor, stored.id, { isDeleted: true, seenAt, knownBy: BY_SOURCE }, receivedAt),
  )
}

function deletionOf(
  actor: Actor,
  postId: string,
  given: { readonly isDeleted: boolean; readonly seenAt: Date; readonly knownBy: string },
  at: Date,
) {
  const by = { recordedAt: at, recordedBy: actorKey(actor), recordedByName: actor.name }
  return { id: newId(at.getTime()), postId, ...given, ...by }
}

/** Posts that came with a history of their own: edited or gone before we saw them first. */
export async function noteArrivals(trx: Trx, batch: Batch): Promise<void> {
  for (const post of batch.posts) {
    if (!post.isDeleted && !post.edits) continue
    const [stored] = await readStored(trx, batch.actor.orgId, [post.id])
    if (!stored) continue
    const seenAt = post.seenAt ?? batch.receivedAt
    const marks = (post.edits ? EDITED : 0) | (post.isDeleted ? DELETED : 0)
    await setMarks(trx, batch.actor.orgId, stored, marks)
    if (post.isDeleted) await markGone(trx, batch, { ...stored, marks }, seenAt)
    if (post.edits) {
      const row = { ...stored, postId: post.id, seenAt, verdict: post.verdict, tracks: post.tracks, edits: post.edits }
      await insertVersions(trx, batch.actor.orgId, [row])
    }
  }
}

export type DeletionInput = {
  /** false: it is there after all */
  readonly isDeleted: boolean
  readonly seenAt: Date
  /** in one's own words */
  readonly knownBy: string
}

/**
 * Marks a post as gone at its source, or takes that back. It stays readable; who said so, when and how it is known is a row.
 * @throws Refusal not-found, already-done
 */
export async function recordDeletion(app: Watching, actor: Actor, postId: string, input: DeletionInput): Promise<void> {
  permit(actor, 'posts.send')
  const { orgId } = actor
  const now = app.clock.now()
  if (input.seenAt > now) throw new Refusal('invalid', { field: 'seenAt', reason: 'is in the future' })
  await inTransaction(app.db, async (trx) => {
    const stored = (await lockPost(trx, orgId, postId)) && (await readStored(trx, orgId, [postId]))[0]
    if (!stored) throw new Refusal('not-found')
    if (((stored.marks & DELETED) !== 0) === input.isDeleted) throw new Refusal('already-done')
    await setMarks(trx, orgId, stored, stored.marks ^ DELETED)
    await insertDeletion(trx, orgId, deletionOf(actor, postId, input, now))
    await recordAct(trx, now, actor, {
      verb: input.isDeleted ? 'recordDeletion' : 'withdrawDeletion',
      objectKind: 'post',
      objectId: postId,
      detail: { seenAt: input.seenAt.toISOString(), knownBy: input.knownBy },
    })
    await tellChanged(app, trx, orgId, [postId])
  })
}
