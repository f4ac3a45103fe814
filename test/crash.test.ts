import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { databaseFolder } from '../server/base/data-folder.ts'
import { openDatabase } from '../server/base/db.ts'
import { startPostgres } from '../server/base/postgres.ts'
import { findPostmaster } from '../server/base/postgres-process.ts'
import { type Home, makeHome, postJson, type Running, setUp } from './support/product.ts'

const BATCH = 40
const SENDERS = 3
/** Each kill comes after so many more acknowledged batches, while others are under way. */
const BETWEEN_KILLS = 12
const KILLS = ['product', 'database', 'product', 'database', 'product', 'database'] as const
const EVERYTHING = '00000000-0000-0000-0000-000000000000'

/**
 * Sends batches one after another, each until it is acknowledged: what came without an answer is sent again, as any sender would.
 * It counts what was acknowledged, and how often a batch had to be sent again.
 */
function makeSender(url: () => string, secret: string, signal: AbortSignal) {
  const state = { next: 0, acknowledged: 0, repeats: 0, isOver: false, accepted: 0 }
  const began = Date.now() - 60_000
  const send = async (batch: number): Promise<void> => {
    const posts = Array.from({ length: BATCH }, (_, i) => ({
      externalId: `${batch}-${i}`,
      platform: 'weibo',
      postedAt: new Date(began + batch * 10 + i).toISOString(),
      text: `第${batch}批第${i}條：要求退款`,
    }))
    for (;;) {
      const answer = await postJson(
        url(),
        '/api/posts',
        { source: 'crash', posts },
        { authorization: `Bearer ${secret}` },
      ).catch(() => undefined)
      if (answer?.status === 200) {
        const { accepted, duplicates } = (await answer.json()) as { accepted: number; duplicates: number }
        assert.equal(accepted + duplicates, BATCH)
        state.accepted += accepted
        state.acknowledged += 1
        return
      }
      // A refusal to come again later is fine; anything else that is answered would be a mistake.
      if (answer) assert.ok([429, 503].includes(answer.status), `${answer.status} ${await answer.text()}`)
      state.repeats += 1
      if (signal.aborted) return
      await sleep(50)
    }
  }
  const run = async (): Promise<void> => {
    while (!state.isOver && !signal.aborted) await send(state.next++)
  }
  return { state, done: Promise.all(Array.from({ length: SENDERS }, run)) }
}

test('kill -9 of the product and of the database, in the middle of taking in posts: nothing acknowledged is lost, nothing doubled', {
  timeout: 240_000,
}, async (t) => {
  const home = await makeHome(t)
  let running = await home.start()
  const { secret, orgId } = await setUp(running)
  const { state, done } = makeSender(() => running.url, secret, t.signal)
  done.catch(() => undefined)
  const until = async (count: number): Promise<void> => {
    while (state.acknowledged < count) await Promise.race([sleep(10), done, running.ended])
  }
  for (const what of KILLS) {
    await until(state.acknowledged + BETWEEN_KILLS)
    running = await kill(what, home, running)
  }
  await until(state.acknowledged + BETWEEN_KILLS)
  state.isOver = true
  await done
  assert.ok(state.repeats > 0, 'no kill hit a request under way: it proves nothing')
  const found = await countAll(home, orgId)
  const posts = state.next * BATCH
  assert.deepEqual(found, { posts, keys: posts, distinct: posts, counted: posts })
  // Fewer were accepted to our knowledge than are stored exactly where a killed answer had been stored already.
  assert.ok(state.accepted <= posts)
  assert.equal(await running.end('SIGTERM'), 0)
})

async function kill(what: 'product' | 'database', home: Home, running: Running): Promise<Running> {
  if (what === 'product') {
    assert.equal(await running.end('SIGKILL'), 'SIGKILL')
    return home.start()
  }
  const postmaster = findPostmaster(path.join(databaseFolder(home.folder), 'data'))
  assert.ok(postmaster)
  process.kill(postmaster.pid, 'SIGKILL')
  return running
}

/** By a connection of our own: what is in the tables, whatever the product says. */
async function countAll(home: Home, orgId: string) {
  const postgres = await startPostgres({ dataDir: databaseFolder(home.folder), log: () => undefined })
  const { db, close } = openDatabase(postgres.url)
  try {
    const { rows } = await sql<Record<'posts' | 'keys' | 'distinct' | 'counted', number>>`
      select (select count(*) from posts where org_id = ${orgId}) as posts,
        (select count(*) from post_keys where org_id = ${orgId}) as keys,
        (select count(distinct external_id) from posts where org_id = ${orgId}) as distinct,
        (select sum(posts) from counts_minute where org_id = ${orgId} and track_id = ${EVERYTHING})::int8 as counted`.execute(
      db,
    )
    return { ...rows[0] }
  } finally {
    await close()
    await postgres.stop()
  }
}
