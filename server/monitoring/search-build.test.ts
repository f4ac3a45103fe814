import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expressionArbitrary, textArbitrary } from '../../test/support/search.ts'
import { parseExpression } from '../text/expression.ts'
import { createFold } from '../text/fold.ts'
import { planOf } from '../text/gram-plan.ts'
import { compileTracks } from '../text/match.ts'
import { MODEL_FOLDER } from './judges.ts'
import { eachBit, hasBit, noBits, setBit } from './search-bits.ts'
import { type BuiltSegment, buildSegment } from './search-build.ts'
import { type Columns, decodeColumns, encodeColumns } from './search-columns.ts'
import { ID_BYTES, readId, type SearchDocument } from './search-document.ts'
import { evaluate } from './search-evaluate.ts'
import { type MergeInput, mergeColumns, mergePostings, orderOf } from './search-merge.ts'
import { BLOCK_BYTES, blocksOf, blockWriter, readBlock } from './search-postings.ts'

const fold = createFold(gunzipSync(readFileSync(path.join(MODEL_FOLDER, 'fold.bin.gz'))))

test('the index never loses a text that matches, and is never sure of one that does not', () => {
  fc.assert(
    fc.property(fc.array(textArbitrary, { minLength: 1, maxLength: 40 }), expressionArbitrary, (texts, expression) => {
      const segment = buildSegment(fold, texts.map(documentOf))
      const { matcher } = compileTracks(fold, [{ id: 'x', expression }])
      const sets = lookUp(segment, expression)
      for (const [doc, text] of texts.entries()) {
        const holds = matcher.explain(text).size > 0
        if (holds) assert.ok(hasBit(sets.maybe, doc), `lost: ${expression} in ${JSON.stringify(text)}`)
        if (hasBit(sets.sure, doc)) assert.ok(holds, `wrongly sure: ${expression} in ${JSON.stringify(text)}`)
      }
    }),
    { numRuns: 600 },
  )
})

test('words of two characters, single ones and whole Latin words are decided without reading', () => {
  const segment = buildSegment(fold, ['退款', '退貨款', '我的iPhone手機', 'iphones', '款'].map(documentOf))
  const decided = (expression: string): number[] => {
    const { sure, maybe } = lookUp(segment, expression)
    assert.deepEqual([...sure], [...maybe], expression)
    return docsOf(sure)
  }
  assert.deepEqual(decided('退款'), [0])
  assert.deepEqual(decided('款'), [0, 1, 4])
  assert.deepEqual(decided('iphone'), [2])
  assert.deepEqual(decided('款 -退貨'), [0, 4])
})

test('merged segments hold what they were made of, in order, without what is dead', async () => {
  const part = fc.array(fc.tuple(textArbitrary, fc.nat(20), fc.boolean()), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), expressionArbitrary, async (parts, expression) => {
      let number = 0
      const made = parts.map((rows) =>
        rows.map(([text, at, isDead]) => ({
          ...documentOf(text, number++),
          at,
          isDead,
          trackIds: at % 2 ? [`t${at}`] : [],
        })),
      )
      const merged = await mergeAll(made)
      const rest = made.flat().filter(({ isDead }) => !isDead)
      const whole = buildSegment(fold, rest)
      assert.deepEqual(merged.ids, whole.ids)
      assert.deepEqual(tracksOf(merged.columns), tracksOf(whole.columns))
      assert.deepEqual(marksOf(merged.columns), marksOf(whole.columns))
      assert.deepEqual(lookUp(merged, expression), lookUp(whole, expression))
    }),
    { numRuns: 100 },
  )
})

