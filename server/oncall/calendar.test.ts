import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readCalendar } from '../../test/support/ical.ts'
import { DAY, HOUR } from '../base/clock.ts'
import { calendarWindow, eventOf, shiftsWithin } from './calendar.ts'
import { calendarText } from './calendar-text.ts'
import type { Layer } from './schema.ts'
import { makeRoster, type RosterPlan } from './shift.ts'

const REVISION = { sequence: 3, changedAt: new Date('2026-03-04T05:06:07.890Z') }
const URL = 'https://weiji.example/oncall'
const ROSTER = '019d0000-0000-7000-8000-000000000001'
const WEEK: Layer = {
  id: 'week',
  name: '',
  people: ['a', 'b'],
  startsOn: '2026-03-02',
  handOverAt: '09:00',
  turnDays: 7,
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  dayKind: 'every',
  from: '09:00',
  to: '09:00',
}

function planOf(body: Partial<RosterPlan['body']>, standIns: RosterPlan['standIns'] = []): RosterPlan {
  const whole = { zone: 'Europe/Berlin', heedsHolidays: false, layers: [WEEK], fixed: [], ...body }
  return { body: whole, standIns, holidays: new Map(), isHere: () => true }
}

/** What another program reads of a roster within a window. */
function readOf(plan: RosterPlan, from: string, to: string) {
  const window = { from: Date.parse(from), to: Date.parse(to) }
  const events = shiftsWithin(makeRoster(plan), ROSTER, window).map((shift) =>
    eventOf(shift, '', shift.personId + (shift.insteadOf ? ` for ${shift.insteadOf}` : '')),
  )
  return readCalendar(calendarText({ name: 'x', url: URL, events }, REVISION))
}

test('hand-overs stay at nine on the wall when clocks are set forward and back: an hour earlier, then later, in UTC', () => {
  // Clocks in Berlin: forward on 29 March, back on 25 October 2026.
  assert.deepEqual(readOf(planOf({}), '2026-03-23T08:00:00Z', '2026-04-06T00:00:00Z').events, [
    '2026-03-23T08:00:00Z – 2026-03-30T07:00:00Z b',
    '2026-03-30T07:00:00Z – 2026-04-06T07:00:00Z a',
  ])
  assert.deepEqual(readOf(planOf({}), '2026-10-19T07:00:00Z', '2026-11-01T00:00:00Z').events, [
    '2026-10-19T07:00:00Z – 2026-10-26T08:00:00Z b',
    '2026-10-26T08:00:00Z – 2026-11-02T08:00:00Z a',
  ])
})

test('a stand-in splits a shift in three; the part before it keeps its id, and who goes on by a fixed shift has one', () => {
  const [from, to] = ['2026-03-03T00:00:00Z', '2026-03-08T00:00:00Z']
  const plain = readOf(planOf({}), from, to)
  const standIn = {
    forPersonId: 'a',
    byPersonId: 'c',
    from: Date.parse('2026-03-04T08:00:00Z'),
    to: Date.parse('2026-03-05T08:00:00Z'),
  }
  const split = readOf(planOf({}, [standIn]), from, to)
  assert.deepEqual(plain.events, ['2026-03-02T08:00:00Z – 2026-03-09T08:00:00Z a'])
  assert.deepEqual(split.events, [
    '2026-03-02T08:00:00Z – 2026-03-04T08:00:00Z a',
    '2026-03-04T08:00:00Z – 2026-03-05T08:00:00Z c for a',
    '2026-03-05T08:00:00Z – 2026-03-09T08:00:00Z a',
  ])
  assert.equal(split.uids[0], plain.uids[0])
  assert.equal(new Set(split.uids).size, 3)
  const next = {
    ...standIn,
    byPersonId: 'b',
    from: Date.parse('2026-03-06T08:00:00Z'),
    to: Date.parse('2026-03-09T08:00:00Z'),
  }
  const [, instead, own] = readOf(planOf({}, [next]), from, '2026-03-12T00:00:00Z').events
  assert.deepEqual(
    [instead, own],
    ['2026-03-06T08:00:00Z – 2026-03-09T08:00:00Z b for a', '2026-03-09T08:00:00Z – 2026-03-16T08:00:00Z b'],
  )
  const fixed = [{ personId: 'a', from: '2026-03-04T08:00:00Z', to: '2026-03-10T08:00:00Z' }]
  const longer = readOf(planOf({ fixed }), from, to)
  assert.deepEqual(longer.events, ['2026-03-02T08:00:00Z – 2026-03-10T08:00:00Z a'])
})

