import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { lines, makeFolder, NOW, note, read, sample } from './export-files.test.ts'
import { readFiles } from './index.ts'

const { file } = makeFolder()
const LONG = '昨天在超市买的青禾酸奶，喝到一半发现一块塑料片，打客服电话没人理'
const HEADER = ['标题', '内容', '来源', '作者', '发布时间', '原文链接', '点赞数']
const ROW = ['曝光', LONG, '新浪微博', '都市热线', '2026-06-01 15:30:00', 'https://weibo.com/1/a', '1.2万']

/** Reads a table that no format knows by what is guessed of it. */
async function readGuessed(path: string) {
  const reading = await readFiles([path], { now: NOW, mappingFor: ({ guess }) => guess.mapping })
  const [report] = reading.files
  const items = []
  for await (const item of reading.items) items.push(item)
  const posts = items.flatMap((item) => ('post' in item ? [item.post] : []))
  const refused = items.flatMap((item) => ('refused' in item ? [{ ...item.refused, original: item.original }] : []))
  return { report, posts, refused }
}

const csv = (rows: readonly (readonly string[])[], end = '\n'): string =>
  rows.map((row) => row.join(',')).join(end) + end

for (const [what, bytes] of [
  ['UTF-8 with a mark', Buffer.from(`\ufeff${csv([HEADER, ROW])}`)],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${csv([HEADER, ROW])}`, 'utf16le')],
  ['UTF-16 the other way round', Buffer.from(`\ufeff${csv([HEADER, ROW], '\r\n')}`, 'utf16le').swap16()],
  ['tabs and old Mac line ends', Buffer.from([HEADER, ROW].map((row) => row.join('\t')).join('\r'))],
  ['a title above, and what Excel says of separators', Buffer.from(`sep=,\n青禾日报,,,,,,\n${csv([HEADER, ROW])}`)],
] as const) {
  for (const name of ['table.csv', 'table.xlsx', 'table']) {
    test(`${what}, called ${name}`, async () => {
      const { posts, refused } = await readGuessed(file(`${what}/${name}`, bytes))
      assert.deepEqual(refused, [])
      assert.equal(posts.length, 1)
      assert.deepEqual([posts[0]?.text, posts[0]?.likes, posts[0]?.platform], [LONG, 12_000, 'weibo'])
    })
  }
}

test('a few lines of another encoding cost themselves, and are told', async () => {
  const good = (n: number): Buffer => Buffer.from(`${n}${ROW.join(',')}\n`)
  const foreign = Buffer.from([0xb2, 0xbb, 0xba, 0xc3, 0xba, 0xc8, 0x2c, 0x0a]) // 不好喝 in GB18030
  const rows = [Buffer.from(`${HEADER.join(',')}\n`), ...Array.from({ length: 40 }, (_, n) => good(n))]
  const { posts, refused } = await readGuessed(
    file('mixed.csv', Buffer.concat([...rows.slice(0, 20), foreign, ...rows.slice(20)])),
  )
  assert.equal(posts.length, 40)
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [[21, 'bad-encoding']],
  )
})

test('a last line that was only half written is refused with what there is of it, in every kind of text', async () => {
  const half = await readGuessed(file('half.csv', `${csv([HEADER, ROW])}又一条,还没写`))
  assert.equal(half.posts.length, 1)
  assert.deepEqual(
    half.refused.map(({ row, code, original }) => [row, code, original]),
    [[3, 'wrong-columns', '又一条,还没写']],
  )
  const quoted = await readGuessed(file('quoted.csv', `${csv([HEADER, ROW])}又一条,"还没写`))
  assert.deepEqual(
    quoted.refused.map(({ row, code }) => [row, code]),
    [[3, 'cut-off']],
  )
  const text = `${lines([note({}), note({ note_id: '2' })])}{"note_id":"3","ti`
  const reading = await readFiles([file('half.jsonl', text)], { now: NOW })
  const originals = []
  for await (const item of reading.items) if ('refused' in item) originals.push([item.refused.row, item.original])
  assert.deepEqual(originals, [[3, '{"note_id":"3","ti']])
  const list = JSON.stringify([note({}), note({ note_id: '2' })])
  const cut = await read([file('cut.json', list.slice(0, -20))])
  assert.deepEqual([cut.posts.length, cut.refused.map(({ code }) => code)], [1, ['cut-off']])
})

test('three hundred columns are read, and the few that matter are found', async () => {
  const many = Array.from({ length: 300 }, (_, n) => `指标${n}`)
  const header = [...many.slice(0, 150), ...HEADER, ...many.slice(150)]
  const row = [...many.slice(0, 150).map(String), ...ROW, ...many.slice(150).map(String)]
  const { posts, report } = await readGuessed(file('wide.csv', csv([header, row, row.with(153, '乙')])))
  assert.equal(posts.length, 2)
  assert.equal(report?.tables[0]?.columns.length, 307)
  assert.equal(posts[0]?.text, LONG)
})

