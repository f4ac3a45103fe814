/**
 * `npm run bench -- ingest [--rounds N] [--batches N] [--connections N] [--dense]`: real posts by HTTP to a running Weiji until they are stored,
 * judged against 20 tracks and counted, against the bare multi-row insert of the same rows into the same database, in turns; then how
 * long it takes from sending a post until an open page shows it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { makeToken } from '../server/access/token-actions.ts'
import { systemClock } from '../server/base/clock.ts'
import { readConfig } from '../server/base/config.ts'
import { openHouse } from '../server/base/house.ts'
import { newId } from '../server/base/ids.ts'
import { freePort } from '../server/base/listen.ts'
import { silentLog } from '../server/base/log.ts'
import { keyInFolder } from '../server/base/secrets.ts'
import { makeCompany } from '../test/support/company.ts'
import { bareRow, COLUMNS, makeBareTable } from './bare-insert.ts'
import { loadTexts, makePosts, type Texts, TRACKS } from './ingest-posts.ts'
import { cpuSeconds, databaseFamily, megabytes } from './processes.ts'
import { untilReady } from './running-server.ts'

const BATCH = 1000
/** With --dense one of the tracks matches nearly every post: the worst that a careless wording can do. */
const DENSE = '的 OR 了 OR 是 OR 不 OR 好'

