import { permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { selectCardsByIds } from './card-store.ts'
import { emotionName, kindName, languageName, platformName, sentimentName } from './codes.ts'
import type { Due, Figures } from './search-engine.ts'
import { placeText, readPlaceText, readSearchQuery, type Unreadable } from './search-query.ts'
import { searchLag } from './search-reads.ts'
import type { SearchFigures, SearchPage, SearchQuery } from './search-schema.ts'
import { forgetIndex, listMergeable, sweepSegments } from './search-segment-store.ts'
import type { Sought } from './search-sought.ts'
import { listUnindexed, lockState } from './search-store.ts'
import type { NamedCounts, Tally } from './search-tally.ts'
import type { Watching } from './watching.ts'

const USUAL_LIMIT = 50
const USUAL_STEPS = 60
const SHOWN_NAMES = 10
/** A segment is worth it for so many posts, or for fewer that have waited for so long. */
const DUE: Due = { posts: 10_000, waitedMs: 10 * SECOND }
const LEAST_MERGED = 8
/** Longer than any search lasts: those that began before a merge still read what it replaced. */
const KEPT_MS = 2 * MINUTE
/** Longer than any merge lasts. */
const ABANDONED_MS = HOUR

export type PageQuery = SearchQuery & { readonly before?: string; readonly limit?: number }

/**
 * The newest posts that hold.
 * @throws Refusal expression-invalid (kind of mistake and place in `values`), invalid, busy
 */
export async function searchPosts(
  app: Watching,
  actor: Actor,
  query: PageQuery,
  signal?: AbortSignal,
): Promise<SearchPage> {
  permit(actor, 'posts.read')
  const before = query.before === undefined ? undefined : readPlaceText(query.before)
  if (before === null) throw new Refusal('invalid', { field: 'before' })
  const now = app.clock.now()
  const request = { orgId: actor.orgId, sought: soughtOf(query), limit: query.limit ?? USUAL_LIMIT }
  const page = await timed(app, 'page', () =>
    app.search.page(before === undefined ? request : { ...request, before }, signal),
  )
  const posts = await selectCardsByIds(
    app.db,
    actor.orgId,
    page.refs.map(({ id }) => id),
  )
  return { posts, next: page.next && placeText(page.next), indexedUpTo: upTo(page.behind, now) }
}

/** Counts, histogram and facets of all that hold. @throws as searchPosts */
export async function countSearch(
  app: Watching,
  actor: Actor,
  query: SearchQuery & { readonly steps?: number },
  signal?: AbortSignal,
): Promise<SearchFigures> {
  permit(actor, 'posts.read')
  const now = app.clock.now()
  const request = {
    orgId: actor.orgId,
    sought: soughtOf(query),
    steps: query.steps ?? USUAL_STEPS,
    now: now.getTime(),
  }
  const figures = await timed(app, 'figures', () => app.search.figures(request, signal))
  return { ...figuresOf(figures), indexedUpTo: upTo(figures.behind, now) }
}

/** @throws Refusal */
export function soughtOf(query: SearchQuery): Sought {
  const read = readSearchQuery(query)
  if ('unreadable' in read) throw refusalOf(read.unreadable)
  return read.sought
}

/** Takes in what was stored and changed, in all organisations. What fails in one does not stop the others. */
export async function indexPosts(app: Watching, due: Due = DUE): Promise<void> {
  let seconds = 0
  for (const orgId of await listUnindexed(app.db)) {
    seconds = Math.max(seconds, (await searchLag(app.db, orgId, app.clock.now())).seconds)
    await guarded(app, orgId, async () => {
      for (;;) {
        const sealed = await app.search.seal(orgId, app.clock.now(), due)
        if (!sealed) return
        const counter = app.metrics.counter('weiji_search_indexed_total', 'posts taken into the search index')
        counter.inc(sealed.posts)
        if (!sealed.isMore) return
      }
    })
  }
  app.metrics.gauge('weiji_search_lag_seconds', 'age of the oldest post that the search index lacks').set(seconds)
}

/** Makes few large segments of many small ones, and takes away what nobody reads any more. */
export async function mergeSegments(app: Watching): Promise<void> {
  for (const orgId of await listMergeable(app.db, LEAST_MERGED)) {
    await guarded(app, orgId, async () => {
      while ((await app.search.merge(orgId, app.clock.now())) ?? 0);
    })
  }
}

export async function sweepIndex(app: Watching): Promise<void> {
  const now = app.clock.now().getTime()
  await sweepSegments(app.db, new Date(now - KEPT_MS), new Date(now - ABANDONED_MS))
}

/** Begins the index of an organisation anew; it then fills again in the background, or by `indexPosts`. */
export async function reindexPosts(app: App, orgId: string): Promise<void> {
  await inTransaction(app.db, async (trx) => {
    await lockState(trx, orgId)
    await forgetIndex(trx, orgId, app.clock.now())
  })
}

async function guarded(app: App, orgId: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    app.log.error('the search index could not be kept up', { orgId, error: (error as Error).message })
  }
}

