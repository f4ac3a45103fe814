// What every notifier promises, whichever it is. A new member is tested here as soon as its line stands in the registry.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { deviceOf } from '../../test/support/device.ts'
import {
  BadSetting,
  type Message,
  type Notifier,
  NotifyError,
  type OutsideCall,
  readSettings,
  type SendContext,
  type SettingField,
  type Settings,
} from './contract.ts'
import { findNotifier, notifiers } from './index.ts'

const LANGUAGES = ['zh-Hant', 'zh-Hans', 'en'] as const

const fieldsOf = ({ settings, address }: Notifier): readonly SettingField[] => [
  ...settings,
  ...(address ? [address.field] : []),
]

/** As the forms suggest. */
function exampleSettings({ settings, make }: Notifier): Settings {
  const given = settings.flatMap(({ key, example, fallback }) =>
    example !== undefined && fallback === undefined && !ALONE.has(key) ? [[key, example]] : [],
  )
  return readSettings(settings, { ...Object.fromEntries(given), ...make?.() })
}
/** Examples of what cannot be an example: a certificate. */
const ALONE = new Set(['authority'])

function messageTo({ reaches, address, devices }: Notifier): Message {
  const { endpoint, keys } = deviceOf('one')
  const own = devices ? JSON.stringify({ endpoint, ...keys }) : (address?.field.example ?? 'zhou.lan@qinghe.example')
  return {
    to: { name: '周岚', address: reaches === 'room' ? '' : own },
    locale: 'en',
    subject: 'test',
    lines: ['test'],
    foot: { text: 'settings', url: 'https://weiji.example/me' },
    at: new Date(0),
    mode: 'live',
    brief: { title: 'test', time: '10:00' },
  }
}

function contextOf(settings: Settings, more: Partial<SendContext> = {}): SendContext {
  return {
    settings,
    ownHost: 'weiji.example',
    signal: AbortSignal.timeout(60_000),
    clock: { now: () => new Date(0) },
    resolve: () => Promise.reject(new Error('no such host')),
    fetch: () => Promise.reject(new NotifyError('host-unknown', 'no such host', { isFinal: false })),
    ...more,
  }
}

/** A secret, and of an address its tokens. */
function partsOf(secret: string): string[] {
  return [secret, ...(/^https?:/.test(secret) ? secret.split(/[/?&=#]/).filter((part) => part.length > 15) : [])]
}

function echoOf({ url, headers, body }: OutsideCall): string {
  return `${url} ${JSON.stringify(headers)} ${typeof body === 'string' ? body : ''}`
}

/** The least that a member's fields take, led to a host that nobody has. */
function leastSettings({ settings, make }: Notifier): Settings {
  const given = settings.flatMap(({ key, kind, isRequired, isMade, example }) =>
    isRequired && !isMade
      ? [[key, kind === 'text' && /host|server/.test(key) ? 'nowhere.invalid' : (example ?? 1)]]
      : [],
  )
  return readSettings(settings, { ...Object.fromEntries(given), ...make?.() })
}

test('ids are the names of the files, and are found', () => {
  const ids = notifiers.map(({ id }) => id)
  assert.ok(ids.length >= 1)
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) {
    assert.match(id, /^[a-z]+(-[a-z]+)*$/)
    assert.equal(findNotifier(id)?.id, id)
  }
  assert.equal(findNotifier('pigeon'), undefined)
})

test('every kind has its part in the documents, where its form leads', () => {
  const text = readFileSync(path.join(import.meta.dirname, '../../docs/channels.md'), 'utf8')
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, words = '']) => words.toLowerCase().replaceAll(' ', '-'))
  const anchors = [...text.matchAll(/<a id="([a-z-]+)">/g)].map(([, id = '']) => id)
  for (const { id } of notifiers) assert.ok([...headings, ...anchors].includes(id), id)
})

