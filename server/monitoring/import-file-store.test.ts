import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { findPlace, finishFile, folderOf, knownPlace, safePath, wholePath, writePart } from './import-file-store.ts'

test('a name from elsewhere never leaves its folder, and fits a file system', () => {
  for (const [name, safe] of [
    ['data/xhs/jsonl/search_contents_2026-06-01.jsonl', 'data/xhs/jsonl/search_contents_2026-06-01.jsonl'],
    ['../../etc/passwd', 'etc/passwd'],
    ['C:\\Users\\林\\日報.xlsx', 'C_/Users/林/日報.xlsx'],
    ['.hidden', 'hidden'],
    ['..', 'file'],
    ['', 'file'],
    ['a\0b\n.csv', 'a_b_.csv'],
  ])
    assert.equal(safePath(name ?? ''), safe)
  const steps = fc.array(
    fc.oneof(fc.constantFrom('..', '.', '/', '\\', '~'), fc.string({ unit: 'binary', maxLength: 300 })),
  )
  fc.assert(
    fc.property(steps, (parts) => {
      const found = path.resolve('/base', safePath(parts.join('/')))
      assert.ok(found.startsWith('/base/'), found)
      for (const step of found.split('/')) assert.ok(Buffer.byteLength(step) <= 255)
    }),
  )
})

test('parts are put together where each is due; what came too far is overwritten', async (t) => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'weiji-imports-'))
  t.after(() => rmSync(data, { recursive: true }))
  const folder = folderOf(data, 'org', 'import')
  async function* of(text: string): AsyncGenerator<Uint8Array> {
    for (const character of text) yield Buffer.from(character)
  }
  const write = (at: number, text: string, most = 10) => writePart(folder, 1, at, of(text), most)
  assert.deepEqual(await write(0, 'abcXXXX'), { end: 7, isTooLong: false })
  assert.deepEqual(await write(3, 'defghijk'), { end: 10, isTooLong: true })
  assert.deepEqual(await write(3, 'defghij'), { end: 10, isTooLong: false })
  const digest = await finishFile(folder, { no: 1, name: '../x/a.csv' })
  assert.equal(digest, '72399361da6a7754fec986dca5b7cbaf1c810a28ded4abaf56b2106d06cb78b0')
  assert.equal(readFileSync(wholePath(folder, { no: 1, name: '../x/a.csv' }), 'utf8'), 'abcdefghij')
})

test('a data folder has one id, whoever asks first', async (t) => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'weiji-imports-'))
  t.after(() => rmSync(data, { recursive: true }))
  assert.equal(await knownPlace(data), undefined)
  const places = await Promise.all([findPlace(data), findPlace(data), findPlace(data)])
  assert.equal(await knownPlace(data), await findPlace(data))
  assert.equal(new Set([...places, await findPlace(data)]).size, 1)
})
