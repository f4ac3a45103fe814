// What every notifier promises, whichever it is. A new member is tested here as soon as its line stands in the registry.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BadSetting, type Notifier, NotifyError, readSettings, type Settings } from './contract.ts'
import { findNotifier, notifiers } from './index.ts'

const LANGUAGES = ['zh-Hant', 'zh-Hans', 'en'] as const

/** The least that a member's fields take, led to a host that nobody has. */
function leastSettings({ settings }: Notifier): Settings {
  const given = settings.flatMap(({ key, kind, isRequired, example }) =>
    isRequired ? [[key, kind === 'text' ? 'nowhere.invalid' : (example ?? 1)]] : [],
  )
  return readSettings(settings, Object.fromEntries(given))
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

for (const notifier of notifiers) {
  test(`${notifier.id}: whatever people read of it has three languages`, () => {
    const all = [
      notifier.names,
      ...notifier.settings.flatMap(({ names, hint, choices = [] }) => [
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
    const { parallel, tries, perPerson, mostCharacters } = notifier.limits
    for (const limit of [parallel, tries, mostCharacters, perPerson.messages, perPerson.minutes])
      assert.ok(Number.isInteger(limit) && limit > 0)
    assert.ok(perPerson.reserve >= 0)
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
    const message = {
      to: { name: '周岚', address: 'zhou.lan@qinghe.example' },
      locale: 'en',
      subject: 'test',
      lines: ['test'],
      foot: { text: 'settings', url: 'https://weiji.example/me' },
      at: new Date(0),
      mode: 'live',
      brief: { title: 'test', time: '10:00' },
    } as const
    const resolve = () => Promise.reject(new Error('no such host'))
    const fetch = () => Promise.reject(new NotifyError('host-unknown', 'no such host', { isFinal: false }))
    const clock = { now: () => new Date(0) }
    const context = { settings, ownHost: 'weiji.example', signal: AbortSignal.timeout(60_000), clock, resolve, fetch }
    await assert.rejects(notifier.send(message, 'key', context), (error) => {
      assert.ok(error instanceof NotifyError, String(error))
      assert.ok(!error.message.includes('zhou.lan'), 'the message for logs names the recipient')
      return true
    })
  })
}
