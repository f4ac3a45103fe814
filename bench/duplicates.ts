/**
 * `npm run bench -- duplicates [--batches N] [--rounds N]`: processor time (this process and the database) per 1,000 rows that are new,
 * that are sent again as they were, that have other counts, and that have another text. One connection, one process: the measure is
 * processor time; throughput is the matter of `bench -- ingest`.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../server/base/clock.ts'
import { readConfig } from '../server/base/config.ts'
import { openHouse } from '../server/base/house.ts'
import { silentLog } from '../server/base/log.ts'
import { keyInFolder } from '../server/base/secrets.ts'
import { allJobs } from '../server/jobs.ts'
import { ingestPosts } from '../server/monitoring/actions.ts'
import { startJudges } from '../server/monitoring/judges.ts'
import type { PostInput } from '../server/monitoring/schema.ts'
import { openSearch } from '../server/monitoring/search-pool-actions.ts'
import { makeTrack } from '../server/monitoring/track-actions.ts'
import type { Watching } from '../server/monitoring/watching.ts'
import { type Company, makeCompany } from '../test/support/company.ts'
import { loadTexts, makePosts, type Texts, TRACKS } from './ingest-posts.ts'
import { cpuSeconds, databaseFamily } from './processes.ts'

const BATCH = 1000
const KINDS = ['new', 'the same', 'other counts', 'another text'] as const
type Kind = (typeof KINDS)[number]
type Bench = { readonly app: Watching; readonly company: Company; readonly texts: Texts; readonly pids: () => number[] }

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { batches: { type: 'string', default: '20' }, rounds: { type: 'string', default: '5' } },
  })
  const folder = mkdtempSync(join(tmpdir(), 'weiji-bench-'))
  chmodSync(folder, 0o711)
  const config = readConfig({ WEIJI_DATA: folder, WEIJI_LOG_LEVEL: 'warn' }, () => folder, keyInFolder)
  const house = await openHouse({ config, log: silentLog, clock: systemClock, name: 'bench', isWorker: false })
  const judges = await startJudges({ size: 1 })
  try {
    const search = openSearch({ url: house.url, fold: judges.fold })
    const app: Watching = { ...house.parts, judges, search }
    await house.jobs.declare(allJobs(app))
    const company = await makeCompany(app)
    for (const [i, expression] of TRACKS.entries()) await makeTrack(app, company.analyst, { name: `${i}`, expression })
    const pids = (): number[] => [process.pid, ...databaseFamily(join(folder, 'postgres/data'))]
    await compare({ app, company, texts: loadTexts(), pids }, Number(values.rounds), Number(values.batches))
  } finally {
    await judges.close()
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each round its own posts, all four kinds in turn; the medians of the rounds. */
async function compare(bench: Bench, rounds: number, batches: number): Promise<void> {
  const found = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]))
  for (let round = -1; round < rounds; round++) {
    const now = Date.now()
    for (const kind of KINDS) {
      const seconds = await send(bench, kind, (round + 1) * batches * BATCH, batches, now)
      // The first round warms up.
      if (round >= 0) found.get(kind)?.push((seconds / batches) * 1000)
    }
  }
  for (const [kind, all] of found) {
    const [least, most] = [Math.min(...all), Math.max(...all)].map((each) => each.toFixed(1))
    console.log(`${kind.padEnd(14)} ${median(all).toFixed(1).padStart(7)} ms per 1,000 rows (${least} to ${most})`)
  }
}

async function send({ app, company, texts, pids }: Bench, kind: Kind, from: number, batches: number, now: number) {
  const before = cpuSeconds(pids())
  for (let batch = 0; batch < batches; batch++) {
    const posts = makePosts(texts, from + batch * BATCH, BATCH, now).map((post) => changed(post, kind))
    await ingestPosts(app, company.analyst, { source: 'bench', posts })
  }
  return cpuSeconds(pids()) - before
}

function changed(post: PostInput, kind: Kind): PostInput {
  if (kind === 'other counts') return { ...post, likes: (post.likes ?? 0) * 2 + 10 }
  if (kind === 'another text') return { ...post, likes: (post.likes ?? 0) * 2 + 10, text: `${post.text}（已编辑）` }
  return post
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