test('a workbook: title, merged header, dates as serial numbers, formulas, empty sheets, two sheets of rows', async () => {
  const cell = (at: string, text: string): string => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
  const sheet = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`
  const first = sheet(
    `<row r="1">${cell('A1', '青禾舆情周报')}</row>
     <row r="3">${cell('A3', '标题')}${cell('B3', '正文')}${cell('C3', '作者')}${cell('F3', '发布时间')}${cell('G3', '点赞数')}</row>
     <row r="4">${cell('C4', '昵称')}${cell('D4', '粉丝数')}${cell('E4', '地区')}</row>
     <row r="5">${cell('A5', '曝光')}${cell('B5', LONG)}${cell('C5', '都市热线')}<c r="D5"><v>12000</v></c>${cell('E5', '江苏')}<c r="F5" s="1"><v>46174.645833333336</v></c><c r="G5"><f>1+2</f><v>3</v></c></row>
     <row r="6">${cell('A6', '未算')}${cell('B6', LONG)}${cell('C6', '乙')}<c r="D6"/>${cell('E6', '')}<c r="F6" s="1"><v>46174.5</v></c><c r="G6" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`,
  )
  const second = sheet(
    `<row r="1">${HEADER.map((name, i) => cell(`${'ABCDEFG'[i]}1`, name)).join('')}</row>
     <row r="2">${ROW.map((text, i) => cell(`${'ABCDEFG'[i]}2`, text)).join('')}</row>`,
  )
  const book = workbook({
    周报: first,
    空: sheet(''),
    附: second,
    只有表头: sheet(`<row r="1">${cell('A1', '标题')}</row>`),
  })
  const { posts, report } = await readGuessed(file('book.xlsx', book))
  assert.deepEqual(
    report?.mapped.map(({ table }) => [table.name, table.columns.length]),
    [
      ['周报', 7],
      ['附', 7],
    ],
  )
  assert.deepEqual(
    posts.map(({ author, postedAt, likes }) => [author?.name, author?.followers, postedAt, likes]),
    [
      ['都市热线', 12_000, '2026-06-01T07:30:00.000Z', 3],
      ['乙', undefined, '2026-06-01T04:00:00.000Z', undefined],
      ['都市热线', undefined, '2026-06-01T07:30:00.000Z', 12_000],
    ],
  )
})

test('what cannot be read is told by a code that pages word', async () => {
  const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
  const locked = Buffer.concat([old, Buffer.from('EncryptedPackage', 'utf16le'), Buffer.alloc(100)])
  const paths = [
    file('faults/a.csv', ''),
    file('faults/b.csv', '标题,内容,时间\n'),
    file('faults/c.xls', old),
    file('faults/d.xlsx', locked),
    file('faults/e.xls', '<html><table></table></html>'),
    file('faults/f.bin', Buffer.from([1, 2, 0, 3, 0, 0, 0, 9])),
    file('faults/g.xlsx', Buffer.from('PK\x03\x04 not really')),
    file(
      'faults/h.csv',
      csv([
        ['颜色', '尺寸'],
        ['红', '大'],
      ]),
    ),
    file('faults/i.xlsx', workbook({ 空: '<worksheet><sheetData></sheetData></worksheet>' })),
  ]
  const reading = await readFiles(paths, { now: NOW })
  assert.deepEqual(
    reading.files.map(({ trouble }) => trouble),
    ['empty', 'no-rows', 'old-excel', 'locked', 'web-page', 'not-text', 'damaged', 'unknown-table', 'no-rows'],
  )
  assert.match(reading.files[3]?.reason ?? '', /password/)
})

test('an SQLite file of no known tool asks for its columns as well, table by table', async () => {
  const { DatabaseSync } = await import('node:sqlite')
  const target = file('own.db', '')
  const db = new DatabaseSync(target)
  db.exec(`create table 留言 (编号 text, 留言内容 text, 留言时间 text, 网友 text);
    insert into 留言 values ('L-1', '${LONG}', '2026-06-01 15:30:00', '甲'), ('L-2', '${LONG}。', '2026-06-01 15:31:00', '乙');
    create table 座席 (编号 integer)`)
  db.close()
  const { report, posts } = await readGuessed(target)
  assert.deepEqual(
    report?.mapped.map(({ table }) => table.name),
    ['留言'],
  )
  assert.deepEqual(
    posts.map(({ externalId }) => externalId),
    ['other:L-1', 'other:L-2'],
  )
})

test('every sample stays what it was when its rows are kept for giving them back', async () => {
  const reading = await readFiles([sample('weibo-search')], { now: NOW })
  for await (const item of reading.items) {
    if ('post' in item) assert.match(JSON.stringify(item.original), /微博正文|"text"/)
  }
})

/** A workbook with these sheets; style 1 is a date. Files are stored as they are. */
function workbook(sheets: Readonly<Record<string, string>>): Buffer {
  const names = Object.keys(sheets)
  const files: [string, string][] = [
    ['[Content_Types].xml', '<Types/>'],
    [
      'xl/workbook.xml',
      `<workbook xmlns:r="r"><sheets>${names.map((name, i) => `<sheet name="${name}" r:id="r${i}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships>${names.map((_, i) => `<Relationship Id="r${i}" Target="worksheets/s${i}.xml"/>`).join('')}</Relationships>`,
    ],
    ['xl/styles.xml', '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>'],
    ...Object.values(sheets).map((xml, i): [string, string] => [`xl/worksheets/s${i}.xml`, xml]),
  ]
  return stored(files)
}

function stored(files: readonly (readonly [string, string])[]): Buffer {
  const bodies: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const [name, text] of files) {
    const [content, label, fields] = [Buffer.from(text), Buffer.from(name), Buffer.alloc(26)]
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(0x0800, 2)
    fields.writeUInt32LE(crc32(content), 10)
    fields.writeUInt32LE(content.length, 14)
    fields.writeUInt32LE(content.length, 18)
    fields.writeUInt16LE(label.length, 22)
    bodies.push(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, label, content]))
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, label]))
    offset += bodies.at(-1)?.length ?? 0
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, directory, end])
}
