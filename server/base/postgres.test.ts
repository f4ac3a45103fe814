import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { removeHome, temporaryHome } from '../../test/support/temporary.ts'
import { type PostgresLog, type PostgresOptions, startPostgres } from './postgres.ts'
import { findPostmaster } from './postgres-process.ts'
import { ARCHIVE, ARCHIVE_MARKER } from './postgres-settings.ts'
import { isRunning } from './process-lock.ts'

const BOUND = { timeout: 120_000 }
/** Small, so that several clusters fit beside each other; durability stays as in the product. */
const SMALL = { shared_buffers: '32MB' }
const NOBODY = 65_534
const quiet: PostgresLog = () => undefined

test('a fresh database is durable, closed to others, and gone after stop', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  const db = await startPostgres({ dataDir, log: quiet, settings: SMALL })
  const durable = {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    wal_level: 'replica',
    archive_mode: 'on',
  }
  const others = {
    data_checksums: 'on',
    server_encoding: 'UTF8',
    listen_addresses: '',
    password_encryption: 'scram-sha-256',
  }
  for (const [name, value] of Object.entries({ ...durable, ...others })) {
    assert.deepEqual(await query(db.url, `show ${name}`), [{ [name]: value }])
  }
  assert.equal(db.adopted, false)
  assert.equal(statSync(db.connection.host).mode & 0o777, 0o700)
  assert.equal(statSync(path.join(dataDir, 'password')).mode & 0o777, 0o600)
  assert.match(readFileSync(path.join(dataDir, 'data', 'pg_hba.conf'), 'utf8'), /^local\s+all\s+all\s+scram-sha-256$/m)
  await assert.rejects(query(db.url.replace(db.connection.password, 'wrong'), 'select 1'), { code: '28P01' })

  const { pid } = postmaster(dataDir)
  await db.stop()
  // Not by a signal: until it is reaped a zombie takes those.
  assert.equal(isRunning(pid), false)
  assert.equal(existsSync(db.connection.host), false)
  await db.stop()
})

test('what was committed is there after stop and start, and the folder is not made anew', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  const first = await startPostgres({ dataDir, log: quiet, settings: SMALL })
  await query(first.url, 'create table t as select 1 as n')
  await first.stop()
  const again = await startPostgres({ dataDir, log: quiet, settings: SMALL })
  assert.deepEqual(await query(again.url, 'select n from t'), [{ n: 1 }])
  await again.stop()
})

test('only the last of its holders stops it', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  const [own, other] = await Promise.all([
    startPostgres({ dataDir, log: quiet, settings: SMALL }),
    startElsewhere(t, { dataDir, settings: SMALL }),
  ])
  assert.equal(other.url, own.url)
  assert.notEqual(other.adopted, own.adopted)
  await own.stop()
  assert.deepEqual(await query(other.url, 'select 1 as n'), [{ n: 1 }])
  other.process.stdin?.end()
  await once(other.process, 'exit')
  assert.equal(findPostmaster(path.join(dataDir, 'data')), undefined)
})

test('two processes that begin on a new folder at once share one database', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  const start = () => startElsewhere(t, { dataDir, settings: SMALL })
  const [one, two] = await Promise.all([start(), start()])
  assert.equal(one.url, two.url)
  assert.deepEqual([one.adopted, two.adopted].sort(), [false, true])
  for (const { process: child } of [one, two]) {
    child.stdin?.end()
    assert.deepEqual(await once(child, 'exit'), [0, null])
  }
  assert.equal(findPostmaster(path.join(dataDir, 'data')), undefined)
})

test('a database whose holder was killed is joined, and the dead holder does not keep it up', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  const killed = await startElsewhere(t, { dataDir, settings: SMALL })
  await query(killed.url, 'create table t as select 1 as n')
  const { pid } = postmaster(dataDir)
  killed.process.kill('SIGKILL')
  await once(killed.process, 'exit')
  const db = await startPostgres({ dataDir, log: quiet, settings: SMALL })
  assert.equal(db.adopted, true)
  assert.equal(db.url, killed.url)
  assert.equal(postmaster(dataDir).pid, pid)
  assert.deepEqual(await query(db.url, 'select n from t'), [{ n: 1 }])
  await db.stop()
  assert.equal(findPostmaster(path.join(dataDir, 'data')), undefined)
})

