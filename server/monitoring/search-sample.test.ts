import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleOf } from './search-sample.ts'

const SEGMENTS = [1, 2, 77, 1_000_003]
const DOCS = 20_000

function drawn(total: number): Set<string> {
  const isDrawn = sampleOf(total, 1000)
  const found = SEGMENTS.flatMap((segment) =>
    Array.from({ length: DOCS }, (_, doc) => doc)
      .filter((doc) => isDrawn(segment, doc))
      .map((doc) => `${segment} ${doc}`),
  )
  return new Set(found)
}

test('about as many are drawn as may be, evenly over segments and documents', () => {
  const all = drawn(SEGMENTS.length * DOCS)
  // Between half of what may be read and all of it: 80,000 / 128 = 625, give or take four deviations.
  assert.ok(all.size > 525 && all.size < 725, String(all.size))
  for (const part of [0, 1, 2, 3]) {
    const ofSegment = [...all].filter((name) => name.startsWith(`${SEGMENTS[part]} `)).length
    assert.ok(ofSegment > 100 && ofSegment < 215, `segment ${part}: ${ofSegment}`)
    const ofQuarter = [...all].filter((name) => Math.floor((Number(name.split(' ')[1]) * 4) / DOCS) === part).length
    assert.ok(ofQuarter > 100 && ofQuarter < 215, `quarter ${part}: ${ofQuarter}`)
  }
})

test('few are drawn all; what is drawn of many is drawn of fewer as well', () => {
  const isDrawn = sampleOf(1000, 1000)
  assert.ok(Array.from({ length: 100 }, (_, doc) => isDrawn(5, doc)).every(Boolean))
  const [many, fewer] = [drawn(80_000), drawn(30_000)]
  assert.ok(fewer.size > many.size)
  for (const name of many) assert.ok(fewer.has(name), name)
})
