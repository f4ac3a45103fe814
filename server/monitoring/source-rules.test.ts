import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY, HOUR, SECOND } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import type { SettingField } from '../connectors/contract.ts'
import { nextAfterAnswer, nextAfterFailure } from './collection-pace.ts'
import { type HealthFacts, healthOf } from './source-health.ts'
import { LAG_CLASSES, lagCounts, medianLag } from './source-lag.ts'
import { checkSettings, hostOf } from './source-settings.ts'
import { SOURCE_SCORE, silenceScore } from './source-silence.ts'

const NOW = new Date('2026-11-23T06:30:00Z')
const back = (ms: number): Date => new Date(NOW.getTime() - ms)
const names = { 'zh-Hant': '名', 'zh-Hans': '名', en: 'name' }

test('silence is judged by the source’s own habit at these hours', () => {
  const every = (hours: number, days: number, keep: (at: Date) => boolean = () => true) =>
    Array.from({ length: (days * 24) / hours }, (_, n) => back(n * hours * HOUR + 3 * HOUR)).filter(keep)
  const silent = (hours: readonly Date[], lastAt: Date, now = NOW) =>
    silenceScore({ hours: hours.map(atHour), lastAt }, now) >= SOURCE_SCORE
  assert.equal(silent(every(1, 14), back(3 * HOUR)), true, 'each hour for two weeks, then three silent ones')
  assert.equal(silent(every(1, 14), back(0.5 * HOUR)), false, 'half an hour is nothing')
  assert.equal(silent(every(1, 3), back(3 * HOUR)), false, 'three days are no habit')
  // 14:30 in Shanghai. It has never said anything from 10 to 18 o'clock.
  const atNight = (at: Date) => (at.getUTCHours() + 8) % 24 < 10 || (at.getUTCHours() + 8) % 24 > 18
  assert.equal(silent(every(1, 20, atNight), back(4 * HOUR)), false, 'always silent at this time of day')
  const daily = Array.from({ length: 20 }, (_, n) => back(n * DAY + 54 * HOUR))
  assert.equal(silent(daily, back(54 * HOUR)), true, 'once a day, and now two days')
  assert.equal(silent([back(6 * HOUR), ...daily], back(6 * HOUR)), false, 'once a day, and not a day yet')
  const onWorkdays = (at: Date) => ![0, 6].includes(new Date(at.getTime() + 8 * HOUR).getUTCDay())
  const workdays = every(1, 27, onWorkdays)
  const friday = new Date('2026-11-20T15:30:00Z')
  const sunday = new Date('2026-11-22T06:30:00Z')
  assert.equal(
    silent(
      workdays.filter((at) => at <= friday),
      friday,
      sunday,
    ),
    false,
    'a Sunday',
  )
  const before = workdays.filter((at) => at < back(5 * HOUR))
  assert.equal(silent(before, back(5 * HOUR)), true, 'on a Monday it is')
})

const atHour = (at: Date) => ({ hour: new Date(Math.floor(at.getTime() / HOUR) * HOUR), posts: 3 })

test('what never came is not silent, whatever the hours', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 40 }),
      (hours, last) => {
        const seen = [...new Set(hours)].map((n) => atHour(back(n * HOUR)))
        const score = silenceScore({ hours: seen, lastAt: back(last * HOUR) }, NOW)
        // It takes five loud hours at least: with fewer in which anything came there is no habit.
        if (seen.length < 4) assert.equal(score, 0)
        assert.ok(Number.isFinite(score) && score >= 0)
      },
    ),
  )
})

test('the longer it is silent, the rarer', () => {
  const hours = Array.from({ length: 24 * 20 }, (_, n) => atHour(back(n * HOUR)))
  fc.assert(
    fc.property(fc.float({ min: 0, max: 90, noNaN: true }), fc.float({ min: 0, max: 20, noNaN: true }), (one, more) => {
      const after = (hoursLater: number) =>
        silenceScore({ hours, lastAt: NOW }, new Date(NOW.getTime() + hoursLater * HOUR))
      assert.ok(after(one + more) >= after(one))
    }),
  )
})

test('lag: half of the posts came within it', () => {
  const posts = [1, 2, 3, 40, 90, 5000, 90_000].map((seconds) => ({ postedAt: back(seconds * SECOND) }))
  const counts = lagCounts(posts, NOW)
  assert.equal(counts.length, LAG_CLASSES)
  assert.deepEqual(counts, [3, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1])
  assert.equal(medianLag(counts), 60)
  assert.equal(medianLag(lagCounts([{ postedAt: back(2 * DAY) }], NOW)), Number.POSITIVE_INFINITY)
  assert.equal(medianLag([]), undefined)
  assert.deepEqual(lagCounts([{ postedAt: back(-SECOND) }], NOW)[0], 1)
})

