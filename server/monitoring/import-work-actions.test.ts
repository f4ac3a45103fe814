import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { DAY, SECOND } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { cancelImport, changeImport, makeImport, pauseImport, runImport } from './import-change-actions.ts'
import { KEPT_DAYS, removeForgotten } from './import-keeping-actions.ts'
import { getImportPage } from './import-reads.ts'
import { SILENCE_MS } from './import-store.ts'
import { receivePart } from './import-upload-actions.ts'
import { makeImportWorker, workOnImport } from './import-work-actions.ts'

const EXPORTS = path.resolve(import.meta.dirname, '../../test/fixtures/exports')
const own = (n: number, more: object = {}) =>
  `${JSON.stringify({ externalId: `p${n}`, platform: 'weibo', postedAt: new Date(Date.UTC(2026, 1, 1) + n * 1000).toISOString(), text: `第 ${n} 條`, ...more })}\n`
const rows = (count: number): string => Array.from({ length: count }, (_, i) => own(i)).join('')

test('files are brought in parts, looked through, taken in; again they are recognised and add nothing', async (t) => {
  const { bring, look, work, page, company, app, stored, acts } = await setting(t)
  const file = readFileSync(path.join(EXPORTS, 'mediacrawler-gen1/weibo/jsonl/search_comments_2026-06-01.jsonl'))
  const id = await bring({ 'crawl/weibo/jsonl/search_comments_2026-06-01.jsonl': file }, 100)
  await look()
  const found = await page(id)
  assert.equal(found.card.state, 'ready')
  const [seen] = found.inspection?.files ?? []
  assert.equal(seen?.format?.id, 'mediacrawler')
  assert.equal(found.inspection?.proposedSource, 'mediacrawler')
  assert.ok((found.inspection?.fresh ?? 0) > 0 && found.inspection?.known === 0)
  assert.deepEqual(
    seen?.of.map(({ platform, kind }) => [platform, kind]),
    [['weibo', 'comment']],
  )
  assert.equal(await stored(), 0, 'looking stores nothing')
  await runImport(app, company.administrator, id)
  assert.equal(await work(), true)
  const done = await page(id)
  assert.equal(done.card.state, 'done')
  assert.equal(done.card.counts.accepted, await stored())
  assert.equal(done.card.counts.rows, found.inspection?.rows)
  assert.deepEqual((await acts()).sort(), ['finishImport', 'makeImport', 'startImport'])
  const again = await bring({ 'another name.txt': file })
  await look()
  const second = await page(again)
  assert.equal(second.files[0]?.seenBefore?.importId, id)
  assert.deepEqual([second.inspection?.fresh, second.inspection?.known], [0, found.inspection?.fresh])
  await runImport(app, company.administrator, again)
  await work()
  assert.deepEqual([(await page(again)).card.counts.accepted, await stored()], [0, done.card.counts.accepted])
})

test('a process that is killed in the middle: another goes on where it was, and doubles nothing', async (t) => {
  const { bring, look, work, page, company, app, clock, stored } = await setting(t)
  const bad = own(0, { postedAt: 'never' })
  const id = await bring({ 'ours.jsonl': `${rows(2500)}${bad}${rows(3700).split('\n').slice(2500).join('\n')}` })
  await changeImport(app, company.administrator, await looked(id, look), { source: 'crm' })
  await look()
  await runImport(app, company.administrator, id)
  // Its second chunk is its last: then it is as if the process had gone, without a word.
  const killed = withoutPower(app, 2)
  await assert.rejects(
    workOnImport(killed.app, { ...makeImportWorker(() => false), chunkRows: 1000 }, 'running'),
    /no power/,
  )
  const half = await stored()
  assert.ok(half > 0 && half < 3700, `${half} are in`)
  assert.equal((await page(id)).card.state, 'running')
  assert.equal(await work(), false, 'it may still be alive')
  clock.advance(SILENCE_MS + SECOND)
  assert.equal((await page(id)).card.isWaiting, true)
  assert.equal(await work(), true)
  const { card, rejects } = await page(id)
  assert.equal(card.state, 'done')
  assert.deepEqual(card.counts, { rows: 3701, accepted: 3700, duplicates: 0, refused: 1, skipped: 0 })
  assert.equal(await stored(), 3700)
  assert.deepEqual(
    rejects.map(({ row, field }) => [row, field]),
    [[2501, 'postedAt']],
  )
})

test('paused it stops, resumed it goes on, cancelled its files are gone; ended files go after a week, with a note', async (t) => {
  const { bring, look, work, page, company, app, clock, stored, files } = await setting(t)
  const id = await bring({ 'ours.jsonl': `${rows(20)}half` })
  await changeImport(app, company.administrator, await looked(id, look), { source: 'crm' })
  await look()
  const { administrator, auditor } = company
  await assert.rejects(pauseImport(app, administrator, id), refused('wrong-state'))
  await assert.rejects(runImport(app, auditor, id), refused('forbidden'))
  await runImport(app, administrator, id)
  await pauseImport(app, administrator, id)
  assert.equal(await work(), false)
  assert.equal(await stored(), 0)
  await runImport(app, administrator, id)
  await work()
  assert.equal(await stored(), 20)
  await assert.rejects(runImport(app, administrator, id), refused('wrong-state'))
  await assert.rejects(cancelImport(app, administrator, id), refused('wrong-state'))
  const other = await bring({ 'other.jsonl': rows(3) })
  await look()
  await cancelImport(app, administrator, other)
  assert.deepEqual(files().sort(), [id, other].sort())
  await removeForgotten(app)
  assert.deepEqual(files(), [id])
  clock.advance((KEPT_DAYS + 1) * DAY)
  await removeForgotten(app)
  assert.deepEqual(files(), [])
  const gone = await page(id)
  assert.ok(gone.filesRemovedAt)
  assert.deepEqual([gone.card.state, gone.inspection?.examples, gone.keptRejects], ['done', [], 1])
  const kept = await sql<{ original: string | null }>`select original from import_rejects`.execute(app.db)
  assert.deepEqual(kept.rows, [{ original: null }])
})

