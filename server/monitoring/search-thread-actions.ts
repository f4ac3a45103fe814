import { openDatabase } from '../base/db.ts'
import type { Fold } from '../text/fold.ts'
import type { Due, Figures, FiguresRequest, PageRequest, RefPage, SealReport } from './search-engine.ts'
import { findFigures } from './search-figures-store.ts'
import { findPage, type Lookup, openLookup } from './search-lookup-store.ts'
import { mergeNext } from './search-merge-store.ts'
import { type Indexing, sealNext } from './search-seal-store.ts'

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
  return async (asked) => {
    now.number = asked.number
    return { reply: await answer(lookup, asked) }
  }
}

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
