import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { ABSENT, loadSeries, NAB_FOLDER, nabPresent } from '../../bench/nab-data.ts'
import type { App } from '../app.ts'
import { negativeShare } from '../detectors/negative-share.ts'
import { volume } from '../detectors/volume.ts'
import { detectCommand } from './detect-commands.ts'

const noApp = (): Promise<App> => Promise.reject(new Error('detect needs no database'))

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'weiji-detect-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

async function detect(args: string[], input: Readable | string | Uint8Array[] = ''): Promise<Ended> {
  const out = collector()
  const err = collector()
  const stdin = typeof input === 'string' ? Readable.from([Buffer.from(input)]) : Readable.from(input)
  const code = await detectCommand.run(args, { stdin, stdout: out.stream, stderr: err.stream }, noApp)
  return { code, out: out.text(), err: err.text() }
}
type Ended = { code: number; out: string; err: string }

function collector(): { stream: Writable; text(): string } {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  return { stream, text: () => text }
}

const time = (row: number): string =>
  new Date(Date.UTC(2026, 0, 1) + row * 300_000).toISOString().slice(0, 19).replace('T', ' ')
const counts = (row: number): number => (row >= 1000 && row < 1010 ? 90 : 5 + ((row * 7) % 4))
const csv = (rows: number, header = 'timestamp,value'): string =>
  [header, ...Array.from({ length: rows }, (_, row) => `${time(row)},${counts(row)}`), ''].join('\n')
const alarmRows = (out: string): number[] =>
  out
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line, row) => (line.endsWith(',1') ? [row] : []))

test('one row out for each row in, with exactly the alarms of the product', async () => {
  const { code, out, err } = await detect(['-'], csv(1100))
  assert.deepEqual([code, err], [0, ''])
  const lines = out.trim().split('\n')
  assert.equal(lines[0], 'timestamp,value,score,alarm')
  const state = volume.start()
  const expected = Array.from({ length: 1100 }, (_, row) => {
    const { score, alarm } = volume.step(state, { value: counts(row) })
    return `${time(row)},${counts(row)},${score.toFixed(4)},${alarm ? 1 : 0}`
  })
  assert.deepEqual(lines.slice(1), expected)
  assert.deepEqual(alarmRows(out), [1000])
})

test('an open NAB series gives the alarms of the detector called directly', {
  skip: nabPresent() ? false : ABSENT,
}, async () => {
  const series = loadSeries()[0]
  assert.ok(series)
  const { code, out, err } = await detect([join(NAB_FOLDER, 'dev', series.key)])
  assert.deepEqual([code, err], [0, ''])
  const state = volume.start()
  const expected = series.values.flatMap((value, row) => (volume.step(state, { value }).alarm ? [row] : []))
  assert.deepEqual(alarmRows(out), expected)
  assert.ok(expected.length > 0)
  const times = out
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0])
  assert.deepEqual(times, series.timestamps)
})

test('negative-share reads the third column', async () => {
  const rows = Array.from({ length: 400 }, (_, row) => ({ value: row < 380 ? row % 2 : 9, of: 10 }))
  const text = ['timestamp,value,of', ...rows.map(({ value, of }, row) => `${time(row)},${value},${of}`)].join('\n')
  const { code, out } = await detect(['-', '--detector', 'negative-share'], text)
  const state = negativeShare.start()
  const expected = rows.flatMap((point, row) => (negativeShare.step(state, point).alarm ? [row] : []))
  assert.equal(code, 0)
  assert.deepEqual(alarmRows(out), expected)
  assert.ok(expected.some((row) => row >= 380))
})

test('each row is answered before the next one comes', async () => {
  const out = collector()
  const answered: number[] = []
  async function* slowly(): AsyncGenerator<Buffer> {
    yield Buffer.from('timestamp,value\n')
    for (let row = 0; row < 4; row++) {
      yield Buffer.from(`${time(row)},${row}\n`)
      answered.push(out.text().trim().split('\n').length - 1)
    }
  }
  await detectCommand.run(
    ['-'],
    { stdin: Readable.from(slowly(), { highWaterMark: 1 }), stdout: out.stream, stderr: collector().stream },
    noApp,
  )
  // the generator runs one chunk ahead of the reader
  assert.ok(
    answered.every((lines, row) => lines >= row),
    `${answered}`,
  )
})

