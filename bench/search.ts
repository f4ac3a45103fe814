/**
 * `npm run bench -- search [--posts N] [--seconds N] [--rate N] [--folder DIR] [--keep] [--no-saturated]`: searches by HTTP over a corpus of five million
 * posts while a loader sends 5,000 posts a second; how far the index is behind meanwhile; then as many posts as go, with everything on,
 * against the bare insert of the same rows. With --folder a corpus that was kept is used again.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { MINUTE } from '../server/base/clock.ts'
import { searchLag } from '../server/monitoring/search-reads.ts'
import { insertBare, makeBareTable } from './bare-insert.ts'
import { TRACKS } from './ingest-posts.ts'
import { databaseFamily, megabytes, processors, watchOthers } from './processes.ts'
import { openServer, percentiles, type RunningServer } from './running-server.ts'
import { type Corpus, livePosts, makeCorpus, storeCorpus } from './search-corpus.ts'
import { startLoad } from './search-load.ts'
import { findQueries, type QueryClass } from './search-queries.ts'

/** Seconds of each round. */
const SATURATED = 30
/** Requests of a kind in one phase: a minute's limit is 3,000. */
const MOST_ASKED = 2600
/** Posts a second that a round may take before its sender has to make more meanwhile. */
const MOST_RATE = 15_000

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      posts: { type: 'string', default: '5000000' },
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '5000' },
      folder: { type: 'string' },
      keep: { type: 'boolean', default: false },
      saturated: { type: 'boolean', default: true },
    },
    allowNegative: true,
  })
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'weiji-bench-'))
  const isOld = existsSync(join(folder, 'postgres'))
  const server = await openServer(folder)
  try {
    const corpus = makeCorpus()
    console.log(corpus.origin)
    await build(server, corpus, Number(values.posts), isOld)
    const queries = await findQueries(server.pool, server.orgId)
    console.log('\nquiet:')
    const began = performance.now()
    await ask(server, part(queries, 0), Number(values.seconds) / 2)
    // Who asks so often is refused: what comes now has its own minute.
    await sleep(Math.max(0, MINUTE + began - performance.now()))
    const load = startLoad(server, corpus, Number(values.rate))
    await sleep(5000)
    console.log(`\nwhile ${values.rate} posts/s come in:`)
    await ask(server, part(queries, 1), Number(values.seconds))
    await load.stop()
    if (values.saturated) await saturate(server, corpus)
    const [own, all] = [megabytes([server.process.pid ?? 0]), megabytes(databaseFamily(server.data))]
    console.log(`memory: server ${own} MB, database ${all} MB (shared pages counted once)`)
  } finally {
    await server.close()
    if (!values.keep) rmSync(folder, { recursive: true, force: true })
  }
}

async function build(server: RunningServer, corpus: Corpus, posts: number, isOld: boolean): Promise<void> {
  const began = performance.now()
  const tracks = JSON.parse((await server.get('/api/tracks')).body) as { id: string }[]
  for (const [i, expression] of (tracks.length > 0 ? [] : TRACKS).entries()) {
    await server.post('/api/tracks', JSON.stringify({ name: `track ${i}`, expression }))
  }
  const made = JSON.parse((await server.get('/api/tracks')).body) as { id: string }[]
  await storeCorpus(
    server,
    corpus,
    posts,
    made.map(({ id }) => id),
  )
  if (!isOld) console.log(`corpus stored in ${seconds(began)} s`)
  for (;;) {
    const lag = await searchLag(server.app.db, server.orgId, new Date())
    if (lag.posts === 0) break
    await sleep(1000)
  }
  if (!isOld) {
    console.log(`corpus indexed after ${seconds(began)} s`)
    // The planner must know what there is, as it does after a night.
    await server.pool.query('analyze')
  }
  const found = await server.pool.query(
    `select count(*)::int as segments, sum(docs)::int as docs, sum(bytes)::float8 as bytes from search_segments where org_id = $1 and state = 'live'`,
    [server.orgId],
  )
  const { segments, docs, bytes } = found.rows[0]
  const sizes = await server.pool.query(
    `select (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'posts'::regclass)::float8 as posts, pg_total_relation_size('search_parts')::float8 as parts`,
  )
  const { posts: table, parts } = sizes.rows[0]
  console.log(
    `${docs.toLocaleString('en')} posts in ${segments} segments, ${(bytes / docs).toFixed(0)} bytes of index a post (table with room to reuse ${(parts / docs).toFixed(0)}, posts themselves ${(table / docs).toFixed(0)})`,
  )
}

/** Every other one: what is asked while posts come in was not asked before. */
function part(classes: readonly QueryClass[], which: 0 | 1): QueryClass[] {
  return classes.map(({ name, queries }) => ({
    name,
    queries: queries.length === 1 ? queries : queries.filter((_, i) => i % 2 === which),
  }))
}