type Bench = {
  readonly url: string
  readonly secret: string
  readonly orgId: string
  readonly texts: Texts
  readonly agent: Agent
  readonly pool: pg.Pool
  readonly server: ChildProcess
  /** the database's data folder */
  readonly data: string
  readonly connections: number
  /** number of the next post */
  next: number
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      batches: { type: 'string', default: '40' },
      connections: { type: 'string', default: '4' },
      dense: { type: 'boolean', default: false },
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'weiji-bench-'))
  // Root's database user has to pass through.
  chmodSync(folder, 0o711)
  const opened = await open(folder, Number(values.connections), values.dense ? [DENSE, ...TRACKS.slice(1)] : TRACKS)
  try {
    await compare(opened.bench, Number(values.rounds), Number(values.batches))
    await arrivals(opened.bench)
  } finally {
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A server in a process of its own, as `npm start` makes it; this process joins its database to look and to insert barely. */
async function open(
  folder: string,
  connections: number,
  tracks: readonly string[],
): Promise<{ bench: Bench; close(): Promise<void> }> {
  const environment = { WEIJI_DATA: folder, PORT: String(await freePort('127.0.0.1')), WEIJI_LOG_LEVEL: 'warn' }
  const server = spawn(process.execPath, [join(import.meta.dirname, '../server/main.ts')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const config = readConfig(environment, () => folder, keyInFolder)
  const url = `http://127.0.0.1:${config.port}`
  await untilReady(url, server)
  const house = await openHouse({ config, log: silentLog, clock: systemClock, name: 'bench', isWorker: false })
  const company = await makeCompany(house.parts)
  const { secret } = await makeToken(house.parts, company.administrator, {
    name: 'bench',
    permissions: ['posts.send', 'posts.read', 'tracks.edit'],
    expiresInDays: 1,
  })
  const pool = new pg.Pool({ connectionString: house.url, max: connections })
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const texts = loadTexts()
  const bench = {
    url,
    secret,
    orgId: company.orgId,
    texts,
    agent,
    pool,
    server,
    connections,
    next: 0,
    data: join(folder, 'postgres/data'),
  }
  for (const [i, expression] of tracks.entries()) {
    const { status, body } = await post(bench, '/api/tracks', JSON.stringify({ name: `track ${i}`, expression }))
    if (status !== 201) throw new Error(`track ${i}: ${status} ${body}`)
  }
  const close = async (): Promise<void> => {
    agent.destroy()
    await pool.end()
    await house.close()
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
  }
  return { bench, close }
}

async function compare(bench: Bench, rounds: number, batches: number): Promise<void> {
  console.log(`${bench.texts.origin}; ${TRACKS.length} tracks; batches of ${BATCH}; ${bench.connections} connections`)
  await makeBareTable(bench.pool)
  await throughHttp(bench, batches)
  await barely(bench, batches)
  const figures: { ours: number; bare: number }[] = []
  const cpu = { ours: 0, bare: 0 }
  for (let round = 1; round <= rounds; round++) {
    const turns = round % 2 === 1 ? ([throughHttp, barely] as const) : ([barely, throughHttp] as const)
    const figure = { ours: 0, bare: 0 }
    for (const turn of turns) {
      const which = turn === throughHttp ? 'ours' : 'bare'
      const { speed, seconds } = await turn(bench, batches)
      figure[which] = speed
      cpu[which] += seconds
    }
    figures.push(figure)
    console.log(
      `round ${round}: ${perSecond(figure.ours)} by HTTP, ${perSecond(figure.bare)} bare, ratio ${(figure.ours / figure.bare).toFixed(2)}`,
    )
  }
  const ratio = median(figures.map(({ ours, bare }) => ours / bare))
  console.log(
    `median: ${perSecond(median(figures.map(({ ours }) => ours)))} by HTTP, ${perSecond(median(figures.map(({ bare }) => bare)))} bare, ratio ${ratio.toFixed(2)} (aim 0.5)`,
  )
  const perBatch = (seconds: number): string => `${((seconds * 1000) / (rounds * batches)).toFixed(0)} ms`
  console.log(
    `processor time a batch, all processes but the sender: ${perBatch(cpu.ours)} by HTTP; database and sender: ${perBatch(cpu.bare)} bare`,
  )
  await checkCounts(bench)
  const [own, all] = [megabytes([bench.server.pid ?? 0]), megabytes(databaseFamily(bench.data))]
  console.log(`memory: server ${own} MB, database ${all} MB (shared pages counted once)
`)
}

type Turn = { readonly speed: number; readonly seconds: number }

/** Posts a second, from the first request until the last answer, and the processor time that the server and its database took. */
async function throughHttp(bench: Bench, batches: number): Promise<Turn> {
  const now = Date.now()
  const bodies = Array.from({ length: batches }, () => {
    const posts = makePosts(bench.texts, bench.next, BATCH, now)
    bench.next += BATCH
    return JSON.stringify({ source: 'bench', posts })
  })
  const before = cpuSeconds([bench.server.pid ?? 0, ...databaseFamily(bench.data)])
  const began = performance.now()
  await inParallel(bench.connections, bodies, async (body) => {
    const { status, body: answer } = await post(bench, '/api/posts', body)
    if (status !== 200 || (JSON.parse(answer) as { accepted: number }).accepted !== BATCH)
      throw new Error(`${status} ${answer.slice(0, 300)}`)
  })
  const speed = (batches * BATCH * 1000) / (performance.now() - began)
  return { speed, seconds: cpuSeconds([bench.server.pid ?? 0, ...databaseFamily(bench.data)]) - before }
}

/** What a program without any of ours would do: one multi-row insert a batch, a parameter for each value. */
async function barely(bench: Bench, batches: number): Promise<Turn> {
  const now = Date.now()
  const statements = Array.from({ length: batches }, () => {
    const posts = makePosts(bench.texts, bench.next, BATCH, now)
    bench.next += BATCH
    return posts.flatMap((each) => bareRow(bench.orgId, each))
  })
  const width = COLUMNS.split(',').length
  const rows = Array.from(
    { length: BATCH },
    (_, row) => `(${Array.from({ length: width }, (_, i) => `$${row * width + i + 1}`).join()})`,
  )
  const text = `insert into bare_posts (${COLUMNS}) values ${rows.join()}`
  const before = cpuSeconds([process.pid, ...databaseFamily(bench.data)])
  const began = performance.now()
  await inParallel(bench.connections, statements, async (values) => void (await bench.pool.query(text, values)))
  const speed = (batches * BATCH * 1000) / (performance.now() - began)
  return { speed, seconds: cpuSeconds([process.pid, ...databaseFamily(bench.data)]) - before }
}

/** What was acknowledged must be there, and counted. */
async function checkCounts({ pool, orgId }: Bench): Promise<void> {
  const found = await pool.query(
    `select (select count(*) from posts where org_id = $1)::int as posts, (select count(*) from post_tracks where org_id = $1)::int as matches,
      (select sum(posts) from counts_minute where org_id = $1 and track_id = $2)::int as counted`,
    [orgId, '00000000-0000-0000-0000-000000000000'],
  )
  const { posts, matches, counted } = found.rows[0]
  if (posts !== counted) throw new Error(`${posts} posts are stored, ${counted} are counted`)
  console.log(`${posts} posts stored and counted, ${(matches / posts).toFixed(2)} tracks a post`)
}

/** From sending a post until a subscribed page has it, at a thousand posts a second and at full load. */
async function arrivals(bench: Bench): Promise<void> {
  const sentAt = new Map<string, number>()
  const delays: number[] = []
  const stop = await subscribe(bench, (url) => {
    const at = sentAt.get(url)
    if (at !== undefined) delays.push(performance.now() - at)
    sentAt.delete(url)
  })
  const send = async (count: number): Promise<void> => {
    const posts = makePosts(bench.texts, bench.next, count, Date.now())
    bench.next += count
    // The newest of a batch is always among the cards; it speaks of a track.
    const mark = {
      ...posts[0],
      externalId: newId(),
      url: `mark ${newId()}`,
      text: '退款',
      postedAt: new Date().toISOString(),
    }
    sentAt.set(mark.url, performance.now())
    const { status } = await post(
      bench,
      '/api/posts',
      JSON.stringify({ source: 'bench', posts: [...posts.slice(1), mark] }),
    )
    if (status !== 200) throw new Error(`status ${status}`)
  }
  await calmly(send)
  await until(() => sentAt.size === 0)
  report('1,000 posts/s in batches of 50 (aim p95 ≤ 150 ms)', delays.splice(0))
  await inParallel(
    bench.connections,
    Array.from({ length: 60 }, () => BATCH),
    send,
  )
  await until(() => sentAt.size === 0)
  report(`saturated, ${bench.connections} connections with batches of ${BATCH} (aim ≤ 1,000 ms)`, delays.splice(0))
  stop()
}

async function calmly(send: (count: number) => Promise<void>): Promise<void> {
  const sends: Promise<void>[] = []
  const began = performance.now()
  for (let i = 0; i < 300; i++) {
    await sleep(Math.max(0, began + i * 50 - performance.now()))
    sends.push(send(50))
  }
  await Promise.all(sends)
}

async function subscribe({ url, secret }: Bench, hear: (url: string) => void): Promise<() => void> {
  const controller = new AbortController()
  const answer = await fetch(`${url}/api/live`, {
    headers: { authorization: `Bearer ${secret}` },
    signal: controller.signal,
  })
  if (!answer.ok || !answer.body) throw new Error(`the live stream answers ${answer.status}`)
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true })
      const frames = text.split('\n\n')
      text = frames.pop() ?? ''
      for (const frame of frames) for (const [, found = ''] of frame.matchAll(/"url":"(mark [^"]*)"/g)) hear(found)
    }
  }
  read(answer.body).catch((error: Error) => {
    if (!controller.signal.aborted) throw error
  })
  return () => controller.abort()
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 200) throw new Error('some posts were never shown')
    await sleep(50)
  }
}

function report(what: string, delays: readonly number[]): void {
  const sorted = delays.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)
  console.log(
    `arrival to shown, ${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms, ${delays.length} batches`,
  )
}

function post({ url, secret, agent }: Bench, path: string, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${secret}`,
    }
    const call = request(`${url}${path}`, { method: 'POST', agent, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }))
    })
    call.on('error', reject)
    call.end(body)
  })
}

async function inParallel<T>(many: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const one = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: many }, one))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function perSecond(posts: number): string {
  return `${Math.round(posts).toLocaleString('en')} posts/s`
}
