import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { markLate } from './change-store.ts'
import {
  type EmotionName,
  EVERYTHING,
  emotionCode,
  emotionName,
  type SentimentName,
  sentimentCode,
  sentimentName,
} from './codes.ts'
import { correctionInForce } from './correction.ts'
import { type CorrectionRow, type Given, insertCorrection, listCorrections } from './correction-store.ts'
import { changedOnce, sumByMinute, sumLate } from './counting.ts'
import { addCounts, lockThreads } from './ingest-store.ts'
import { countCorrected } from './lexicon-hit-actions.ts'
import { tellChanged } from './post-change-actions.ts'
import { CORRECTED, exchange } from './post-history.ts'
import { lockPost, readStored, type StoredPost, setVerdict } from './post-history-store.ts'
import type { Watching } from './watching.ts'

export type CorrectionInput = {
  readonly sentiment: SentimentName
  /** left out: as it is */
  readonly emotion?: EmotionName | undefined
  readonly reason?: string | undefined
}

/**
 * A person's verdict in place of the model's. Posts, rows of tracks and counts are corrected in one transaction, so that every figure
 * agrees; detectors read the changed minutes anew. What the model said stays in the row.
 * @throws Refusal not-found, already-done when the post has this verdict
 */
export async function correctPost(app: Watching, actor: Actor, postId: string, input: CorrectionInput): Promise<void> {
  permit(actor, 'posts.correct')
  await inTransaction(app.db, async (trx) => {
    const post = await openPost(trx, actor.orgId, postId)
    const sentiment = sentimentCode(input.sentiment)
    const emotion = input.emotion === undefined ? post.emotion : emotionCode(input.emotion)
    if (sentiment === post.sentiment && emotion === post.emotion) throw new Refusal('already-done')
    const said = await saidOf(trx, actor.orgId, post)
    await correct(app, trx, actor, post, {
      now: { sentiment, emotion },
      said,
      reason: input.reason ?? '',
      undoes: null,
    })
  })
}

/**
 * Takes the correction in force back: what was before it is in force again.
 * @throws Refusal not-found, wrong-state when another one, or another text, came after it
 */
export async function undoCorrection(
  app: Watching,
  actor: Actor,
  postId: string,
  given: { readonly correctionId: string; readonly reason?: string | undefined },
): Promise<void> {
  permit(actor, 'posts.correct')
  await inTransaction(app.db, async (trx) => {
    const post = await openPost(trx, actor.orgId, postId)
    const rows = await listCorrections(trx, actor.orgId, postId)
    const asked = rows.find(({ id }) => id === given.correctionId)
    if (!asked) throw new Refusal('not-found')
    const isSame = asked.now.sentiment === post.sentiment && asked.now.emotion === post.emotion
    if (correctionInForce(rows)?.id !== asked.id || !isSame) throw new Refusal('wrong-state')
    const { old, said, id } = asked
    await correct(app, trx, actor, post, { now: old, said, reason: given.reason ?? '', undoes: id })
  })
}

async function openPost(trx: Trx, orgId: string, postId: string): Promise<StoredPost> {
  // Adoption copies the verdict to rows of tracks: not while it changes.
  await lockThreads(trx, orgId, 'shared')
  const [post] = (await lockPost(trx, orgId, postId)) ? await readStored(trx, orgId, [postId]) : []
  if (!post) throw new Refusal('not-found')
  return post
}

/** What the model said of the present text. */
async function saidOf(trx: Trx, orgId: string, post: StoredPost): Promise<Given> {
  if ((post.marks & CORRECTED) === 0) return { sentiment: post.sentiment, emotion: post.emotion }
  const rows = await listCorrections(trx, orgId, post.id)
  return rows.at(-1)?.said ?? { sentiment: post.sentiment, emotion: post.emotion }
}

type Wanted = Pick<CorrectionRow, 'now' | 'said' | 'reason' | 'undoes'>

async function correct(app: Watching, trx: Trx, actor: Actor, post: StoredPost, wanted: Wanted): Promise<void> {
  const { orgId } = actor
  const at = app.clock.now()
  const { now, said, undoes, reason } = wanted
  const isOther = now.sentiment !== said.sentiment || now.emotion !== said.emotion
  const marks = isOther ? post.marks | CORRECTED : post.marks & ~CORRECTED
  const by = { madeAt: at, madeBy: actorKey(actor), madeByName: actor.name }
  const id = newId(at.getTime())
  const { postedAt, model, sentiment, emotion } = post
  await insertCorrection(trx, orgId, {
    id,
    postId: post.id,
    postedAt,
    model,
    ...by,
    ...wanted,
    old: { sentiment, emotion },
  })
  await setVerdict(trx, orgId, post, { ...now, marks })
  await recordAct(trx, at, actor, {
    verb: undoes === null ? 'correctPost' : 'undoCorrection',
    objectKind: 'post',
    objectId: post.id,
    detail: { from: named(post), to: named(now), reason, correctionId: id },
  })
  await tellChanged(app, trx, orgId, [post.id])
  // Last, as in ingest: whoever counts in the same minute waits for these rows.
  const tracks = [EVERYTHING, ...post.tracks.map(({ trackId }) => trackId)]
  const deltas = exchange(tracks, tracks, post, sentiment, now.sentiment)
  await markLate(trx, orgId, at, sumLate(changedOnce(deltas), at))
  await countCorrected(trx, orgId, post, now.sentiment)
  await addCounts(trx, orgId, sumByMinute(deltas))
}

function named({ sentiment, emotion }: Given): string {
  return `${sentimentName(sentiment) ?? 'none'}, ${emotionName(emotion)}`
}