/** Each query as a page and as figures, two readers at once, so long, and each class at least twice. */
async function ask(server: RunningServer, classes: readonly QueryClass[], seconds: number): Promise<void> {
  const times = new Map<string, { page: number[]; figures: number[]; found: number; exact: number }>()
  const first: number[] = []
  let round = 0
  const until = performance.now() + seconds * 1000
  const one = async (): Promise<void> => {
    while (round < 2 || (performance.now() < until && round * classes.length < MOST_ASKED)) {
      const now = round++
      for (const { name, queries } of classes) {
        const query = queries[now % queries.length] ?? ''
        const kept = times.get(name) ?? { page: [], figures: [], found: 0, exact: 0 }
        times.set(name, kept)
        const page = await server.get(`/api/search?limit=50&${query}`)
        const figures = await server.get(`/api/search/figures?${query}`)
        if (page.status !== 200 || figures.status !== 200)
          throw new Error(`${query}: ${page.body} ${figures.body}`.slice(0, 500))
        const { posts, isExact } = JSON.parse(figures.body) as { posts: number; isExact: boolean }
        if (now < queries.length) first.push(page.ms, figures.ms)
        kept.page.push(page.ms)
        kept.figures.push(figures.ms)
        kept.found = Math.max(kept.found, posts)
        kept.exact += Number(isExact)
      }
    }
  }
  const lags = watchLag(server)
  const pids = [server.process.pid ?? 0, ...databaseFamily(server.data)]
  const before = processors(pids)
  const coresOfOthers = watchOthers([process.pid, ...pids])
  await Promise.all([one(), one()])
  const used = processors(pids) - before
  const cores = coresOfOthers()
  const lag = percentiles(await lags.stop())
  for (const [name, { page, figures, found, exact }] of times) {
    const both = percentiles([...page, ...figures])
    console.log(
      `  ${name.padEnd(28)} newest 50 ${shown(page)}   counts ${shown(figures)}   p95 ${both.p95.toFixed(0)} ms   up to ${found.toLocaleString('en')} posts, ${exact}/${figures.length} exact`,
    )
  }
  const every = percentiles([...times.values()].flatMap(({ page, figures }) => [...page, ...figures]))
  // Tells more than times do on a machine that is busy otherwise; of the server and its database, whatever else they do.
  const count = [...times.values()].reduce((sum, { page, figures }) => sum + page.length + figures.length, 0)
  console.log(
    `  ${((used * 1000) / count).toFixed(0)} ms of processors a search (server and database); other work on this machine took ${cores.toFixed(1)} cores`,
  )
  console.log(
    `  all: p50 ${every.p50.toFixed(0)}, p95 ${every.p95.toFixed(0)} (aim 150), most ${every.most.toFixed(0)} ms`,
  )
  const { p50, p95, most } = percentiles(first)
  console.log(
    `  of these ${first.length} asked for the first time: p50 ${p50.toFixed(0)}, p95 ${p95.toFixed(0)}, most ${most.toFixed(0)} ms; ${count - first.length} again`,
  )
  console.log(
    `  oldest post that no segment holds: p50 ${lag.p50.toFixed(1)} s, most ${lag.most.toFixed(1)} s (aim 60)`,
  )
}

function shown(times: readonly number[]): string {
  const { p50, p95 } = percentiles(times)
  return `${p50.toFixed(0).padStart(4)} / ${p95.toFixed(0).padStart(4)}`
}

function watchLag({ app, orgId }: RunningServer) {
  const seen: number[] = []
  const state = { isOn: true }
  const run = (async () => {
    while (state.isOn) {
      seen.push((await searchLag(app.db, orgId, new Date())).seconds)
      await sleep(500)
    }
  })()
  return {
    stop: async (): Promise<number[]> => {
      state.isOn = false
      await run
      return seen
    },
  }
}

/** The same posts, so many ms later. */
function renewed(body: string, later: number): string {
  return body.replaceAll(
    /"postedAt":"([^"]+)"/g,
    (_, at: string) => `"postedAt":"${new Date(Date.parse(at) + later).toISOString()}"`,
  )
}

/** As much as goes, for half a minute at a time: ours by HTTP with everything on, the bare insert of the same rows without any of it. */
async function saturate(server: RunningServer, corpus: Corpus): Promise<void> {
  console.log('\nas much as goes:')
  await makeBareTable(server.pool)
  const state = { next: 5e12 + (Date.now() % 1e9) * 1000 }
  const take = (): number => {
    state.next += 1000
    return state.next
  }
  const pids = [server.process.pid ?? 0, ...databaseFamily(server.data)]
  const makeBody = (): string => JSON.stringify({ source: 'bench', posts: livePosts(corpus, take(), 1000) })
  for (const round of [1, 2]) {
    // Made beforehand, but for the times: who sends is another machine.
    const bodies = Array.from({ length: (SATURATED * MOST_RATE) / 1000 }, makeBody)
    const began = Date.now()
    const lags = watchLag(server)
    const before = processors(pids)
    const ours = await during(SATURATED, async () => {
      const { status, body: answer } = await server.post(
        '/api/posts',
        renewed(bodies.pop() ?? makeBody(), Date.now() - began),
      )
      if (status !== 200) throw new Error(answer)
    })
    const used = processors(pids) - before
    const lag = percentiles(await lags.stop())
    const bare = await during(SATURATED / 2, async () =>
      insertBare(server.pool, server.orgId, livePosts(corpus, take(), 1000)),
    )
    console.log(
      `  round ${round}: ${Math.round(ours)} posts/s with everything on (aim 10,000; ${((used * 1000) / ((ours * SATURATED) / 1000)).toFixed(0)} ms of processors per 1,000), ${Math.round(bare)} bare, ratio ${(ours / bare).toFixed(2)} (aim 0.2); index at most ${lag.most.toFixed(1)} s behind`,
    )
  }
}

/** @returns posts a second, of four senders of a thousand each */
async function during(time: number, send: () => Promise<void>): Promise<number> {
  const began = performance.now()
  let sent = 0
  const one = async (): Promise<void> => {
    while (performance.now() - began < time * 1000) {
      await send()
      sent += 1000
    }
  }
  await Promise.all([one(), one(), one(), one()])
  return (sent * 1000) / (performance.now() - began)
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(0)
}