test('byte order mark, CRLF, quotes, blank lines, other columns and characters cut between chunks are all right', async () => {
  const text = `\uFEFF"Note","Timestamp","Value"\r\n"危機, 1","${time(0)}","5"\r\n\r\nb,${time(1)}, 6 \r\n`
  const bytes = Buffer.from(text)
  const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte))
  const { code, out, err } = await detect(['-'], chunks)
  assert.deepEqual([code, err], [0, ''])
  assert.deepEqual(
    out.split('\n').map((line) => line.split(',').slice(0, 2).join()),
    ['timestamp,value', `${time(0)},5`, `${time(1)},6`, ''],
  )
})

test('a timestamp is echoed as it stands', async () => {
  const { out } = await detect(['-'], 'timestamp,value\n"1 May, noon",5\n')
  assert.match(out, /\n"1 May, noon",5,/)
})

for (const [name, input, message] of [
  ['empty', '', /row 1: the file is empty/],
  ['header only', 'timestamp,value\n', /row 2: there is a header and no row/],
  ['no header', `${time(0)},5\n`, /row 1: the header timestamp,value is expected, found "2026/],
  ['no number', `timestamp,value\n${time(0)},5\n${time(1)},many\n`, /row 3: value "many" is not a number/],
  ['missing number', `timestamp,value\n${time(0)},\n`, /row 2: value "" is not a number/],
  ['not finite', `timestamp,value\n${time(0)},1e999\n`, /row 2: value "1e999" is not a number/],
  ['NaN', `timestamp,value\n${time(0)},NaN\n`, /row 2: value "NaN"/],
  ['below zero', `timestamp,value\n${time(0)},-1\n`, /row 2: value -1 is below zero/],
  ['a field too few', `timestamp,value\n${time(0)}\n`, /row 2: 1 fields instead of 2/],
  ['an open quote', `timestamp,value\n"${time(0)},5\n`, /row 2: a quote is not closed/],
  ['an endless line', `timestamp,value\n${'x'.repeat(70_000)}`, /row 2: longer than 65536/],
] as [string, string, RegExp][]) {
  test(`refused: ${name}`, async () => {
    const { code, err } = await detect(['-'], input)
    assert.equal(code, 1)
    assert.match(err, message)
  })
}

test('refused: bytes that are no UTF-8, more negative posts than posts, a file that is not there', async (t) => {
  assert.match((await detect(['-'], [Buffer.from('timestamp,value\n'), Uint8Array.of(0xff, 10)])).err, /not UTF-8/)
  const shares = await detect(['-', '--detector', 'negative-share'], `timestamp,value,of\n${time(0)},5,4\n`)
  assert.match(shares.err, /row 2: value 5 is more than of 4/)
  const plain = await detect(['-', '--detector', 'negative-share'], csv(3))
  assert.match(plain.err, /no of\)/)
  const gone = await detect([join(temporaryFolder(t), 'gone.csv')])
  assert.deepEqual([gone.code, /there is no such file/.test(gone.err)], [1, true])
})

test('called wrongly: exit code 2 and the usage', async () => {
  for (const args of [[], ['a', 'b'], ['-', '--detector', 'tarot'], ['-', '--nope']]) {
    const { code, out, err } = await detect(args)
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /usage: weiji detect FILE/)
  }
})

test('uneven spacing is a warning that names the row, and the rows still come', async (t) => {
  const file = join(temporaryFolder(t), 'gap.csv')
  const rows = [0, 1, 2, 5, 6, 6].map((row) => `${time(row)},1`)
  writeFileSync(file, ['timestamp,value', ...rows].join('\n'))
  const { code, out, err } = await detect([file])
  assert.equal(code, 0)
  assert.equal(out.trim().split('\n').length, 7)
  assert.match(err, /row 5: 15 minutes after the row before instead of 5/)
  assert.match(err, /row 7: 0 minutes after/)
  const hourly = await detect(['-'], `timestamp,value\n${time(0)},1\n${time(12)},1\n`)
  assert.match(hourly.err, /row 3: points 60 minutes apart; 5 are what/)
})
