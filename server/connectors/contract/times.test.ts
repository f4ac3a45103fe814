import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '../../base/errors.ts'
import { BadValue } from './bad-value.ts'
import { createDayReader, createTimeReader, dateOrderOf, yearFirst } from './times.ts'
import { createZone } from './zone.ts'

const NOW = new Date('2026-11-25T00:00:00Z')
/** 2026-06-01 17:00 in Shanghai */
const CRAWLED = new Date('2026-06-01T09:00:00Z')
const shanghai = createTimeReader(createZone('Asia/Shanghai'), NOW)

const TIMES: [string, unknown, string | undefined][] = [
  ['§1 xhs, milliseconds', 1780300800000, '2026-06-01T08:00:00Z'],
  ['§1 and §7 douyin, seconds that BettaFish takes for milliseconds', 1780300900, '2026-06-01T08:01:40Z'],
  ['§7 MediaCrawler’s own test value', 1700000000, '2023-11-14T22:13:20Z'],
  ['§1 zhihu, seconds as VARCHAR', '1780315000', '2026-06-01T11:56:40Z'],
  ['§1 kuaishou, milliseconds as text', '1780302000123', '2026-06-01T08:20:00.123Z'],
  ['seconds with a fraction', '1780300900.5', '2026-06-01T08:01:40.500Z'],
  ['seconds as bigint', 1780300900n, '2026-06-01T08:01:40Z'],
  ['§1 and §7 weibo, +08:00 that BettaFish throws away', '2026-06-01 15:30:00+08:00', '2026-06-01T07:30:00Z'],
  ['a zone other than the source’s', '2026-06-01 15:30:00-05:00', '2026-06-01T20:30:00Z'],
  ['ISO 8601, Z', '2026-06-01T07:30:00.000Z', '2026-06-01T07:30:00Z'],
  ['ISO 8601 without zone', '2026-06-01T15:30:00', '2026-06-01T07:30:00Z'],
  ['§7 tieba shape 1 of 4: date only', '2026-3-15', '2026-03-14T16:00:00Z'],
  ['§7 tieba shape 2 of 4: minutes', '2026-06-01 16:02', '2026-06-01T08:02:00Z'],
  ['§7 tieba shape 3 of 4: seconds', '2026-06-01 16:02:03', '2026-06-01T08:02:03Z'],
  ['§7 tieba shape 4 of 4: 1970 is missing', '1970-01-01 08:00:00', undefined],
  ['0 is missing', 0, undefined],
  ['None is missing', 'None', undefined],
  ['Chinese', '2026年6月1日 15:30', '2026-06-01T07:30:00Z'],
  ['Chinese, hours and minutes in words', '2026年06月01日 15时30分', '2026-06-01T07:30:00Z'],
  ['slashes', '2026/6/1 15:30:09', '2026-06-01T07:30:09Z'],
  ['afternoon', '2026-06-01 下午3:30', '2026-06-01T07:30:00Z'],
  ['PM', '2026-06-01 3:30 PM', '2026-06-01T07:30:00Z'],
  ['12 AM', '2026-06-01 12:05 AM', '2026-05-31T16:05:00Z'],
  ['a day above 12 first', '20/05/2026 15:30', '2026-05-20T07:30:00Z'],
  ['a day above 12 second', '05/20/2026 3:30 PM', '2026-05-20T07:30:00Z'],
  ['dots put the day first', '01.06.2026, 15:30', '2026-06-01T07:30:00Z'],
  ['the same either way', '06/06/2026', '2026-06-05T16:00:00Z'],
  ['a listening tool in English', '01-Jun-2026 03:30PM', '2026-06-01T07:30:00Z'],
  ['month first, in words', 'Jun 1, 2026, 3:30 PM', '2026-06-01T07:30:00Z'],
  ['month in full', 'Monday, June 1st, 2026 at 15:30', '2026-06-01T07:30:00Z'],
  ['day and month in full', '1 June 2026', '2026-05-31T16:00:00Z'],
  ['compact', '20260601153000', '2026-06-01T07:30:00Z'],
  ['compact date', 20260601, '2026-05-31T16:00:00Z'],
  ['§4 RFC 822', 'Mon, 01 Jun 2026 07:30:00 GMT', '2026-06-01T07:30:00Z'],
  ['RFC 822 with offset', 'Mon, 01 Jun 2026 15:30:00 +0800', '2026-06-01T07:30:00Z'],
  ['Weibo’s API', 'Mon Jun 01 15:30:00 +0800 2026', '2026-06-01T07:30:00Z'],
  ['full width', '２０２６-０６-０１ １５：３０', '2026-06-01T07:30:00Z'],
]
for (const [what, value, expected] of TIMES) {
  test(`time: ${what}`, () => {
    assert.equal(shanghai(value)?.toISOString(), expected && new Date(expected).toISOString())
  })
}

