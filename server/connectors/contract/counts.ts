import { BadValue, isNothing, shown } from './bad-value.ts'

/** PostInput takes no more. */
const MOST_COUNTED = 2_000_000_000
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  百: 100,
  k: 1e3,
  千: 1e3,
  w: 1e4,
  万: 1e4,
  萬: 1e4,
  m: 1e6,
  百万: 1e6,
  百萬: 1e6,
  千万: 1e7,
  千萬: 1e7,
  亿: 1e8,
  億: 1e8,
}
const COUNT = /^(\d+(?:\.\d+)?|\.\d+)(百|千|k|w|m|百?[万萬]|千[万萬]|[亿億])?\+?$/
const GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])/
/** A button without a number: nobody has pressed it yet. */
const LABELS = new Set([
  '赞',
  '讚',
  '点赞',
  '點讚',
  '评论',
  '評論',
  '转发',
  '轉發',
  '收藏',
  '分享',
  '抢首评',
  '回复',
  '回覆',
])

/**
 * `1.2万` → 12000, `10万+` → 100000 (the least it can be), `1,234` → 1234, full width too; undefined where nothing is said.
 * BettaFish reads the first two as 0 and so ranks the most viral posts last.
 * @throws BadValue what is no count
 */
export function readCount(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return within(value, value)
  if (isNothing(value)) return undefined
  const text = String(value).normalize('NFKC').replace(/\s/g, '').toLowerCase()
  if (LABELS.has(text)) return 0
  const plain = GROUPED.test(text) ? text.replaceAll(',', '') : text
  const [, digits, unit = ''] = COUNT.exec(plain) ?? []
  if (digits === undefined) throw new BadValue('bad-count', `${shown(value)} is no count`)
  // Math.round: 1.15 * 10000 is 11499.999999999998
  return within(Math.round(Number(digits) * (UNITS[unit] ?? Number.NaN)), value)
}

function within(count: number, value: unknown): number {
  if (count >= 0 && count <= MOST_COUNTED) return count
  throw new BadValue('out-of-range', `${shown(value)} is not between 0 and ${MOST_COUNTED}`)
}
