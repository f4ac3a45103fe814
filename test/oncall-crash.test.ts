import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeNight } from './support/oncall.ts'

const WORKER = path.join(import.meta.dirname, 'support/call-worker.ts')
const NOW = '2026-03-04T03:15:00+08:00'
const MOST_KILLS = 100

test('kill -9 of a worker at every point of a step: the next person is called once, and the next step waits once', {
  timeout: 240_000,
}, async (t) => {
  const night = await makeNight(t)
  await night.call()
  const kills: number[] = []
  while ((await work(night.url, kills.length)) === 'SIGKILL') {
    kills.push(kills.length)
    assert.ok(kills.length < MOST_KILLS)
  }
  assert.ok(kills.length >= 5, `it was killed ${kills.length} times`)
  assert.deepEqual(await night.called(), ['03:10 陳宇', '03:15 吳佩珊'])
  const notices = await sql<{ count: number }>`
    select count(*) as count from notices where person_id = ${night.company.care.id} and state <> 'kept'`.execute(
    night.app.db,
  )
  assert.deepEqual(notices.rows, [{ count: 1 }])
  const steps = await sql<{ n: number; outcome: string | null }>`
    select n, outcome from call_steps order by n`.execute(night.app.db)
  assert.deepEqual(steps.rows, [
    { n: 1, outcome: 'called' },
    { n: 2, outcome: 'called' },
    { n: 3, outcome: null },
  ])
})

/** @returns exit code, or the signal's name */
async function work(url: string, killAt: number): Promise<number | string> {
  const env = { PATH: process.env.PATH, DATABASE: url, NOW, KILL_AT: String(killAt) }
  const child = spawn(process.execPath, [WORKER], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  assert.ok(signal === 'SIGKILL' || code === 0, `it ended with ${code}`)
  return signal ?? 0
}
