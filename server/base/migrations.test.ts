import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { freshDatabase } from '../../test/support/database.ts'
import { migrate, readMigrations } from './migrations.ts'

async function prepare(t: TestContext, files: Record<string, string>) {
  const { url, drop } = await freshDatabase()
  await ask(url, 'drop schema public cascade; create schema public')
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-test-migrations-'))
  t.after(async () => {
    rmSync(folder, { recursive: true })
    await drop()
  })
  const put = (more: Record<string, string>) => {
    for (const [name, text] of Object.entries(more)) writeFileSync(path.join(folder, name), text)
  }
  put(files)
  return { url, folder, put, remove: (name: string) => rmSync(path.join(folder, name)) }
}

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const ONE = { '0001_one.sql': 'create table one (n int)' }
const TWO = { '0002_two.sql': 'alter table one add column m int; insert into one values (1, 2)', 'notes.txt': '' }

test('each migration runs once, in order, also when several processes start at once', async (t) => {
  const { url, folder } = await prepare(t, { ...TWO, ...ONE })
  const ran = await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)])
  assert.deepEqual(ran.flat(), ['0001_one.sql', '0002_two.sql'])
  assert.deepEqual(await migrate(url, folder), [])
  assert.deepEqual(await ask(url, 'select n, m from one'), [{ n: 1, m: 2 }])
})

test('one that fails leaves nothing, names itself, and runs when it is mended', async (t) => {
  const { url, folder, put } = await prepare(t, { ...ONE, '0002_bad.sql': 'create table two (n int); select 1 / 0' })
  await assert.rejects(migrate(url, folder), /0002_bad\.sql: division by zero/)
  assert.deepEqual(await ask(url, "select to_regclass('two') as two, to_regclass('one') is not null as one"), [
    { two: null, one: true },
  ])
  put({ '0002_bad.sql': 'create table two (n int)' })
  assert.deepEqual(await migrate(url, folder), ['0002_bad.sql'])
})

test('a newer database is refused, with both numbers', async (t) => {
  const { url, folder, remove } = await prepare(t, { ...ONE, '0009_nine.sql': 'create table nine (n int)' })
  await migrate(url, folder)
  remove('0009_nine.sql')
  await assert.rejects(migrate(url, folder), /made by a newer Weiji \(migration 0009\); this one knows up to 0001/)
})

test('a migration that was changed after it ran is refused, and so is one put in between', async (t) => {
  const { url, folder, put } = await prepare(t, { ...ONE, '0003_three.sql': 'select 1' })
  await migrate(url, folder)
  put({ '0001_one.sql': 'create table one (n bigint)' })
  await assert.rejects(migrate(url, folder), /0001_one\.sql was changed/)
  put({ ...ONE, '0002_late.sql': 'select 1' })
  await assert.rejects(migrate(url, folder), /0002_late\.sql is older/)
})

test('two of one number are a mistake', async (t) => {
  const { folder } = await prepare(t, { ...ONE, '0001_other.sql': '' })
  assert.throws(() => readMigrations(folder), /two migrations have the number 0001/)
})

test('a database that cannot hold Chinese is refused by name before anything is written', async (t) => {
  const { url, folder } = await prepare(t, { '0001_a.sql': 'create table a ()' })
  const name = `latin_${process.pid}`
  const latin = url.replace(/(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`)
  await ask(url, `create database ${name} encoding 'LATIN1' template template0 locale_provider libc locale 'C'`)
  t.after(() => ask(url, `drop database ${name}`).catch(() => undefined))
  await assert.rejects(migrate(latin, folder), /LATIN1.*UTF8/)
  assert.deepEqual(await ask(latin, "select 1 from pg_tables where tablename = 'schema_migrations'"), [])
})
