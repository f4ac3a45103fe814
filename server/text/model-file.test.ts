import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readModelFile, writeModelFile } from './model-file.ts'

test('columns come back as they were written, at any offset of the memory', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.int8Array(),
      fc.uint16Array(),
      fc.uint32Array(),
      fc.float32Array(),
      fc.nat(9),
      (a, b, c, d, e, shift) => {
        const bytes = writeModelFile('v1', { a, b, c, d, e })
        const moved = new Uint8Array(new SharedArrayBuffer(bytes.length + shift), shift)
        moved.set(bytes)
        const file = readModelFile(moved)
        assert.equal(file.version, 'v1')
        assert.deepEqual(
          [
            file.column('a', 'u8'),
            file.column('b', 'i8'),
            file.column('c', 'u16'),
            file.column('d', 'u32'),
            file.column('e', 'f32'),
          ],
          [a, b, c, d, e],
        )
      },
    ),
  )
})

test('other bytes and other columns are refused in words', () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(100), new TextEncoder().encode('{"a":1} and so on')]) {
    assert.throws(() => readModelFile(bytes), /not a model file/)
  }
  const bytes = writeModelFile('v1', { a: new Uint8Array(3) })
  assert.throws(() => readModelFile(bytes).column('b', 'u8'), /no column b/)
  assert.throws(() => readModelFile(bytes).column('a', 'f32'), /no column a/)
})
