import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { importCommand } from './import-commands.ts'
import { keepMapping } from './import-mapping-store.ts'

const EXPORTS = path.resolve(import.meta.dirname, '../../test/fixtures/exports')
const OURS = '{"externalId":"1","platform":"weibo","postedAt":"2026-06-01T00:00:00Z","text":"好"}\n'
const at = (name: string): string => path.join(EXPORTS, name)

test('a crawler’s folder is recognised and taken in as it is; again it adds nothing', async (t) => {
  const { run, stored } = await setting(t)
  const first = await run(at('mediacrawler-gen1/xhs/jsonl'), at('mediacrawler-gen2/weibo/csv'))
  assert.equal(first.code, 0, first.err)
  const { accepted, refused } = JSON.parse(first.out)
  assert.ok(accepted > 0 && refused === 0)
  assert.match(first.err, /mediacrawler/)
  assert.equal(await stored(), accepted)
  const again = await run(at('mediacrawler-gen1/xhs/jsonl'), at('mediacrawler-gen2/weibo/csv'))
  assert.deepEqual(
    [JSON.parse(again.out).accepted, JSON.parse(again.out).duplicates, await stored()],
    [0, accepted, accepted],
  )
})

for (const name of [
  'stonedt/export.xlsx',
  'weibo-search/青禾酸奶.csv',
  'mediacrawler-gen2/sqlite_tables.db',
  'rsshub',
]) {
  test(`taken in as it is: ${name}`, async (t) => {
    const { run, stored } = await setting(t)
    const { code, out, err } = await run(at(name))
    assert.equal(code, 0, err)
    assert.ok((await stored()) > 0)
    assert.equal(await stored(), JSON.parse(out).accepted)
  })
}

test('a table that nobody knows is not taken in on a guess: the guess is shown, accepted or corrected', async (t) => {
  const { run, stored, file } = await setting(t)
  const table = file(
    '留言.csv',
    '留言内容,发表时间,网友,点赞\n喝完腹泻了,2026-06-01 10:00,阿树,1.2万\n不错,坏的时间,小满,3\n',
  )
  const shown = await run(table, '--source', '門店')
  assert.equal(shown.code, 2)
  assert.match(shown.err, /a table of no known tool, with the columns 留言内容, 发表时间, 网友, 点赞/)
  assert.equal(await stored(), 0)
  const mapping = JSON.parse(shown.out)
  assert.equal(mapping.columns.text, '留言内容')
  const kept = file('columns.json', JSON.stringify({ ...mapping, platform: 'shop' }))
  const taken = await run(table, '--source', '門店', '--columns', kept)
  assert.equal(taken.code, 1, 'a row was refused')
  assert.match(taken.err, /留言\.csv, line 3, postedAt: /)
  assert.deepEqual([JSON.parse(taken.out).accepted, await stored()], [1, 1])
  const guessed = await run(table, '--source', '門店', '--columns', 'guess')
  assert.equal(JSON.parse(guessed.out).refused, 1)
})

test('--dry-run tells what would come of it, and stores nothing', async (t) => {
  const { run, stored } = await setting(t)
  const { code, out, err } = await run(at('mediacrawler-gen1/weibo/jsonl'), '--dry-run')
  assert.equal(code, 0, err)
  const { source, fresh, known, posts } = JSON.parse(out)
  assert.deepEqual([source, known, fresh], ['mediacrawler', 0, posts])
  assert.ok(posts > 0)
  assert.equal(await stored(), 0)
})

test('a table that was mapped before is read as it was then, in whatever order; one that changed is asked about', async (t) => {
  const { run, stored, file, remember } = await setting(t)
  await remember(['留言内容', '发表时间', '网友'], { text: '留言内容', postedAt: '发表时间', 'author/name': '网友' })
  const same = file('二.csv', '网友,发表时间,留言内容\n阿树,2026-06-01 10:00,又腹泻了\n')
  const taken = await run(same)
  assert.equal(taken.code, 0, taken.err)
  assert.match(taken.err, /columns as remembered of 門店/)
  assert.equal(await stored(), 1)
  const changed = file('三.csv', '网友,发表日期,留言内容\n阿树,2026-06-01 10:00,还是腹泻\n')
  assert.equal((await run(changed)).code, 2)
  assert.equal(await stored(), 1)
})

test('refused rows are given back as they stood, to correct and import again', async (t) => {
  const { run, stored, file } = await setting(t)
  const rejects = file('rejects.jsonl', '')
  const bad = file('ours.jsonl', `${OURS}{"externalId":"2","platform":"weibo","postedAt":"never","text":"文"}\n{"half`)
  const { code } = await run(bad, '--source', 's', '--rejects', rejects)
  assert.deepEqual([code, await stored()], [1, 1])
  const [first, second] = readFileSync(rejects, 'utf8').split('\n')
  const why = { file: '', line: 2, field: 'postedAt' }
  const { weiji, ...row } = JSON.parse(first ?? '')
  assert.deepEqual(
    [weiji.line, weiji.field, row],
    [why.line, why.field, { externalId: '2', platform: 'weibo', postedAt: 'never', text: '文' }],
  )
  assert.deepEqual(JSON.parse(second ?? '').text, '{"half')
})

test('what cannot be read, or is called wrongly, is said in words', async (t) => {
  const { run, file } = await setting(t)
  for (const [args, words] of [
    [['/nowhere.csv', '--source', 's'], /nowhere\.csv/],
    [[at('stonedt/export.xlsx'), '--zone', 'Mars/Olympus'], /Mars\/Olympus/],
    [[at('stonedt/export.xlsx'), '--crawled-at', 'yesterday'], /--crawled-at yesterday/],
    [[at('stonedt/export.xlsx'), '--columns', file('broken.json', '{')], /--columns .*broken\.json/],
    [[file('ours.jsonl', OURS)], /--source NAME/],
    [[], /usage/],
  ] as const) {
    const { code, err } = await run(...args)
    assert.equal(code, 2, err)
    assert.match(err, words)
  }
})

async function setting(t: TestContext) {
  const { app: bare, clock } = await makeApp(t)
  clock.set(new Date('2026-06-10T00:00:00Z'))
  const app = watching(bare)
  const { orgId } = await makeCompany(app)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-import-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text)
    return path.join(folder, name)
  }
  const run = async (...args: string[]) => {
    const [out, err]: [string[], string[]] = [[], []]
    const io = { stdin: Readable.from([]), stdout: into(out), stderr: into(err) }
    const code = await importCommand.run(args, io, async () => app)
    return { code, out: out.join(''), err: err.join('') }
  }
  const stored = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*)::int as n from posts`.execute(app.db)).rows[0]?.n ?? 0
  const remember = (columns: string[], fields: object): Promise<void> => {
    const mapping = { columns: fields, platform: 'other', kind: 'post' } as const
    return keepMapping(app.db, orgId, { columns, mapping, source: '門店', at: clock.now(), by: 'person:1' })
  }
  return { run, stored, file, remember }
}

function into(parts: string[]): Writable {
  return new Writable({
    write: (chunk, _encoding, done) => {
      parts.push(String(chunk))
      done()
    },
  })
}
