/** Posts of real texts for `bench/ingest.ts`, and the tracks that watch them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { PostInput } from '../server/monitoring/schema.ts'

const TEXTS = join(import.meta.dirname, '../../shared/data/text')
const SETS = ['weibo2018', 'smp2020_usual', 'smp2020_virus', 'waimai_10k', 'online_shopping', 'htl_all', 'yue_forum']
const PLATFORMS = ['weibo', 'douyin', 'xiaohongshu', 'shop', 'forum'] as const
const AUTHORS = 20_000
const LIVE_MINUTES = 3

/** As a food company might watch itself, its rivals and its troubles: 20 tracks of one to six words. */
export const TRACKS: readonly string[] = [
  '外卖 (慢 OR 晚 OR 冷) -好评',
  '客服 (差 OR 态度 OR 没人)',
  '退款 OR 退货 OR 赔偿',
  '变质 OR 发霉 OR 异物 OR 过期',
  '拉肚子 OR 食物中毒 OR 呕吐',
  '送餐员 OR 骑手 OR 小哥',
  '味道 (不错 OR 好吃)',
  '包装 (破 OR 漏 OR 坏)',
  '价格 (贵 OR 涨)',
  '蒙牛 OR 伊利 OR 光明',
  '牛奶 (奶粉 OR 酸奶)',
  '手机 (死机 OR 发热 OR 黑屏)',
  '酒店 (脏 OR 吵 OR 隔音)',
  '假货 OR 山寨 OR "不是正品"',
  '疫情 (口罩 OR 隔离)',
  '消费者协会 OR 12315 OR 投诉',
  '曝光 OR 维权 OR 黑心',
  '代言 OR 明星 OR 粉丝',
  '裁员 OR 拖欠 OR 加班',
  '"再也不" OR "最后一次" OR 差评',
]

export type Texts = { readonly texts: readonly string[]; readonly origin: string }

/** Real texts where they are at hand, made-up ones otherwise; `origin` says which. */
export function loadTexts(): Texts {
  const found = SETS.map((name) => join(TEXTS, `${name}.train.jsonl.gz`)).filter((file) => existsSync(file))
  if (found.length === 0) return { texts: makeTexts(), origin: 'made-up texts: ../shared/data/text is absent' }
  const texts = found.flatMap((file) =>
    gunzipSync(readFileSync(file))
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { text: string }).text),
  )
  return { texts: shuffled(texts), origin: `${texts.length} real texts of ${found.length} sets` }
}

/** Posts of the last minutes, `count` from number `from` on: no two are the same post. */
export function makePosts({ texts }: Texts, from: number, count: number, now: number): PostInput[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i
    const author = n % AUTHORS
    return {
      externalId: `bench-${n}`,
      platform: PLATFORMS[n % PLATFORMS.length] ?? 'other',
      postedAt: new Date(now - ((n * 7919) % (LIVE_MINUTES * 60_000))).toISOString(),
      text: texts[n % texts.length] ?? '',
      url: `https://posts.example/${n}`,
      author: { externalId: `u${author}`, name: `用戶${author}`, followers: author * 3, region: '廣東' },
      reposts: n % 7,
      comments: n % 5,
      likes: n % 11,
    }
  })
}

/** The same order in every run, so that runs can be compared. */
function shuffled(texts: readonly string[]): string[] {
  const result = [...texts]
  let seed = 20_260_302
  for (let i = result.length - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    const j = seed % (i + 1)
    const [a = '', b = ''] = [result[i], result[j]]
    result[i] = b
    result[j] = a
  }
  return result
}

function makeTexts(): string[] {
  const parts = [
    '外卖送得太慢了',
    '客服态度很差',
    '味道不错',
    '包装破了',
    '牛奶好喝',
    '再也不来了',
    '今天天气',
    '价格涨了',
  ]
  return Array.from({ length: 5000 }, (_, i) =>
    [0, 1, 2, 3].map((k) => parts[(i * 7 + k * 3) % parts.length]).join('，'),
  )
}
