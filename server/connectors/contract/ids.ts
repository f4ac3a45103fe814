import type { Platform } from '../contract.ts'
import { BadValue, isNothing, shown } from './bad-value.ts'

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/**
 * An id as it stands: 19 digits stay 19 digits. Spreadsheets turn long ones into `5.17123E+15`, from which nothing brings the id
 * back; such a row is refused, because a wrong id joins comments to another post.
 * @throws BadValue the digits are lost
 */
export function readId(value: unknown): string | undefined {
  if (isNothing(value)) return undefined
  if (typeof value === 'number' && !Number.isSafeInteger(value)) lost(value)
  // Excel is kept from rounding by a tab, an apostrophe or ="…" around the number.
  const text = String(value)
    .trim()
    .replace(/^="(.*)"$/, '$1')
    .replace(/^'/, '')
    .trim()
  if (/^\d+(?:\.\d+)?e\+?\d+$/i.test(text)) lost(value)
  const float = /^(\d+)\.0+$/.exec(text)
  if (!float) return text === '' ? undefined : text
  if (!Number.isSafeInteger(Number(float[1]))) lost(value)
  return float[1]
}

function lost(value: unknown): never {
  throw new BadValue('inexact-id', `${shown(value)} has lost digits of the id; export the column as text`)
}

/**
 * Identity of a post within one source. A post is known by organisation, source and this, so that ids of two platforms, and of
 * posts and comments of one platform, which are counted separately, must differ.
 */
export const postKey = (platform: Platform, id: string): string => `${platform}:${id}`
export const commentKey = (platform: Platform, id: string): string => `${platform}:c:${id}`
/** An entry of a hot list: one a day, so that a topic that comes back next month is seen again. */
export const hotKey = (list: string, day: string, title: string): string => `hot:${list}:${day}:${title}`.slice(0, 200)

/** The comment answered; undefined where a comment stands on the post itself: 0, '0', '', nothing, or its own id (Weibo's rootid). */
export function readParentId(value: unknown, own: string): string | undefined {
  const id = readId(value)
  return id === undefined || id === '0' || id === own ? undefined : id
}

/** Weibo's short id → number: `z0JH2lOMb` → `3501756485200075`; undefined where it is none. From the right: 4 letters ↔ 7 digits. */
export function midOfBid(bid: string): string | undefined {
  if (!/^[0-9a-zA-Z]{5,12}$/.test(bid)) return undefined
  let mid = ''
  for (let end = bid.length; end > 0; end -= 4) {
    const group = [...bid.slice(Math.max(0, end - 4), end)].reduce((sum, digit) => sum * 62 + DIGITS.indexOf(digit), 0)
    if (group >= 1e7) return undefined
    mid = (end > 4 ? String(group).padStart(7, '0') : String(group)) + mid
  }
  return mid
}

export function bidOfMid(mid: string): string | undefined {
  if (!/^[1-9]\d{7,20}$/.test(mid)) return undefined
  let bid = ''
  for (let end = mid.length; end > 0; end -= 7) {
    const group = base62(Number(mid.slice(Math.max(0, end - 7), end)))
    bid = (end > 7 ? group.padStart(4, '0') : group) + bid
  }
  return bid
}

function base62(number: number): string {
  const rest = Math.floor(number / 62)
  return (rest > 0 ? base62(rest) : '') + (DIGITS[number % 62] ?? '')
}
