import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BadSetting, type Notifier, type Settings } from '../notifiers/contract.ts'
import { email } from '../notifiers/email.ts'
import { webPush } from '../notifiers/web-push.ts'
import { webhook } from '../notifiers/webhook.ts'
import { changedKeys, settingsFrom, splitSecrets } from './channel-settings.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const HOOK = { url: 'https://alerts.example.com/weiji', secret: SECRET, authorization: 'Bearer 0123456789abcdef' }
const again = (key: string) => (error: unknown) => {
  assert.ok(error instanceof BadSetting)
  assert.deepEqual([error.key, error.message], [key, 'give it again: it would go to another server'])
  return true
}

test('a secret that is not named stays; null takes it away; nobody gives what the product makes', () => {
  const before = settingsFrom(webhook, undefined, HOOK)
  assert.deepEqual(settingsFrom(webhook, before, {}), before)
  assert.deepEqual(settingsFrom(webhook, before, { authorization: null }), { url: HOOK.url, secret: SECRET })
  assert.throws(() => settingsFrom(webhook, before, { secret: null }), { key: 'secret', message: 'is needed' })
  const mine = settingsFrom(webPush, undefined, { contact: 'it@qinghe.example' })
  const kept = settingsFrom(webPush, mine, { contact: 'other@qinghe.example' })
  assert.deepEqual(changedKeys(mine, kept), ['contact'])
  for (const key of ['publicKey', 'privateKey'])
    assert.throws(() => settingsFrom(webPush, mine, { contact: 'it@qinghe.example', [key]: mine[key] }), { key })
  const { privateKey: _, ...lost } = mine
  assert.deepEqual(changedKeys(mine, settingsFrom(webPush, lost, { contact: 'it@qinghe.example' })), [
    'privateKey',
    'publicKey',
  ])
})

test('an address that is itself a secret guards the others: with a new one they are needed again', () => {
  const before = settingsFrom(webhook, undefined, HOOK)
  const url = 'https://evil.example/'
  assert.throws(() => settingsFrom(webhook, before, { url }), again('secret'))
  assert.throws(() => settingsFrom(webhook, before, { url, secret: SECRET }), again('authorization'))
  const { authorization } = settingsFrom(webhook, before, { url, secret: SECRET, authorization: null })
  assert.equal(authorization, undefined)
  // The same address again leads nowhere else.
  assert.deepEqual(settingsFrom(webhook, before, { url: HOOK.url }), before)
})

test('whatever is changed, a kept secret never goes where it was not given for', () => {
  const before = settingsFrom(email, undefined, {
    host: 'smtp.qinghe.example',
    from: 'weiji@qinghe.example',
    user: 'weiji',
    password: 'geheim 42',
  })
  const guards = email.settings.filter(({ guardsSecrets }) => guardsSecrets).map(({ key }) => key)
  assert.ok(guards.includes('host'))
  const given = fc.record(
    {
      host: fc.constantFrom('smtp.qinghe.example', 'evil.example'),
      from: fc.constantFrom('weiji@qinghe.example', 'other@qinghe.example'),
      port: fc.constantFrom(587, 25, null),
      security: fc.constantFrom('starttls', 'none'),
      user: fc.constantFrom('weiji', 'admin', null),
      fromName: fc.constantFrom('A', null),
    },
    { requiredKeys: ['host', 'from'] },
  )
  let refused = 0
  fc.assert(
    fc.property(given, (values) => {
      const after = tried(email, before, values)
      if (after === 'refused') {
        refused += 1
        return
      }
      assert.equal(after.password, 'geheim 42')
      for (const key of guards) assert.equal(after[key], before[key], key)
    }),
  )
  assert.ok(refused > 10, `${refused} refused`)
})

test('secrets and the rest are told apart, and together they are all', () => {
  const settings = settingsFrom(webhook, undefined, HOOK)
  const { open, secret } = splitSecrets(webhook.settings, settings)
  assert.deepEqual([open, secret], [{}, HOOK])
})

function tried(notifier: Notifier, before: Settings, values: Readonly<Record<string, unknown>>): Settings | 'refused' {
  try {
    return settingsFrom(notifier, before, values)
  } catch (error) {
    assert.ok(error instanceof BadSetting)
    return 'refused'
  }
}
