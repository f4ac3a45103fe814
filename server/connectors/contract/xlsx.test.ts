import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { xlsxTables } from './xlsx.ts'
import { createXmlReader } from './xml.ts'

const EXCEL = path.resolve(import.meta.dirname, '../../../test/fixtures/exports/traps/excel.xlsx')

test('a workbook as Excel saves it: shared texts, dates, gaps, formulas, errors, empty rows', async () => {
  const [table, ...others] = await xlsxTables(EXCEL)
  assert.ok(table)
  assert.equal(others.length, 0)
  assert.equal(table.name, '舆情 & 数据')
  assert.deepEqual(table.columns, ['编号', '内容', '发布时间', '点赞数'])
  const lines = []
  for await (const line of table.lines()) lines.push(line)
  assert.deepEqual(lines, [
    { number: 2, row: { 编号: 'a-1', 内容: '青禾 酸奶', 发布时间: '2026-06-01 15:30:00', 点赞数: '12' } },
    { number: 5, row: { 编号: 'a-2', 内容: '第二条\n换行 <3', 发布时间: '2026-06-01 12:00:00', 点赞数: '' } },
    { number: 6, row: { 编号: 'a-3', 内容: '', 发布时间: '2026-06-01 00:00:00', 点赞数: '' } },
  ])
})

test('a workbook of an old Mac counts its days from 1904; files of an archive may be stored as they are', async () => {
  const [table] = await xlsxTables(path.join(path.dirname(EXCEL), 'excel-1904.xlsx'))
  assert.deepEqual(
    table?.first.map((row) => row.发布时间),
    ['2030-06-02 15:30:00', '2030-06-02 12:00:00', '2030-06-02 00:00:00'],
  )
})

test('a workbook that was cut off is no workbook', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weiji-xlsx-'))
  try {
    const file = path.join(folder, 'cut.xlsx')
    writeFileSync(file, readFileSync(EXCEL).subarray(0, 900))
    await assert.rejects(xlsxTables(file), /cut off/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('XML comes to the same whatever the pieces; a document type defines nothing', () => {
  const xml = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y"><!ELEMENT a ANY>]><!-- <no/> --><a b="1>2" c='"'>t&amp;u&x;<![CDATA[<raw>]]><d/></a>`
  const heard = (size: number): string => {
    let told = ''
    const reader = createXmlReader({
      open: (name, attributes) => {
        told += `<${name} ${JSON.stringify(attributes)}>`
      },
      text: (text) => {
        told += text
      },
      close: (name) => {
        told += `</${name}>`
      },
    })
    for (let at = 0; at < xml.length; at += size) reader.write(xml.slice(at, at + size))
    reader.end()
    return told
  }
  assert.equal(heard(1000), `<a {"b":"1>2","c":"\\""}>t&u&x;<raw><d {}></d></a>`)
  for (const size of [1, 2, 3, 7]) assert.equal(heard(size), heard(1000))
  const reader = createXmlReader({ open: () => undefined, text: () => undefined, close: () => undefined })
  reader.write('<a><b')
  assert.throws(() => reader.end(), /cut off/)
})
