import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChannelKind, NotifierField } from '../../server/access/channel-schema.ts'
import { CLEARED, draftOf, type Form, formOf, isComplete, isElsewhere, suggested, valuesOf } from './channel-draft.ts'

const names = { 'zh-Hant': '', 'zh-Hans': '', en: '' }
const usual = {
  names,
  hint: null,
  isRequired: false,
  fallback: null,
  choices: [],
  least: null,
  most: null,
  mostLength: null,
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
const CARD: Form = {
  fields: [
    field('host', 'text', { guardsSecrets: true, isRequired: true }),
    SECURITY,
    field('port', 'number', { fallback: 587 }),
    field('password', 'secret'),
  ],
  values: { host: 'smtp.example.com', port: 2525 },
  secretsKept: ['password'],
}
/** The address of a robot is a secret, and leads the other one. */
const ROBOT: Form = {
  fields: [
    field('url', 'secret', { guardsSecrets: true, isRequired: true }),
    field('secret', 'secret', { isRequired: true }),
  ],
  values: {},
  secretsKept: ['url', 'secret'],
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

test('a new address of a robot asks for its secret again', () => {
  const draft = draftOf(ROBOT)
  assert.equal(isElsewhere(ROBOT, draft), false)
  assert.equal(isComplete(ROBOT, draft), true)
  const moved = { ...draft, url: 'https://hooks.example.com/other' }
  assert.equal(isElsewhere(ROBOT, moved), true)
  assert.equal(isComplete(ROBOT, moved), false)
  assert.equal(isComplete(ROBOT, { ...moved, secret: 'new' }), true)
})

test('what is needed and not there keeps a form from being sent', () => {
  const fresh: Form = { ...ROBOT, secretsKept: [] }
  assert.equal(isComplete(fresh, draftOf(fresh)), false)
  assert.equal(isComplete(fresh, { url: 'https://hooks.example.com/1', secret: 'x' }), true)
  assert.equal(isComplete(CARD, { ...draftOf(CARD), host: ' ' }), false)
  assert.equal(isComplete(ROBOT, { url: '', secret: CLEARED }), false)
})

test('what the product makes itself is in no form', () => {
  const kind = { fields: [field('contact', 'address'), field('privateKey', 'secret')], made: ['privateKey'] }
  assert.deepEqual(
    formOf(kind as unknown as ChannelKind).fields.map(({ key }) => key),
    ['contact'],
  )
})
