// table: words and hosts of platforms, as exports name them
import { PLATFORMS, type Platform } from '../contract.ts'

/** The first that fits counts; longer names stand before those they hold. */
const WORDS: readonly [Platform, RegExp][] = [
  ['complaint', /黑[猫貓]|12315|投[诉訴]|聚投|complaint/i],
  ['wechat', /微信|公[众眾][号號平]|视频号|視頻號|wechat|weixin/i],
  ['weibo', /微博|weibo|sina\s*wb|^wb$/i],
  ['douyin', /抖音|douyin|^dy$/i],
  ['kuaishou', /快手|kuaishou|^ks$/i],
  ['bilibili', /哔哩|嗶哩|[bB]\s*站|bilibili|^bili$/i],
  ['xiaohongshu', /小[红紅][书書]|xiaohongshu|rednote|^xhs$/i],
  ['zhihu', /知乎|zhihu/i],
  ['tieba', /[贴貼]吧|tieba/i],
  ['shop', /淘[宝寶]|天[猫貓]|京[东東]|拼多多|[电電]商|大众点评|大眾點評|美[团團]|taobao|tmall|jd\.com/i],
  ['hotline', /[热熱][线線]|客服|[来來][电電]|hotline/i],
  ['twitter', /twitter|推特|^x$/i],
  ['youtube', /youtube|油管/i],
  ['facebook', /facebook|[脸臉][书書]/i],
  ['instagram', /instagram|^ig$/i],
  ['bluesky', /bluesky|bsky/i],
  ['mastodon', /mastodon/i],
  ['reddit', /reddit/i],
  ['forum', /[论論][坛壇]|社[区區]|bbs|forum|豆瓣|虎扑|天涯/i],
  ['video', /[视視][频頻]|video/i],
  [
    'news',
    /新[闻聞]|[头頭][条條]|网易|網易|搜狐|[腾騰][讯訊]|新浪|[凤鳳]凰|澎湃|日[报報]|晚[报報]|news|toutiao|36kr|财联社|華爾街|华尔街|媒体|媒體|百度|baidu|[网網]站/i,
  ],
]
const HOSTS: readonly [Platform, RegExp][] = [
  ['weibo', /(?:^|\.)weibo\.(?:com|cn)$/],
  ['wechat', /(?:^|\.)weixin\.qq\.com$/],
  ['douyin', /(?:^|\.)(?:douyin|iesdouyin)\.com$/],
  ['kuaishou', /(?:^|\.)(?:kuaishou|gifshow)\.com$/],
  ['bilibili', /(?:^|\.)(?:bilibili\.com|b23\.tv)$/],
  ['xiaohongshu', /(?:^|\.)(?:xiaohongshu|xhslink)\.com$/],
  ['zhihu', /(?:^|\.)zhihu\.com$/],
  ['tieba', /^tieba\.baidu\.com$/],
  ['twitter', /(?:^|\.)(?:twitter|x)\.com$/],
  ['bluesky', /(?:^|\.)bsky\.(?:app|social)$/],
  ['facebook', /(?:^|\.)facebook\.com$/],
  ['instagram', /(?:^|\.)instagram\.com$/],
  ['youtube', /(?:^|\.)(?:youtube\.com|youtu\.be)$/],
  ['reddit', /(?:^|\.)reddit\.com$/],
  ['complaint', /(?:^|\.)tousu\.sina\.com\.cn$/],
  ['shop', /(?:^|\.)(?:taobao|tmall|jd|pinduoduo|dianping|meituan)\.com$/],
]

/** `今日头条` → news, `wb` → weibo, an address by its host; undefined where the name says nothing. */
export function platformOf(value: unknown): Platform | undefined {
  if (value === undefined || value === null) return undefined
  const text = String(value).trim()
  const own = PLATFORMS.find((platform) => platform === text.toLowerCase())
  if (own || text === '') return own
  return platformOfUrl(text) ?? WORDS.find(([, word]) => word.test(text))?.[0]
}

export function platformOfUrl(url: string): Platform | undefined {
  if (!URL.canParse(url)) return undefined
  const { hostname } = new URL(url)
  return HOSTS.find(([, host]) => host.test(hostname))?.[0]
}
