import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesOf, cutTo, fitLines, jsonBytesOf, oneLine, unitsOf } from './cut.ts'

const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    fc.constantFrom('危', '👩‍👩‍👧‍👦', '🇨🇳', '"', '\\'),
  ),
  maxLength: 80,
})

test('never longer than allowed, never half a character, and whole where there is room', () => {
  fc.assert(
    fc.property(text, fc.nat(120), fc.constantFrom(bytesOf, unitsOf, jsonBytesOf), (whole, most, measure) => {
      const cut = cutTo(whole, most, measure)
      assert.ok(measure(cut) <= most)
      assert.ok(cut.isWellFormed())
      if (measure(whole) <= most) assert.equal(cut, whole)
      else assert.ok(cut === '' || (cut.endsWith('…') && whole.startsWith(cut.slice(0, -1))))
    }),
  )
})

test('a family of four is one character', () => {
  assert.equal(cutTo('ab👩‍👩‍👧‍👦', 10), 'ab…')
  assert.equal(cutTo('🇨🇳🇨🇳', 12), '🇨🇳…')
  assert.equal(cutTo('危機', 2), '', 'where even the mark has no room there is nothing')
})

test('lines as many as fit, joined by what joins them', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.nat(200), (lines, most) => {
      const kept = fitLines(lines, most)
      assert.ok(bytesOf(kept.join('\n')) <= most)
      const whole = lines.map(oneLine)
      if (bytesOf(whole.join('\n')) <= most) assert.deepEqual(kept, whole)
    }),
  )
})

test('measured as it will be written, given back as it was', () => {
  const as = (line: string) => line.replaceAll('<', '&lt;')
  assert.deepEqual(fitLines(['<<<<'], 16, { as }), ['<<<<'])
  assert.deepEqual(fitLines(['<<<<'], 15, { as }), ['<<<…'])
})

test('breaks become spaces, halves of characters become a sign', () => {
  assert.equal(oneLine(' a\r\nb\u2028c\u0000\ud800 '), 'a b c \ufffd')
})