test('killed under its holder, postmaster or children and all, it comes back at the same address', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  const started = waitFor('started the database')
  const db = await startPostgres({ dataDir, log: started.log, settings: SMALL })
  await query(db.url, 'create table t (n int)')
  for (const [n, victims] of [
    [1, () => [postmaster(dataDir).pid]],
    [2, () => [postmaster(dataDir).pid, ...childrenOf(postmaster(dataDir).pid)]],
  ] as const) {
    await query(db.url, `insert into t values (${n})`)
    const again = started.next()
    for (const pid of victims()) process.kill(pid, 'SIGKILL')
    await again
    assert.deepEqual(await query(db.url, 'select count(*)::int as n from t'), [{ n }])
  }
  await db.stop()
})

test('after everything was killed at once it starts again with what was committed', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  const killed = await startElsewhere(t, { dataDir, settings: SMALL })
  await query(killed.url, 'create table t as select 1 as n')
  const { pid } = postmaster(dataDir)
  const children = childrenOf(pid)
  killed.process.kill('SIGKILL')
  for (const each of [pid, ...children]) process.kill(each, 'SIGKILL')
  await once(killed.process, 'exit')
  const db = await startPostgres({ dataDir, log: quiet, settings: SMALL })
  assert.equal(db.adopted, false)
  assert.deepEqual(await query(db.url, 'select n from t'), [{ n: 1 }])
  await db.stop()
})

test(
  'lock files that name a zombie, or a number that was given to another process, do not keep it from starting',
  BOUND,
  async (t) => {
    const dataDir = temporaryFolder(t)
    const first = await startPostgres({ dataDir, log: quiet, settings: SMALL })
    const { host } = first.connection
    await first.stop()
    // As the user of the database, whose processes PostgreSQL looks at: a parent that never asks how its child ended.
    const { uid, gid } = statSync(path.join(dataDir, 'data'))
    const parent = spawn('/bin/sh', ['-c', 'true & echo $!; exec sleep 600'], { uid, gid, cwd: '/' })
    t.after(() => parent.kill('SIGKILL'))
    const [chunk] = (await once(parent.stdout, 'data')) as [Buffer]
    for (const pid of [Number(chunk.toString()), parent.pid]) {
      const lines = [pid, path.join(dataDir, 'data'), 1, 5432, host, '', '0 0', 'ready   ']
      writeFileSync(path.join(dataDir, 'data', 'postmaster.pid'), `${lines.join('\n')}\n`)
      const db = await startPostgres({ dataDir, log: quiet, settings: SMALL })
      assert.equal(db.adopted, false)
      await db.stop()
    }
  },
)

test('segments are archived from the moment the marker is there, and not before', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  const db = await startPostgres({ dataDir, log: quiet, settings: SMALL })
  const archive = path.join(dataDir, ARCHIVE)
  await switchSegment(db.url)
  assert.deepEqual(readdirSync(archive), [])
  writeFileSync(path.join(archive, ARCHIVE_MARKER), '')
  const segment = await switchSegment(db.url)
  assert.deepEqual(readdirSync(archive).sort(), [segment, ARCHIVE_MARKER].sort())
  assert.equal(statSync(path.join(archive, segment)).size, 16 * 2 ** 20)
  await db.stop()
})

test('without a socket it listens on the loopback and nowhere else', BOUND, async (t) => {
  const db = await startPostgres({ dataDir: temporaryFolder(t), log: quiet, settings: SMALL, loopback: true })
  assert.deepEqual(await query(db.url, 'show listen_addresses'), [{ listen_addresses: '127.0.0.1' }])
  assert.deepEqual(await query(db.url, 'select inet_server_addr()::text as a'), [{ a: '127.0.0.1/32' }])
  await db.stop()
})

