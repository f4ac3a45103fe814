import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkName, checkZone } from './texts.ts'

const REFUSED = { code: 'invalid', detail: { field: 'zone' } }

test('a zone is a name: offsets, which do not follow summer time, and names of nowhere are refused', () => {
  for (const zone of ['Asia/Taipei', 'Europe/London', 'UTC', 'Etc/GMT-8']) assert.equal(checkZone(zone), zone)
  for (const zone of ['+08:00', '-0500', 'Mars/Olympus', ''])
    assert.throws(
      () => checkZone(zone),
      (error: { code: string; detail: { field: string } }) => {
        assert.deepEqual({ code: error.code, detail: { field: error.detail.field } }, REFUSED, zone)
        return true
      },
    )
})

test('a name has something beside space', () => {
  assert.equal(checkName(' 青禾 ', 'name'), '青禾')
  assert.throws(() => checkName(' \t', 'name'), { code: 'invalid' })
})
