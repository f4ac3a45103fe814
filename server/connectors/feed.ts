import { ADDRESS_SETTINGS } from './contract/address-settings.ts'
import { ask, type Validators, validatorsOf } from './contract/answer.ts'
import { collectContext } from './contract/collect-context.ts'
import { FEED_TYPES, openFeed } from './contract/feed-answer.ts'
import { one, readFeedItem } from './contract/feed-item.ts'
import { platformOf } from './contract/platforms.ts'
import { NOTHING_SEEN, type SeenItems, siftItems } from './contract/seen-items.ts'
import type { Collected, CollectInput, Collector, Row } from './contract.ts'

type Cursor = { readonly validators: Validators; readonly items: SeenItems }

/** RSS, Atom and JSON Feed by their address, RSSHub's among them. */
export const feed: Collector = {
  id: 'feed',
  names: { 'zh-Hant': '訂閱（RSS、Atom、JSON）', 'zh-Hans': '订阅（RSS、Atom、JSON）', en: 'Feed (RSS, Atom, JSON)' },
  usualSeconds: 300,
  settings: [
    {
      key: 'address',
      names: { 'zh-Hant': '訂閱地址', 'zh-Hans': '订阅地址', en: 'Address of the feed' },
      kind: 'address',
      isRequired: true,
      most: 2000,
      example: 'https://rsshub.example/weibo/keyword/酸奶',
    },
    {
      key: 'platform',
      names: { 'zh-Hant': '平台', 'zh-Hans': '平台', en: 'Platform' },
      hint: {
        'zh-Hant': '不確定就留「按鏈接判斷」；新聞網站會判為新聞',
        'zh-Hans': '不确定可保留“按链接判断”；新闻网站会判为新闻',
        en: 'If unsure, leave it to the links; news sites are taken as news',
      },
      kind: 'choice',
      fallback: 'auto',
      choices: [
        { value: 'auto', names: { 'zh-Hant': '按鏈接判斷', 'zh-Hans': '按链接判断', en: 'by its links' } },
        { value: 'news', names: { 'zh-Hant': '新聞', 'zh-Hans': '新闻', en: 'News' } },
        { value: 'forum', names: { 'zh-Hant': '論壇', 'zh-Hans': '论坛', en: 'Forum' } },
        { value: 'wechat', names: { 'zh-Hant': '微信公眾號', 'zh-Hans': '微信公众号', en: 'WeChat accounts' } },
        { value: 'weibo', names: { 'zh-Hant': '微博', 'zh-Hans': '微博', en: 'Weibo' } },
        { value: 'xiaohongshu', names: { 'zh-Hant': '小紅書', 'zh-Hans': '小红书', en: 'Xiaohongshu' } },
        { value: 'complaint', names: { 'zh-Hant': '投訴平台', 'zh-Hans': '投诉平台', en: 'Complaint site' } },
        { value: 'video', names: { 'zh-Hant': '影片', 'zh-Hans': '视频', en: 'Video' } },
        { value: 'other', names: { 'zh-Hant': '其他', 'zh-Hans': '其他', en: 'Other' } },
      ],
    },
    ...ADDRESS_SETTINGS,
  ],
  collect,
}

async function collect(input: CollectInput): Promise<Collected> {
  const last = input.cursor as Cursor | undefined
  const answer = await ask(input, FEED_TYPES, last?.validators)
  if (answer === undefined) return { rows: [], cursor: last, isUnchanged: true }
  const { head, items } = await openFeed(answer)
  const { now, settings } = input
  const platform = settings.platform === 'auto' ? undefined : platformOf(settings.platform)
  const given = { context: collectContext(input), base: answer.url, firstSeen: now, ...(platform ? { platform } : {}) }
  const results = items.map((item, index) => readFeedItem(item, index + 1, head, given))
  const { rows, seen, gap } = siftItems(results, last?.items ?? NOTHING_SEEN)
  const notBefore = wantedPause(head, now)
  return {
    rows,
    // An empty feed may be a fault of the moment: what it says of itself is not to be believed the next time.
    cursor: { validators: gap?.code === 'empty-feed' ? {} : validatorsOf(answer), items: seen } satisfies Cursor,
    isUnchanged: false,
    ...(gap ? { gap } : {}),
    ...(notBefore ? { notBefore } : {}),
    ...(answer.redirectedPermanently === undefined ? {} : { movedTo: answer.redirectedPermanently }),
  }
}

const HOUR_MS = 3_600_000
const MOST_TTL_MS = HOUR_MS
const MOST_SKIPPED_HOURS = 6

/**
 * `ttl` (minutes) and `skipHours` (GMT) of RSS 2.0 are what the other side would like. They are followed within limits: in a crisis
 * a feed that says "once a day" is asked each hour.
 */
function wantedPause(head: Row, now: Date): Date | undefined {
  const ttl = Number(one(head.ttl))
  const rested = Number.isFinite(ttl) && ttl > 0 ? Math.min(ttl * 60_000, MOST_TTL_MS) : 0
  const skipped = new Set([head['skipHours/hour']].flat().map(Number))
  const from = now.getTime() + rested
  for (let hours = 0; hours < MOST_SKIPPED_HOURS; hours++) {
    const at = hours === 0 ? from : Math.floor(from / HOUR_MS + hours) * HOUR_MS
    if (!skipped.has(new Date(at).getUTCHours())) return at > now.getTime() ? new Date(at) : undefined
  }
  return new Date(Math.floor(from / HOUR_MS + MOST_SKIPPED_HOURS) * HOUR_MS)
}
