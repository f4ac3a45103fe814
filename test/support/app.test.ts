import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../server/base/db.ts'
import { makeApp } from './app.ts'

test('settle runs what was enqueued, what those enqueue, and nothing whose time has not come', async (t) => {
  const ran: string[] = []
  const { app, clock, settle } = await makeApp(t, {
    jobs: ({ db, queue }) => [
      {
        name: 'test.first',
        run: async (job) => {
          ran.push(`first ${job.data}`)
          await queue.enqueue(db, 'test.second', { from: job.data })
        },
      },
      { name: 'test.second', run: async (job) => void ran.push(`second ${JSON.stringify(job.data)}`) },
      { name: 'test.regular', everySeconds: 60, run: async () => void ran.push('regular') },
    ],
  })
  await inTransaction(app.db, async (trx) => {
    await app.queue.enqueue(trx, 'test.first', 1)
    await app.queue.enqueue(trx, 'test.second', 'later', { runAt: new Date(clock.now().getTime() + 1000) })
    await app.queue.enqueue(trx, 'unknown.name', 'waits for ever')
  })
  await settle()
  assert.deepEqual(ran.splice(0), ['regular', 'first 1', 'second {"from":1}'])
  clock.advance(1000)
  await settle()
  assert.deepEqual(ran, ['regular', 'second "later"'])
})

test('a job of a transaction that is rolled back is never there', async (t) => {
  const ran: unknown[] = []
  const { app, settle } = await makeApp(t, {
    jobs: () => [{ name: 'test.job', run: async (job) => void ran.push(job.data) }],
  })
  const rolledBack = inTransaction(app.db, async (trx) => {
    await app.queue.enqueue(trx, 'test.job', 'no')
    throw new Error('rolled back')
  })
  await assert.rejects(rolledBack, /rolled back/)
  await app.queue.enqueue(app.db, 'test.job', 'yes')
  await settle()
  assert.deepEqual(ran, ['yes'])
})
