import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { highlight } from './highlight.ts'

test('marks what matched, once', () => {
  assert.deepEqual(
    highlight('喝完腹瀉了', [
      { start: 2, end: 4 },
      { start: 3, end: 4 },
      { start: 90, end: 99 },
    ]).map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)),
    ['喝完', '[腹瀉]', '了'],
  )
})

test('never loses or doubles a character', () => {
  const span = fc.record({ start: fc.integer({ min: -2, max: 30 }), end: fc.integer({ min: -2, max: 30 }) })
  fc.assert(
    fc.property(fc.string({ maxLength: 25 }), fc.array(span, { maxLength: 6 }), (text, spans) => {
      const pieces = highlight(text, spans)
      assert.equal(pieces.map((piece) => piece.text).join(''), text)
      assert.ok(pieces.every(({ text: part }) => part !== ''))
    }),
  )
})
