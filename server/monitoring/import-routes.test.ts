import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { makeServer } from '../../test/support/server.ts'
import type { ImportPage, PartAnswer, Preview } from './import-schema.ts'
import { makeImportWorker, workOnImport } from './import-work-actions.ts'
import type { PostList } from './schema.ts'

const TABLE = `网友,留言内容,发表时间,点赞
阿树,喝完腹泻了，两天没好,2026-06-01 10:00,1.2万
小满,不错,坏的时间,3
`

test('a table that nobody knows: guessed, previewed, mapped, taken in, remembered for the next', async (t) => {
  const { bring, browser, work } = await setting(t)
  const id = await bring('留言.csv', TABLE)
  const asked = await page(browser, id)
  const [table] = asked.inspection?.files[0]?.unknown ?? []
  assert.ok(table)
  assert.deepEqual([asked.inspection?.posts, asked.inspection?.files[0]?.trouble], [0, 'unknown-table'])
  assert.deepEqual(table.guess.mapping.columns, {
    text: '留言内容',
    postedAt: '发表时间',
    'author/name': '网友',
    likes: '点赞',
  })
  const mapping = { ...table.guess.mapping, platform: 'shop' }
  const tried = await browser.post(`/api/imports/${id}/preview`, { fingerprint: table.fingerprint, mapping })
  const preview = tried.body as Preview
  assert.deepEqual(
    [
      preview.posts.map(({ author, likes, platform }) => [author, likes, platform]),
      preview.refused.map(({ row }) => row),
    ],
    [[['阿树', 12_000, 'shop']], [2]],
  )
  const strange = { ...mapping, columns: { ...mapping.columns, colour: '点赞' } }
  const refused = await browser.post(`/api/imports/${id}/preview`, { fingerprint: table.fingerprint, mapping: strange })
  assert.deepEqual([refused.status, field(refused.body)], [422, 'mapping/columns'])
  assert.equal((await browser.post(`/api/imports/${id}/run`)).status, 409, 'there is nothing to take in yet')
  await browser.put(`/api/imports/${id}/settings`, { source: '門店', mappings: { [table.fingerprint]: mapping } })
  await work('uploaded')
  const ready = await page(browser, id)
  assert.deepEqual([ready.card.state, ready.inspection?.fresh, ready.inspection?.refused], ['ready', 1, 1])
  assert.equal((await browser.post(`/api/imports/${id}/run`)).status, 200)
  await work('running')
  const done = await page(browser, id)
  assert.deepEqual([done.card.state, done.card.counts.accepted, done.card.counts.refused], ['done', 1, 1])
  const list = (await browser.get(`/api/posts?importId=${id}`)).body as PostList
  assert.deepEqual(
    list.posts.map(({ platform, source, author }) => [platform, source, author.name]),
    [['shop', '門店', '阿树']],
  )
  const csv = (await browser.get(`/api/imports/${id}/rejects?form=csv`)).text
  assert.match(csv, /^\ufeff网友,留言内容,发表时间,点赞,weiji_file.*\r\n小满,不错,坏的时间,3,留言\.csv,3,postedAt,/)

  const renamed = '发表时间,留言内容,发布者,点赞\n2026-06-02 10:00,又来了，还是难喝,乙,2\n'
  const next = await page(browser, await bring('六月二日.csv', renamed))
  const [known] = next.inspection?.files[0]?.unknown ?? []
  assert.equal(known?.remembered?.source, '門店')
  assert.deepEqual(known?.remembered?.moved, [{ field: 'author/name', was: '网友', now: '发布者' }])
  assert.deepEqual([known?.mapping?.platform, next.inspection?.fresh, next.card.source], ['shop', 1, '門店'])
})

test('parts come as they are, whatever their type says; a wrong place is told, and JSON endpoints still take only JSON', async (t) => {
  const { browser } = await setting(t)
  const bytes = Buffer.from(TABLE)
  const made = await browser.post('/api/imports', { files: [{ name: 'a.csv', bytes: bytes.length }] })
  assert.equal(made.status, 201)
  const { id } = (made.body as ImportPage).card
  const part = (at: number, content: Uint8Array) =>
    browser.send('PUT', `/api/imports/${id}/content?file=1&at=${at}`, content)
  assert.equal(((await part(0, bytes.subarray(0, 30))).body as PartAnswer).received, 30)
  const wrong = await part(10, bytes.subarray(10))
  assert.deepEqual([wrong.status, (wrong.body as Failure).error.values], [409, { received: 30 }])
  assert.equal((await part(30, Buffer.concat([bytes, bytes]))).status, 413)
  const last = (await part(30, bytes.subarray(30))).body as PartAnswer
  assert.deepEqual([last.isWhole, last.state], [true, 'uploaded'])
  assert.equal((await browser.send('PUT', `/api/imports/${id}/settings`, Buffer.from('x'))).status, 415)
})

test('files of one name, from several folders, are told apart', async (t) => {
  const { browser } = await setting(t)
  const files = ['a.csv', 'a.csv', 'x/b', 'a.csv', 'x/b'].map((name) => ({ name, bytes: 1 }))
  const made = (await browser.post('/api/imports', { files })).body as ImportPage
  assert.deepEqual(
    made.files.map(({ name }) => name),
    ['a.csv', 'a (2).csv', 'x/b', 'a (3).csv', 'x/b (2)'],
  )
})

test('only who may bring files may; who reads posts sees what was brought', async (t) => {
  const { company, server, bring } = await setting(t)
  const id = await bring('留言.csv', TABLE)
  const reader = await server.as(company, 'legal')
  assert.equal((await reader.get(`/api/imports/${id}`)).status, 200)
  for (const [method, url, body] of [
    ['POST', '/api/imports', { files: [{ name: 'a', bytes: 1 }] }],
    ['PUT', `/api/imports/${id}/settings`, {}],
    ['POST', `/api/imports/${id}/run`, undefined],
    ['POST', `/api/imports/${id}/cancellation`, undefined],
  ] as const) {
    assert.equal((await reader.send(method, url, body)).status, 403, url)
  }
})

test('what does not fit on the disk is refused before a byte is sent', async (t) => {
  const { browser, disk } = await setting(t)
  disk.low = true
  assert.equal((await browser.post('/api/imports', { files: [{ name: 'a', bytes: 1 }] })).status, 507)
})

type Failure = { readonly error: { readonly field?: string; readonly values?: unknown } }
const field = (body: unknown): string | undefined => (body as Failure).error.field

async function page(browser: { get(url: string): Promise<{ body: unknown }> }, id: string): Promise<ImportPage> {
  return (await browser.get(`/api/imports/${id}`)).body as ImportPage
}

async function setting(t: TestContext) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-imports-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const { app: bare, clock, disk } = await makeApp(t, { config: { dataDir: folder } })
  clock.set(new Date('2026-06-10T00:00:00Z'))
  const app = watching(bare)
  const company = await makeCompany(app)
  const server = await makeServer(t, app)
  const browser = await server.as(company, 'administrator')
  const work = (state: 'uploaded' | 'running') =>
    workOnImport(
      app,
      makeImportWorker(() => false),
      state,
    )
  const bring = async (name: string, content: string): Promise<string> => {
    const bytes = Buffer.from(content)
    const made = await browser.post('/api/imports', { files: [{ name, bytes: bytes.length }] })
    const { id } = (made.body as ImportPage).card
    await browser.send('PUT', `/api/imports/${id}/content?file=1&at=0`, bytes)
    assert.equal(await work('uploaded'), true)
    return id
  }
  return { app, company, server, browser, work, bring, disk }
}
