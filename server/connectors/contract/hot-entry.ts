import type { ReadContext, Row, RowResult } from '../contract.ts'
import { BadValue } from './bad-value.ts'
import { isDated, linkOf, one } from './feed-item.ts'
import { hotKey, postKey } from './ids.ts'
import { cell, readUrl, refusedRow, stripped, textOf } from './layout.ts'
import { platformOf, platformOfUrl } from './platforms.ts'

export type HotList = {
  /** what the list is called, the same at every look */
  readonly list: string
  /** when it was looked at, as far as that is known */
  readonly at: Date | undefined
  readonly base?: string
  readonly context: ReadContext
}

/** An entry of a feed without times: its rank is its place, its time that of the fetch. */
export function readHotItem(row: Row, number: number, head: Row, { list, at, base, context }: HotList): RowResult {
  try {
    const title = cell(row, 'title', 'text', textOf)
    if (title === undefined) throw new BadValue('empty', 'title: the item has no words', 'text')
    if (at === undefined) throw new BadValue('no-time', 'neither the item nor the list says a time', 'postedAt')
    const url = linkOf(row, head, base)
    const post = stripped({
      externalId: hotKey(list, context.dayOf(at), title),
      platform: platformOfUrl(url ?? '') ?? ('news' as const),
      kind: 'news' as const,
      postedAt: at.toISOString(),
      text: title,
      url,
    })
    return { row: number, post, ranks: [{ list, rank: number, at: at.toISOString() }] }
  } catch (error) {
    return refusedRow(number, error)
  }
}

/** A list none of whose first entries has a time is ranked, not dated. @returns its name */
export function hotListOf(head: Row, first: readonly Row[]): string | undefined {
  if (first.some(isDated)) return undefined
  const home = one(head.link ?? head['link@href'] ?? head.home_page_url)
  return platformOfUrl(home) ?? textOf(one(head.title)) ?? 'feed'
}

/** One entry of newsnow's answer; `head` is what stands around its items. */
export function readNewsnowItem(row: Row, number: number, head: Row, context: ReadContext): RowResult {
  try {
    const list = String(head.id)
    const title = cell(row, ['title', 'id'], 'text', textOf)
    const seenAt = cell(head, 'updatedTime', 'postedAt', context.time) ?? context.crawledAt
    const extra = typeof row.extra === 'object' && row.extra !== null ? (row.extra as Record<string, unknown>) : {}
    const ownTime = cell({ ...extra, ...row }, ['pubDate', 'date'], 'postedAt', (value) => context.time(value, seenAt))
    const at = ownTime ?? seenAt
    if (title === undefined) throw new BadValue('empty', 'title: the item has no words', 'text')
    if (at === undefined) throw new BadValue('no-time', 'neither the item nor the list says a time', 'postedAt')
    const url = cell(row, ['url', 'mobileUrl'], 'url', readUrl)
    const platform = platformOf(list) ?? platformOfUrl(url ?? '') ?? 'news'
    const post = stripped({
      // An article with a time of its own is the same one every day.
      externalId: ownTime && url ? postKey(platform, url).slice(0, 200) : hotKey(list, context.dayOf(at), title),
      platform,
      kind: 'news' as const,
      postedAt: at.toISOString(),
      text: [title, cell(extra, 'hover', 'text', textOf)].filter((part) => part !== undefined).join('\n'),
      url,
    })
    return { row: number, post, ...(seenAt ? { ranks: [{ list, rank: number, at: seenAt.toISOString() }] } : {}) }
  } catch (error) {
    return refusedRow(number, error)
  }
}

/** Whether this is newsnow's answer for a list: `{status, id, updatedTime, items}`. */
export function isNewsnow({ status, id, updatedTime }: Row): boolean {
  return (status === 'success' || status === 'cache') && typeof id === 'string' && updatedTime !== undefined
}
