import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './act.ts'

test('one form for one meaning, whatever the order of the keys', () => {
  assert.equal(
    canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined, é: -0 }),
    '{"b":[1,{"c":"x","d":null}],"é":0}',
  )
  assert.equal(
    canonicalJson({ at: new Date(0), '\0': '\ud800' }),
    '{"at":"1970-01-01T00:00:00.000Z","\ufffd":"\ufffd"}',
  )
  assert.equal(canonicalJson(undefined), 'null')
})

test('reading it back and writing it again changes nothing, and no character is left that a database refuses', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      assert.equal(canonicalJson(JSON.parse(text)), text)
      assert.equal(/\\u0000|\\ud[89a-f]/i.test(text.replaceAll('\\\\', '')), false)
    }),
  )
})