for (const notifier of notifiers) {
  test(`${notifier.id}: whatever people read of it has three languages`, () => {
    const all = [
      notifier.names,
      ...fieldsOf(notifier).flatMap(({ names, hint, choices = [] }) => [
        names,
        ...(hint ? [hint] : []),
        ...choices.map((choice) => choice.names),
      ]),
    ]
    for (const names of all) for (const language of LANGUAGES) assert.ok(names[language].trim().length > 0)
    const keys = notifier.settings.map(({ key }) => key)
    assert.equal(new Set(keys).size, keys.length)
  })

  test(`${notifier.id}: limits that can be kept`, () => {
    const { parallel, tries, perPerson, room, mostCharacters } = notifier.limits
    for (const limit of [parallel, tries, mostCharacters, perPerson.messages, perPerson.minutes])
      assert.ok(Number.isInteger(limit) && limit > 0)
    if (!room) return
    for (const limit of Object.values(room)) assert.ok(Number.isInteger(limit) && limit > 0)
    assert.ok(room.reserve < room.messages, 'nothing would be left for the rest')
  })

  test(`${notifier.id}: what it asks of a person is asked once, and no secret of the organisation’s`, () => {
    const { address, devices, reaches } = notifier
    assert.ok(!(address && devices), 'browsers register themselves')
    assert.ok(!devices || reaches === 'person')
    if (!address) return
    const { key, kind, example } = address.field
    assert.match(key, /^[a-z][A-Za-z]{0,39}$/)
    assert.notEqual(kind, 'secret')
    assert.ok(example, 'nobody knows what such a thing looks like')
    assert.deepEqual(readSettings([address.field], { [key]: example }), { [key]: example })
    for (const wrong of ['x'.repeat(501), 'a\u0000b', 7, {}])
      assert.throws(() => readSettings([address.field], { [key]: wrong }), { key })
  })

  test(`${notifier.id}: what it makes itself is all that is marked as made, anew each time, and taken`, () => {
    const made = notifier.settings.filter(({ isMade }) => isMade).map(({ key }) => key)
    const [one, other] = [notifier.make?.() ?? {}, notifier.make?.() ?? {}]
    assert.deepEqual(Object.keys(one).sort(), made.sort())
    for (const key of made) assert.notEqual(one[key], other[key])
    notifier.check(exampleSettings(notifier))
  })

  test(`${notifier.id}: what must be given is asked for by its name`, () => {
    const whole = exampleSettings(notifier)
    const needed = notifier.settings.filter(({ isRequired, fallback }) => isRequired && fallback === undefined)
    for (const { key } of needed)
      assert.throws(
        () => readSettings(notifier.settings, { ...whole, [key]: null }),
        (error) => error instanceof BadSetting && error.key === key,
        key,
      )
  })

  test(`${notifier.id}: whoever repeats all it was given gets no secret into an error`, async () => {
    const settings = exampleSettings(notifier)
    const secrets = notifier.settings
      .filter(({ key, kind }) => kind === 'secret' && settings[key] !== undefined)
      .flatMap(({ key }) => partsOf(String(settings[key])))
    const asked: OutsideCall[] = []
    for (const status of [200, 302, 400, 401, 404, 429, 500]) {
      const fetch: SendContext['fetch'] = async (call) => {
        asked.push(call)
        const echo = JSON.stringify({
          errcode: 1,
          code: 1,
          errmsg: echoOf(call),
          msg: echoOf(call),
          message: echoOf(call),
        })
        return { status, headers: {}, body: Buffer.from(echo) }
      }
      const error = await notifier.send(messageTo(notifier), 'key', contextOf(settings, { fetch })).then(
        () => undefined,
        (failure: unknown) => failure,
      )
      if (error === undefined) continue
      assert.ok(error instanceof NotifyError, String(error))
      const { address } = messageTo(notifier).to
      assert.ok(address === '' || !error.message.includes(address), 'the message for logs names the recipient')
      for (const secret of secrets)
        assert.ok(!`${error.message} ${error.said ?? ''}`.includes(secret), `${status}: ${error.message} ${error.said}`)
    }
    // Letters go by a protocol of their own.
    assert.ok(asked.length >= 7 || notifier.id === 'email', 'it was never asked')
  })

  test(`${notifier.id}: any settings are either taken or refused by the name of the field, and what was taken is taken again`, () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined))
    const given = fc.dictionary(fc.constantFrom(...notifier.settings.map(({ key }) => key), 'other'), value)
    fc.assert(
      fc.property(given, (values) => {
        try {
          const settings = readSettings(notifier.settings, values)
          assert.deepEqual(readSettings(notifier.settings, settings), settings)
        } catch (error) {
          assert.ok(error instanceof BadSetting && error.key !== '' && error.message !== '', String(error))
        }
      }),
    )
  })

  test(`${notifier.id}: the least settings are enough to try, and a place that is not there is an error of the family`, async () => {
    const settings = leastSettings(notifier)
    notifier.check(settings)
    const message = { ...messageTo(notifier), to: { name: '周岚', address: 'zhou.lan@qinghe.example' } }
    await assert.rejects(notifier.send(message, 'key', contextOf(settings)), (error) => {
      assert.ok(error instanceof NotifyError, String(error))
      assert.ok(!error.message.includes('zhou.lan'), 'the message for logs names the recipient')
      return true
    })
  })
}
