import { BadValue } from '../contract/bad-value.ts'
import { readCount } from '../contract/counts.ts'
import { hotKey } from '../contract/ids.ts'
import { cell, readUrl, refusedRow, stripped, textOf } from '../contract/layout.ts'
import { platformOf } from '../contract/platforms.ts'
import type { ReadContext, Row, RowResult, Table } from '../contract.ts'

const NEWS = ['news_id', 'source_platform', 'title', 'crawl_date', 'rank_position']
/** MindSpider's list of what was in the hot lists of a day. */
export const isHotList = ({ columns }: Table): boolean => NEWS.every((name) => columns.includes(name))

export function readHotEntry(row: Row, number: number, context: ReadContext): RowResult {
  try {
    const title = cell(row, 'title', 'text', textOf)
    const list = cell(row, 'source_platform', 'platform', textOf) ?? 'unknown'
    const at = cell(row, ['add_ts', 'crawl_date'], 'postedAt', context.time)
    if (title === undefined) throw new BadValue('empty', 'title: the entry has no words', 'text')
    if (at === undefined) throw new BadValue('no-time', 'add_ts and crawl_date say no time', 'postedAt')
    const rank = cell(row, 'rank_position', 'rank', readCount)
    const post = stripped({
      externalId: hotKey(list, context.dayOf(at), title),
      platform: platformOf(list) ?? ('news' as const),
      kind: 'news' as const,
      postedAt: at.toISOString(),
      text: [title, cell(row, 'description', 'text', textOf)].filter((part) => part !== undefined).join('\n'),
      url: cell(row, 'url', 'url', readUrl),
    })
    return { row: number, post, ...(rank === undefined ? {} : { ranks: [{ list, rank, at: at.toISOString() }] }) }
  } catch (error) {
    return refusedRow(number, error)
  }
}
