import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mayGoAtOnce, roomPace } from './notice-limit.ts'
import { isTold, type NoticeLevel, TOPIC_NAMES, TOPICS, usualChoice } from './notice-topics.ts'
import { localeOf } from './notice-words.ts'
import { PERMISSIONS, type Permission, STARTING_ROLES } from './permissions.ts'

const ALL = Object.keys(PERMISSIONS) as Permission[]
const handles = new Set(STARTING_ROLES.analyst)
const reads = new Set(STARTING_ROLES.auditor)

test('who has not chosen: moderate and major alerts for whoever handles them', () => {
  const of = (level: NoticeLevel, permissions: ReadonlySet<string>) =>
    isTold({ topic: 'alert', level, permission: 'alerts.handle' }, permissions, undefined)
  assert.deepEqual(
    [1, 2, 3].map((level) => of(level as NoticeLevel, handles)),
    [true, true, false],
  )
  assert.deepEqual(
    [1, 2, 3].map((level) => of(level as NoticeLevel, reads)),
    [false, false, false],
  )
})

test('a choice goes before the rule, both ways, and ends with the permission to see such things', () => {
  const asked = { topic: 'alert', level: 3, permission: 'alerts.handle' } as const
  assert.equal(isTold(asked, handles, { isOn: true, leastLevel: 3 }), true)
  assert.equal(isTold({ ...asked, level: 1 }, handles, { isOn: false, leastLevel: 3 }), false)
  assert.equal(isTold(asked, reads, { isOn: true, leastLevel: 3 }), true)
  assert.equal(isTold(asked, new Set(), { isOn: true, leastLevel: 3 }), false)
})

test('who is named is told without any permission, unless the topic was switched off', () => {
  assert.equal(isTold({ topic: 'blind' }, new Set(), undefined), true)
  assert.equal(isTold({ topic: 'blind' }, new Set(), { isOn: false, leastLevel: 3 }), false)
})

test('nobody is told of less than asked for, nor without any right to it', () => {
  const level = fc.constantFrom<NoticeLevel>(1, 2, 3)
  const some = fc.subarray(ALL).map((each) => new Set<string>(each))
  const choice = fc.record({ isOn: fc.boolean(), leastLevel: level })
  fc.assert(
    fc.property(fc.constantFrom(...TOPIC_NAMES), level, some, choice, (topic, at, held, chosen) => {
      const permission = TOPICS[topic].usual
      const told = isTold({ topic, level: at, permission }, held, chosen)
      if (told)
        assert.ok(chosen.isOn && at <= chosen.leastLevel && (held.has(permission) || held.has(TOPICS[topic].may)))
      // What /me shows for whoever never chose is what happens.
      const shown = usualChoice(topic, held)
      assert.equal(
        isTold({ topic, level: at, permission }, held, undefined),
        isTold({ topic, level: at, permission }, held, shown),
      )
    }),
  )
})

test('beyond the limit only what is urgent goes at once, however much there is of it', () => {
  const pace = { messages: 5, minutes: 10 }
  assert.deepEqual(
    [4, 5, 7].map((recent) => mayGoAtOnce(recent, false, pace)),
    [true, false, false],
  )
  assert.deepEqual(
    [4, 5, 7, 80].map((recent) => mayGoAtOnce(recent, true, pace)),
    [true, true, true, true],
  )
})

test('robots of a room share what is said there', () => {
  assert.deepEqual(roomPace([]), { messages: 0, minutes: 1 })
  assert.deepEqual(
    roomPace([
      { messages: 14, minutes: 1 },
      { messages: 20, minutes: 2 },
    ]),
    { messages: 34, minutes: 2 },
  )
})

test('the language of whoever never chose one follows the place', () => {
  assert.equal(localeOf(null, 'Asia/Taipei'), 'zh-Hant')
  assert.equal(localeOf(null, 'Asia/Shanghai'), 'zh-Hans')
  assert.equal(localeOf(null, 'Europe/Berlin'), 'en')
  assert.equal(localeOf('en', 'Asia/Taipei'), 'en')
})
