import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { listActs } from '../access/reads.ts'
import { MINUTE } from '../base/clock.ts'
import { ingestPosts } from './actions.ts'
import { listCountChanges } from './change-store.ts'
import { EVERYTHING } from './codes.ts'
import { correctPost, undoCorrection } from './correction-actions.ts'
import { correctionsCommand } from './correction-commands.ts'
import { getPostHistory } from './post-history-reads.ts'
import { countPosts, emotionsOf, postsByIds, trackSeries } from './reads.ts'
import { makeTrack } from './track-actions.ts'

const POSTED = '2026-03-02T01:30:00.000Z'
const SPAN = { from: new Date(POSTED), to: new Date('2026-03-02T05:00:00Z') }

async function makeDesk(t: TestContext) {
  const { app: bare, clock } = await makeApp(t)
  const app = watching(bare)
  const company = await makeCompany(app)
  const track = await makeTrack(app, company.analyst, { name: '豆漿', expression: '豆漿' })
  const send = (text: string) =>
    ingestPosts(app, company.analyst, {
      source: 'crm',
      posts: [{ externalId: '1', platform: 'weibo', postedAt: POSTED, text }],
    })
  await send('豆漿呵呵')
  const found = await app.db
    .withTables<{ post_keys: { post_id: string } }>()
    .selectFrom('post_keys')
    .select('post_id')
    .execute()
  const id = found[0]?.post_id ?? ''
  const figures = async () => {
    const counted = await countPosts(app.db, company.orgId, track.id, SPAN)
    const series = await Promise.all(
      [track.id, EVERYTHING].map((trackId) => trackSeries(app.db, company.orgId, trackId, SPAN, 1)),
    )
    const [emotion] = await emotionsOf(app.db, company.orgId, track.id, SPAN)
    const [card] = await postsByIds(app.db, company.orgId, [id])
    const negatives = [counted, ...series.map(([first]) => first)].map((each) => each?.negative)
    const judged = [counted, ...series.map(([first]) => first)].map((each) => each?.judged)
    return { negatives, judged, emotion: emotion?.name, sentiment: card?.sentiment, marks: card?.marks }
  }
  clock.advance(10 * MINUTE)
  return { app, clock, company, track, id, figures, send }
}

test('a correction is in every figure at once, the model keeps its word, and detectors read anew', async (t) => {
  const { app, company, track, id, figures } = await makeDesk(t)
  assert.deepEqual(await figures(), {
    negatives: [0, 0, 0],
    judged: [1, 1, 1],
    emotion: 'none',
    sentiment: 'neutral',
    marks: undefined,
  })
  await correctPost(app, company.care, id, { sentiment: 'negative', emotion: 'anger', reason: '反話' })
  assert.deepEqual(await figures(), {
    negatives: [1, 1, 1],
    judged: [1, 1, 1],
    emotion: 'anger',
    sentiment: 'negative',
    marks: ['corrected'],
  })
  const { model, corrections } = await getPostHistory(app.db, company.orgId, id)
  assert.deepEqual(model, { sentiment: 'neutral', emotion: 'none' })
  assert.deepEqual(
    corrections.map(({ old, now, reason, madeByName, isInForce }) => [
      old.sentiment,
      now.sentiment,
      reason,
      madeByName,
      isInForce,
    ]),
    [['neutral', 'negative', '反話', company.care.name, true]],
  )
  assert.deepEqual(
    (await listCountChanges(app.db, company.orgId)).map(({ trackId, since }) => [trackId, since.toISOString()]),
    [[track.id, POSTED]],
  )
  const [act] = await listActs(app.db, company.orgId, { verbs: ['correctPost'] })
  assert.deepEqual([act?.detail.from, act?.detail.to], ['neutral, none', 'negative, anger'])
})

