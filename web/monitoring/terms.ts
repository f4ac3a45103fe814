// table: names of platforms, kinds, sentiments, emotions and languages in the three languages. Each list must be whole to compile.
import type {
  EMOTION_NAMES,
  LANGUAGE_NAMES,
  PLATFORMS,
  POST_KINDS,
  SENTIMENT_NAMES,
} from '../../server/monitoring/schema.ts'
import { defineWords, type Triple } from '../ui/words.ts'

export const PLATFORM_WORDS = defineWords({
  weibo: ['微博', '微博', 'Weibo'],
  wechat: ['微信', '微信', 'WeChat'],
  douyin: ['抖音', '抖音', 'Douyin'],
  kuaishou: ['快手', '快手', 'Kuaishou'],
  bilibili: ['嗶哩嗶哩', '哔哩哔哩', 'Bilibili'],
  xiaohongshu: ['小紅書', '小红书', 'Xiaohongshu'],
  zhihu: ['知乎', '知乎', 'Zhihu'],
  tieba: ['貼吧', '贴吧', 'Tieba'],
  news: ['新聞', '新闻', 'News'],
  forum: ['論壇', '论坛', 'Forum'],
  video: ['影片', '视频', 'Video'],
  shop: ['電商評論', '电商评论', 'Shop reviews'],
  complaint: ['投訴平台', '投诉平台', 'Complaints'],
  hotline: ['熱線', '热线', 'Hotline'],
  chat: ['在線客服', '在线客服', 'Chat'],
  twitter: ['X', 'X', 'X'],
  bluesky: ['Bluesky', 'Bluesky', 'Bluesky'],
  mastodon: ['Mastodon', 'Mastodon', 'Mastodon'],
  facebook: ['Facebook', 'Facebook', 'Facebook'],
  instagram: ['Instagram', 'Instagram', 'Instagram'],
  youtube: ['YouTube', 'YouTube', 'YouTube'],
  reddit: ['Reddit', 'Reddit', 'Reddit'],
  other: ['其他', '其他', 'Other'],
} satisfies Record<(typeof PLATFORMS)[number], Triple>)

export const KIND_WORDS = defineWords({
  post: ['原帖', '原帖', 'Post'],
  comment: ['評論', '评论', 'Comment'],
  repost: ['轉發', '转发', 'Repost'],
  news: ['報道', '报道', 'Article'],
  record: ['紀錄', '记录', 'Record'],
} satisfies Record<(typeof POST_KINDS)[number], Triple>)

/** A sign before the word: told apart without colour. */
export const SENTIMENT_WORDS = defineWords({
  negative: ['負面', '负面', 'Negative'],
  neutral: ['中性', '中性', 'Neutral'],
  positive: ['正面', '正面', 'Positive'],
} satisfies Record<(typeof SENTIMENT_NAMES)[number], Triple>)
export const SENTIMENT_SIGNS = { negative: '▼', neutral: '•', positive: '▲' } as const

export const EMOTION_WORDS = defineWords({
  none: ['不明顯', '不明显', 'None clear'],
  anger: ['憤怒', '愤怒', 'Anger'],
  fear: ['恐懼', '恐惧', 'Fear'],
  sadness: ['悲傷', '悲伤', 'Sadness'],
  disgust: ['厭惡', '厌恶', 'Disgust'],
  surprise: ['驚訝', '惊讶', 'Surprise'],
  joy: ['喜悅', '喜悦', 'Joy'],
} satisfies Record<(typeof EMOTION_NAMES)[number], Triple>)

export const LANGUAGE_WORDS = defineWords({
  'zh-Hant': ['繁體中文', '繁体中文', 'Traditional Chinese'],
  'zh-Hans': ['簡體中文', '简体中文', 'Simplified Chinese'],
  yue: ['粵語', '粤语', 'Cantonese'],
  en: ['英文', '英文', 'English'],
  other: ['其他語言', '其他语言', 'Other language'],
} satisfies Record<(typeof LANGUAGE_NAMES)[number], Triple>)

/** Programs of ours that bring posts and make lists: their names stand where those of sources and people do. */
export const PROGRAM_WORDS = defineWords({
  demonstration: ['示範', '示范', 'Demonstration'],
  operator: ['系統維護', '系统维护', 'Operator'],
})

/** A code as people call it; one that these pages do not know yet keeps its own name. */
export function named(words: Readonly<Record<string, string>>, code: unknown): string {
  return words[String(code)] ?? String(code)
}
