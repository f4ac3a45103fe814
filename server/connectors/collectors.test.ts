/** What every collector keeps to, whatever it asks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOW } from './collect-trial.test.ts'
import { CollectError, type CollectInput, type Names } from './contract.ts'
import { collectors, fileFormats, findCollector } from './index.ts'

const hasAll = (names: Names): boolean =>
  [names['zh-Hant'], names['zh-Hans'], names.en].every((name) => name.trim() !== '')

test('ids are unique, and none is that of a source that only sends', () => {
  const ids = collectors.map(({ id }) => id)
  assert.ok(ids.length >= 2)
  assert.equal(new Set(ids).size, ids.length)
  assert.deepEqual(
    ids.filter((id) => ['push', 'file', 'webhook', 'replay'].includes(id)),
    [],
  )
  assert.equal(findCollector('feed')?.id, 'feed')
  assert.equal(findCollector('push'), undefined)
  assert.ok(fileFormats.length > 0)
})

for (const collector of collectors) {
  const { id, names, settings, usualSeconds } = collector
  test(`${id}: metadata from which forms, checks and documents are derived`, () => {
    assert.match(id, /^[a-z][a-z-]{1,29}$/)
    assert.ok(hasAll(names))
    assert.ok(usualSeconds >= 30 && usualSeconds <= 86_400)
    assert.equal(new Set(settings.map(({ key }) => key)).size, settings.length)
    for (const field of settings) {
      const { key, kind, choices, fallback, hint } = field
      assert.ok(hasAll(field.names) && (hint === undefined || hasAll(hint)), key)
      assert.match(key, /^[a-z][A-Za-z]{0,59}$/)
      assert.equal(kind === 'choice', choices !== undefined, `${key}: choices`)
      if (choices)
        assert.ok(fallback === undefined || choices.some(({ value }) => value === fallback), `${key}: fallback`)
      if (kind === 'secret') assert.equal(fallback, undefined, `${key}: a secret that everybody knows`)
      if (kind === 'switch') assert.equal(typeof (fallback ?? false), 'boolean', key)
      if (kind === 'number') assert.equal(typeof (fallback ?? 0), 'number', key)
    }
    // Its host is what politeness goes by.
    assert.ok(settings.some(({ kind, key }) => kind === 'address' || key === 'host'))
  })

  test(`${id}: what the way outside refuses comes out in words, nothing else is asked`, async () => {
    const refusal = new CollectError('refused-address', 'not there')
    const given = settings.flatMap(({ key, kind, fallback }) =>
      kind === 'address'
        ? [[key, 'https://a.example/x']]
        : fallback === undefined
          ? kind === 'text'
            ? [[key, 'a.example']]
            : []
          : [[key, fallback]],
    )
    const input: CollectInput = {
      settings: Object.fromEntries(given),
      cursor: undefined,
      zone: 'Asia/Shanghai',
      now: NOW,
      signal: new AbortController().signal,
      fetch: () => Promise.reject(refusal),
      resolve: () => Promise.reject(refusal),
    }
    await assert.rejects(collector.collect(input), refusal)
  })
}