const RELATIVE: [string, string][] = [
  ['刚刚', '2026-06-01T09:00:00Z'],
  ['剛剛', '2026-06-01T09:00:00Z'],
  ['30秒前', '2026-06-01T08:59:30Z'],
  ['5分钟前', '2026-06-01T08:55:00Z'],
  ['5分鐘前', '2026-06-01T08:55:00Z'],
  ['3小时前', '2026-06-01T06:00:00Z'],
  ['2天前', '2026-05-30T09:00:00Z'],
  ['2 hours ago', '2026-06-01T07:00:00Z'],
  ['今天 12:30', '2026-06-01T04:30:00Z'],
  ['昨天 12:30', '2026-05-31T04:30:00Z'],
  ['昨天12:30', '2026-05-31T04:30:00Z'],
  ['前天 00:10', '2026-05-29T16:10:00Z'],
  ['05-31 12:30', '2026-05-31T04:30:00Z'],
  ['5月31日 12:30', '2026-05-31T04:30:00Z'],
  ['12-31 12:30', '2025-12-31T04:30:00Z'],
]
for (const [text, expected] of RELATIVE) {
  test(`§7 (weibo-crawler takes its own clock): ${text} is resolved against the crawl`, () => {
    assert.equal(shanghai(text, CRAWLED)?.toISOString(), new Date(expected).toISOString())
  })
  test(`§7: ${text} without a time of the crawl is refused, not resolved against our clock`, () => {
    assert.throws(() => shanghai(text), isBad('relative-time'))
  })
}

const BAD: [string, unknown, string][] = [
  ['§1 before 2005', '2004-12-31 12:00', 'too-early'],
  ['§1 later than a day from now', '2026-11-27 00:00', 'in-future'],
  ['milliseconds read as such would be far ahead', 9.9e12, 'in-future'],
  ['30 February', '2026-02-30 10:00', 'bad-time'],
  ['25 o’clock', '2026-06-01 25:00', 'bad-time'],
  ['words', '不详', 'bad-time'],
  ['a spreadsheet’s rounding', '1.7803E+12', 'bad-time'],
]
for (const [what, value, code] of BAD) {
  test(`time refused: ${what}`, () => {
    assert.throws(() => shanghai(value, CRAWLED), isBad(code))
  })
}

test('§8 (14, zones): the zone of the source decides, with its summer time', () => {
  const berlin = createTimeReader(createZone('Europe/Berlin'), NOW)
  assert.equal(berlin('2026-07-01 12:00')?.toISOString(), '2026-07-01T10:00:00.000Z')
  assert.equal(berlin('2026-01-01 12:00')?.toISOString(), '2026-01-01T11:00:00.000Z')
  assert.equal(berlin('2026-03-29 02:30')?.toISOString(), '2026-03-29T01:30:00.000Z', 'left out by the clock change')
  assert.equal(berlin('2026-10-25 02:30')?.toISOString(), '2026-10-25T00:30:00.000Z', 'twice; the earlier')
  assert.equal(createDayReader(createZone('Asia/Shanghai'))(new Date('2026-06-01T16:00:00Z')), '2026-06-02')
})

test('§8 (14): an unknown zone is refused by name', () => {
  assert.throws(
    () => createZone('Asia/Peking'),
    (error) => error instanceof Refusal && error.detail.field === 'zone',
  )
})

test('local time and back is the same moment in zones without a clock change that day', () => {
  const zone = createZone('Asia/Shanghai')
  fc.assert(
    fc.property(fc.integer({ min: 1_120_000_000, max: 1_790_000_000 }), (seconds) => {
      return zone.toUtc(zone.toLocal(seconds * 1000)) === seconds * 1000
    }),
  )
})

function isBad(code: string) {
  return (error: unknown): boolean => error instanceof BadValue && error.code === code
}

test('03/04/2026 is not guessed: the column tells the order, or a person must', () => {
  assert.throws(() => shanghai('03/04/2026 10:00'), { code: 'ambiguous-date' })
  assert.throws(() => shanghai('31/02/2026 10:00'), { code: 'bad-time' })
  assert.equal(dateOrderOf(['03/04/2026', '25/04/2026 10:00']), 'day-first')
  assert.equal(dateOrderOf(['03/04/2026', '04/25/2026']), 'month-first')
  assert.equal(dateOrderOf(['03/04/2026', '05/05/2026', '2026-01-31']), 'day-first')
  assert.equal(dateOrderOf(['03/04/2026']), undefined)
  assert.equal(dateOrderOf(['25/04/2026', '04/25/2026']), undefined)
  assert.equal(yearFirst('03/04/2026 10:00', 'day-first'), '2026-04-03 10:00')
  assert.equal(yearFirst('03/04/2026', 'month-first'), '2026-03-04')
  assert.equal(yearFirst('04/25/2026', 'day-first'), '04/25/2026')
  assert.equal(yearFirst(1780300900, 'day-first'), 1780300900)
})
