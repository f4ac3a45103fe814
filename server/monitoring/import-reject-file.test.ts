import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { readFiles } from '../connectors/index.ts'
import { type Reject, rejectJson, rejectTable } from './import-reject-file.ts'

const reject = (original: string | null, more: Partial<Reject> = {}): Reject => ({
  rowNo: 7,
  file: '日報.csv',
  row: 9,
  field: 'postedAt',
  code: 'bad-time',
  reason: 'no time, "really"',
  original,
  ...more,
})
const WHY = { file: '日報.csv', line: 9, field: 'postedAt', code: 'bad-time', reason: 'no time, "really"' }

test('a refused row is given back as it stood, digits and all, with what was wrong beside it', () => {
  const row = '{"note_id":7393264562921344265,"desc":"好"}'
  assert.equal(rejectJson(reject(row)), `{"weiji":${JSON.stringify(WHY)},"note_id":7393264562921344265,"desc":"好"}\n`)
  assert.deepEqual(JSON.parse(rejectJson(reject('{ }'))), { weiji: WHY })
  assert.deepEqual(JSON.parse(rejectJson(reject('"half a li"'))), { weiji: WHY, text: 'half a li' })
  assert.deepEqual(JSON.parse(rejectJson(reject('[1]'))), { weiji: WHY, text: [1] })
  assert.deepEqual(JSON.parse(rejectJson(reject(null))), { weiji: WHY })
})

test('as a table it has the columns of the rows; cells that a spreadsheet would run are defused', () => {
  const first = reject('{"标题":"a,b","正文":"=HYPERLINK(\\"x\\")","赞":-3}')
  const table = rejectTable(first)
  assert.equal(table.header, '\ufeff标题,正文,赞,weiji_file,weiji_line,weiji_field,weiji_reason\r\n')
  assert.equal(table.line(first), '"a,b","\'=HYPERLINK(""x"")",-3,日報.csv,9,postedAt,"no time, ""really"""\r\n')
  assert.equal(
    table
      .line(reject('{"标题":"c","别的":1}', { row: 10 }))
      .split(',')
      .slice(0, 5)
      .join(),
    'c,,,日報.csv,10',
  )
  assert.equal(rejectTable(undefined).header, '\ufeffweiji_file,weiji_line,weiji_field,weiji_reason\r\n')
})

test('corrected, both are read like the file they came from', async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-rejects-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const note = {
    note_id: '1',
    title: 't',
    desc: 'd',
    time: 1780300800000,
    user_id: 'u',
    nickname: 'n',
    liked_count: '1',
    collected_count: '0',
    comment_count: '0',
    share_count: '0',
  }
  const given = reject(JSON.stringify(note))
  const table = rejectTable(given)
  const files = [path.join(folder, 'rejects.jsonl'), path.join(folder, 'rejects.csv')] as const
  writeFileSync(files[0], rejectJson(given))
  writeFileSync(files[1], table.header + table.line(given))
  for (const file of files) {
    const reading = await readFiles([file], { now: new Date('2026-11-25T00:00:00Z') })
    assert.equal(reading.format?.id, 'mediacrawler', file)
    for await (const item of reading.items) assert.ok('post' in item && item.post.externalId === 'xiaohongshu:1')
  }
})
