import assert from 'node:assert/strict'
import { test } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import yauzl from 'yauzl'
import { type ZipEntry, zipStream } from './zip-stream.ts'

async function pack(entries: Iterable<ZipEntry>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of zipStream(entries)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** By a reader of somebody else's, which checks sizes and sums. */
async function unpack(bytes: Buffer): Promise<[string, string][]> {
  const open = promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)
  const zip = await open(bytes, { lazyEntries: true })
  const found: [string, string][] = []
  return new Promise((done, fail) => {
    zip.on('error', fail)
    zip.on('end', () => done(found))
    zip.on('entry', (entry: yauzl.Entry) =>
      zip.openReadStream(entry, async (error, stream) => {
        if (error) return fail(error)
        const parts: Buffer[] = []
        for await (const part of stream) parts.push(part as Buffer)
        found.push([entry.fileName, Buffer.concat(parts).toString('utf8')])
        zip.readEntry()
      }),
    )
    zip.readEntry()
  })
}

test('another reader finds each file with its name and its text', async () => {
  const file = fc.tuple(fc.stringMatching(/^[a-z帖]{1,8}$/), fc.array(fc.string({ unit: 'grapheme' })))
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(file, { selector: ([name]) => name, minLength: 1, maxLength: 4 }),
      async (files) => {
        const packed = await pack(files.map(([name, parts]) => ({ name, parts })))
        assert.deepEqual(
          await unpack(packed),
          files.map(([name, parts]) => [name, parts.join('')]),
        )
      },
    ),
    { numRuns: 60 },
  )
})

test('what fails in the middle fails the archive, and whoever stops ends the source', async () => {
  const failing = async function* () {
    yield 'a'
    throw new Error('gone')
  }
  await assert.rejects(pack([{ name: 'a', parts: failing() }]), /gone/)
  const state = { isEnded: false }
  const endless = async function* () {
    try {
      for (let i = 0; ; i++) yield `${i} ${Math.random()}`.repeat(1000)
    } finally {
      state.isEnded = true
    }
  }
  for await (const chunk of zipStream([{ name: 'a', parts: endless() }])) if (chunk.length > 10_000) break
  await new Promise((done) => setImmediate(done))
  assert.equal(state.isEnded, true)
})