test('pace: about the interval, longer with each failure, never beyond six hours of its own, never before what the other side asks', () => {
  const interval = fc.integer({ min: 30, max: 86_400 })
  fc.assert(
    fc.property(
      interval,
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (everySeconds, failures, chance) => {
        const pace = { everySeconds, now: NOW, chance }
        const wait = nextAfterFailure(pace, failures, undefined).getTime() - NOW.getTime()
        assert.ok(wait >= (everySeconds * SECOND) / 2 - 1)
        assert.ok(wait <= Math.max(everySeconds * SECOND, 6 * HOUR) + 1)
        const usual = nextAfterAnswer(pace, undefined).getTime() - NOW.getTime()
        assert.ok(usual >= everySeconds * 900 - 1 && usual <= everySeconds * 1100 + 1)
        const asked = new Date(NOW.getTime() + DAY * 2)
        assert.ok(nextAfterAnswer(pace, asked) >= asked && nextAfterFailure(pace, failures, asked) >= asked)
      },
    ),
  )
})

const FACTS: HealthFacts = {
  state: 'on',
  isAsked: true,
  failures: 0,
  gapTo: undefined,
  isSilent: false,
  refused24h: 0,
  answeredAt: back(HOUR),
  lastReceivedAt: undefined,
}
const HEALTH: [Partial<HealthFacts>, ReturnType<typeof healthOf>][] = [
  [{}, 'ok'],
  [{ answeredAt: undefined }, 'new'],
  [{ isAsked: false }, 'new'],
  [{ refused24h: 1 }, 'refused'],
  [{ refused24h: 1, isSilent: true }, 'silent'],
  [{ isSilent: true, gapTo: back(HOUR) }, 'gap'],
  [{ gapTo: back(25 * HOUR) }, 'ok'],
  [{ gapTo: back(HOUR), failures: 1 }, 'failing'],
  [{ failures: 9, state: 'paused' }, 'paused'],
]
for (const [facts, health] of HEALTH) {
  test(`health: ${JSON.stringify(facts)} is ${health}`, () =>
    assert.equal(healthOf({ ...FACTS, ...facts }, NOW), health))
}

const FIELDS: readonly SettingField[] = [
  { key: 'address', names, kind: 'address', isRequired: true },
  { key: 'depth', names, kind: 'number', least: 1, most: 9, fallback: 3 },
  { key: 'kind', names, kind: 'choice', choices: [{ value: 'a', names }] },
  { key: 'deep', names, kind: 'switch' },
  { key: 'user', names, kind: 'text', most: 5 },
  { key: 'password', names, kind: 'secret' },
]
test('settings: fallbacks filled in, secrets apart, empty ones dropped', () => {
  const checked = checkSettings(FIELDS, { address: ' https://a.example/x ', user: '', password: 'p', deep: true })
  assert.deepEqual(checked, {
    settings: { address: 'https://a.example/x', depth: 3, deep: true },
    secrets: { password: 'p' },
    dropped: [],
  })
  assert.deepEqual(checkSettings(FIELDS, { address: 'http://a.example', password: '' }).dropped, ['password'])
  assert.equal(hostOf(FIELDS, checked.settings), 'a.example')
})

const BAD: [Record<string, string | number | boolean>, string][] = [
  [{}, 'settings/address'],
  [{ address: 'ftp://a.example' }, 'settings/address'],
  [{ address: 'feed' }, 'settings/address'],
  [{ address: 'https://user:pass@a.example/' }, 'settings/address'],
  [{ address: 'https://a.example', depth: 10 }, 'settings/depth'],
  [{ address: 'https://a.example', depth: '3' }, 'settings/depth'],
  [{ address: 'https://a.example', kind: 'b' }, 'settings/kind'],
  [{ address: 'https://a.example', deep: 'yes' }, 'settings/deep'],
  [{ address: 'https://a.example', user: 'longer' }, 'settings/user'],
  [{ address: 'https://a.example', user: 'a\r\n' }, 'settings/user'],
  [{ address: 'https://a.example', adress: 'x' }, 'settings/adress'],
]
for (const [given, field] of BAD) {
  test(`settings ${JSON.stringify(given)} are refused, naming ${field}`, () => {
    assert.throws(
      () => checkSettings(FIELDS, given),
      (error) => error instanceof Refusal && error.code === 'invalid' && error.detail.field === field,
    )
  })
}
