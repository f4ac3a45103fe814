import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import yauzl from 'yauzl'
import { makeCompany } from '../../test/support/company.ts'
import { makeServer } from '../../test/support/server.ts'
import { makeTalk, type Talk } from '../../test/support/talk.ts'
import { listActs } from '../access/reads.ts'
import { ingestPosts } from './actions.ts'
import { makeExport, openExport } from './export-actions.ts'
import { EXPORT_COLUMN_NAMES, type NewExport } from './export-schema.ts'

const FROM = new Date('2026-03-02T00:00:00Z')
const ALL: NewExport = { format: 'jsonl', columns: [...EXPORT_COLUMN_NAMES], query: {}, locale: 'zh-Hant' }

async function talk(t: TestContext, count = 450): Promise<Talk> {
  const made = await makeTalk(t)
  await made.say({ from: FROM, minutes: 60, count, negative: 100 })
  return made
}

async function fileOf({ app, company }: Talk, wanted: NewExport): Promise<{ bytes: Buffer; name: string }> {
  const { id } = await makeExport(app, company.analyst, wanted)
  const { chunks, name } = await openExport(app, company.analyst, id)
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(Buffer.from(chunk))
  return { bytes: Buffer.concat(parts), name }
}

async function acts({ app, company }: Talk, verb: string) {
  return (await listActs(app.db, company.orgId, { verbs: [verb] })).map(({ actorName, detail }) => ({
    actorName,
    ...detail,
  })) as Record<string, unknown>[]
}

test('JSONL: every post in the order shown, told beforehand, audited, and taken in elsewhere as it was', async (t) => {
  const made = await talk(t)
  const { app, company } = made
  const { bytes, name } = await fileOf(made, ALL)
  const lines = bytes
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.match(name, /^weiji-posts-20260302-1000\.jsonl$/)
  assert.equal(lines.length, 450)
  const times = lines.map(({ postedAt }) => postedAt)
  assert.deepEqual(times, [...times].sort().reverse())
  assert.equal(lines.filter(({ weiji }) => weiji.sentiment === 'negative').length, 100)
  assert.deepEqual(lines[0].weiji.tracks, ['青禾'])
  const [asked] = await acts(made, 'makeExport')
  assert.deepEqual([asked?.expected, asked?.query, asked?.actorName], [450, {}, company.analyst.name])
  const [ended] = await acts(made, 'endExport')
  assert.deepEqual([ended?.state, ended?.rows, ended?.query], ['done', 450, {}])
  const other = await makeCompany(app, '另一家')
  const answer = await ingestPosts(app, other.analyst, { source: 'talk', posts: lines })
  assert.deepEqual([answer.accepted, answer.refused], [450, []])
  const again = await ingestPosts(app, company.analyst, { source: 'talk', posts: lines })
  assert.deepEqual([again.accepted, again.duplicates], [0, 450])
})

test('CSV begins with the mark and the header in the reader’s language; the filter holds', async (t) => {
  const made = await talk(t, 30)
  const query = { sentiment: 'negative', expression: '青禾' }
  const { bytes } = await fileOf(made, { format: 'csv', columns: ['text', 'likes'], query, locale: 'zh-Hant' })
  const lines = bytes.toString('utf8').split('\r\n')
  assert.deepEqual([lines[0], lines.length], ['\uFEFF"內文","讚數"', 32])
  assert.ok(lines.slice(1, -1).every((line) => line.includes('差')))
})

test('XLSX opens in another reader; ids are texts', async (t) => {
  const made = await talk(t, 30)
  const wanted = { format: 'xlsx', columns: ['externalId', 'likes'], query: {}, locale: 'en' } as const
  const { bytes } = await fileOf(made, { ...wanted, columns: [...wanted.columns] })
  const sheet = await entryOf(bytes, 'xl/worksheets/sheet1.xml')
  assert.equal(sheet.match(/<row>/g)?.length, 31)
  assert.match(sheet, /<c t="inlineStr" s="1"><is><t xml:space="preserve">said 30<\/t>/)
  assert.match(sheet, /Id at its source/)
})

