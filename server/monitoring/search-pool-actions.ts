import { openDatabase } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { startPool } from '../base/threads.ts'
import type { Fold } from '../text/fold.ts'
import type { FiguresRequest, PageRequest, Search } from './search-engine.ts'
import { Cancelled, openLookup } from './search-lookup-store.ts'
import {
  answer,
  type IndexAnswer,
  type IndexAsked,
  type IndexInit,
  type LookupAnswer,
  type LookupAsked,
  type SearchInit,
  warm,
  work,
} from './search-thread-actions.ts'

export type SearchOptions = {
  readonly url: string
  readonly fold: Fold
}

/** Of one organisation, those that wait included: a page asks for two things at once. */
const MOST_OF_ONE = 16
const COLUMN_BYTES = 256 * 2 ** 20
const BLOCK_BYTES = 96 * 2 ** 20
/** One seals while the other merges: a merge takes seconds, and what was just stored must not wait for it. */
const INDEX_THREADS = 2
/** Somebody waits for a search; nobody sees whether a post is in a segment or still among the newest. */
const INDEX_NICENESS = 10
const THREADS = new URL('./search-thread-actions.ts', import.meta.url)

export function openSearch({ url, fold }: SearchOptions): Search {
  const cancel = new SharedArrayBuffer(4)
  const lookups = lazy(() =>
    startPool<SearchInit, LookupAsked, LookupAnswer>({
      module: THREADS,
      name: 'lookupThread',
      init: { url, fold, cancel, columnBytes: COLUMN_BYTES, blockBytes: BLOCK_BYTES },
      size: 1,
    }),
  )
  const indexers = lazy(() =>
    startPool<IndexInit, IndexAsked, IndexAnswer>({
      module: THREADS,
      name: 'indexThread',
      init: { url, fold },
      size: INDEX_THREADS,
      niceness: INDEX_NICENESS,
    }),
  )
  const queue = fairQueue(async (asked) => (await lookups.get()).call(asked), new Int32Array(cancel))
  return searchOf(
    queue,
    async (asked) => (await indexers.get()).call(asked),
    async () => void (await lookups.get()),
    async () => {
      await lookups.close()
      await indexers.close()
    },
  )
}

/** The same in this very thread, for tests. Its connections end with the database. */
export function inlineSearch(url: string, fold: Fold): Search {
  const made = lazy(async () => {
    const database = openDatabase(url, { name: 'weiji search', connections: 3 })
    const { db, pool } = database
    const caches = { columnBytes: COLUMN_BYTES, blockBytes: BLOCK_BYTES }
    const lookup = openLookup({ db, pool, fold, ...caches, isCancelled: () => false })
    return { lookup, on: { db, pool, fold }, close: database.close }
  })
  return searchOf(
    async (_orgId, asked) => answer((await made.get()).lookup, { ...asked, number: 1 }),
    async (asked) => work((await made.get()).on, asked),
    async () => warm((await made.get()).lookup),
    made.close,
  )
}

type Asked = { readonly page: PageRequest } | { readonly figures: FiguresRequest }
type Ask = (orgId: string, asked: Asked, signal?: AbortSignal) => Promise<LookupAnswer>

function searchOf(
  ask: Ask,
  index: (asked: IndexAsked) => Promise<IndexAnswer>,
  warmUp: () => Promise<void>,
  close: () => Promise<void>,
): Search {
  return {
    page: async (page, signal) => pick(await ask(page.orgId, { page }, signal), 'page'),
    figures: async (figures, signal) => pick(await ask(figures.orgId, { figures }, signal), 'figures'),
    seal: async (orgId, now, due) => pick(await index({ seal: { orgId, now, due } }), 'sealed'),
    merge: async (orgId, now) => pick(await index({ merge: { orgId, now } }), 'merged'),
    warm: warmUp,
    close,
  }
}

/** A thread answers what it was asked. */
function pick<A, K extends string, V>(found: A, key: K): A extends Readonly<Record<K, infer T>> ? T : V {
  return (found as Readonly<Record<K, never>>)[key]
}

type Waiting = {
  readonly orgId: string
  readonly asked: Asked
  readonly signal: AbortSignal | undefined
  readonly resolve: (answer: LookupAnswer) => void
  readonly reject: (error: Error) => void
}

/** One at a time, organisations in turn; whoever has gone is not asked for. */
function fairQueue(call: (asked: LookupAsked) => Promise<LookupAnswer>, cancel: Int32Array): Ask {
  const waiting: Waiting[] = []
  const many = new Map<string, number>()
  const state = { isBusy: false, served: '', number: 0 }
  const next = (): Waiting | undefined => {
    const other = waiting.findIndex(({ orgId }) => orgId !== state.served)
    return waiting.splice(Math.max(0, other), 1)[0]
  }
  const serve = async ({ orgId, asked, signal, resolve, reject }: Waiting): Promise<void> => {
    state.served = orgId
    const number = ++state.number
    const stop = (): void => void Atomics.store(cancel, 0, number)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      resolve(await call({ number, ...asked }))
    } catch (error) {
      reject(error as Error)
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }
  const pump = async (): Promise<void> => {
    if (state.isBusy) return
    state.isBusy = true
    for (let each = next(); each; each = next()) {
      if (each.signal?.aborted) each.reject(new Cancelled('nobody waits for this any more'))
      else await serve(each)
    }
    state.isBusy = false
  }
  return async (orgId, asked, signal) => {
    const before = many.get(orgId) ?? 0
    if (before >= MOST_OF_ONE) throw new Refusal('busy', { retryAfter: 1, reason: 'too many searches at once' })
    many.set(orgId, before + 1)
    try {
      return await new Promise<LookupAnswer>((resolve, reject) => {
        waiting.push({ orgId, asked, signal, resolve, reject })
        void pump()
      })
    } finally {
      const left = (many.get(orgId) ?? 1) - 1
      if (left > 0) many.set(orgId, left)
      else many.delete(orgId)
    }
  }
}

/** Made when first asked for; closed only where it was. */
function lazy<T extends { close(): Promise<void> }>(make: () => Promise<T>) {
  const state: { made?: Promise<T> } = {}
  return {
    get: (): Promise<T> => {
      state.made ??= make()
      return state.made
    },
    close: async (): Promise<void> => {
      await (await state.made)?.close()
    },
  }
}
