import path from 'node:path'
import { BadValue, isNothing } from './contract/bad-value.ts'
import { readCount } from './contract/counts.ts'
import { hotKey, postKey } from './contract/ids.ts'
import { cell, readUrl, refusedRow, stripped, textOf } from './contract/layout.ts'
import { platformOf, platformOfUrl } from './contract/platforms.ts'
import type { FileFormat, FileSample, Rank, ReadContext, Row, RowResult, Table } from './contract.ts'

const NEWS = ['title', 'platform_id', 'rank', 'first_crawl_time', 'last_crawl_time']
const RSS = ['title', 'feed_id', 'url', 'published_at', 'first_crawl_time']

/** TrendRadar's databases, one a day: hot lists with every rank that was seen, and feeds. */
export const trendradar: FileFormat = {
  id: 'trendradar',
  names: { 'zh-Hant': 'TrendRadar 熱榜', 'zh-Hans': 'TrendRadar 热榜', en: 'TrendRadar hot lists' },
  recognise: ({ tables }) => {
    const found = tables.find((table) => isNews(table) || isRss(table))
    return found
      ? { confidence: 0.97, reason: `table ${found.name} of TrendRadar` }
      : { confidence: 0, reason: 'no table of TrendRadar' }
  },
  read: async function* (file, context) {
    const ranks = await ranksOf(file, context)
    for (const table of file.tables) {
      if (!isNews(table) && !isRss(table)) continue
      for await (const line of table.lines()) {
        if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
        else if (isNews(table)) yield readNews(line.row, line.number, file, ranks, context)
        else yield readRss(line.row, line.number, file, context)
      }
    }
  },
}

const isNews = ({ columns }: Table): boolean => NEWS.every((name) => columns.includes(name))
const isRss = ({ columns }: Table): boolean => RSS.every((name) => columns.includes(name))

type Ranks = ReadonlyMap<string, readonly { readonly rank: number; readonly clock: unknown }[]>

async function ranksOf(file: FileSample, _context: ReadContext): Promise<Ranks> {
  const found = new Map<string, { rank: number; clock: unknown }[]>()
  const table = file.tables.find(({ name }) => name === 'rank_history')
  if (!table) return found
  for await (const line of table.lines()) {
    if (!('row' in line)) continue
    const id = String(line.row.news_item_id)
    const rank = Number(line.row.rank)
    const list = found.get(id) ?? []
    if (Number.isSafeInteger(rank)) list.push({ rank, clock: line.row.crawl_time })
    found.set(id, list)
  }
  return found
}

function readNews(row: Row, number: number, file: FileSample, ranks: Ranks, context: ReadContext): RowResult {
  try {
    const title = needed(cell(row, 'title', 'text', textOf), 'title')
    const list = needed(cell(row, 'platform_id', 'platform', textOf), 'platform_id')
    const day = dayOf(row, file)
    const at = needed(
      cell(row, 'first_crawl_time', 'postedAt', (clock) => clockTime(day, clock, context)),
      'first_crawl_time',
    )
    const seen = ranks.get(String(row.id)) ?? [
      { rank: cell(row, 'rank', 'rank', readCount) ?? 0, clock: row.last_crawl_time },
    ]
    const post = stripped({
      externalId: hotKey(list, context.dayOf(at), title),
      platform: platformOf(list) ?? ('news' as const),
      kind: 'news' as const,
      postedAt: at.toISOString(),
      text: title,
      url: cell(row, ['url', 'mobile_url'], 'url', readUrl),
    })
    return { row: number, post, ranks: seen.flatMap(({ rank, clock }) => rankAt(list, rank, day, clock, context)) }
  } catch (error) {
    return refusedRow(number, error)
  }
}

/** Rank 0 is "not on the list any more". */
function rankAt(list: string, rank: number, day: string, clock: unknown, context: ReadContext): Rank[] {
  const at = rank > 0 ? clockTime(day, clock, context) : undefined
  return at ? [{ list, rank, at: at.toISOString() }] : []
}

function readRss(row: Row, number: number, file: FileSample, context: ReadContext): RowResult {
  try {
    const title = needed(cell(row, 'title', 'text', textOf), 'title')
    const url = cell(row, 'url', 'url', readUrl)
    const seen = (clock: unknown) => clockTime(dayOf(row, file), clock, context)
    const at = cell(row, 'published_at', 'postedAt', context.time) ?? cell(row, 'first_crawl_time', 'postedAt', seen)
    const platform = platformOfUrl(url ?? '') ?? 'news'
    const name = cell(row, 'author', 'author/name', textOf)
    const post = stripped({
      externalId: postKey(platform, url ?? `${String(row.feed_id)}:${title}`).slice(0, 200),
      platform,
      kind: 'news' as const,
      postedAt: needed(at, 'published_at').toISOString(),
      title,
      text: cell(row, 'summary', 'text', textOf) ?? '',
      url,
      author: name === undefined ? undefined : { name },
    })
    return { row: number, post }
  } catch (error) {
    return refusedRow(number, error)
  }
}

function needed<T>(value: T | undefined, column: string): T {
  if (value === undefined) throw new BadValue('missing', `${column} says nothing`, column)
  return value
}

/** The day stands in the row, or only in the name of the file. */
function dayOf(row: Row, file: FileSample): string {
  const text = isNothing(row.crawl_date) ? path.basename(file.name) : String(row.crawl_date)
  const day = /\d{4}-\d{2}-\d{2}/.exec(text)?.[0]
  if (day === undefined)
    throw new BadValue('no-time', 'neither crawl_date nor the name of the file says the day', 'postedAt')
  return day
}

/** `15-30`, without date and zone: of the day in the zone of the source. Compared as text, 9-30 would be later than 15-30. */
function clockTime(day: string, clock: unknown, context: ReadContext): Date | undefined {
  if (isNothing(clock)) return undefined
  const [, hour, minute] = /^(\d{1,2})[-:](\d{2})/.exec(String(clock).replace(/^\d{4}-\d{2}-\d{2}[ T]/, '')) ?? []
  if (hour === undefined)
    throw new BadValue('bad-time', `${String(clock).slice(0, 20)} is no time such as 15-30`, 'postedAt')
  return context.time(`${day} ${hour}:${minute}`)
}
