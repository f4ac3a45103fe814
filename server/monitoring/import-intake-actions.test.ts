import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { type ChunkResult, type ImportRow, type Intake, takeIn } from './import-intake-actions.ts'

const AT = '2026-03-01T00:00:00Z'
const post = (externalId: string, more: object = {}) => ({
  externalId,
  platform: 'weibo',
  postedAt: AT,
  text: '文',
  ...more,
})

test('what a file says again of a post comes after what it said before, though several chunks are under way', async (t) => {
  const { take, texts } = await setting(t)
  const said = Array.from({ length: 12 }, (_, n) => post(`p${n % 3}`, { text: `第 ${n} 次` }))
  const { results } = await take(said.map((each, n) => ({ index: n + 1, post: each })))
  assert.deepEqual(await texts(), ['第 10 次', '第 11 次', '第 9 次'])
  assert.deepEqual(
    results.map(({ accepted, duplicates }) => [accepted, duplicates]),
    [[2, 0], [1, 1], ...Array.from({ length: 4 }, () => [0, 2])],
  )
})

test('twice the same in one chunk is one post; what is no post is counted, what is refused keeps its place and its row', async (t) => {
  const { take, texts } = await setting(t)
  const rows: ImportRow[] = [
    { index: 2, post: post('a') },
    { index: 3, post: post('a') },
    { index: 4, skipped: true },
    { index: 5, refused: { field: 'likes', code: 'bad-count', reason: 'no count' }, original: { likes: '很多' } },
    { index: 6, post: post('b', { postedAt: 'never' }) },
    { index: 7, post: post('a', { text: '改了' }) },
  ]
  const { results } = await take(rows, 10)
  const [only] = results
  assert.deepEqual([only?.accepted, only?.duplicates, only?.skipped], [1, 2, 1])
  assert.deepEqual(
    only?.refused.map(({ position, index, field, original }) => [position, index, field, original]),
    [
      [3, 5, 'likes', { likes: '很多' }],
      [4, 6, 'postedAt', post('b', { postedAt: 'never' })],
    ],
  )
  assert.deepEqual(await texts(), ['改了'])
})

test('edges that were concluded are marked, those that a file says are not', async (t) => {
  const { take, app } = await setting(t)
  const parent = { parentExternalId: 'a', rootExternalId: 'root' }
  await take([
    { index: 1, post: post('root') },
    { index: 2, post: post('a', { rootExternalId: 'root', parentExternalId: 'root' }) },
    { index: 3, post: post('derived', { ...parent, inferred: ['parentExternalId'] }) },
    { index: 4, post: post('unknown', { rootExternalId: 'root' }) },
    { index: 5, post: post('said', parent) },
  ])
  const found = await sql<{ id: string; field: string; how: string }>`
    select p.external_id as id, i.field, i.how from post_inferences i join posts p on p.post_id = i.post_id order by 1`.execute(
    app.db,
  )
  assert.deepEqual(found.rows, [
    { id: 'derived', field: 'parentExternalId', how: 'derived' },
    { id: 'unknown', field: 'parentExternalId', how: 'unknown' },
  ])
})

test('places on hot lists are kept with their entries', async (t) => {
  const { take, app } = await setting(t)
  const ranks = [{ list: 'weibo', rank: 3, at: AT }]
  await take([{ index: 1, post: post('h', { title: '青禾酸奶' }), ranks }])
  const found = await sql<{ list: string; rank: number }>`select list, rank from hot_list_ranks`.execute(app.db)
  assert.deepEqual(found.rows, [{ list: 'weibo', rank: 3 }])
})

test('a chunk that fails ends the intake with its error; what was stored stays, rows that are in are passed over', async (t) => {
  const { take, texts } = await setting(t)
  const rows = Array.from({ length: 8 }, (_, n) => ({ index: n + 1, post: post(`p${n}`, { text: `${n}` }) }))
  const failing = async ({ from }: ChunkResult): Promise<void> => {
    if (from === 4) throw new Error('no room')
  }
  await assert.rejects(take(rows, 2, { alongside: async (_, result) => failing(result) }), /no room/)
  const kept = await texts()
  assert.ok(kept.includes('0') && kept.includes('3') && !kept.includes('4') && !kept.includes('5'), kept.join())
  const { results } = await take(rows, 2, { isDone: (position) => position < 4 || position === 7 })
  assert.deepEqual(
    results.map(({ from, to }) => [from, to]),
    [
      [4, 6],
      [6, 7],
    ],
  )
})

async function setting(t: TestContext) {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const { administrator } = await makeCompany(app)
  const take = async (given: readonly ImportRow[], chunkRows = 2, more: Partial<Intake> = {}) => {
    async function* rows(): AsyncGenerator<ImportRow> {
      yield* given
    }
    const results: ChunkResult[] = []
    const onChunk = async (result: ChunkResult): Promise<void> => void results.push(result)
    const isWhole = await takeIn(app, administrator, { source: 's', rows: rows(), chunkRows, onChunk, ...more })
    return { results, isWhole }
  }
  const texts = async (): Promise<string[]> => {
    const found = await sql<{ text: string }>`select text from posts order by external_id`.execute(app.db)
    return found.rows.map(({ text }) => text).sort()
  }
  return { app, take, texts }
}
