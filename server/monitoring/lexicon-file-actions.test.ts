import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { makeServer } from '../../test/support/server.ts'
import { Refusal } from '../base/errors.ts'
import { zipStream } from '../base/zip-stream.ts'
import { SHEET_FOOT, SHEET_HEAD, SHEET_NAME, sheetRow, WORKBOOK_FILES } from './export-sheet.ts'
import { makeLexicon } from './lexicon-actions.ts'
import { exportLexicon, readLexiconFile } from './lexicon-file-actions.ts'
import { STARTER_LEXICONS } from './lexicon-starter.ts'

test('pasted lines, CSV in any encoding and Excel come to the same words; mistakes name their row', async (t) => {
  const app = watching((await makeApp(t)).app)
  const { pr, marketing } = await makeCompany(app)
  const text = '敏感词,权重\n食物中毒,5\n退貨\n退货,2\n拉稀,９\n(壞,1\n\n發霉, ３ \n'
  const wanted = {
    words: [
      { row: 2, expression: '食物中毒', weight: 5 },
      { row: 3, expression: '退貨', weight: 3 },
      { row: 8, expression: '發霉', weight: 3 },
    ],
    errors: [
      { row: 4, cell: '退货', code: 'repeated' },
      { row: 5, cell: '９', code: 'bad-weight-cell' },
      { row: 6, cell: '(壞', code: 'unclosed-parenthesis' },
    ],
  }
  assert.deepEqual(await readLexiconFile(app, pr, { text }), wanted)
  const utf16 = Buffer.from(`\uFEFF${text.replaceAll(',', '\t')}`, 'utf16le')
  for (const bytes of [Buffer.from(text), utf16]) {
    const content = bytes.toString('base64')
    assert.deepEqual(await readLexiconFile(app, pr, { fileName: 'a.csv', content }), wanted)
  }
  const rows = text.split('\n').map((line) => sheetRow(line.split(',')))
  const parts = [SHEET_HEAD, ...rows, SHEET_FOOT]
  const chunks: Buffer[] = []
  const files = [...WORKBOOK_FILES.map(([name, xml]) => ({ name, parts: [xml] })), { name: SHEET_NAME, parts }]
  for await (const chunk of zipStream(files)) chunks.push(chunk)
  const book = await readLexiconFile(app, pr, { fileName: 'a.xlsx', content: Buffer.concat(chunks).toString('base64') })
  assert.deepEqual(
    book.words.map(({ expression, weight }) => [expression, weight]),
    wanted.words.map(({ expression, weight }) => [expression, weight]),
  )
  assert.deepEqual(
    book.errors.map(({ code }) => code),
    wanted.errors.map(({ code }) => code),
  )
  await refused('invalid', readLexiconFile(app, pr, {}))
  await refused(
    'invalid',
    readLexiconFile(app, pr, { fileName: 'a.xlsx', content: Buffer.from('PK no').toString('base64') }),
  )
  await refused('forbidden', readLexiconFile(app, marketing, { text }))
})

test('what is downloaded reads back as the same list, formulas and phrases too', async (t) => {
  const app = watching((await makeApp(t)).app)
  const { pr } = await makeCompany(app)
  const words = ['=退貨', '"food poisoning"', '-廣告 中毒', '(退款 | 退貨) 客服', '腹瀉'].map((expression, n) => ({
    expression,
    weight: n + 1,
  }))
  const { id } = await makeLexicon(app, pr, { name: '試', words })
  const { text, name } = await exportLexicon(app, pr, id)
  assert.match(name, /\.csv$/)
  assert.match(text, /"'=退貨"/)
  const read = await readLexiconFile(app, pr, { text })
  assert.deepEqual(read.errors, [])
  assert.deepEqual(
    read.words.map(({ expression, weight }) => ({ expression, weight })),
    words,
  )
})

test('the download is the file itself, with its name and type', async (t) => {
  const app = watching((await makeApp(t)).app)
  const company = await makeCompany(app)
  const words = [{ expression: '退款', weight: 2 }]
  const { id } = await makeLexicon(app, company.pr, { name: '試', words })
  const { text, name } = await exportLexicon(app, company.pr, id)
  const server = await makeServer(t, app)
  const answer = await (await server.as(company, 'pr')).get(`/api/lexicons/${id}/file`)
  assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
  assert.equal(answer.headers['content-disposition'], `attachment; filename="${name}"`)
  assert.equal(answer.text, text)
})

test('the starter lists can be saved as they are: no mistake, no word twice', async (t) => {
  const app = watching((await makeApp(t)).app)
  const { pr } = await makeCompany(app)
  for (const { id, words } of STARTER_LEXICONS) {
    assert.ok(words.length >= 25 && words.some(({ expression }) => /[a-z]/.test(expression)), id)
    const text = words.map(({ expression, weight }) => `"${expression.replaceAll('"', '""')}",${weight}`).join('\n')
    assert.deepEqual((await readLexiconFile(app, pr, { text })).errors, [], id)
  }
})

async function refused(code: string, doing: Promise<unknown>): Promise<void> {
  await assert.rejects(doing, (error) => error instanceof Refusal && error.code === code)
}
