import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvRecords, guessSeparator } from './csv.ts'

async function read(text: string, separator = ',', chunk = 1000) {
  async function* chunks() {
    for (let at = 0; at < text.length; at += chunk) yield text.slice(at, at + chunk)
  }
  const found: unknown[] = []
  for await (const record of csvRecords(chunks(), separator)) {
    found.push('fields' in record ? [record.number, ...record.fields] : [record.number, record.trouble.code])
  }
  return found
}

const CASES: [string, string, unknown[]][] = [
  [
    '§1 line breaks, quotes and commas within quotes',
    'a,b\r\n1,"x\ny, ""z"""\r\n2,w',
    [
      [1, 'a', 'b'],
      [2, '1', 'x\ny, "z"'],
      [4, '2', 'w'],
    ],
  ],
  [
    'line ends of old Macs',
    'a,b\r1,2\r',
    [
      [1, 'a', 'b'],
      [2, '1', '2'],
    ],
  ],
  [
    'empty lines and empty cells',
    'a,b\n\n,\n"",x\n',
    [
      [1, 'a', 'b'],
      [3, '', ''],
      [4, '', 'x'],
    ],
  ],
  ['a quote inside a plain cell', 'a,5"寸,b\n', [[1, 'a', '5"寸', 'b']]],
  ['text behind a closing quote', '"a"b,c\n', [[1, 'ab', 'c']]],
  [
    '§8 a quote never closed costs the one row',
    'a,b\n1,"x\n2,y\n3,z\n',
    [
      [1, 'a', 'b'],
      [2, 'cut-off'],
      [3, '2', 'y'],
      [4, '3', 'z'],
    ],
  ],
]
for (const [what, text, expected] of CASES) {
  test(`CSV: ${what}`, async () => {
    assert.deepEqual(await read(text), expected)
    assert.deepEqual(await read(text, ',', 1), expected, 'in pieces of one character')
  })
}

test('CSV: whatever is written is read back, whatever the pieces', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '酸', '"', ',', '\n', '\r\n', ';', ' ', '🥛') })
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 7 }), async (written, chunk) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
      const text = written.map((row) => `${row.map(quoted).join(',')}\r\n`).join('')
      const found = (await read(text, ',', chunk)).map((record) => (record as unknown[]).slice(1))
      assert.deepEqual(found, written)
    }),
  )
})

for (const [header, separator] of [
  ['标题,内容,时间', ','],
  ['标题\t内容, 全文\t时间', '\t'],
  ['标题;"a,b,c,d";时间', ';'],
  ['a|b|c', '|'],
  ['一列', ','],
] as const) {
  test(`the separator of ${JSON.stringify(header)}`, () => {
    assert.equal(guessSeparator(`${header}\n1,2,3,4,5,6`), separator)
  })
}
