import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { BadFile } from './bad-file.ts'
import { isArchive, unpackArchive } from './unpack.ts'

const safePath = (name: string): string =>
  name
    .split(/[/\\]/)
    .filter((step) => step !== '' && !/^\.+$/.test(step))
    .join('/')

test('files come out with their folders; hidden ones, what a Mac adds, and archives within stay in', async (t) => {
  const { zip, folder } = home(t)
  const file = zip([
    ['xhs/jsonl/search.jsonl', '{"a":1}\n'],
    ['xhs/', ''],
    ['__MACOSX/xhs/._search.jsonl', 'x'],
    ['.DS_Store', 'x'],
    ['inner.zip', 'PK'],
    ['表.csv', 'a,b\n'],
  ])
  assert.equal(await isArchive(file), true)
  const found = await unpackArchive(file, folder, { mostBytes: 1e6, safePath })
  assert.deepEqual(
    found.map(({ name }) => name),
    ['xhs/jsonl/search.jsonl', '表.csv'],
  )
  assert.equal(readFileSync(path.join(folder, 'xhs/jsonl/search.jsonl'), 'utf8'), '{"a":1}\n')
})

test('names of Chinese Windows are read; names that climb out of the folder stay in it; equal ones stay apart', async (t) => {
  const { zip, folder } = home(t)
  const gbk = Buffer.from([0xc8, 0xd5, 0xb1, 0xa8, 0x2e, 0x63, 0x73, 0x76]) // 日报.csv in GB18030
  const file = zip([
    [gbk, '1'],
    ['../../evil.csv', '2'],
    ['/etc/evil.csv', '3'],
    ['..\\..\\evil.csv', '4'],
    ['a/b.csv', '5'],
    ['A/B.csv', '6'],
  ])
  const found = await unpackArchive(file, folder, { mostBytes: 1e6, safePath })
  assert.equal(found[0]?.name, '日报.csv')
  for (const { path: each } of found) assert.ok(each.startsWith(folder + path.sep), each)
  assert.deepEqual(readdirSync(path.dirname(folder)).sort(), ['archive.zip', 'unpacked'])
  assert.equal(new Set(found.map((each) => each.path.toLowerCase())).size, found.length)
  // Those that begin with dots are left out as hidden ones are.
  assert.equal(found.map((each) => readFileSync(each.path, 'utf8')).join(''), '1356')
})

test('a bomb, one that does not fit, one with a password, one that was cut off: each is told', async (t) => {
  const { zip, folder, put } = home(t)
  const zeros = Buffer.alloc(40 * 2 ** 20)
  const options = { mostBytes: 1e9, safePath }
  await assert.rejects(unpackArchive(zip([['bomb.csv', zeros]]), path.join(folder, 'a'), options), bad('too-large'))
  const large = zip([['a.csv', 'x'.repeat(1000)]])
  await assert.rejects(unpackArchive(large, path.join(folder, 'b'), { ...options, mostBytes: 500 }), bad('too-large'))
  const locked = zip([['a.csv', 'x']], { flags: 1 })
  await assert.rejects(unpackArchive(locked, path.join(folder, 'c'), options), bad('locked'))
  const cut = put(readFileSync(zip([['a.csv', 'x'.repeat(5000)]])).subarray(0, 60))
  await assert.rejects(isArchive(cut), bad('damaged'))
  const lying = zip([['a.csv', 'abc']], { size: 2 })
  await assert.rejects(unpackArchive(lying, path.join(folder, 'd'), options), bad('damaged'))
})

test('a workbook is no archive, nor is a text', async (t) => {
  const { put } = home(t)
  const excel = path.resolve(import.meta.dirname, '../../../test/fixtures/exports/traps/excel.xlsx')
  assert.equal(await isArchive(excel), false)
  assert.equal(await isArchive(put(Buffer.from('a,b\n1,2\n'))), false)
})

const bad = (code: string) => (error: unknown) => error instanceof BadFile && error.code === code

function home(t: TestContext) {
  const root = mkdtempSync(path.join(tmpdir(), 'weiji-unpack-'))
  t.after(() => rmSync(root, { recursive: true }))
  const put = (bytes: Uint8Array): string => {
    const file = path.join(root, 'archive.zip')
    if (existsSync(file)) rmSync(file)
    writeFileSync(file, bytes)
    return file
  }
  return { put, folder: path.join(root, 'unpacked'), zip: (...given: Parameters<typeof zipOf>) => put(zipOf(...given)) }
}

/** A ZIP archive by hand, so that it can lie. @param size unpacked, as the directory says */
function zipOf(
  files: readonly [name: string | Buffer, content: string | Buffer][],
  { flags = 0, size }: { flags?: number; size?: number } = {},
): Buffer {
  const bodies: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const [plain, label] = [Buffer.from(content), Buffer.from(name)]
    const packed = deflateRawSync(plain)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(flags, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(plain), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(size ?? plain.length, 18)
    fields.writeUInt16LE(label.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, label, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, label]))
    bodies.push(local)
    offset += local.length
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
