import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '../server/base/db.ts'
import { MIGRATIONS_FOLDER } from '../server/base/migrations.ts'
import { freshDatabase } from '../test/support/database.ts'
import { dumpSchema } from './schema-dump.ts'

async function open(t: TestContext) {
  const { url, drop } = await freshDatabase()
  const { db, close } = openDatabase(url)
  t.after(async () => {
    await close()
    await drop()
  })
  return db
}

test('schema.sql is what the migrations make (else: npm run schema)', async (t) => {
  const kept = readFileSync(path.join(MIGRATIONS_FOLDER, 'schema.sql'), 'utf8')
  assert.equal(await dumpSchema(await open(t)), kept)
})

const CHANGES: [string, string][] = [
  ['a column', 'alter table outbox add column more text'],
  ['a type', 'alter table outbox alter column error type varchar(10)'],
  ['a default', 'alter table outbox alter column attempts set default 1'],
  ['a null', 'alter table outbox alter column body drop not null'],
  ['a check', 'alter table outbox drop constraint outbox_key_check'],
  ['an index', 'drop index outbox_due'],
  ['a partition', 'alter table posts detach partition posts_older'],
  ['a trigger', 'drop trigger audit_acts_delete on audit_acts'],
  ['a function', 'create function one() returns int language sql as $$ select 1 $$'],
]
test('each kind of change is seen', async (t) => {
  const db = await open(t)
  let before = await dumpSchema(db)
  for (const [what, change] of CHANGES) {
    await sql.raw(change).execute(db)
    const after = await dumpSchema(db)
    assert.notEqual(after, before, what)
    before = after
  }
})
