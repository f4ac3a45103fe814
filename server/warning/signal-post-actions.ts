import { MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import type { AccountLook, StoryLook, ThreadLook } from '../detectors/contract/post-signal.ts'
import { signals } from '../detectors/index.ts'
import type { PendingBatch } from '../monitoring/batch-reads.ts'
import { COMMENT, platformName, sentimentName } from '../monitoring/codes.ts'
import type { Fold } from '../text/fold.ts'
import { termsOf } from '../text/terms.ts'
import { type Found, foundBy } from './signal-found.ts'
import { type Memory, type Owner, ownerKey, stepWith } from './signal-memory.ts'
import { type LoudPost, type NewAnswers, type PostSums, type StoryGroup, sumPosts } from './signal-post-store.ts'
import {
  deleteThreads,
  listRoots,
  listThreads,
  noteAuthors,
  saveThreads,
  type ThreadRow,
} from './signal-thread-store.ts'
import { addAnswers, answersByAge, type Learnt, learnFrom, startThread } from './signal-threads.ts'

/** Below these nobody is looked at as an influential account, nor remembered as one. */
const LEAST = { followers: 10_000, answers: 100 } as const
/** How far back people are shown what an account, a story is about. */
const [ACCOUNT_WINDOW, STORY_WINDOW] = [60, 180]

export type PostWork = {
  readonly owners: readonly Owner[]
  readonly sums: PostSums
  /** threads that got answers, as they are now, and the newest of those (minutes since 1970) */
  readonly answered: readonly (ThreadRow & { readonly newest: number })[]
  readonly learnt: readonly (Owner & Learnt & { readonly platform: number })[]
  /** answers to posts that are a day old now */
  readonly cascades: readonly (Owner & { readonly answers: number })[]
}

/** What the posts of these batches are to the detectors, and what threads that have grown old enough teach. */
export async function readPostWork(
  trx: Trx,
  orgId: string,
  batches: readonly PendingBatch[],
  due: readonly ThreadRow[],
  now: Date,
): Promise<PostWork> {
  const ids = batches.filter(({ accepted }) => accepted > 0).map(({ batchId }) => batchId)
  const aged = await ageThreads(trx, orgId, due, now)
  const sums = await sumPosts(trx, orgId, ids, LEAST)
  const answered = await growThreads(trx, orgId, sums.threads, now)
  const all = [...sums.followers, ...sums.loud, ...sums.threads, ...sums.stories, ...aged.learnt]
  const owners = new Map(all.map(({ trackId, mode }) => [ownerKey({ trackId, mode }), { trackId, mode }]))
  return { owners: [...owners.values()], sums, answered, ...aged }
}

/** Each owner's detectors look once at what came. */
export function judgePosts(
  memory: Memory,
  { sums, answered, learnt, cascades }: PostWork,
  owners: ReadonlyMap<string, Owner>,
  fold: Fold,
  failed: Failed,
): Found[] {
  const [loud, followers, stories] = [byOwner(sums.loud), byOwner(sums.followers), byOwner(sums.stories)]
  const [threads, past, ended] = [byOwner(answered), byOwner(learnt), byOwner(cascades)]
  return [...owners].flatMap(([key, whose]) => [
    ...judgeAccounts(memory, whose, loud.get(key) ?? [], followers.get(key) ?? [], ended.get(key) ?? [], failed),
    ...judgeThreads(memory, whose, threads.get(key) ?? [], past.get(key) ?? [], failed),
    ...judgeStories(memory, whose, stories.get(key) ?? [], fold, failed),
  ])
}

type Failed = (whose: Owner, detector: string) => (failure: string) => void

function judgeAccounts(
  memory: Memory,
  whose: Owner,
  loud: readonly LoudPost[],
  followers: PostSums['followers'],
  cascades: readonly { readonly answers: number }[],
  failed: Failed,
): Found[] {
  if (loud.length === 0 && followers.length === 0 && cascades.length === 0) return []
  const look: AccountLook = {
    ...spanOf(followers),
    posts: loud.map((post) => ({
      ...post,
      isComment: post.kind === COMMENT,
      sentiment: sentimentName(post.sentiment),
    })),
    followers: followers.map(({ bin, posts }) => [bin, posts] as const),
    cascades: cascades.map(({ answers }) => answers),
  }
  const { keyAccount } = signals
  return stepWith(memory, whose, keyAccount, look, failed(whose, keyAccount.id)).flatMap((sight) => {
    const post = loud[sight.index]
    if (!post) return []
    const { postId, authorName, author, platform, followers: known } = post
    const at = new Date(post.postedAt)
    const subject = {
      platform: platformName(platform),
      postId,
      postedAt: at.toISOString(),
      authorName,
      ...(known === null ? {} : { followers: known }),
    }
    // Whoever has no id that we know is told of post by post.
    const key = author === '0' ? postId : author
    return [foundBy(keyAccount, whose, sight, { key, at: justAfter(at), windowMinutes: ACCOUNT_WINDOW, subject })]
  })
}

function judgeThreads(
  memory: Memory,
  whose: Owner,
  threads: PostWork['answered'],
  past: PostWork['learnt'],
  failed: Failed,
): Found[] {
  if (threads.length === 0 && past.length === 0) return []
  const look: ThreadLook = {
    threads: threads.map((thread) => ({ platform: thread.platform, counts: answersByAge(thread) })),
    past,
  }
  const { velocity } = signals
  return stepWith(memory, whose, velocity, look, failed(whose, velocity.id)).flatMap((sight) => {
    const thread = threads[sight.index]
    if (!thread) return []
    const at = new Date((thread.newest + 1) * MINUTE)
    const minutes = Math.ceil((at.getTime() - thread.rootAt.getTime()) / MINUTE)
    const subject = {
      platform: platformName(thread.platform),
      postId: thread.rootId,
      postedAt: thread.rootAt.toISOString(),
    }
    return [foundBy(velocity, whose, sight, { key: thread.rootId, at, windowMinutes: Math.max(1, minutes), subject })]
  })
}

function judgeStories(
  memory: Memory,
  whose: Owner,
  stories: readonly StoryGroup[],
  fold: Fold,
  failed: Failed,
): Found[] {
  if (stories.length === 0) return []
  const terms = stories.map(({ text }) => termsOf(fold, text))
  const look: StoryLook = {
    groups: stories.map(({ one, other, ...group }, n) => ({
      ...group,
      authors: [one, other] as const,
      terms: [...(terms[n]?.keys() ?? [])],
    })),
  }
  const { platformJump } = signals
  return stepWith(memory, whose, platformJump, look, failed(whose, platformJump.id)).flatMap((sight) => {
    const group = stories[sight.index]
    if (!group) return []
    const subject = { platform: platformName(group.platform), postId: group.postId }
    const key = `${sight.about ?? group.postId} ${subject.platform}`
    const at = new Date((group.last + 1) * MINUTE)
    const from = sight.from === undefined ? {} : { from: platformName(sight.from) }
    const words = sight.terms?.flatMap((term) => terms[sight.index]?.get(term) ?? []) ?? []
    return [
      foundBy(platformJump, whose, sight, {
        key,
        at,
        windowMinutes: STORY_WINDOW,
        subject: { ...subject, ...from, ...(words.length > 0 && { words }) },
      }),
    ]
  })
}

/** As if they lay evenly around their middle: one stray old post must not make a long silence of it. */
function spanOf(followers: PostSums['followers']): Pick<AccountLook, 'since' | 'minute'> {
  const [posts, minutes] = followers.reduce(([count, sum], each) => [count + each.posts, sum + each.minutes], [0, 0])
  const newest = Math.max(0, ...followers.map((each) => each.newest))
  return { since: Math.max(0, Math.round((2 * minutes) / Math.max(1, posts) - newest)), minute: newest }
}

/** @returns the threads that got answers, as they are now */
async function growThreads(
  trx: Trx,
  orgId: string,
  incoming: readonly NewAnswers[],
  now: Date,
): Promise<(ThreadRow & { newest: number })[]> {
  const known = new Map((await listThreads(trx, orgId, incoming)).map((row) => [threadKey(row), row]))
  const unknown = incoming.filter((each) => !known.has(threadKey(each)))
  const roots = new Map(
    (
      await listRoots(
        trx,
        orgId,
        unknown.map(({ rootId }) => rootId),
      )
    ).map((root) => [root.id, root]),
  )
  const grown = incoming.flatMap((each) => {
    const { trackId, mode, rootId, platform, minutes } = each
    const root = roots.get(rootId)
    const first = new Date(Math.min(...minutes.map(([minute]) => minute)) * MINUTE)
    const before = known.get(threadKey(each)) ?? {
      ...startThread(root?.postedAt ?? first, root?.platform ?? platform),
      ...{ trackId, mode, rootId, authorKey: root?.authorKey ?? '0' },
    }
    const after = addAnswers(before, minutes, now)
    return after ? [{ ...before, ...after, newest: Math.max(...minutes.map(([minute]) => minute)) }] : []
  })
  await saveThreads(trx, orgId, grown)
  return grown
}

/** What threads teach that have reached an age; a day old, they are done. */
async function ageThreads(
  trx: Trx,
  orgId: string,
  due: readonly ThreadRow[],
  now: Date,
): Promise<Pick<PostWork, 'learnt' | 'cascades'>> {
  const aged = due.map((row) => ({ row, ...learnFrom(row, now) }))
  const whole = ({ counts }: ThreadRow): number => counts.reduce((sum, count) => sum + count, 0)
  await saveThreads(
    trx,
    orgId,
    aged.flatMap(({ row, rest }) => (rest ? [{ ...row, ...rest }] : [])),
  )
  const done = aged.filter(({ rest }) => rest === undefined).map(({ row }) => row)
  await deleteThreads(trx, orgId, done)
  const large = aged.filter(({ row }) => row.authorKey !== '0' && whole(row) >= LEAST.answers)
  await noteAuthors(
    trx,
    orgId,
    large.map(({ row }) => ({ ...row, largest: whole(row), at: row.rootAt })),
  )
  return {
    learnt: aged.flatMap(({ row: { trackId, mode, platform }, learnt }) =>
      learnt.map((each) => ({ trackId, mode, platform, ...each })),
    ),
    cascades: done.map((row) => ({ trackId: row.trackId, mode: row.mode, answers: whole(row) })),
  }
}

function byOwner<T extends Owner>(rows: readonly T[]): Map<string, T[]> {
  return Map.groupBy(rows, ownerKey)
}

const threadKey = (row: Owner & { readonly rootId: string }): string => `${ownerKey(row)} ${row.rootId}`

/** The post itself is among what was seen by then. */
function justAfter(at: Date): Date {
  return new Date(at.getTime() + 1)
}
