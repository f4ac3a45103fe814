import { systemActor } from '../access/actor.ts'
import { SECOND } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { derivedId } from '../base/ids.ts'
import { CollectError, type Collected, type RowResult } from '../connectors/contract.ts'
import { findCollector } from '../connectors/index.ts'
import { ingestPosts, MOST_POSTS } from './actions.ts'
import { askSource, openSecrets } from './collection-asking-actions.ts'
import { nextAfterAnswer, nextAfterFailure } from './collection-pace.ts'
import {
  type Claimed,
  claimDue,
  giveBack,
  insertRun,
  knownPosts,
  LeaseLost,
  type Run,
  storeAnswer,
  storeFailure,
  storeGap,
} from './collection-store.ts'
import { rankedEntries } from './hot-list-entry.ts'
import { storeRanks } from './hot-list-store.ts'
import { noteUnreadable } from './source-hour-store.ts'
import type { Watching } from './watching.ts'

/** So many are asked at once by one process. */
const LANES = 4
/** While others are still at work, an idle lane looks again after so long. */
const LOOK_AGAIN_MS = SECOND
/** After a fault of ours, such as a full disk. */
const OUR_PAUSE_MS = 30 * SECOND

/** Asks every source that is due. Several processes may do so at once: each source is one's own until its lease runs out. */
export async function collectDue(app: Watching): Promise<void> {
  const busy = new Set<Promise<void>>()
  for (;;) {
    const source = busy.size < LANES ? await claimDue(app.db, app.clock.now()) : undefined
    if (source) {
      const work = collectOne(app, source).finally(() => busy.delete(work))
      // Heard below, by the race; one that fails must not go unheard meanwhile.
      work.catch(() => undefined)
      busy.add(work)
    } else if (busy.size === 0) return
    else await Promise.race([...busy, ...(busy.size < LANES ? [pause(LOOK_AGAIN_MS)] : [])])
  }
}

/** Asks one source and keeps what came of it: posts, cursor and run, or the trouble in words. Never throws for what a source did. */
export async function collectOne(app: Watching, source: Claimed): Promise<void> {
  const began = app.clock.now()
  const timer = performance.now()
  const took = (): number => Math.round(performance.now() - timer)
  try {
    const collected = await ask(app, source)
    const run = await keep(app, source, collected, { at: began, took })
    note(app, source, run.result)
  } catch (error) {
    if (error instanceof LeaseLost) return
    if (error instanceof Refusal && ['busy', 'low-disk'].includes(error.code)) {
      await giveBack(app.db, source, new Date(app.clock.now().getTime() + OUR_PAUSE_MS))
      return
    }
    const trouble = error instanceof CollectError ? error : ourFault(app, source, error)
    await fail(app, source, trouble, { at: began, took })
    note(app, source, 'failed')
  }
}

async function ask(app: Watching, source: Claimed): Promise<Collected> {
  const collector = findCollector(source.kind)
  if (!collector) throw new CollectError('unknown-kind', `no collector is named ${source.kind}`)
  const secrets = openSecrets(app, source.orgId, source.name, source.secrets)
  return askSource(app, collector, { ...source, secrets })
}

type When = { readonly at: Date; readonly took: () => number }

async function keep(app: Watching, source: Claimed, collected: Collected, { at, took }: When): Promise<Run> {
  const { orgId, name, everySeconds } = source
  const rows = await worthSending(app, source, collected.rows)
  const refusals = collected.rows.flatMap((row) => ('refused' in row ? [row.refused] : []))
  const sum = { accepted: 0, duplicates: 0, refused: refusals.length }
  const stamped = rows.filter(({ inferred }) => inferred?.includes('postedAt')).length
  const finish = async (trx: Trx, last: typeof sum): Promise<Run> => {
    const now = app.clock.now()
    const pace = { everySeconds, now, chance: Math.random() }
    const nextAt = nextAfterAnswer(pace, collected.notBefore)
    await storeAnswer(trx, source, now, { cursor: collected.cursor, nextAt, movedTo: collected.movedTo })
    await storeRanks(trx, orgId, name, now, rankedEntries(collected.rows))
    if (collected.gap) await storeGap(trx, source, now, collected.gap)
    const run: Run = {
      at,
      tookMs: took(),
      ...last,
      stamped,
      result: resultOf(collected, last),
      trouble: troubleOf(collected, refusals),
    }
    await noteUnreadable(trx, orgId, name, now, { count: refusals.length, first: firstOf(refusals) })
    await insertRun(trx, source, run)
    return run
  }
  if (rows.length === 0) return inTransaction(app.db, (trx) => finish(trx, sum))
  return send(app, source, rows, sum, finish)
}

