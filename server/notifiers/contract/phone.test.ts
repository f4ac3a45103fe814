import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPhone } from './phone.ts'

test('numbers as people write them', () => {
  const table: [string, string | undefined, string?][] = [
    ['13800000000', '+8613800000000'],
    ['+86 138-0000-0000', '+8613800000000'],
    ['8613800000000', '+8613800000000'],
    ['0086 (138) 0000 0000', '+8613800000000'],
    ['＋８６１３８００００００００', '+8613800000000'],
    ['+852 9123 4567', '+85291234567'],
    ['9123 4567', '+85291234567', '852'],
    ['0912 345 678', '+886912345678', '886'],
    ['+1 (501) 712-2661', '+15017122661'],
    ['9123 4567', undefined],
    ['010-8888 8888', undefined],
    ['12345678901', undefined],
    ['+86 10 8888 8888', undefined],
    ['zhoulan', undefined],
    ['', undefined],
    ['+', undefined],
    ['+0138', undefined],
    ['1380000000x', undefined],
  ]
  for (const [written, wanted, country] of table)
    assert.equal(readPhone(written, country)?.international, wanted, written)
})

test('inside of the mainland it is dialled without the country', () => {
  assert.equal(readPhone('+8613800000000')?.national, '13800000000')
  assert.equal(readPhone('+85291234567')?.national, '85291234567')
})
