import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { TROUBLE_CODES } from './blind-schema.ts'
import { clockFault, type Facts, troublesOf } from './blindness.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const ago = (ms: number): Date => new Date(NOW.getTime() - ms)

const WELL: Facts = {
  now: NOW,
  isSetUp: true,
  silence: { lastAt: ago(MINUTE), score: 0 },
  silentTracks: [],
  sources: [],
  dueSourceSince: undefined,
  watch: { until: ago(30 * SECOND), readUntil: ago(5 * MINUTE) },
  standing: [],
  indexLagMs: 5 * SECOND,
  failedJobs: [],
  failedOutgoing: [],
  stuckOutgoingSince: undefined,
  webhooks: [],
  disk: { isLow: false, freeBytes: 10 ** 12 },
  databaseOffsetMs: 3,
  readings: [],
  stuckJobSince: undefined,
}
const codesOf = (facts: Partial<Facts>): string[] =>
  troublesOf({ ...WELL, ...facts }).map(({ code, subject }) => code + (subject && ` ${subject}`))

/** [what, facts, troubles] */
const CASES: [string, Partial<Facts>, string[]][] = [
  ['all is well', {}, []],
  ['silent as once in a hundred days', { silence: { lastAt: ago(6 * MINUTE), score: 2 } }, ['silent']],
  ['silent as once in a month', { silence: { lastAt: ago(6 * HOUR), score: 1.5 } }, []],
  ['silent for a few minutes, as never before', { silence: { lastAt: ago(4 * MINUTE), score: 9 } }, []],
  [
    'two tracks are silent, others are not',
    {
      silentTracks: [
        { trackId: 't1', track: '青禾', since: ago(DAY) },
        { trackId: 't2', track: 'CEO', since: ago(HOUR) },
      ],
    },
    ['track-silent 青禾', 'track-silent CEO'],
  ],
  [
    'many tracks are silent: told together',
    { silentTracks: ['a', 'b', 'c', 'd', 'e'].map((track) => ({ trackId: track, track, since: ago(HOUR) })) },
    ['track-silent'],
  ],
  [
    'nothing comes at all: no track needs to be named',
    { silence: { lastAt: ago(HOUR), score: 5 }, silentTracks: [{ trackId: 't1', track: '青禾', since: ago(HOUR) }] },
    ['silent'],
  ],
  ['nothing sends by itself', { silence: undefined }, []],
  [
    'sources',
    {
      sources: [
        { name: 'a', trouble: 'failing', since: ago(HOUR) },
        { name: 'b', trouble: 'gap', since: ago(HOUR) },
        { name: 'c', trouble: 'silent', since: ago(HOUR) },
      ],
    },
    ['source-failing a', 'source-gap b', 'source-silent c'],
  ],
  ['nobody fetches what is due', { dueSourceSince: ago(11 * MINUTE) }, ['collection-late']],
  ['what is due has just become so', { dueSourceSince: ago(MINUTE) }, []],
  ['detectors three steps behind', { watch: { until: NOW, readUntil: ago(16 * MINUTE) } }, ['watch-late']],
  ['no tracks', { watch: { until: NOW, readUntil: undefined } }, []],
  [
    'a replay runs in the past, and the detectors follow it',
    { watch: { until: ago(5 * HOUR), readUntil: ago(5 * HOUR + 6 * MINUTE) } },
    [],
  ],
  ['a detector stands still', { standing: [{ track: '青禾', since: ago(HOUR) }] }, ['detector-failing 青禾']],
  ['the index is behind', { indexLagMs: 3 * MINUTE }, ['index-late']],
  [
    'work was set aside this week',
    { failedJobs: [ago(HOUR), ago(6 * DAY)], failedOutgoing: [ago(HOUR)] },
    ['jobs-failing', 'outgoing-failing'],
  ],
  ['work was set aside long ago', { failedJobs: [ago(8 * DAY)], failedOutgoing: [ago(8 * DAY)] }, []],
  [
    'work waits and nothing happens',
    { stuckJobSince: ago(11 * MINUTE), stuckOutgoingSince: ago(6 * MINUTE) },
    ['jobs-stuck', 'outgoing-stuck'],
  ],
  ['work waits a little', { stuckJobSince: ago(9 * MINUTE), stuckOutgoingSince: ago(4 * MINUTE) }, []],
  [
    'a webhook has been failing for a while, another has just begun to',
    {
      webhooks: [
        { name: 'a', failingSince: ago(HOUR) },
        { name: 'b', failingSince: ago(MINUTE) },
      ],
    },
    ['webhook-failing a'],
  ],
  ['the disk is nearly full', { disk: { isLow: true, freeBytes: 1 } }, ['disk-low']],
  ['the database has another time', { databaseOffsetMs: -6000 }, ['clock-off']],
  [
    'not set up: only the machine counts',
    {
      isSetUp: false,
      disk: { isLow: true, freeBytes: 1 },
      silence: { lastAt: ago(6 * HOUR), score: 5 },
      silentTracks: [{ trackId: 'a', track: 'a', since: NOW }],
      indexLagMs: HOUR,
      dueSourceSince: ago(HOUR),
      standing: [{ track: 'a', since: NOW }],
      sources: [{ name: 'a', trouble: 'failing', since: NOW }],
      watch: { until: NOW, readUntil: ago(HOUR) },
    },
    ['disk-low'],
  ],
]
for (const [what, facts, expected] of CASES)
  test(`${what}: ${expected.join(', ') || 'no trouble'}`, () => {
    assert.deepEqual(codesOf(facts), expected)
  })

