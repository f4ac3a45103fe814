import { BadValue } from './contract/bad-value.ts'
import { hotKey, postKey } from './contract/ids.ts'
import { cell, readUrl, refusedRow, stripped, textOf } from './contract/layout.ts'
import { platformOf, platformOfUrl } from './contract/platforms.ts'
import type { FileFormat, FileSample, ReadContext, Row, RowResult } from './contract.ts'

/** newsnow's answer for one hot list. The rank is the order, the time is that of the fetch where an item has none of its own. */
export const newsnow: FileFormat = {
  id: 'newsnow',
  names: { 'zh-Hant': 'newsnow 熱榜', 'zh-Hans': 'newsnow 热榜', en: 'newsnow hot list' },
  recognise: (file) => {
    const { status, id, updatedTime } = file.head
    const isOurs = (status === 'success' || status === 'cache') && typeof id === 'string' && updatedTime !== undefined
    return isOurs && itemsOf(file)
      ? { confidence: 0.96, reason: `newsnow's list ${id}` }
      : { confidence: 0, reason: 'not the answer of newsnow' }
  },
  read: async function* (file, context) {
    const table = itemsOf(file)
    if (!table) return
    for await (const line of table.lines()) {
      if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
      else yield readItem(line.row, line.number, file.head, context)
    }
  },
}

const itemsOf = (file: FileSample) =>
  file.tables.find(({ name, columns }) => name === 'items' && columns.includes('title'))

function readItem(row: Row, number: number, head: Row, context: ReadContext): RowResult {
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