test('a list that is longer than a block goes on in the next, and each block can be read alone', () => {
  const blocks: Uint8Array[] = []
  const firstKeys: number[] = []
  const writer = blockWriter((block, key) => {
    blocks.push(block)
    firstKeys.push(key)
  })
  const docs = Uint32Array.from({ length: 50_000 }, (_, i) => i * 3)
  writer.add(5, docs, 0, 10)
  writer.add(2 ** 52 + 1, docs, 0, docs.length)
  writer.add(2 ** 53 - 1, docs, 7, 8)
  writer.end()
  assert.ok(blocks.length > 3)
  assert.ok(blocks.every(({ length }) => length <= BLOCK_BYTES))
  const read = (from: number, to: number): number[] => {
    const bits = noBits(150_000)
    const [first, end] = blocksOf(Float64Array.from(firstKeys), from, to)
    for (const block of blocks.slice(first, end)) readBlock(block, from, to, bits)
    return docsOf(bits)
  }
  assert.deepEqual(read(2 ** 52 + 1, 2 ** 52 + 1), [...docs])
  assert.deepEqual(read(5, 5), [...docs.subarray(0, 10)])
  assert.deepEqual(read(2 ** 53 - 1, 2 ** 53 - 1), [21])
  assert.deepEqual(read(6, 2 ** 52), [])
})

test('columns are read back as they were written', () => {
  const { columns } = buildSegment(fold, [
    {
      ...documentOf('退款', 0),
      region: '廣東',
      trackIds: ['a', 'b'],
      sentiment: null,
      isVerified: true,
      followers: null,
    },
    { ...documentOf('x', 1), at: 5 },
  ])
  assert.deepEqual(decodeColumns(columns.at, encodeColumns(columns) as Uint8Array<ArrayBuffer>), columns)
})

function documentOf(text: string, number: number): SearchDocument {
  return {
    id: `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
    at: 0,
    batchId: 'b',
    rootId: null,
    platform: number % 5,
    kind: 0,
    sentiment: number % 3,
    emotion: 0,
    language: 0,
    followers: number,
    isVerified: false,
    source: 's',
    authorId: `u${number % 3}`,
    authorName: '',
    region: '',
    trackIds: [],
    lexiconIds: [],
    text,
  }
}

function lookUp({ columns, blocks }: Pick<BuiltSegment, 'columns' | 'blocks'>, expression: string) {
  const read = parseExpression(expression)
  assert.ok('expression' in read, expression)
  return evaluate(planOf(fold, read.expression), columns.docs, (from, to) => {
    const bits = noBits(columns.docs)
    const [first, end] = blocksOf(columns.firstKeys, from, to)
    for (const block of blocks.slice(first, end)) readBlock(block, from, to, bits)
    return bits
  })
}

async function mergeAll(parts: readonly (readonly (SearchDocument & { isDead: boolean })[])[]): Promise<BuiltSegment> {
  const inputs = parts.map((documents): MergeInput => {
    const { columns, ids, blocks } = buildSegment(fold, documents)
    const isDead = new Map(documents.map(({ id, isDead }) => [id, isDead]))
    const dead = noBits(columns.docs)
    for (let doc = 0; doc < columns.docs; doc++) if (isDead.get(readId(ids, doc * ID_BYTES))) setBit(dead, doc)
    async function* some(): AsyncGenerator<readonly Uint8Array[]> {
      for (const block of blocks) yield [block]
    }
    return { columns, ids, dead, blocks: some() }
  })
  const { moves, docs } = orderOf(inputs)
  const blocks: Uint8Array[] = []
  const keys: number[] = []
  const writer = blockWriter((block, key) => {
    blocks.push(block)
    keys.push(key)
  })
  await mergePostings(inputs, moves, docs, writer.add, async () => undefined)
  writer.end()
  const { columns, ids } = mergeColumns(inputs, moves, docs)
  return { columns: { ...columns, firstKeys: Float64Array.from(keys) }, ids, blocks }
}

function tracksOf({ trackEnd, tracks, names }: Columns): string[] {
  return [...trackEnd].map((end, doc) =>
    [...tracks.subarray(doc === 0 ? 0 : trackEnd[doc - 1], end)].map((code) => names.tracks[code]).join(),
  )
}

function marksOf({ marks, names }: Columns): (number | undefined)[] {
  return [...marks].map((code) => names.marks[code])
}

function docsOf(bits: Uint32Array): number[] {
  const docs: number[] = []
  eachBit(bits, (doc) => docs.push(doc))
  return docs
}
