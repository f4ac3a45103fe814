/** The invented accounts of the demonstration. Every name begins with 示範, 示范 or demo, so that nobody can take one for a person. */
import { between, type Chance, chanceOf, pick, weighted } from './demonstration-chance.ts'
import type { PostInput } from './schema.ts'

export type Platform = PostInput['platform']
/** which script an account writes */
export type Tongue = 'hans' | 'hant' | 'en'
export type Account = {
  readonly platform: Platform
  readonly tongue: Tongue
  readonly author: NonNullable<PostInput['author']>
}

const COUNT = 420
const PLATFORMS: readonly (readonly [Platform, number])[] = [
  ['weibo', 44],
  ['xiaohongshu', 22],
  ['douyin', 17],
  ['zhihu', 7],
  ['complaint', 10],
]
const TONGUES: readonly (readonly [Tongue, number])[] = [
  ['hans', 82],
  ['hant', 12],
  ['en', 6],
]
const MOODS = {
  hans: [
    '贪睡的',
    '爱走路的',
    '晒太阳的',
    '不加糖的',
    '背书包的',
    '赶早班的',
    '养薄荷的',
    '慢半拍的',
    '收集纽扣的',
    '怕冷的',
    '踩单车的',
    '写日记的',
    '爱吃面的',
    '数星星的',
    '楼下的',
    '会做饭的',
    '周末的',
    '戴眼镜的',
  ],
  hant: [
    '貪睡的',
    '愛走路的',
    '曬太陽的',
    '不加糖的',
    '搭渡輪的',
    '趕早班的',
    '養薄荷的',
    '慢半拍的',
    '等公車的',
    '怕冷的',
    '寫日記的',
    '樓下的',
  ],
  en: ['Sleepy', 'Rainy', 'Left-handed', 'Barefoot', 'Second-floor', 'Quiet', 'Windy', 'Half-past-nine'],
} as const
const BEINGS = {
  hans: [
    '水獭',
    '柚子',
    '灯塔',
    '小麦',
    '云雀',
    '石榴',
    '河马',
    '豆苗',
    '松鼠',
    '芋头',
    '白鹭',
    '铅笔',
    '风筝',
    '海带',
    '刺猬',
    '月饼',
    '蜗牛',
    '茶壶',
    '土豆',
    '麻雀',
    '荷叶',
    '陀螺',
    '蒲公英',
    '毛线',
  ],
  hant: [
    '水獺',
    '柚子',
    '燈塔',
    '麥芽',
    '雲雀',
    '石榴',
    '河馬',
    '豆苗',
    '芋頭',
    '白鷺',
    '鉛筆',
    '風箏',
    '茶壺',
    '蝸牛',
  ],
  en: ['Otter', 'Kettle', 'Lighthouse', 'Sparrow', 'Teapot', 'Walnut', 'Bicycle', 'Heron'],
} as const
const MARK = { hans: '示范·', hant: '示範·', en: 'demo·' } as const
const REGIONS = {
  hans: ['上海', '上海', '江苏', '浙江', '浙江', '广东', '北京', '四川', '湖北', '安徽', '山东', '福建'],
  hant: ['香港', '台湾', '台湾'],
  en: ['上海', '上海', '香港'],
} as const

/** Several hundred ordinary accounts, the same every time; few are followed by many. */
export function makeCrowd(): readonly Account[] {
  const chance = chanceOf('crowd')
  return Array.from({ length: COUNT }, (_, n) => makeAccount(chance, n))
}

function makeAccount(chance: Chance, n: number): Account {
  const [platform] = PLATFORMS[
    weighted(
      chance,
      PLATFORMS.map(([, weight]) => weight),
    )
  ] ?? ['weibo']
  const [tongue] = TONGUES[
    weighted(
      chance,
      TONGUES.map(([, weight]) => weight),
    )
  ] ?? ['hans']
  const name = `${MARK[tongue]}${pick(chance, MOODS[tongue])}${tongue === 'en' ? ' ' : ''}${pick(chance, BEINGS[tongue])}`
  const author = {
    externalId: `demo-${n}`,
    name: `${name}${between(chance, 2, 99)}`,
    followers: Math.round(20 * Math.exp(6 * chance() ** 2)),
    region: pick(chance, REGIONS[tongue]),
  }
  // A desk for complaints shows no followers.
  if (platform === 'complaint') return { platform, tongue, author: { ...author, followers: 0 } }
  return { platform, tongue, author }
}

const account = (
  platform: Platform,
  id: string,
  name: string,
  followers: number,
  region: string,
  isVerified = true,
): Account => ({
  platform,
  tongue: 'hans',
  author: { externalId: `demo-${id}`, name, followers, region, isVerified },
})

/** Who has a part of their own in the story. */
export const MOTHER: Account = account('weibo', 'mother', '示范·小满妈妈', 132, '浙江', false)
export const BLOGGER: Account = account('weibo', 'blogger', '示范·阿穗吃遍城', 862_000, '上海')
export const PARENTS: Account = account('weibo', 'parents', '示范·带娃真心话', 314_000, '江苏')
export const DESK: Account = account('weibo', 'desk', '示范·青禾酸奶客服', 48_300, '上海')
export const WARD: Account = account('douyin', 'ward', '示范·夜班出租车', 9_400, '浙江', false)
export const WHISPER: Account = account('weibo', 'whisper', '示范·听说而已', 21_700, '广东', false)
export const CHEMIST: Account = account('zhihu', 'chemist', '示范·乳品化验员老段', 15_200, '北京')
export const PAPERS: readonly Account[] = [
  account('news', 'paper-1', '示范晚报', 540_000, '上海'),
  account('news', 'paper-2', '示范日报·城事', 1_120_000, '浙江'),
  account('news', 'paper-3', '示範財經網', 86_000, '香港'),
]
/** In whose name topics of the hot list stand. */
export const BOARD_ACCOUNT: Account = {
  platform: 'weibo',
  tongue: 'hans',
  author: { externalId: 'demo-board', name: '示范热搜榜' },
}
