import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Line, readLines } from './lines.ts'

async function read(chunks: readonly (Uint8Array | string)[], most = 100): Promise<Line[]> {
  async function* stream() {
    yield* chunks
  }
  const lines: Line[] = []
  for await (const line of readLines(stream(), most)) lines.push(line)
  return lines
}

test('lines, whatever ends them', async () => {
  assert.deepEqual(await read(['\ufeffa\r\nb\n\nc']), [
    { number: 1, text: 'a' },
    { number: 2, text: 'b' },
    { number: 3, text: '' },
    { number: 4, text: 'c' },
  ])
  assert.deepEqual(await read(['a\n']), [{ number: 1, text: 'a' }])
  assert.deepEqual(await read([]), [])
})

test('wherever the chunks are cut, the lines are the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('退款', 'ab', '\n', '😡', '\r\n')),
      fc.array(fc.nat(40)),
      async (parts, cuts) => {
        const bytes = new TextEncoder().encode(parts.join(''))
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
        const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end))
        assert.deepEqual(await read(chunks, 1e6), await read([bytes], 1e6))
      },
    ),
  )
})

test('a line that is too long or not UTF-8 is named, and the rest is read', async () => {
  const bad = Uint8Array.of(0xff, 0xfe, 10)
  assert.deepEqual(await read([`${'x'.repeat(101)}\n`, bad, 'c\n', 'x'.repeat(60), 'x'.repeat(60), '\nd'], 100), [
    { number: 1, trouble: 'too-long' },
    { number: 2, trouble: 'not-utf8' },
    { number: 3, text: 'c' },
    { number: 4, trouble: 'too-long' },
    { number: 5, text: 'd' },
  ])
})