test('an upload that breaks off goes on where it was; what was not announced, or comes out of turn, is refused', async (t) => {
  const { page, company, app } = await setting(t)
  const actor = company.administrator
  const content = Buffer.from(rows(40))
  const id = await makeImport(app, actor, { files: [{ name: 'a.jsonl', bytes: content.length }] })
  const send = (at: number, bytes: AsyncIterable<Uint8Array>) => receivePart(app, actor, id, { file: 1, at, bytes })
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield content.subarray(0, 700)
    throw new Error('the line fell')
  }
  await assert.rejects(send(0, broken()), refused('bad-request'))
  assert.equal((await page(id)).card.received, 700)
  await assert.rejects(send(0, Readable.from([content])), refused('changed-meanwhile'))
  await assert.rejects(send(700, Readable.from([content])), refused('too-large'))
  assert.equal((await page(id)).card.received, 700)
  assert.equal(
    await workOnImport(
      app,
      makeImportWorker(() => false),
      'uploaded',
    ),
    false,
    'half a file is never read',
  )
  assert.equal((await send(700, Readable.from([content.subarray(700)]))).state, 'uploaded')
  await assert.rejects(send(content.length, Readable.from([])), refused('wrong-state'))
  await workOnImport(
    app,
    makeImportWorker(() => false),
    'uploaded',
  )
  assert.equal((await page(id)).inspection?.posts, 40)
})

test('files that lie on another machine are left alone', async (t) => {
  const { bring, page, app } = await setting(t)
  const id = await bring({ 'ours.jsonl': rows(2) })
  const elsewhere = {
    ...app,
    config: { ...app.config, dataDir: mkdtempSync(path.join(os.tmpdir(), 'weiji-imports-')) },
  }
  t.after(() => rmSync(elsewhere.config.dataDir, { recursive: true }))
  assert.equal(
    await workOnImport(
      elsewhere,
      makeImportWorker(() => false),
      'uploaded',
    ),
    false,
  )
  assert.equal((await page(id)).card.state, 'uploaded')
})

async function looked(id: string, look: () => Promise<boolean>): Promise<string> {
  assert.equal(await look(), true)
  return id
}

const refused = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code

/** Once so many chunks are stored nothing more reaches the database, as when the process is gone. */
function withoutPower(app: Awaited<ReturnType<typeof setting>>['app'], chunks: number) {
  let isGone = false
  let asked = 0
  const gone = (): never => {
    throw new Error('no power')
  }
  const db = new Proxy(app.db, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown
      if (isGone) return gone
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const judges: typeof app.judges = {
    ...app.judges,
    judge: async (...given) => {
      if (asked++ < chunks) return app.judges.judge(...given)
      for (let stored = 0; stored < chunks; ) {
        const found = await sql<{ n: number }>`select count(*)::int as n from import_batches`.execute(app.db)
        stored = found.rows[0]?.n ?? 0
      }
      isGone = true
      return gone()
    },
  }
  return { app: { ...app, db, live: { ...app.live, publish: async () => undefined }, judges } }
}

async function setting(t: TestContext) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-imports-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const { app: bare, clock } = await makeApp(t, { config: { dataDir: folder } })
  clock.set(new Date('2026-06-10T00:00:00Z'))
  const app = watching(bare)
  const company = await makeCompany(app)
  const bring = async (files: Readonly<Record<string, string | Uint8Array>>, partBytes = 1e6): Promise<string> => {
    const contents = Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) }))
    const announced = contents.map(({ name, content }) => ({ name, bytes: content.length }))
    const id = await makeImport(app, company.administrator, { files: announced })
    for (const [i, { content }] of contents.entries()) {
      for (let at = 0; at < content.length; at += partBytes) {
        const bytes = Readable.from([content.subarray(at, at + partBytes)])
        await receivePart(app, company.administrator, id, { file: i + 1, at, bytes })
      }
    }
    return id
  }
  const worker = () => makeImportWorker(() => false)
  const acted = () =>
    sql<{ verb: string }>`
      select body ->> 'verb' as verb from audit_acts where body ->> 'objectKind' = 'import' order by at, id`.execute(
      app.db,
    )
  return {
    app,
    clock,
    company,
    bring,
    look: () => workOnImport(app, worker(), 'uploaded'),
    work: () => workOnImport(app, worker(), 'running'),
    page: (id: string) => getImportPage(app.db, company.orgId, id, app.clock.now()),
    acts: async () => (await acted()).rows.map(({ verb }) => verb),
    files: () => {
      const mine = path.join(folder, 'imports', company.orgId)
      return existsSync(mine) ? readdirSync(mine) : []
    },
    stored: async () =>
      (await sql<{ n: number }>`select count(*)::int as n from posts`.execute(app.db)).rows[0]?.n ?? 0,
  }
}
