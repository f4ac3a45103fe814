import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PLATFORM_WORDS } from '../../web/monitoring/terms.ts'
import { wordsIn } from '../../web/ui/words.ts'
import { PLATFORMS } from '../monitoring/schema.ts'
import { sinceTold } from './notice-words.ts'
import { platformName } from './platform-words.ts'

const LOCALES = ['zh-Hant', 'zh-Hans', 'en'] as const

test('messages and pages call every platform the same', () => {
  for (const locale of LOCALES)
    for (const platform of PLATFORMS)
      assert.equal(platformName(platform)(locale), wordsIn(PLATFORM_WORDS, locale)[platform])
  assert.equal(platformName('toString')('en'), 'toString')
})

test('a story that reached another platform is told by the name that people know', () => {
  const figures = { posts: 200, negativeShare: null }
  const before = { ...figures, size: 51, platforms: ['weibo'] }
  const now = { ...figures, size: 103, platforms: ['weibo', 'douyin', 'xiaohongshu'] }
  assert.match(sinceTold('21:20', before, now)?.('zh-Hant') ?? '', /；新平台：抖音、小紅書$/)
  assert.match(sinceTold('21:20', before, now)?.('en') ?? '', /; new platforms: Douyin, Xiaohongshu$/)
})
