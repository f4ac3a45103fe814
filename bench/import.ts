/**
 * `npm run bench -- import [--rounds 5] [--rows 100000] [--threads N]`: files through the whole of an import (read, checked, judged against
 * 20 tracks, stored, counted, its cursor and its progress kept), as the worker does it, against the bare multi-row insert of the same rows
 * into the same database, in turns. Ours is JSON lines; MediaCrawler's are Xiaohongshu notes as it writes them. Reading alone comes first.
 */
import { once } from 'node:events'
import { chmodSync, createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { systemClock } from '../server/base/clock.ts'
import { readConfig } from '../server/base/config.ts'
import { openHouse } from '../server/base/house.ts'
import { makeLog } from '../server/base/log.ts'
import { keyInFolder } from '../server/base/secrets.ts'
import { readFiles } from '../server/connectors/index.ts'
import { allJobs } from '../server/jobs.ts'
import { changeImport, makeImport, runImport } from '../server/monitoring/import-change-actions.ts'

import { getImportPage } from '../server/monitoring/import-reads.ts'
import { receivePart } from '../server/monitoring/import-upload-actions.ts'
import { makeImportWorker, workOnImport } from '../server/monitoring/import-work-actions.ts'
import { startJudges } from '../server/monitoring/judges.ts'
import type { PostInput } from '../server/monitoring/schema.ts'
import { openSearch } from '../server/monitoring/search-pool-actions.ts'
import { makeTrack } from '../server/monitoring/track-actions.ts'
import { makeCompany } from '../test/support/company.ts'
import { insertBare, makeBareTable } from './bare-insert.ts'
import { loadTexts, makePosts, TRACKS } from './ingest-posts.ts'
import { cpuSeconds, databaseFamily } from './processes.ts'

const BARE_BATCH = 1000
const BARE_CONNECTIONS = 4
const PART = 8 * 2 ** 20

type Kind = 'ours' | 'crawler'
type Bench = Awaited<ReturnType<typeof open>>

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      rows: { type: 'string', default: '100000' },
      threads: { type: 'string' },
    },
  })
  const folder = mkdtempSync(path.join(tmpdir(), 'weiji-bench-'))
  // Root's database user has to pass through.
  chmodSync(folder, 0o711)
  const bench = await open(folder, values.threads)
  try {
    const rows = Number(values.rows)
    console.log(`${bench.texts.origin}; ${TRACKS.length} tracks; ${rows} rows a file; ${bench.threads} threads judge\n`)
    for (const kind of ['ours', 'crawler'] as const) await readAlone(bench, kind, rows)
    for (const kind of ['ours', 'crawler'] as const) await compare(bench, kind, Number(values.rounds), rows)
  } finally {
    await bench.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function open(folder: string, threads: string | undefined) {
  const environment = { WEIJI_DATA: folder, ...(threads === undefined ? {} : { WEIJI_THREADS: threads }) }
  const config = readConfig(environment, () => folder, keyInFolder)
  const log = makeLog({ write: (line) => void process.stderr.write(line) }, 'error')
  const house = await openHouse({ config, log, clock: systemClock, name: 'bench', isWorker: false })
  const judges = await startJudges({ size: config.threads })
  const search = openSearch({ url: house.url, fold: judges.fold })
  const app = { ...house.parts, judges, search }
  await house.jobs.declare(allJobs(app))
  const company = await makeCompany(app)
  for (const [i, expression] of TRACKS.entries())
    await makeTrack(app, company.administrator, { name: `track ${i}`, expression })
  await makeBareTable(house.pool)
  const close = async (): Promise<void> => {
    await search.close()
    await judges.close()
    await house.close()
  }
  const data = path.join(folder, 'postgres/data')
  return {
    app,
    actor: company.administrator,
    pool: house.pool,
    texts: loadTexts(),
    threads: config.threads,
    folder,
    data,
    next: 0,
    close,
  }
}

/** Posts that nobody has sent yet. */
function take(bench: Bench, count: number): PostInput[] {
  const posts = makePosts(bench.texts, bench.next, count, Date.now())
  bench.next += count
  return posts
}

async function writeFile(bench: Bench, kind: Kind, rows: number): Promise<string> {
  const file = path.join(bench.folder, `${kind}.jsonl`)
  const out = createWriteStream(file)
  for (let left = rows; left > 0; left -= 1000) {
    const posts = take(bench, Math.min(left, 1000))
    const text = posts.map((post) => `${JSON.stringify(kind === 'ours' ? post : crawlerNote(post))}\n`).join('')
    if (!out.write(text)) await once(out, 'drain')
  }
  out.end()
  await finished(out)
  return file
}

function crawlerNote({ externalId, postedAt, text, author, reposts, comments, likes }: PostInput) {
  const at = Date.parse(postedAt)
  return {
    note_id: externalId,
    type: 'normal',
    title: text.slice(0, 20),
    desc: text,
    video_url: '',
    time: at,
    last_update_time: at,
    user_id: author?.externalId,
    nickname: author?.name,
    avatar: 'https://pictures.example/a.jpg',
    liked_count: String(likes),
    collected_count: '0',
    comment_count: `${comments}万`,
    share_count: String(reposts),
    ip_location: author?.region,
    image_list: 'https://pictures.example/1.jpg,https://pictures.example/2.jpg',
    tag_list: '酸奶,测评',
    last_modify_ts: at + 60_000,
    note_url: `https://www.xiaohongshu.com/explore/${externalId}`,
    source_keyword: '酸奶',
    xsec_token: 'ABCD',
  }
}

async function readAlone(bench: Bench, kind: Kind, rows: number): Promise<void> {
  const file = await writeFile(bench, kind, rows)
  const speeds: number[] = []
  for (let round = 0; round < 3; round++) {
    const began = performance.now()
    const reading = await readFiles([file], { now: new Date() })
    let posts = 0
    for await (const item of reading.items) if ('post' in item) posts++
    if (posts !== rows) throw new Error(`${posts} of ${rows} rows were read`)
    speeds.push((rows * 1000) / (performance.now() - began))
  }
  const megabytes = (statSync(file).size / 1e6).toFixed(0)
  console.log(`reading and parsing alone, ${nameOf(kind)}: ${perSecond(median(speeds))} (${megabytes} MB, median of 3)`)
}

const nameOf = (kind: Kind): string => (kind === 'ours' ? 'our JSON lines' : 'MediaCrawler’s JSON lines')

async function compare(bench: Bench, kind: Kind, rounds: number, rows: number): Promise<void> {
  console.log(`\n${nameOf(kind)} through the whole import:`)
  const cpu = { ours: 0, bare: 0 }
  const figures: { ours: number; bare: number }[] = []
  await throughImport(bench, kind, Math.min(rows, 20_000))
  for (let round = 1; round <= rounds; round++) {
    const figure = { ours: 0, bare: 0 }
    for (const turn of round % 2 === 1 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
      const { speed, seconds } = await (turn === 'ours' ? throughImport(bench, kind, rows) : barely(bench, rows))
      figure[turn] = speed
      cpu[turn] += seconds
    }
    figures.push(figure)
    const ratio = (figure.ours / figure.bare).toFixed(2)
    console.log(`  round ${round}: ${perSecond(figure.ours)}, ${perSecond(figure.bare)} bare, ratio ${ratio}`)
  }
  const ratio = median(figures.map(({ ours, bare }) => ours / bare)).toFixed(2)
  const [ours, bare] = [median(figures.map((each) => each.ours)), median(figures.map((each) => each.bare))]
  console.log(`  median: ${perSecond(ours)} (aim 20,000), ${perSecond(bare)} bare, ratio ${ratio}`)
  const perThousand = (seconds: number): string => `${((seconds * 1e6) / (rounds * rows)).toFixed(0)} ms`
  console.log(`  processor time for 1,000 rows, all processes: ${perThousand(cpu.ours)}, ${perThousand(cpu.bare)} bare`)
}

type Turn = { readonly speed: number; readonly seconds: number }

/** From the moment at which somebody says "import" until the last row is in and counted. Bringing and looking through come before. */
async function throughImport(bench: Bench, kind: Kind, rows: number): Promise<Turn> {
  const { app, actor } = bench
  const file = await writeFile(bench, kind, rows)
  const { size } = statSync(file)
  const id = await makeImport(app, actor, { files: [{ name: path.basename(file), bytes: size }] })
  await bring(bench, id, file, size)
  await changeImportWhenLooked(bench, id)
  await runImport(app, actor, id)
  const before = cpuSeconds([process.pid, ...databaseFamily(bench.data)])
  const began = performance.now()
  await workOnImport(
    app,
    makeImportWorker(() => false),
    'running',
  )
  const speed = (rows * 1000) / (performance.now() - began)
  const { card } = await getImportPage(app.db, actor.orgId, id, new Date())
  if (card.state !== 'done' || card.counts.accepted !== rows)
    throw new Error(`${card.state} with ${JSON.stringify(card.counts)}`)
  return { speed, seconds: cpuSeconds([process.pid, ...databaseFamily(bench.data)]) - before }
}

async function bring({ app, actor }: Bench, id: string, file: string, size: number): Promise<void> {
  for (let at = 0; at < size; at += PART) {
    const bytes = createReadStream(file, { start: at, end: Math.min(size, at + PART) - 1 })
    await receivePart(app, actor, id, { file: 1, at, bytes })
  }
}

async function changeImportWhenLooked({ app, actor }: Bench, id: string): Promise<void> {
  const look = () =>
    workOnImport(
      app,
      makeImportWorker(() => false),
      'uploaded',
    )
  await look()
  await changeImport(app, actor, id, { source: 'bench' })
  await look()
}

async function barely(bench: Bench, rows: number): Promise<Turn> {
  const waiting = Array.from({ length: rows / BARE_BATCH }, () => take(bench, BARE_BATCH))
  const before = cpuSeconds([process.pid, ...databaseFamily(bench.data)])
  const began = performance.now()
  const one = async (): Promise<void> => {
    for (let posts = waiting.shift(); posts !== undefined; posts = waiting.shift())
      await insertBare(bench.pool, bench.actor.orgId, posts)
  }
  await Promise.all(Array.from({ length: BARE_CONNECTIONS }, one))
  const speed = (rows * 1000) / (performance.now() - began)
  return { speed, seconds: cpuSeconds([process.pid, ...databaseFamily(bench.data)]) - before }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function perSecond(rows: number): string {
  return `${Math.round(rows).toLocaleString('en')} rows/s`
}