/** The last batch takes the cursor with it. A stop before that brings the same rows again, which doubles nothing. */
async function send(
  app: Watching,
  { orgId, name }: Claimed,
  rows: readonly PostRow[],
  before: Sum,
  finish: (trx: Trx, sum: Sum) => Promise<Run>,
): Promise<Run> {
  const actor = systemActor(orgId, 'collector')
  let sum = before
  let run: Run | undefined
  for (let from = 0; from < rows.length; from += MOST_POSTS) {
    const posts = rows.slice(from, from + MOST_POSTS).map(inputOf)
    const isLast = from + MOST_POSTS >= rows.length
    const soFar = sum
    const answer = await ingestPosts(app, actor, {
      source: name,
      posts,
      ...(isLast
        ? {
            alongside: async (trx, batch) => {
              run = await finish(trx, added(soFar, batch.posts.length, batch.duplicates, batch.refused.length))
            },
          }
        : {}),
    })
    sum = added(soFar, answer.accepted, answer.duplicates, answer.refused.length)
  }
  if (!run) throw new Error('the last batch kept no cursor')
  return run
}

type Sum = { readonly accepted: number; readonly duplicates: number; readonly refused: number }

function added(sum: Sum, accepted: number, duplicates: number, refused: number): Sum {
  return {
    accepted: sum.accepted + accepted,
    duplicates: sum.duplicates + duplicates,
    refused: sum.refused + refused,
  }
}

type PostRow = Extract<RowResult, { readonly post: unknown }>

/** An entry of a hot list is sent once a day: at every further look only its rank is new. */
async function worthSending(app: Watching, { orgId, name }: Claimed, rows: readonly RowResult[]): Promise<PostRow[]> {
  const posts = rows.filter((row) => 'post' in row)
  const ranked = posts.filter(({ ranks }) => ranks !== undefined)
  if (ranked.length === 0) return posts
  const idOf = ({ post }: PostRow): string => derivedId(orgId, name, post.externalId)
  const known = await knownPosts(app.db, orgId, ranked.map(idOf))
  return posts.filter((row) => row.ranks === undefined || !known.has(idOf(row)))
}

function inputOf({ post, inferred }: PostRow) {
  return inferred === undefined ? post : { ...post, inferred }
}

function resultOf({ gap, isUnchanged }: Collected, { accepted }: Sum): Run['result'] {
  if (gap) return 'partial'
  return isUnchanged ? 'unchanged' : accepted > 0 ? 'new' : 'nothing'
}

type Refusals = readonly { readonly reason: string; readonly row: number }[]

function troubleOf({ gap }: Collected, refusals: Refusals): Run['trouble'] {
  if (gap) return { code: gap.code, reason: gap.reason }
  return refusals.length > 0 ? { code: 'rows-refused', reason: firstOf(refusals) } : undefined
}

function firstOf([first]: Refusals): string {
  return first ? `item ${first.row}, ${first.reason}`.slice(0, 400).toWellFormed() : ''
}

async function fail(app: Watching, source: Claimed, error: CollectError, { at, took }: When): Promise<void> {
  const { code, message: reason, retryAt } = error
  await inTransaction(app.db, async (trx) => {
    const now = app.clock.now()
    const pace = { everySeconds: source.everySeconds, now, chance: Math.random() }
    await storeFailure(trx, source, now, { code, reason, nextAt: nextAfterFailure(pace, source.failures + 1, retryAt) })
    const nothing = { accepted: 0, duplicates: 0, refused: 0, stamped: 0 }
    await insertRun(trx, source, { at, tookMs: took(), ...nothing, result: 'failed', trouble: { code, reason } })
  }).catch((caught: unknown) => {
    if (!(caught instanceof LeaseLost)) throw caught
  })
}

function ourFault(app: Watching, { id, kind }: Claimed, error: unknown): CollectError {
  app.log.error('a source could not be collected', { source: id, kind, error: (error as Error).message })
  return new CollectError('our-fault', 'a fault of ours; the log of the server says more')
}

function note(app: Watching, { kind }: Claimed, result: string): void {
  app.metrics
    .counter('weiji_collections_total', 'sources asked, by kind and result', ['kind', 'result'])
    .inc({ kind, result })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
