// table: what platforms are called in messages. Pages have the same words (web/monitoring/terms.ts): a test holds the two together.
import { inThree, type Said } from '../access/notice-words.ts'
import type { PLATFORMS } from '../monitoring/schema.ts'

const NAMES: Readonly<Record<(typeof PLATFORMS)[number], Said>> = {
  weibo: inThree('微博', '微博', 'Weibo'),
  wechat: inThree('微信', '微信', 'WeChat'),
  douyin: inThree('抖音', '抖音', 'Douyin'),
  kuaishou: inThree('快手', '快手', 'Kuaishou'),
  bilibili: inThree('嗶哩嗶哩', '哔哩哔哩', 'Bilibili'),
  xiaohongshu: inThree('小紅書', '小红书', 'Xiaohongshu'),
  zhihu: inThree('知乎', '知乎', 'Zhihu'),
  tieba: inThree('貼吧', '贴吧', 'Tieba'),
  news: inThree('新聞', '新闻', 'News'),
  forum: inThree('論壇', '论坛', 'Forum'),
  video: inThree('影片', '视频', 'Video'),
  shop: inThree('電商評論', '电商评论', 'Shop reviews'),
  complaint: inThree('投訴平台', '投诉平台', 'Complaints'),
  hotline: inThree('熱線', '热线', 'Hotline'),
  chat: inThree('在線客服', '在线客服', 'Chat'),
  twitter: inThree('X', 'X', 'X'),
  bluesky: inThree('Bluesky', 'Bluesky', 'Bluesky'),
  mastodon: inThree('Mastodon', 'Mastodon', 'Mastodon'),
  facebook: inThree('Facebook', 'Facebook', 'Facebook'),
  instagram: inThree('Instagram', 'Instagram', 'Instagram'),
  youtube: inThree('YouTube', 'YouTube', 'YouTube'),
  reddit: inThree('Reddit', 'Reddit', 'Reddit'),
  other: inThree('其他', '其他', 'Other'),
}

/** @param platform as posts state it; one that is not known keeps its own name */
export function platformName(platform: string): Said {
  return Object.hasOwn(NAMES, platform) ? NAMES[platform as keyof typeof NAMES] : () => platform
}
