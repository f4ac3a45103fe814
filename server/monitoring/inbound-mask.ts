import { kindCode, platformCode } from './codes.ts'
import type { CheckedPost } from './post-input.ts'

/**
 * Personal data in what callers and chatters said, masked at the door so that it is never stored: numbers keep their last digits, by
 * which two rows can still be told to be about the same person. Only what can be told by its shape, a check digit or the word before it:
 * a rule that masked more would take away what people complain of (amounts, dates, batch numbers).
 */
export function maskText(text: string): string {
  return RULES.reduce((masked, { find, put }) => masked.replace(find, put), text)
}

/** Digits, also full-width ones. */
const D = '[0-9０-９]'
const NOT_AFTER = `(?<!${D})(?<!${D}[.,])`
const NOT_BEFORE = `(?!${D})`
const PHONE_WORD = '电话|電話|手机|手機|号码|號碼|联系方式|聯絡|联系|致电|致電|来电|來電|tel|phone|mobile|call'
const NAME_WORD =
  '收货人|收貨人|收件人|寄件人|联系人|聯絡人|聯繫人|来电人|來電人|投诉人|投訴人|订购人|訂購人|下单人|下單人|客户姓名|客戶姓名|顾客姓名|顧客姓名|会员姓名|會員姓名|真实姓名|姓名'
const ADDRESS_WORD = '收货地址|收貨地址|收件地址|寄送地址|送货地址|送貨地址|家庭住址|联系地址|聯絡地址|住址|地址'
/** The most frequent ones: without such a list 這位先生 would be a name. */
const SURNAMES =
  '王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔'
/** Of the name of a province, a city or a district. */
const PART = '[^\\s，。；;,]{1,8}?'
const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'

type Rule = { readonly find: RegExp; readonly put: (whole: string, ...groups: string[]) => string }

