import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeFormat } from '../../web/ui/format.ts'
import { wordsIn } from '../../web/ui/words.ts'
import { headline } from '../../web/warning/headline.ts'
import { WARNING_WORDS } from '../../web/warning/words.ts'
import { headlineOf } from './notice-headline.ts'
import type { AlertCard } from './schema.ts'

const LOCALES = ['zh-Hant', 'zh-Hans', 'en'] as const
const CARD: AlertCard = {
  id: '00000000-0000-7000-8000-000000000000',
  number: 12,
  trackId: '00000000-0000-7000-8000-000000000001',
  trackName: '青禾',
  state: 'open',
  mode: 'live',
  detectors: ['volume'],
  level: 2,
  from: '2026-03-02T01:00:00.000Z',
  detectedAt: '2026-03-02T02:00:00.000Z',
  raisedAt: '2026-03-02T02:00:00.000Z',
  lastAlarmAt: '2026-03-02T02:00:00.000Z',
  recurrence: 0,
  observed: 1234,
  expected: 3.4,
  windowMinutes: 60,
  negativeShare: 0.62,
  usualNegativeShare: 0.08,
  topWords: ['結塊', '發霉', '退貨', '道歉'],
  ackDueAt: '2026-03-02T02:15:00.000Z',
  acknowledgedBy: null,
  acknowledgedAt: null,
  crisisId: null,
  stage: 'opened',
  holder: null,
  mergedInto: null,
  splitFrom: null,
  scope: null,
  group: null,
}

test('the sentence in three languages', () => {
  assert.deepEqual(
    LOCALES.map((locale) => headlineOf(CARD, locale)),
    [
      '「青禾」60 分鐘內 1,234 條帖文，平時約 3.4 條（363 倍）；負面佔 62%，平時 8%；多說：結塊、發霉、退貨',
      '“青禾”60 分钟内 1,234 条帖文，平时约 3.4 条（363 倍）；负面占 62%，平时 8%；多在说：結塊、發霉、退貨',
      '青禾: 1,234 posts in 60 min, usually about 3.4 (363 times); 62% negative, usually 8%; many say: 結塊, 發霉, 退貨',
    ],
  )
})

test('letters and pages say the same of every alert', () => {
  const figure = fc.oneof(fc.nat(20), fc.nat(100_000), fc.double({ min: 0, max: 30, noNaN: true }))
  const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }))
  const card = fc.record({
    observed: figure,
    expected: figure,
    windowMinutes: fc.integer({ min: 5, max: 1440 }),
    negativeShare: share,
    usualNegativeShare: share,
    topWords: fc.array(fc.constantFrom('結塊', '發霉', 'refund'), { maxLength: 5 }),
  })
  fc.assert(
    fc.property(card, fc.constantFrom(...LOCALES), (figures, locale) => {
      const alert = { ...CARD, ...figures }
      const onPage = headline(alert, wordsIn(WARNING_WORDS, locale), makeFormat(locale, 'Asia/Taipei'))
      assert.equal(headlineOf(alert, locale), onPage)
    }),
    { numRuns: 500 },
  )
})