test('a folder of another major version is refused, and so is one that holds something else', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  mkdirSync(path.join(dataDir, 'data'))
  // Root runs the database as the owner of this folder, so it must have one who can.
  if (process.getuid?.() === 0) chownSync(path.join(dataDir, 'data'), NOBODY, NOBODY)
  writeFileSync(path.join(dataDir, 'data', 'notes.txt'), '')
  await assert.rejects(startPostgres({ dataDir, log: quiet }), /is not empty and holds no database/)
  writeFileSync(path.join(dataDir, 'data', 'PG_VERSION'), '17\n')
  await assert.rejects(startPostgres({ dataDir, log: quiet }), /made by PostgreSQL 17, and this is PostgreSQL 18/)
})

test('folders made on the way let the user of the database through, whatever the umask', BOUND, async (t) => {
  const dataDir = temporaryFolder(t)
  const umask = process.umask(0o077)
  t.after(() => process.umask(umask))
  // Two new folders above those of the database; the lock, the log and the programs are made under this umask too.
  const db = await startPostgres({ dataDir: path.join(dataDir, 'a', 'b'), log: quiet, settings: SMALL })
  try {
    assert.deepEqual(await query(db.url, 'select 1 as n'), [{ n: 1 }])
  } finally {
    await db.stop()
  }
})

test('root is told which folder is closed to the user of the database', {
  skip: process.getuid?.() === 0 ? false : 'only root hands the database to another user',
}, async (t) => {
  const home = temporaryFolder(t)
  chmodSync(home, 0o700)
  const refused = startPostgres({ dataDir: path.join(home, 'weiji', 'postgres'), log: quiet })
  await assert.rejects(refused, (error: Error) => error.message.includes(`cannot enter ${home}:`))
  assert.deepEqual(readdirSync(home), [])
})

function temporaryFolder(t: TestContext): string {
  const { folder, dataDir } = temporaryHome()
  t.after(() => removeHome(folder))
  mkdirSync(dataDir)
  return dataDir
}

type Elsewhere = { process: ChildProcess; url: string; adopted: boolean }

/** Another process that holds the database until its standard input ends. */
async function startElsewhere(t: TestContext, options: Omit<PostgresOptions, 'log'>): Promise<Elsewhere> {
  const code = `
    const { startPostgres } = await import(${JSON.stringify(import.meta.resolve('./postgres.ts'))})
    const db = await startPostgres({ ...${JSON.stringify(options)}, log: () => undefined })
    process.stdout.write(JSON.stringify({ url: db.url, adopted: db.adopted }))
    process.stdin.resume().on('end', () => db.stop())`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  return { process: child, ...(JSON.parse(chunk.toString()) as { url: string; adopted: boolean }) }
}

function waitFor(message: string): { log: PostgresLog; next(): Promise<void> } {
  let seen: () => void = () => undefined
  return {
    log: (_level, said) => {
      if (said === message) seen()
    },
    next: () =>
      new Promise((resolve) => {
        seen = resolve
      }),
  }
}

function postmaster(dataDir: string): { pid: number } {
  const found = findPostmaster(path.join(dataDir, 'data'))
  assert.ok(found, 'a postmaster runs')
  return found
}

function childrenOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (child && parent === pid ? [child] : []))
}

/** Ends the current segment and waits until the archiver has dealt with it; returns its name. */
async function switchSegment(url: string): Promise<string> {
  await query(url, 'create table if not exists filler (n int)')
  await query(url, 'insert into filler values (1)')
  const [row] = await query(url, 'select pg_walfile_name(pg_switch_wal()) as name')
  const name = String((row as { name: string }).name)
  for (;;) {
    const [seen] = await query(url, 'select last_archived_wal as name, pg_sleep(0.02) from pg_stat_archiver')
    if (String((seen as { name: string }).name) >= name) return name
  }
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
