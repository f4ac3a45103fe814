import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { keyInFolder, openSecret, SecretError, sealSecret, secretKeyOf } from './secrets.ts'

const keyOf = (fill: number) => {
  const key = secretKeyOf(Buffer.alloc(32, fill).toString('base64'))
  assert.ok(key)
  return key
}

test('a sealed secret opens with its key in its place, and looks different each time', () => {
  const sealed = sealSecret(keyOf(1), 'org source 微博', '密碼 p@ss')
  assert.equal(openSecret(keyOf(1), 'org source 微博', sealed), '密碼 p@ss')
  assert.notEqual(sealSecret(keyOf(1), 'org source 微博', '密碼 p@ss'), sealed)
  assert.ok(!Buffer.from(sealed.slice(3), 'base64url').includes('p@ss'))
})

test('another key, another place, a changed byte or no secret at all do not open', () => {
  const sealed = sealSecret(keyOf(1), 'a', 'x'.repeat(40))
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`
  for (const open of [
    () => openSecret(keyOf(2), 'a', sealed),
    () => openSecret(keyOf(1), 'b', sealed),
    () => openSecret(keyOf(1), 'a', changed),
    () => openSecret(keyOf(1), 'a', 'plain'),
    () => openSecret(keyOf(1), 'a', ''),
  ])
    assert.throws(open, SecretError)
})

test('a data folder makes one key for itself alone, and keeps it', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-key-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const inner = path.join(folder, 'data')
  const sealed = sealSecret(keyInFolder(inner), 'a', 'x')
  assert.equal(openSecret(keyInFolder(inner), 'a', sealed), 'x')
  assert.equal(statSync(path.join(inner, 'secret.key')).mode & 0o777, 0o600)
  writeFileSync(path.join(inner, 'secret.key'), randomBytes(5).toString('base64'))
  assert.throws(() => keyInFolder(inner), /holds no key of 32 bytes/)
})
