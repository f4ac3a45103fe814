import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { freshDatabase } from './database.ts'

test('each test has a database of its own, in UTF-8, gone after drop', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()])
  assert.notEqual(one.url, other.url)
  assert.deepEqual(await query(one.url, 'create table t (x text); insert into t values ($$退款$$)'), [])
  assert.deepEqual(await query(one.url, 'select length(x) as n from t'), [{ n: 2 }])
  assert.deepEqual(await query(other.url, 'select count(*)::int as n from pg_tables where tablename = $$t$$'), [
    { n: 0 },
  ])
  await Promise.all([one.drop(), other.drop()])
  await assert.rejects(query(one.url, 'select 1'), { code: '3D000' })
})

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const result = await client.query(sql)
    return Array.isArray(result) ? [] : result.rows
  } finally {
    await client.end()
  }
}
