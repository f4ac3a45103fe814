/**
 * `npm run bench -- dashboard [--posts N] [--seconds N] [--rate N] [--pause MS] [--folder DIR] [--keep]`: what the
 * overview asks for, by HTTP, with 20 tracks, a week of readings of each and a million posts, four readers at once who take a breath
 * between two requests, while posts come in. It begins when the search index has caught up with what was stored in bulk.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { TRACKS } from './ingest-posts.ts'
import { cpuSeconds, databaseFamily, watchOthers } from './processes.ts'
import { openServer, percentiles, type RunningServer } from './running-server.ts'
import { makeCorpus, storeCorpus } from './search-corpus.ts'
import { startLoad } from './search-load.ts'

/** What web/overview/OverviewPage.tsx and the frame around it ask. */
const ASKED = [
  '/api/watch?hours=24',
  '/api/watch?hours=168',
  '/api/crises?state=open',
  '/api/alerts?state=live&limit=100',
  '/api/sources',
  '/api/tracks',
]
const READERS = 4
/** for the merges that follow */
const MERGED_MS = 15_000

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      posts: { type: 'string', default: '1000000' },
      seconds: { type: 'string', default: '30' },
      rate: { type: 'string', default: '1000' },
      pause: { type: 'string', default: '100' },
      folder: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  })
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'weiji-bench-'))
  const isOld = existsSync(join(folder, 'postgres'))
  const server = await openServer(folder)
  try {
    const corpus = makeCorpus()
    if (!isOld) await fill(server, corpus, Number(values.posts))
    await server.pool.query('analyze')
    await untilIndexed(server)
    console.log('quiet:')
    await read(server, Number(values.seconds), Number(values.pause))
    const load = startLoad(server, corpus, Number(values.rate))
    console.log(`while ${values.rate} posts/s come in:`)
    await read(server, Number(values.seconds), Number(values.pause))
    await load.stop()
  } finally {
    await server.close()
    if (!values.keep) rmSync(folder, { recursive: true, force: true })
  }
}

async function fill(server: RunningServer, corpus: ReturnType<typeof makeCorpus>, posts: number): Promise<void> {
  for (const [i, expression] of TRACKS.entries()) {
    await server.post('/api/tracks', JSON.stringify({ name: `track ${i}`, expression }))
  }
  const tracks = JSON.parse((await server.get('/api/tracks')).body) as { id: string }[]
  const ids = tracks.map(({ id }) => id)
  await storeCorpus(server, corpus, posts, ids)
  // As the watch would have written them over a week.
  for (const detector of ['volume', 'negative-share']) {
    await server.pool.query(
      `insert into readings (org_id, track_id, detector, version, at, value, "of", baseline, low, high, score, alarm, phase)
      select $1, track, $2, '1', at, random() * 100, 100, 50, 20, 80, random(), false, 'watching'
      from unnest($3::uuid[]) as track, generate_series(date_bin('5 minutes', now(), 'epoch') - interval '7 days', now(), interval '5 minutes') as at
      on conflict do nothing`,
      [server.orgId, detector, ids],
    )
  }
}

/** Bulk loading keeps the indexer busy for a while, which no day of posts does. */
async function untilIndexed(server: RunningServer): Promise<void> {
  const stored = Date.now()
  for (;;) {
    const { indexedUpTo } = JSON.parse((await server.get('/api/search?limit=1')).body) as { indexedUpTo: string }
    if (Date.parse(indexedUpTo) >= stored) break
    await sleep(1000)
  }
  await sleep(MERGED_MS)
}

async function read(server: RunningServer, seconds: number, pauseMs: number): Promise<void> {
  const times = new Map<string, { times: number[]; bytes: number }>()
  const until = performance.now() + seconds * 1000
  const pid = [server.process.pid ?? 0]
  const before = cpuSeconds(pid)
  const coresOfOthers = watchOthers([process.pid, ...pid, ...databaseFamily(server.data)])
  const one = async (from: number): Promise<void> => {
    for (let i = from; performance.now() < until; i++) {
      const path = ASKED[i % ASKED.length] ?? ''
      const { status, body, ms } = await server.get(path)
      if (status !== 200) throw new Error(`${path}: ${status} ${body}`)
      const kept = times.get(path) ?? { times: [], bytes: 0 }
      times.set(path, kept)
      kept.times.push(ms)
      kept.bytes = body.length
      await sleep(pauseMs)
    }
  }
  await Promise.all(Array.from({ length: READERS }, (_, i) => one(i)))
  for (const [path, { times: all, bytes }] of times) {
    const { p50, p95, most } = percentiles(all)
    console.log(
      `  ${path.padEnd(34)} p50 ${p50.toFixed(0)}, p95 ${p95.toFixed(0)} (aim 30), most ${most.toFixed(0)} ms, ${(bytes / 1000).toFixed(0)} kB, ${all.length} times`,
    )
  }
  const count = [...times.values()].reduce((sum, { times: all }) => sum + all.length, 0)
  const cores = coresOfOthers()
  console.log(
    `  ${(((cpuSeconds(pid) - before) * 1000) / count).toFixed(1)} ms of the server's processor time an answer; other work on this machine took ${cores.toFixed(1)} cores`,
  )
}