test('a trouble is told since when it is one, with what its wording needs', () => {
  const [silence] = troublesOf({ ...WELL, silence: { lastAt: ago(HOUR), score: 3 } })
  assert.deepEqual(silence, { code: 'silent', subject: '', since: ago(HOUR), detail: {} })
  const tracks = ['a', 'b', 'c', 'd', 'e'].map((track, n) => ({ trackId: track, track, since: ago((n + 1) * HOUR) }))
  const [together] = troublesOf({ ...WELL, silentTracks: tracks })
  assert.deepEqual([together?.since, together?.detail], [ago(5 * HOUR), { name: 'a、b、c +2' }])
  const [jobs] = troublesOf({ ...WELL, failedJobs: [ago(MINUTE), ago(DAY)] })
  assert.deepEqual([jobs?.since, jobs?.detail], [ago(DAY), { n: 2 }])
  const [clock] = troublesOf({ ...WELL, readings: [{ host: 'hc.example', offsetMs: -300_400 }] })
  assert.deepEqual(clock?.detail, { host: 'hc.example', seconds: 300, offsetMs: -300_400 })
})

/** [database, clocks outside, by whose word it is off] */
const CLOCKS: [number, number[], string | undefined][] = [
  [0, [], undefined],
  [4900, [], undefined],
  [5100, [], 'PostgreSQL'],
  [0, [29_000, 31_000], undefined],
  [0, [31_000, 33_000], 'host 33000'],
  [0, [-31_000, -33_000], 'host -31000'],
  [0, [60_000], undefined],
  [0, [130_000], 'host 130000'],
  [0, [500, -800, 999_999], undefined],
  [0, [500, 70_000, 65_000], 'host 65000'],
  [0, [-90_000, 90_000], undefined],
  [6000, [500, 600], 'PostgreSQL'],
]
for (const [database, offsets, expected] of CLOCKS)
  test(`database ${database} ms, outside ${offsets.join(', ') || 'nobody'}: ${expected ?? 'right'}`, () => {
    const readings = offsets.map((offsetMs) => ({ host: `host ${offsetMs}`, offsetMs }))
    assert.equal(clockFault(database, readings)?.host, expected)
  })

test('one wrong clock outside never convinces anybody where two others are right', () => {
  const right = fc.integer({ min: -5000, max: 5000 })
  fc.assert(
    fc.property(right, right, fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), (a, b, wrong) => {
      const readings = [a, wrong, b].map((offsetMs, n) => ({ host: String(n), offsetMs }))
      assert.equal(clockFault(0, readings), undefined)
    }),
  )
})

test('every code that the rule can find has a case here', () => {
  const told = new Set(CASES.flatMap(([, , codes]) => codes.map((code) => code.split(' ')[0])))
  // Found by whoever reads, when nobody checks any more.
  assert.deepEqual(
    TROUBLE_CODES.filter((code) => !told.has(code)),
    ['unchecked'],
  )
})
