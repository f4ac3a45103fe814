import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { dayListOf } from './hours.ts'
import type { Layer } from './schema.ts'
import { makeRoster, type RosterPlan, type StandInSpan } from './shift.ts'
import { zoneClock } from './zone.ts'

const [WANG, LI, ZHAO] = ['wang', 'li', 'zhao']
const WEEK: Layer = {
  id: 'week',
  name: '',
  people: [WANG, LI, ZHAO],
  // a Monday
  startsOn: '2026-03-02',
  handOverAt: '09:00',
  turnDays: 7,
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  dayKind: 'every',
  from: '09:00',
  to: '09:00',
}

const planOf = (given: Partial<RosterPlan['body']> & Partial<Omit<RosterPlan, 'body'>>): RosterPlan => {
  const { standIns = [], holidays = new Map(), isHere = () => true, ...body } = given
  return {
    body: { zone: 'Asia/Shanghai', heedsHolidays: true, layers: [WEEK], fixed: [], ...body },
    standIns,
    holidays,
    isHere,
  }
}
const at = (text: string): number => Date.parse(text)

test('a weekly rotation hands over at its hour, and the first is on call again after everybody had a turn', () => {
  const roster = makeRoster(planOf({}))
  const table: [string, string | undefined][] = [
    ['2026-03-02T08:59:59+08:00', undefined],
    ['2026-03-02T09:00:00+08:00', WANG],
    ['2026-03-09T08:59:59+08:00', WANG],
    ['2026-03-09T09:00:00+08:00', LI],
    ['2026-03-16T09:00:00+08:00', ZHAO],
    ['2026-03-23T09:00:00+08:00', WANG],
  ]
  for (const [moment, who] of table) assert.equal(roster.at(at(moment)).personId, who, moment)
})

test('layers: nights past midnight before the rotation, and the lower layer where the upper has nobody', () => {
  const night: Layer = { ...WEEK, id: 'night', people: [ZHAO], weekdays: [5], from: '20:00', to: '08:00' }
  const roster = makeRoster(planOf({ layers: [night, WEEK] }))
  // Friday evening to Saturday morning.
  const spans = roster.between(at('2026-03-06T19:00:00+08:00'), at('2026-03-07T09:00:00+08:00'))
  assert.deepEqual(
    spans.map(({ personId, layerId, from }) => [personId, layerId, new Date(from).toISOString()]),
    [
      [WANG, 'week', '2026-03-06T11:00:00.000Z'],
      [ZHAO, 'night', '2026-03-06T12:00:00.000Z'],
      [WANG, 'week', '2026-03-07T00:00:00.000Z'],
    ],
  )
})

test('a holiday is a day off, a made-up Saturday is a working day, unless the roster does not heed the list', () => {
  const off: Layer = { ...WEEK, id: 'off', people: [ZHAO], dayKind: 'off', from: '00:00', to: '00:00' }
  const holidays = dayListOf([
    { day: '2026-05-01', kind: 'off' },
    { day: '2026-05-09', kind: 'work' },
  ])
  const roster = makeRoster(planOf({ layers: [off, { ...WEEK, people: [WANG] }], holidays }))
  const plain = makeRoster(planOf({ layers: [off, { ...WEEK, people: [WANG] }], holidays, heedsHolidays: false }))
  const table: [string, string, string][] = [
    ['2026-04-30T12:00:00+08:00', WANG, WANG],
    ['2026-05-01T12:00:00+08:00', ZHAO, WANG],
    ['2026-05-02T12:00:00+08:00', ZHAO, ZHAO],
    ['2026-05-09T12:00:00+08:00', WANG, ZHAO],
  ]
  for (const [moment, heeding, not] of table) {
    assert.equal(roster.at(at(moment)).personId, heeding, moment)
    assert.equal(plain.at(at(moment)).personId, not, moment)
  }
})