test('it is taken back by another row, once, and only the one in force', async (t) => {
  const { app, company, id, figures } = await makeDesk(t)
  await correctPost(app, company.care, id, { sentiment: 'negative' })
  await correctPost(app, company.pr, id, { sentiment: 'positive' })
  const rows = async () => (await getPostHistory(app.db, company.orgId, id)).corrections
  const [first, second] = await rows()
  const undo = (correctionId = '') => undoCorrection(app, company.care, id, { correctionId })
  await assert.rejects(undo(first?.id), { code: 'wrong-state' })
  await undo(second?.id)
  assert.deepEqual((await figures()).negatives, [1, 1, 1])
  await assert.rejects(undo(second?.id), { code: 'wrong-state' })
  await undo(first?.id)
  assert.deepEqual(await figures(), {
    negatives: [0, 0, 0],
    judged: [1, 1, 1],
    emotion: 'none',
    sentiment: 'neutral',
    marks: undefined,
  })
  assert.equal((await rows()).length, 4)
})

test('two at once are one after the other, and the same verdict is not given twice', async (t) => {
  const { app, company, id, figures } = await makeDesk(t)
  const both = await Promise.allSettled([
    correctPost(app, company.care, id, { sentiment: 'negative' }),
    correctPost(app, company.pr, id, { sentiment: 'negative' }),
  ])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.deepEqual((await figures()).negatives, [1, 1, 1])
  await assert.rejects(correctPost(app, company.care, id, { sentiment: 'negative' }), { code: 'already-done' })
  await assert.rejects(correctPost(app, company.auditor, id, { sentiment: 'neutral' }), { code: 'forbidden' })
  const stranger = await makeCompany(app, 'stranger')
  await assert.rejects(correctPost(app, stranger.analyst, id, { sentiment: 'neutral' }), { code: 'not-found' })
})

test('a post without text can be judged by a person, and then counts', async (t) => {
  const { app, company, send, id, figures } = await makeDesk(t)
  await send('豆漿呵呵')
  await ingestPosts(app, company.analyst, {
    source: 'crm',
    posts: [{ externalId: '2', platform: 'weibo', postedAt: POSTED, text: '' }],
  })
  const found = await app.db
    .withTables<{ post_keys: { post_id: string } }>()
    .selectFrom('post_keys')
    .select('post_id')
    .where('post_id', '<>', id)
    .execute()
  await correctPost(app, company.care, found[0]?.post_id ?? '', { sentiment: 'negative' })
  assert.deepEqual((await figures()).judged, [1, 1, 2])
})

test('an edit ends a correction; what was learnt goes out with the words that were judged', async (t) => {
  const { app, clock, company, id, figures, send } = await makeDesk(t)
  await correctPost(app, company.care, id, { sentiment: 'negative' })
  clock.advance(MINUTE)
  await send('豆漿好')
  assert.deepEqual([(await figures()).sentiment, (await figures()).marks], ['positive', ['edited']])
  const [row] = (await getPostHistory(app.db, company.orgId, id)).corrections
  assert.deepEqual([row?.isInForce, row?.isOfEarlierText], [false, true])
  await assert.rejects(undoCorrection(app, company.care, id, { correctionId: row?.id ?? '' }), { code: 'wrong-state' })
  clock.advance(MINUTE)
  await correctPost(app, company.care, id, { sentiment: 'neutral' })
  await correctPost(app, company.care, id, { sentiment: 'negative' })

  const lines = await said(app, company.orgId)
  assert.deepEqual(
    lines.map(({ text, model, sentiment }) => [text, model.sentiment, sentiment]),
    [
      ['豆漿呵呵', 'neutral', 'negative'],
      ['豆漿好', 'positive', 'negative'],
    ],
  )
})

type Line = { text: string; model: { sentiment: string }; sentiment: string }

async function said(app: ReturnType<typeof watching>, orgId: string): Promise<Line[]> {
  const chunks: string[] = []
  const into = (write: (text: string) => void) =>
    new Writable({
      write: (chunk, _, done) => {
        write(String(chunk))
        done()
      },
    })
  const io = { stdout: into((text) => chunks.push(text)), stderr: into(() => undefined), stdin: process.stdin }
  assert.equal(await correctionsCommand.run(['--org', orgId], io as never, async () => app), 0)
  return chunks
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}