async function timed<T>(app: App, what: string, run: () => Promise<T>): Promise<T> {
  const seconds = app.metrics.histogram('weiji_search_seconds', 'searches by what was asked', ['what'])
  const stop = seconds.startTimer({ what })
  try {
    return await run()
  } catch (error) {
    // It crosses from a thread, so its class is lost. Whoever has gone hears of it no more.
    if (error instanceof Error && error.name === 'Cancelled') throw new Refusal('busy', { retryAfter: 1 })
    throw error
  } finally {
    stop()
  }
}

function refusalOf({ field, error }: Unreadable): Refusal {
  if (!error) return new Refusal('invalid', { field })
  return new Refusal('expression-invalid', { field, values: { code: error.code, at: error.at } })
}

function upTo(behind: number | undefined, now: Date): string {
  return behind === undefined ? now.toISOString() : new Date(behind).toISOString()
}

function figuresOf({ tally, isExact, sampled, outOf }: Figures): Omit<SearchFigures, 'indexedUpTo'> {
  const { bars, histogram } = tally
  return {
    posts: Math.round(tally.posts),
    judged: Math.round(tally.judged),
    negative: Math.round(tally.negative),
    isExact,
    sampled,
    outOf,
    stepMinutes: bars.step / MINUTE,
    histogram: Array.from({ length: bars.count }, (_, i) => ({
      at: new Date(bars.from + i * bars.step).toISOString(),
      posts: Math.round(histogram.posts[i] ?? 0),
      judged: Math.round(histogram.judged[i] ?? 0),
      negative: Math.round(histogram.negative[i] ?? 0),
    })),
    facets: facetsOf(tally),
  }
}

function facetsOf(tally: Tally): SearchFigures['facets'] {
  return {
    platforms: shares(tally.platforms, platformName),
    sentiments: shares(tally.sentiments, (code) => sentimentName(code) ?? 'neutral'),
    emotions: shares(tally.emotions, emotionName),
    kinds: shares(tally.kinds, kindName),
    languages: shares(tally.languages, languageName),
    regions: named(tally.regions)
      .filter(({ name }) => name !== '')
      .slice(0, SHOWN_NAMES),
    sources: named(tally.sources).slice(0, SHOWN_NAMES),
    tracks: named(tally.tracks).map(({ name, posts, negative }) => ({ id: name, posts, negative })),
  }
}

function shares(counts: Tally['platforms'], nameOf: (code: number) => string) {
  const found = [...counts.posts].flatMap((posts, code) =>
    posts > 0
      ? [{ name: nameOf(code), posts: Math.round(posts), negative: Math.round(counts.negative[code] ?? 0) }]
      : [],
  )
  return found.sort((a, b) => b.posts - a.posts)
}

function named(counts: NamedCounts) {
  return [...counts]
    .map(([name, { posts, negative }]) => ({ name, posts: Math.round(posts), negative: Math.round(negative) }))
    .sort((a, b) => b.posts - a.posts || (a.name < b.name ? -1 : 1))
}