const RULES: readonly Rule[] = [
  {
    find: /[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g,
    put: (whole) => `${whole.slice(0, 1)}***${whole.slice(whole.indexOf('@'))}`,
  },
  // Identity cards of the mainland: 17 digits with a date of birth among them, and a check digit.
  {
    find: new RegExp(`${NOT_AFTER}${D}{6}(?:19|20|１９|２０)${D}{9}[0-9０-９XxＸｘ]${NOT_BEFORE}`, 'g'),
    put: (whole) => (isMainlandId(digitsOf(whole)) ? lastOf(whole, 4) : whole),
  },
  // Bank cards: 16 to 19 digits, often in fours.
  {
    find: new RegExp(`${NOT_AFTER}${D}{4}(?:[ -]?${D}{4}){2}[ -]?${D}{4}(?:[ -]?${D}{1,3})?${NOT_BEFORE}`, 'g'),
    put: (whole) => (isCard(digitsOf(whole)) ? lastOf(whole, 4) : whole),
  },
  // Hong Kong: A123456(3); Taiwan: A123456789. Batch numbers look alike, hence the check digits.
  {
    find: /(?<![A-Za-z0-9])([A-Z]{1,2})(\d{6})[(（]?([0-9A])[)）]?(?![A-Za-z0-9])/g,
    put: (whole, letters = '', digits = '', check = '') =>
      isHongKongId(letters, digits, check) ? `****${digits.slice(-2)}` : whole,
  },
  {
    find: /(?<![A-Za-z0-9])[A-Z][12]\d{8}(?!\d)/g,
    put: (whole) => (isTaiwanId(whole) ? lastOf(whole, 3) : whole),
  },
  {
    find: /(护照|護照|passport)([^A-Za-z0-9]{0,8})([A-Z]{1,2}\d{6,8})/gi,
    put: (_, word = '', gap = '', id = '') => word + gap + lastOf(id, 3),
  },
  // Mobile numbers: mainland, Taiwan, Hong Kong and Macau with their codes.
  {
    find: new RegExp(`${NOT_AFTER}(?:\\+?86[- ]?)?[1１][3-9３-９]${D}([- ]?)${D}{4}\\1${D}{4}${NOT_BEFORE}`, 'g'),
    put: (whole) => lastOf(whole, 4),
  },
  {
    find: new RegExp(`${NOT_AFTER}(?:\\+?886[- ]?9|09)${D}{2}[- ]?${D}{3}[- ]?${D}{3}${NOT_BEFORE}`, 'g'),
    put: (whole) => lastOf(whole, 3),
  },
  {
    find: new RegExp(`${NOT_AFTER}\\+?85[23][- ]?[2-9]${D}{3}[- ]?${D}{4}${NOT_BEFORE}`, 'g'),
    put: (whole) => lastOf(whole, 3),
  },
  // Fixed lines with their area; 400, 800 and 95… are companies'.
  {
    find: new RegExp(`${NOT_AFTER}[(（]?0${D}{1,3}[)）]?[- ]?${D}{3,4}[- ]?${D}{4}${NOT_BEFORE}`, 'g'),
    put: (whole) => lastOf(whole, 3),
  },
  {
    find: new RegExp(
      `(${PHONE_WORD})([^0-9０-９\\n]{0,6})((?!400|800|95|12)${D}(?:[- ]?${D}){6,11})${NOT_BEFORE}`,
      'gi',
    ),
    put: (_, word = '', gap = '', number = '') => word + gap + lastOf(number, 3),
  },
  {
    find: /(微信|微訊|wechat|vx)([号號]?\s*(?:[:：是]|为|為)?\s*)([A-Za-z][\w-]{5,19})/gi,
    put: (_, word = '', gap = '', id = '') => word + gap + lastOf(id, 2),
  },
  {
    find: /(qq)([号號]?\s*(?:[:：是]|为|為)?\s*)([1-9]\d{4,11})(?!\d)/gi,
    put: (_, word = '', gap = '', id = '') => word + gap + lastOf(id, 2),
  },
  {
    find: new RegExp(`([${PROVINCES}][A-HJ-NP-Z])[·• ]?([A-HJ-NP-Z0-9]{5,6})(?![A-Za-z0-9])`, 'g'),
    put: (_, place = '', plate = '') => `${place}****${plate.slice(-2)}`,
  },
  // Addresses: to the district; street, number and flat go.
  {
    find: new RegExp(
      `(${ADDRESS_WORD})(\\s*[:：是]\\s*)((?:${PART}省)?(?:${PART}[市州盟])?(?:${PART}[区區县縣旗])?)[^，。；;,\\n]+`,
      'g',
    ),
    put: (_, word = '', gap = '', district = '') => `${word}${gap}${district}***`,
  },
  {
    find: /[^\s，。；、,.:：;在到于於至是住区區县縣市镇鎮乡鄉省]{1,6}(?:路|街|大道|巷|弄|胡同|里)\s*(?:[一二三四五六七八九十]段)?\s*\d+\s*(?:号|號|弄)(?:\s*[\dA-Za-z一-鿿]{0,6}?\d+\s*(?:栋|棟|幢|座|楼|樓|单元|單元|层|層|室|房|号|號))*/g,
    put: () => '***',
  },
  {
    find: /\d+\s*(?:栋|棟|幢|号楼|號樓|座)(?:\s*\d+\s*(?:单元|單元|门|門|楼|樓|层|層))*\s*\d{2,4}\s*(?:室|房|号|號)?/g,
    put: () => '***',
  },
  {
    find: /\b\d{1,5} (?:[A-Z][a-z]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd)\b\.?(?:,? (?:Apt|Flat|Unit|Room|#) ?\w+)?/g,
    put: () => '***',
  },
  // Names where the word before says that one follows, or the word behind.
  {
    find: new RegExp(
      `(${NAME_WORD})(\\s*[:：]\\s*|是|叫)([一-鿿])[一-鿿·]{1,3}?(?=[^一-鿿·]|$|先生|女士|小姐|电话|電話|手机|手機)`,
      'g',
    ),
    put: (_, word = '', gap = '', first = '') => `${word}${gap}${first}**`,
  },
  { find: new RegExp(`([${SURNAMES}])[一-鿿]{1,2}(?=先生|女士|小姐)`, 'g'), put: (_, surname = '') => `${surname}**` },
  {
    find: /\b((?:[Cc]ustomer|[Rr]ecipient|[Cc]onsignee|[Ff]ull) [Nn]ame|[Nn]ame|[Rr]ecipient)(\s*:\s*)([A-Z])[a-z'-]+(?: [A-Z][a-z'-]+){0,2}/g,
    put: (_, word = '', gap = '', first = '') => `${word}${gap}${first}.`,
  },
]

/** Of a caller or a chatter: the family name, or the first letter. */
export function maskName(name: string): string {
  const masked = maskText(name)
  if (masked !== name) return masked
  const [first = ''] = [...name.trim()]
  return first === '' || /[*＊]/.test(name) ? name : `${first}**`
}

const HOTLINE = platformCode('hotline')
const CHAT = platformCode('chat')
const SHOP = platformCode('shop')
const RECORD = kindCode('record')

/** Whether a post is of the kind whose personal data are masked: what people said to a company, not in public. */
export function isRecord({ platform, kind }: Pick<CheckedPost, 'platform' | 'kind'>): boolean {
  return platform === HOTLINE || platform === CHAT || kind === RECORD
}

/**
 * A record without personal data. Names are masked where they were given to a company or an authority; those of complaint sites and
 * shops are what their authors show in public.
 * @param pseudonym stands for an id that is itself personal, such as a telephone number: the same for the same id
 */
export function maskPost(post: CheckedPost, pseudonym: (id: string) => string): CheckedPost {
  if (!isRecord(post)) return post
  // A complaint or a letter without an address was handed over, by an authority or by mail: nobody else reads it.
  const isHandedOver = post.platform !== SHOP && post.url === ''
  const isPrivate = post.platform === HOTLINE || post.platform === CHAT || isHandedOver
  const authorName = isPrivate ? maskName(post.authorName) : maskText(post.authorName)
  return {
    ...post,
    title: maskText(post.title),
    text: maskText(post.text),
    url: isPrivate ? maskText(post.url) : post.url,
    region: maskText(post.region),
    authorName,
    authorId: maskId(post, isPrivate, authorName, pseudonym),
  }
}

function maskId(post: CheckedPost, isPrivate: boolean, authorName: string, pseudonym: (id: string) => string): string {
  const { authorId } = post
  const isPersonal =
    maskText(authorId) !== authorId || (isPrivate && authorId === post.authorName && authorName !== authorId)
  if (authorId === '' || !isPersonal) return authorId
  const shown = maskText(authorId) === authorId ? authorName : maskText(authorId)
  return `${shown}·${pseudonym(authorId)}`.slice(0, 200)
}

function digitsOf(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[^0-9Xx]/g, '')
    .toUpperCase()
}

/** `****5678` */
function lastOf(text: string, count: number): string {
  return `****${text
    .normalize('NFKC')
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(-count)}`
}

/** GB 11643 (ISO 7064 MOD 11-2). */
function isMainlandId(id: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const month = Number(id.slice(10, 12))
  const day = Number(id.slice(12, 14))
  const sum = weights.reduce((all, weight, i) => all + weight * Number(id[i]), 0)
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && '10X98765432'[sum % 11] === id[17]
}

/** ISO/IEC 7812 (Luhn). */
function isCard(digits: string): boolean {
  const sum = [...digits].reverse().reduce((all, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1)
    return all + (value > 9 ? value - 9 : value)
  }, 0)
  return digits.length >= 16 && digits.length <= 19 && sum % 10 === 0
}

function isHongKongId(letters: string, digits: string, check: string): boolean {
  const values = [...letters.padStart(2, ' ')].map((letter) => (letter === ' ' ? 36 : letter.charCodeAt(0) - 55))
  const sum = [...values, ...[...digits].map(Number)].reduce((all, value, i) => all + value * (9 - i), 0)
  return (sum + (check === 'A' ? 10 : Number(check))) % 11 === 0
}

function isTaiwanId(id: string): boolean {
  const place = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(id[0] ?? '') + 10
  const weights = [8, 7, 6, 5, 4, 3, 2, 1, 1]
  const sum = weights.reduce(
    (all, weight, i) => all + weight * Number(id[i + 1]),
    Math.floor(place / 10) + (place % 10) * 9,
  )
  return sum % 10 === 0
}
