import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NotifierCard, NotifierField } from '../../server/access/mail-schema.ts'
import { CLEARED, draftOf, isElsewhere, suggested, valuesOf } from './mail-draft.ts'

const names = { 'zh-Hant': '', 'zh-Hans': '', en: '' }
const usual = {
  names,
  hint: null,
  isRequired: false,
  fallback: null,
  choices: [],
  least: null,
  most: null,
  example: null,
}
const field = (key: string, kind: NotifierField['kind'], more: Partial<NotifierField> = {}): NotifierField => ({
  ...usual,
  key,
  kind,
  guardsSecrets: false,
  isRare: false,
  ...more,
})
const SECURITY = field('security', 'choice', {
  fallback: 'starttls',
  choices: [
    { value: 'starttls', names, suggests: { port: 587 } },
    { value: 'tls', names, suggests: { port: 465 } },
  ],
})
const CARD: NotifierCard = {
  key: 'email',
  names,
  fields: [
    field('host', 'text', { guardsSecrets: true }),
    SECURITY,
    field('port', 'number', { fallback: 587 }),
    field('password', 'secret'),
  ],
  isSetUp: true,
  values: { host: 'smtp.example.com', port: 2525 },
  secretsKept: ['password'],
  changedAt: null,
  sentAt: null,
  failedAt: null,
  failureCode: null,
  failure: null,
  isAddressLocal: false,
}

test('a secret that nobody touches is not sent; one that is cleared is taken away; numbers are numbers', () => {
  const draft = draftOf(CARD)
  assert.deepEqual(valuesOf(CARD, draft), { host: 'smtp.example.com', security: 'starttls', port: 2525 })
  assert.equal(valuesOf(CARD, { ...draft, password: 'new' }).password, 'new')
  assert.equal(valuesOf(CARD, { ...draft, password: CLEARED }).password, null)
  assert.equal(valuesOf(CARD, { ...draft, host: '' }).host, null)
})

test('a stored secret is asked for again as soon as it would go elsewhere', () => {
  const draft = draftOf(CARD)
  assert.equal(isElsewhere(CARD, draft), false)
  assert.equal(isElsewhere(CARD, { ...draft, port: '1' }), false)
  assert.equal(isElsewhere(CARD, { ...draft, host: 'other.example.com' }), true)
})

test('the port follows the encryption, unless somebody wrote one', () => {
  assert.equal(suggested(SECURITY, { port: '587' }, 'tls').port, '465')
  assert.equal(suggested(SECURITY, { port: '2525' }, 'tls').port, '2525')
  assert.equal(suggested(SECURITY, { port: '465' }, 'starttls').security, 'starttls')
})