test('a fixed shift goes before, a stand-in replaces, and whoever has left leaves a gap that the next layer fills', () => {
  const fixed = [{ personId: LI, from: '2026-03-03T00:00:00+08:00', to: '2026-03-04T00:00:00+08:00' }]
  const standIns: StandInSpan[] = [
    { forPersonId: LI, byPersonId: ZHAO, from: at('2026-03-03T12:00:00+08:00'), to: at('2026-03-03T18:00:00+08:00') },
  ]
  const roster = makeRoster(planOf({ fixed, standIns }))
  const spans = roster.between(at('2026-03-02T12:00:00+08:00'), at('2026-03-04T12:00:00+08:00'))
  assert.deepEqual(
    spans.map(({ personId, insteadOf }) => [personId, insteadOf]),
    [
      [WANG, undefined],
      [LI, undefined],
      [ZHAO, LI],
      [LI, undefined],
      [WANG, undefined],
    ],
  )
  const without = makeRoster(planOf({ fixed, standIns, isHere: (id) => id !== ZHAO }))
  assert.equal(without.at(at('2026-03-03T13:00:00+08:00')).personId, WANG)
  const nobody = makeRoster(planOf({ isHere: (id) => id !== WANG }))
  assert.equal(nobody.at(at('2026-03-03T13:00:00+08:00')).personId, undefined)
})

test('two who stand in for each other do not turn in a circle', () => {
  const [from, to] = [at('2026-03-02T00:00:00Z'), at('2026-03-30T00:00:00Z')]
  const standIns = [
    { forPersonId: WANG, byPersonId: LI, from, to },
    { forPersonId: LI, byPersonId: WANG, from, to },
  ]
  assert.equal(makeRoster(planOf({ standIns })).at(at('2026-03-03T12:00:00Z')).personId, LI)
})

test('the second is the next in turn, passing over who is not here; of a rotation of one whoever is on call later', () => {
  const moment = at('2026-03-10T12:00:00+08:00')
  assert.equal(makeRoster(planOf({})).secondAt(moment), ZHAO)
  assert.equal(makeRoster(planOf({ isHere: (id) => id !== ZHAO })).secondAt(moment), WANG)
  const alone = { ...WEEK, people: [WANG] }
  assert.equal(makeRoster(planOf({ layers: [alone] })).secondAt(moment), undefined)
  const fixed = [{ personId: LI, from: '2026-03-20T00:00:00Z', to: '2026-03-21T00:00:00Z' }]
  assert.equal(makeRoster(planOf({ layers: [alone], fixed })).secondAt(moment), LI)
})

test('New York: the shift of the night on which clocks are set forward has 23 hours, in autumn 25; nobody is called twice', () => {
  const daily: Layer = { ...WEEK, turnDays: 1, handOverAt: '02:30', from: '02:30', to: '02:30' }
  const roster = makeRoster(planOf({ zone: 'America/New_York', layers: [daily] }))
  const lengths = (from: string, to: string) =>
    roster.between(at(from), at(to)).map((span) => (span.to - span.from) / HOUR)
  // 2026-03-08 has no 02:30: the hand-over is the jump from 02:00 to 03:00.
  assert.deepEqual(lengths('2026-03-07T07:30:00Z', '2026-03-10T06:30:00Z'), [23.5, 23.5, 24])
  // 2026-11-01 has 01:30 twice, and one 02:30.
  assert.deepEqual(lengths('2026-10-31T06:30:00Z', '2026-11-03T07:30:00Z'), [25, 24, 24])
})

test('an hour that comes twice hands over once', () => {
  const daily: Layer = { ...WEEK, turnDays: 1, handOverAt: '01:30', from: '01:30', to: '01:30' }
  const roster = makeRoster(planOf({ zone: 'America/New_York', layers: [daily] }))
  const night = roster.between(at('2026-11-01T04:00:00Z'), at('2026-11-01T09:00:00Z'))
  assert.equal(night.length, 2)
  assert.equal(new Date(night[1]?.from ?? 0).toISOString(), '2026-11-01T05:30:00.000Z')
})