test('ids stay the same as the window moves on, for turns of any length that a roster can have', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 56 }), fc.integer({ min: 0, max: 300 }), (turnDays, later) => {
      const roster = makeRoster(planOf({ layers: [{ ...WEEK, turnDays }] }))
      const at = (now: number) =>
        shiftsWithin(roster, ROSTER, calendarWindow(now)).map((shift) => eventOf(shift, '', '').uid)
      const now = Date.parse('2026-06-15T00:00:00Z')
      const [one, other] = [at(now), at(now + later * DAY)]
      const last = one.at(-1) ?? ''
      // What both know of is the same in both.
      const first = other[0] ?? ''
      assert.deepEqual(
        one.filter((uid) => uid >= first),
        other.filter((uid) => uid <= last),
      )
      assert.ok(one.length > 2)
    }),
    { numRuns: 30 },
  )
})

test('the window is five weeks back at least and four months ahead, and the same all month', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('2024-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }), (now) => {
      const { from, to } = calendarWindow(now.getTime())
      assert.ok(now.getTime() - from >= 35 * DAY && now.getTime() - from <= 67 * DAY)
      assert.ok(to - now.getTime() >= 119 * DAY && to - now.getTime() <= 155 * DAY)
    }),
  )
})

const NAMES = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\n', '\r\n', '\t', '\0', '\u0007', '\\', ';', ',', ':', '"', '値', '🎈', '\\n'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
  maxLength: 120,
  size: 'max',
})

test('whatever a roster or a person is called comes through as it was, in lines of at most 75 octets, and can add no line', () => {
  fc.assert(
    fc.property(NAMES, NAMES, (name, summary) => {
      const event = { uid: 'one@weiji', from: 0, to: HOUR, summary }
      const text = calendarText({ name, url: URL, events: [event] }, REVISION)
      const lines = text.split('\r\n')
      assert.equal(lines.pop(), '')
      for (const line of lines) {
        assert.ok(Buffer.byteLength(line) <= 75, line)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        assert.doesNotMatch(line, /[\u0000-\u0008\u000a-\u001f\u007f]/)
      }
      const read = readCalendar(text)
      assert.deepEqual(
        [read.name, read.events],
        [plain(name), [`1970-01-01T00:00:00Z – 1970-01-01T01:00:00Z ${plain(summary)}`]],
      )
    }),
  )
})

/** Line ends are one kind, and other control characters are gone. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
  return text.replace(/\r\n|\r/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
}

test('without shifts it is a calendar all the same: with one component, as the standard wants', () => {
  const text = calendarText({ name: '空', url: URL, events: [] }, REVISION)
  assert.match(text, /BEGIN:VTIMEZONE\r\n.*END:VTIMEZONE\r\nEND:VCALENDAR\r\n$/s)
  assert.deepEqual(readCalendar(text), { name: '空', refresh: 'PT1H', events: [], uids: [], sequences: [] })
})

test('every event says since when it is as it is, and that nobody is busy for it', () => {
  const event = { uid: 'one@weiji', from: 0, to: HOUR, summary: '值班' }
  const text = calendarText({ name: '值班', url: URL, events: [event] }, REVISION)
  for (const line of [
    'DTSTAMP:20260304T050607Z',
    'LAST-MODIFIED:20260304T050607Z',
    'SEQUENCE:3',
    'TRANSP:TRANSPARENT',
    `URL:${URL}`,
    'X-WR-CALNAME:值班',
    'X-PUBLISHED-TTL:PT1H',
  ])
    assert.ok(text.includes(`\r\n${line}\r\n`), line)
})
