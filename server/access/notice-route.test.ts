import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bySpare, isUrgent, nextWay, type Robot, roomsFor, type Way, waysFor } from './notice-route.ts'

const way = (channelId: string, more: Partial<Way> = {}): Way => ({
  channelId,
  notifier: channelId,
  address: `${channelId} address`,
  isOn: true,
  isConfirmed: true,
  ...more,
})
const ids = (ways: readonly Way[]): string[] => ways.map(({ channelId }) => channelId)
const EMAIL = way('email')
const SMS = way('sms')
const BARK = way('bark')

test('level 2 and 3 go by the first channel, the gravest and calls by all', () => {
  assert.deepEqual(ids(waysFor([EMAIL, SMS], { level: 2 })), ['email'])
  assert.deepEqual(ids(waysFor([EMAIL, SMS], {})), ['email'])
  assert.deepEqual(ids(waysFor([EMAIL, SMS], { level: 1 })), ['email', 'sms'])
  assert.deepEqual(ids(waysFor([EMAIL, SMS], { level: 3, isCall: true })), ['email', 'sms'])
})

test('what is switched off is not used; what nobody confirmed is used after what somebody did', () => {
  const ways = [way('email', { isOn: false }), way('sms', { isConfirmed: false }), BARK]
  assert.deepEqual(ids(waysFor(ways, { level: 1 })), ['bark', 'sms'])
  assert.deepEqual(ids(waysFor(ways.slice(0, 2), { level: 2 })), ['sms'])
  assert.deepEqual(ids(waysFor(ways.slice(0, 1), { level: 1 })), [])
})

test('limited to kinds of channels; who has none of them is reached by all they have', () => {
  assert.deepEqual(ids(waysFor([EMAIL, SMS, BARK], { isCall: true }, ['sms', 'bark'])), ['sms', 'bark'])
  assert.deepEqual(ids(waysFor([EMAIL, BARK], { isCall: true }, ['sms'])), ['email', 'bark'])
  assert.deepEqual(ids(waysFor([EMAIL, SMS], { level: 2 }, ['sms'])), ['sms'])
})

test('all devices of a channel are one way of telling; a second relay to the same place waits for the first to fail', () => {
  const devices = ['phone', 'laptop'].map((subscriptionId) => way('push', { address: subscriptionId, subscriptionId }))
  assert.equal(waysFor([...devices, EMAIL], { level: 2 }).length, 2)
  const relay = way('second', { notifier: 'email', address: EMAIL.address })
  assert.deepEqual(ids(waysFor([EMAIL, relay, ...devices], { level: 1 })), ['email', 'push', 'push'])
  assert.deepEqual(nextWay([EMAIL, relay], [{ channelId: 'email', subscriptionId: null }]), relay)
})

test('the next way is one that was not used, and there is an end', () => {
  const used = [{ channelId: 'email', subscriptionId: null }]
  assert.equal(nextWay([EMAIL, SMS], used), SMS)
  assert.equal(nextWay([EMAIL], used), undefined)
  assert.equal(nextWay([EMAIL, way('sms', { isOn: false })], used), undefined)
})

test('following the next way to its end, each is used once, and no way that is on is left out', () => {
  const channel = fc.record({ isOn: fc.boolean(), isConfirmed: fc.boolean() })
  fc.assert(
    fc.property(fc.array(channel, { maxLength: 6 }), (given) => {
      const ways = given.map((each, at) => way(`channel ${at}`, each))
      const used: { channelId: string; subscriptionId: null }[] = []
      for (let next = nextWay(ways, used); next; next = nextWay(ways, used))
        used.push({ channelId: next.channelId, subscriptionId: null })
      assert.equal(new Set(used.map(({ channelId }) => channelId)).size, used.length)
      assert.deepEqual(used.map(({ channelId }) => channelId).sort(), ids(ways.filter(({ isOn }) => isOn)).sort())
    }),
  )
})

const NOW = new Date('2026-03-02T02:00:00Z')
const LIMIT = { messages: 20, minutes: 1, reserve: 6, silenceMinutes: 10 }
const robot = (id: string, more: Partial<Robot> = {}): Robot => ({
  id,
  notifier: 'dingtalk',
  room: 'room',
  isOn: true,
  topics: ['alert'],
  leastLevel: 2,
  sends: [],
  restsUntil: null,
  ...more,
})

test('a room is told what it wants: topic, level, and by robots that are on', () => {
  const robots = [
    robot('a'),
    robot('b'),
    robot('off', { room: 'other', isOn: false }),
    robot('blind', { room: 'second', topics: ['blind'] }),
    robot('grave', { room: 'third', leastLevel: 1 }),
    robot('person', { room: null }),
  ]
  const rooms = (level: number | undefined) =>
    [...roomsFor(robots, 'alert', level)].map(([room, those]) => [room, those.map(({ id }) => id).join()])
  assert.deepEqual(rooms(2), [['room', 'a,b']])
  assert.deepEqual(rooms(3), [])
  assert.deepEqual(rooms(1), [
    ['room', 'a,b'],
    ['third', 'grave'],
  ])
  assert.deepEqual(rooms(undefined), rooms(1))
})

test('who may still say most speaks; who rests comes last', () => {
  const sends = (count: number) => Array(count).fill(NOW)
  const robots = [
    robot('rests', { restsUntil: new Date(NOW.getTime() + 1) }),
    robot('spent', { sends: sends(14) }),
    robot('some', { sends: sends(3) }),
    robot('fresh'),
  ]
  const order = (level: number) => bySpare(robots, LIMIT, level, NOW).map(({ id }) => id)
  assert.deepEqual(order(2), ['fresh', 'some', 'spent', 'rests'])
  assert.deepEqual(order(1), ['fresh', 'some', 'spent', 'rests'])
  const free = bySpare(robots, undefined, 2, NOW).map(({ id }) => id)
  assert.deepEqual(free, ['spent', 'some', 'fresh', 'rests'], 'without limits in the order of the organisation')
})

test('urgent is the gravest level, or a call of any', () => {
  assert.deepEqual(
    [isUrgent({ level: 1 }), isUrgent({ level: 3, isCall: true }), isUrgent({ level: 2 }), isUrgent({ level: null })],
    [true, true, false, false],
  )
})
