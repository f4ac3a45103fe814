import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { derivedId, newId } from './ids.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([78])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('a new id is a UUID of version 7 that carries its time', () => {
  assert.equal(UUID.exec(newId())?.[1], '7')
  assert.ok(newId(1_000) < newId(2_000))
  assert.equal(Number.parseInt(newId(1_700_000_000_123).replace('-', '').slice(0, 12), 16), 1_700_000_000_123)
})

test('a derived id is the same for the same parts, for ever', () => {
  // Stored posts are found by it: the value must never change.
  assert.equal(derivedId('組織', '微博', '1'), 'e078cf06-4656-8f89-abb8-fca9c23dd3e4')
})

test('other parts, or the same ones cut elsewhere, give another id', () => {
  const parts = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other)
      assert.equal(derivedId(...one) === derivedId(...other), isSame)
    }),
  )
  assert.notEqual(derivedId('ab', 'c'), derivedId('a', 'bc'))
})
