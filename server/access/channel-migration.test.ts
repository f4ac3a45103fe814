import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { makeApp, type TestApp } from '../../test/support/app.ts'
import { openDatabase } from '../base/db.ts'
import { MIGRATIONS_FOLDER, migrate } from '../base/migrations.ts'
import { sealSecret } from '../base/secrets.ts'
import { openChannel } from './channel-secret-actions.ts'
import { listChannels } from './channel-store.ts'

const ORG = '01900000-0000-7000-8000-000000000001'
const PERSON = '01900000-0000-7000-8000-000000000002'

/** A database as it was after the migrations that match. @returns its address */
async function databaseBefore(t: TestContext, { app, url }: TestApp, released: RegExp): Promise<string> {
  const name = `before_${process.pid}_${randomUUID().slice(0, 8)}`
  await sql.raw(`create database ${name}`).execute(app.db)
  t.after(() =>
    sql
      .raw(`drop database if exists ${name} with (force)`)
      .execute(app.db)
      .catch(() => undefined),
  )
  const address = url.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`)
  const old = mkdtempSync(path.join(os.tmpdir(), 'weiji-before-'))
  t.after(() => rmSync(old, { recursive: true, force: true }))
  for (const file of readdirSync(MIGRATIONS_FOLDER))
    if (released.test(file)) cpSync(path.join(MIGRATIONS_FOLDER, file), path.join(old, file))
  await migrate(address, old)
  return address
}

/** Everything that came since, and what channels there are then. */
async function channelsAfter(t: TestContext, address: string) {
  await migrate(address)
  const database = openDatabase(address, { connections: 1 })
  t.after(() => database.close())
  return { db: database.db, channels: await listChannels(database.db, ORG) }
}

test('mail that was set up before there were channels is the first of them: its password opens, and its notices name it', async (t) => {
  const made = await makeApp(t)
  const { app } = made
  const address = await databaseBefore(t, made, /^00(0\d|1\d|2[0-3])_/)
  const settings = { host: 'smtp.qinghe.example', port: 587, security: 'starttls', from: 'weiji@qinghe.example' }
  // As the settings' page of then wrote it.
  const secrets = sealSecret(app.config.secretKey, `${ORG} notifier email`, JSON.stringify({ password: 'geheim 42' }))
  await asBefore(address, settings, secrets)
  const { db, channels } = await channelsAfter(t, address)
  const [channel, ...others] = channels
  assert.ok(channel)
  assert.deepEqual(others, [])
  assert.deepEqual([channel.notifier, channel.name, channel.room, channel.isOn], ['email', 'E-mail', null, true])
  assert.equal(channel.failureCode, 'sign-in')
  assert.deepEqual(openChannel(app, channel), { ...settings, password: 'geheim 42' })
  const notices = await sql<{ channel: string }>`select channel_id as channel from notices`.execute(db)
  assert.deepEqual(notices.rows, [{ channel: channel.id }])
})

test('rooms that heard of alerts hear who is called about them, others do not', async (t) => {
  const made = await makeApp(t)
  const address = await databaseBefore(t, made, /^00([01]\d|2\d)_/)
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  await client.query("insert into organisations (id, name, zone, created_at) values ($1, '青禾', 'UTC', now())", [ORG])
  for (const [name, room, topics] of [
    ['a', '輿情群', '{alert,rumour,blind}'],
    ['b', '技術群', '{blind}'],
    ['c', null, '{}'],
  ])
    await client.query(
      `insert into channels (org_id, id, notifier, name, room, settings, seal_context, topics, created_at, created_by, changed_at, changed_by)
       values ($1, gen_random_uuid(), 'slack', $2, $3, '{}', '', $4, now(), '', now(), '')`,
      [ORG, name, room, topics],
    )
  await client.end()
  const { channels } = await channelsAfter(t, address)
  assert.deepEqual(channels.map(({ name, topics }) => [name, topics.join()]).sort(), [
    ['a', 'alert,rumour,blind,call'],
    ['b', 'blind'],
    ['c', ''],
  ])
})

async function asBefore(address: string, settings: object, secrets: string): Promise<void> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  const at = new Date('2026-03-02T02:00:00Z')
  await client.query("insert into organisations (id, name, zone, created_at) values ($1, '青禾', 'Asia/Taipei', $2)", [
    ORG,
    at,
  ])
  await client.query(
    `insert into people (org_id, id, name, email, email_key, created_at)
     values ($1, $2, '周岚', 'zhou.lan@qinghe.example', 'zhou.lan@qinghe.example', $3)`,
    [ORG, PERSON, at],
  )
  await client.query(
    `insert into notifiers (org_id, notifier, settings, secrets, changed_at, changed_by, failed_at, failure_code, failure)
     values ($1, 'email', $2, $3, $4, 'person:x', $4, 'sign-in', '535')`,
    [ORG, JSON.stringify(settings), secrets, at],
  )
  await client.query(
    `insert into notices (org_id, id, person_id, topic, mode, locale, subject, lines, created_at, notifier, state)
     values ($1, gen_random_uuid(), $2, 'alert', 'live', 'en', 's', '{}', $3, 'email', 'put')`,
    [ORG, PERSON, at],
  )
  await client.end()
}