test('whoever stops in the middle, and what fails in the middle, is on record with the rows that left', async (t) => {
  const made = await talk(t, 1200)
  const { app, company } = made
  const broken = await makeExport(app, company.analyst, ALL)
  const opened = await openExport(app, company.analyst, broken.id)
  await opened.chunks.next()
  await opened.chunks.return()
  const failing = await makeExport(app, company.analyst, ALL)
  const pages = { asked: 0 }
  const search = {
    ...app.search,
    page: (...given: Parameters<typeof app.search.page>) =>
      ++pages.asked > 1 ? Promise.reject(new Error('gone')) : app.search.page(...given),
  }
  const { chunks } = await openExport({ ...app, search }, company.analyst, failing.id)
  await assert.rejects(async () => {
    for await (const _ of chunks);
  }, /gone/)
  const ended = await acts(made, 'endExport')
  assert.deepEqual(
    ended.map(({ state, rows }) => [state, rows]),
    [
      ['aborted', 500],
      ['failed', 500],
    ],
  )
})

test('over HTTP: counted first, fetched once, by whoever asked; each refusal is on record', async (t) => {
  const made = await talk(t, 40)
  const { app, company } = made
  const server = await makeServer(t, app)
  const [analyst, commander, auditor] = await Promise.all(
    (['analyst', 'commander', 'auditor'] as const).map((role) => server.as(company, role)),
  )
  assert.ok(analyst && commander && auditor)
  const asked = await analyst.post('/api/exports', { ...ALL, format: 'csv' })
  const { id, expected, state } = asked.body as { id: string; expected: number; state: string }
  assert.deepEqual([asked.status, expected, state], [201, 40, 'ready'])
  assert.equal((await commander.get(`/api/exports/${id}/file`)).status, 404)
  const file = await analyst.get(`/api/exports/${id}/file`)
  assert.equal(file.status, 200)
  assert.match(String(file.headers['content-disposition']), /^attachment; filename="weiji-posts-.*\.csv"$/)
  assert.match(String(file.headers['content-type']), /^text\/csv/)
  assert.equal(file.text.split('\r\n').length, 42)
  const again = await analyst.get(`/api/exports/${id}/file`)
  assert.equal(again.status, 409)
  const shown = (await analyst.get(`/api/exports/${id}`)).body as { state: string; rows: number }
  assert.deepEqual([shown.state, shown.rows], ['done', 40])
  assert.equal(((await analyst.get('/api/exports')).body as unknown[]).length, 1)
  assert.equal((await auditor.post('/api/exports', ALL)).status, 403)
  const mistaken = await analyst.post('/api/exports', { ...ALL, query: { expression: '(青禾' } })
  assert.equal(mistaken.status, 422)
  const refused = await acts(made, 'refuseExport')
  assert.deepEqual(
    refused.map(({ actorName, code }) => [actorName, code]),
    [
      [company.auditor.name, 'forbidden'],
      [company.analyst.name, 'expression-invalid'],
    ],
  )
})

test('more than three at once have to wait', async (t) => {
  const made = await talk(t)
  const { app, company } = made
  const running = await Promise.all(
    [1, 2, 3].map(async () => {
      const { id } = await makeExport(app, company.analyst, ALL)
      const { chunks } = await openExport(app, company.analyst, id)
      await chunks.next()
      return chunks
    }),
  )
  await assert.rejects(makeExport(app, company.commander, ALL), { code: 'busy' })
  await running[0]?.return()
  assert.equal((await makeExport(app, company.commander, ALL)).expected, 450)
  for (const chunks of running) await chunks.return()
})

async function entryOf(bytes: Buffer, name: string): Promise<string> {
  const open = promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)
  const zip = await open(bytes, { lazyEntries: true })
  return new Promise((done, fail) => {
    zip.on('error', fail)
    zip.on('end', () => fail(new Error(`no ${name}`)))
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entry.fileName !== name) return zip.readEntry()
      zip.openReadStream(entry, async (error, stream) => {
        if (error) return fail(error)
        const parts: Buffer[] = []
        for await (const part of stream) parts.push(part as Buffer)
        done(Buffer.concat(parts).toString('utf8'))
      })
    })
    zip.readEntry()
  })
}
