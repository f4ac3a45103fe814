import { openDatabase } from '../base/db.ts'
import type { Fold } from '../text/fold.ts'
import { DOC_BYTES } from './search-columns.ts'
import type { Due, Figures, FiguresRequest, PageRequest, RefPage, SealReport } from './search-engine.ts'
import { findFigures } from './search-figures-store.ts'
import { findPage, type Lookup, openLookup } from './search-lookup-store.ts'
import { mergeNext } from './search-merge-store.ts'
import { type Indexing, sealNext } from './search-seal-store.ts'
import { listNewestLive } from './search-segment-store.ts'

/** What a thread is made of. `cancel`: one number, of the request that nobody waits for any more. */
export type SearchInit = {
  readonly url: string
  readonly fold: Fold
  readonly cancel: SharedArrayBuffer
  readonly columnBytes: number
  readonly blockBytes: number
}
export type LookupAsked = { readonly number: number } & (
  | { readonly page: PageRequest }
  | { readonly figures: FiguresRequest }
)
export type LookupAnswer = { readonly page: RefPage } | { readonly figures: Figures }

/** Answers searches, with a few connections and caches of its own: nothing of that is done on the thread that serves requests. */
export function lookupThread(init: SearchInit): (asked: LookupAsked) => Promise<{ reply: LookupAnswer }> {
  const { db, pool } = openDatabase(init.url, { name: 'weiji search', connections: CONNECTIONS })
  const cancel = new Int32Array(init.cancel)
  const now = { number: 0 }
  const { columnBytes, blockBytes } = init
  const isCancelled = (): boolean => Atomics.load(cancel, 0) === now.number
  const lookup = openLookup({ db, pool, fold: init.fold, columnBytes, blockBytes, isCancelled })
  // Whatever fails here is read when it is asked for, and that failure is told.
  warm(lookup).catch(() => undefined)
  const reader = readAhead(lookup)
  setInterval(() => reader.look().catch(() => undefined), AHEAD_MS).unref()
  return async (asked) => {
    now.number = asked.number
    reader.note('page' in asked ? asked.page.orgId : asked.figures.orgId)
    return { reply: await answer(lookup, asked) }
  }
}

/** Loads what the first searches would have to wait for, those of the newest posts first. What is read meanwhile goes between. */
export async function warm({ db, catalog, columnBytes }: Lookup): Promise<void> {
  let room = columnBytes * WARM_SHARE
  for (const segment of await listNewestLive(db)) {
    room -= segment.docs * DOC_BYTES
    if (room < 0) return
    await catalog.columns(segment.orgId, segment)
  }
}

/**
 * Where somebody is searching, the posts that come in are read as they come: a search then waits for those of the last moment, not for all
 * since the search before.
 */
export function readAhead({ catalog }: Pick<Lookup, 'catalog'>) {
  const askedAt = new Map<string, number>()
  const state = { isLooking: false }
  return {
    note: (orgId: string): void => void askedAt.set(orgId, performance.now()),
    look: async (): Promise<void> => {
      if (state.isLooking) return
      state.isLooking = true
      try {
        for (const [orgId, at] of askedAt) {
          if (performance.now() - at > ASKING_MS) askedAt.delete(orgId)
          else await catalog.view(orgId)
        }
      } finally {
        state.isLooking = false
      }
    },
  }
}

const AHEAD_MS = 250
/** Whoever has not asked for so long has gone. */
const ASKING_MS = 10_000
/** What is known of merged segments must find room as well. */
const WARM_SHARE = 0.75

export async function answer(lookup: Lookup, asked: LookupAsked): Promise<LookupAnswer> {
  return 'page' in asked
    ? { page: await findPage(lookup, asked.page) }
    : { figures: await findFigures(lookup, asked.figures) }
}

export type IndexInit = Pick<SearchInit, 'url' | 'fold'>
export type IndexAsked =
  | { readonly seal: { readonly orgId: string; readonly now: Date; readonly due: Due } }
  | { readonly merge: { readonly orgId: string; readonly now: Date } }
/** null: another process is at it */
export type IndexAnswer = { readonly sealed: SealReport | null } | { readonly merged: number | null }

const CONNECTIONS = 3

/** Makes and merges segments. */
export function indexThread(init: IndexInit): (asked: IndexAsked) => Promise<{ reply: IndexAnswer }> {
  const { db, pool } = openDatabase(init.url, { name: 'weiji index', connections: CONNECTIONS })
  const on: Indexing = { db, pool, fold: init.fold }
  return async (asked) => ({ reply: await work(on, asked) })
}

export async function work(on: Indexing, asked: IndexAsked): Promise<IndexAnswer> {
  if ('merge' in asked) return { merged: (await mergeNext(on, asked.merge.orgId, asked.merge.now)) ?? null }
  const { orgId, now, due } = asked.seal
  return { sealed: (await sealNext(on, orgId, now, due)) ?? null }
}
