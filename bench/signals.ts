/**
 * `npm run bench -- signals [--batches N] [--rounds N]`: what it costs that key accounts, fast posts, jumps and hot topics are watched for:
 * processor time (this process and the database) per 1,000 posts stored, on twenty tracks; a third of the posts are answers. At 5,000 posts a
 * second five times that is the share of a core, in thousandths.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
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
import { watchSignals } from '../server/warning/signal-actions.ts'
import { makeCompany } from '../test/support/company.ts'
import { loadTexts, makePosts, TRACKS } from './ingest-posts.ts'
import { cpuSeconds, databaseFamily } from './processes.ts'

const BATCH = 1000
const ROOTS = 200

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { batches: { type: 'string', default: '25' }, rounds: { type: 'string', default: '5' } },
  })
  const [batches, rounds] = [Number(values.batches), Number(values.rounds)]
  const folder = mkdtempSync(join(tmpdir(), 'weiji-bench-'))
  chmodSync(folder, 0o711)
  const config = readConfig({ WEIJI_DATA: folder, WEIJI_LOG_LEVEL: 'warn' }, () => folder, keyInFolder)
  const house = await openHouse({ config, log: silentLog, clock: systemClock, name: 'bench', isWorker: false })
  const judges = await startJudges({ size: 1 })
  try {
    const app: Watching = { ...house.parts, judges, search: openSearch({ url: house.url, fold: judges.fold }) }
    await house.jobs.declare(allJobs(app))
    const company = await makeCompany(app)
    for (const [i, expression] of TRACKS.entries()) await makeTrack(app, company.analyst, { name: `${i}`, expression })
    const texts = loadTexts()
    const pids = (): number[] => [process.pid, ...databaseFamily(join(folder, 'postgres/data'))]
    const spent: number[] = []
    for (let round = -1; round < rounds; round++) {
      for (let batch = 0; batch < batches; batch++) {
        const from = ((round + 1) * batches + batch) * BATCH
        const posts = makePosts(texts, from, BATCH, Date.now()).map(answering)
        await ingestPosts(app, company.analyst, { source: 'bench', posts })
      }
      const before = cpuSeconds(pids())
      await watchSignals(app)
      // The first round warms up.
      if (round >= 0) spent.push(((cpuSeconds(pids()) - before) / batches) * 1000)
    }
    const sizes = await sql<{ matched: number; threads: number; alarms: number }>`
      select (select count(*) from post_tracks) as matched, (select count(*) from signal_threads) as threads,
        (select count(*) from alert_alarms) as alarms`.execute(app.db)
    const all = spent.sort((a, b) => a - b)
    const median = all[Math.floor(all.length / 2)] ?? Number.NaN
    console.log(`${texts.origin}; ${JSON.stringify(sizes.rows[0])} after ${(rounds + 1) * batches * BATCH} posts`)
    console.log(
      `${median.toFixed(2)} ms of processor per 1,000 posts (${all[0]?.toFixed(2)} to ${all.at(-1)?.toFixed(2)}): ${((median * 5) / 10).toFixed(1)} % of a core at 5,000 posts a second`,
    )
  } finally {
    await judges.close()
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every third post passes on or answers one of the first of its thousand. */
function answering(post: PostInput, at: number, posts: readonly PostInput[]): PostInput {
  const root = posts[(at * 7) % ROOTS]
  if (at < ROOTS || at % 3 !== 0 || !root) return post
  return {
    ...post,
    kind: at % 2 === 0 ? 'repost' : 'comment',
    rootExternalId: root.externalId,
    parentExternalId: root.externalId,
  }
}