const ZONES = ['America/New_York', 'Asia/Shanghai', 'Europe/London', 'Australia/Lord_Howe', 'UTC']
const hour = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30', '59'))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`)
const layer = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  name: fc.constant(''),
  people: fc.uniqueArray(fc.constantFrom(WANG, LI, ZHAO), { maxLength: 3 }),
  startsOn: fc.integer({ min: 0, max: 20 }).map((n) => new Date(at('2026-02-20') + n * DAY).toISOString().slice(0, 10)),
  handOverAt: hour,
  turnDays: fc.constantFrom(1, 2, 7),
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  dayKind: fc.constantFrom('every' as const, 'work' as const, 'off' as const),
  from: hour,
  to: hour,
})
const person = fc.constantFrom(WANG, LI, ZHAO)
const moment = fc
  .integer({ min: at('2026-03-01T00:00:00Z') / MINUTE, max: at('2026-03-20T00:00:00Z') / MINUTE })
  .map((n) => n * MINUTE)
const standIn = fc.record({ forPersonId: person, byPersonId: person, from: moment, to: moment })

test('property: the calendar and the answer at each moment are the same, without a hole between pieces, also across a change of clocks', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.array(layer, { maxLength: 2 }),
      fc.array(standIn, { maxLength: 2 }),
      fc.array(moment, { minLength: 6, maxLength: 6 }),
      (zone, layers, standIns, moments) => {
        const roster = makeRoster(planOf({ zone, layers, standIns }))
        const [from, to] = [at('2026-03-05T00:00:00Z'), at('2026-03-12T00:00:00Z')]
        const spans = roster.between(from, to)
        assert.equal(spans[0]?.from, from)
        assert.equal(spans.at(-1)?.to, to)
        for (const [n, span] of spans.entries()) {
          assert.ok(span.from < span.to)
          if (n > 0) assert.equal(spans[n - 1]?.to, span.from)
        }
        for (const each of moments.filter((one) => one >= from && one < to)) {
          const span = spans.find((one) => one.from <= each && each < one.to)
          assert.equal(span?.personId, roster.at(each).personId)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('property: a whole-day rotation has exactly one person at every moment of a year, and hands over once a turn', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe'),
      hour,
      (zone, handOverAt) => {
        const week: Layer = { ...WEEK, startsOn: '2025-12-29', handOverAt, from: handOverAt, to: handOverAt }
        const spans = makeRoster(planOf({ zone, layers: [week] })).between(
          at('2026-01-05T00:00:00Z'),
          at('2026-12-28T00:00:00Z'),
        )
        assert.ok(spans.every(({ personId }) => personId !== undefined))
        // Nobody has two turns in a row, so each piece is a turn: 51 hand-overs at most 52 pieces.
        assert.ok(spans.length >= 51 && spans.length <= 53, `${spans.length}`)
        for (const { from, to } of spans.slice(1, -1)) assert.ok(Math.abs(to - from - 7 * DAY) <= HOUR)
      },
    ),
    { numRuns: 12 },
  )
})

test('property: a later time on the wall is never an earlier moment, and the first moment shows it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: 0, max: 364 }),
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 0, max: 1439 }),
      (zone, n, one, other) => {
        const clock = zoneClock(zone)
        const day = at('2026-01-01') / DAY + n
        const [early, late] = [one, other].sort((a, b) => a - b) as [number, number]
        const [first, second] = [
          clock.momentOf({ day, ms: early * MINUTE }),
          clock.momentOf({ day, ms: late * MINUTE }),
        ]
        assert.ok(first <= second)
        const shown = clock.localOf(first)
        // Only where the time is left out does the clock show a later one.
        assert.ok(shown.day === day && shown.ms >= early * MINUTE && shown.ms <= early * MINUTE + HOUR)
        if (shown.ms === early * MINUTE) assert.ok(clock.localOf(first - MINUTE).ms !== shown.ms)
      },
    ),
    { numRuns: 200 },
  )
})
