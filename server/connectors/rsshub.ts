import { BadValue, isNothing } from './contract/bad-value.ts'
import { readCount } from './contract/counts.ts'
import { hotKey, postKey } from './contract/ids.ts'
import { cell, readUrl, refusedRow, stripped, textOf } from './contract/layout.ts'
import { textOfHtml } from './contract/markup.ts'
import { platformOfUrl } from './contract/platforms.ts'
import { midOfUrl } from './contract/weibo.ts'
import type { FileFormat, FileSample, Platform, PostDraft, PostKind, ReadContext, Row, RowResult } from './contract.ts'

/** Feeds as RSSHub writes them, and any other JSON Feed, RSS 2.0 or Atom. */
export const rsshub: FileFormat = {
  id: 'rsshub',
  names: { 'zh-Hant': 'RSS／JSON 訂閱', 'zh-Hans': 'RSS／JSON 订阅', en: 'feed (RSS, Atom, JSON Feed)' },
  recognise: (file) => {
    const isHub = /RSSHub/.test(`${String(file.head.description ?? '')} ${String(file.head.generator ?? '')}`)
    if (file.kind === 'feed') {
      return {
        confidence: isHub ? 0.97 : 0.9,
        reason: `${file.head.root === 'feed' ? 'Atom' : 'RSS'}${isHub ? ' of RSSHub' : ''}`,
      }
    }
    const isJson = /jsonfeed\.org\/version/.test(String(file.head.version ?? '')) && itemsOf(file) !== undefined
    return { confidence: isJson ? 0.97 : 0, reason: isJson ? `JSON Feed${isHub ? ' of RSSHub' : ''}` : 'no feed' }
  },
  read: async function* (file, context) {
    const table = itemsOf(file)
    if (!table) return
    for await (const line of table.lines()) {
      if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
      else yield readItem(line.row, line.number, file, context)
    }
  },
}

const itemsOf = (file: FileSample) => file.tables.find(({ name }) => name === 'items' || name === 'item')

function readItem(row: Row, number: number, file: FileSample, context: ReadContext): RowResult {
  try {
    const url = cell(row, ['url', 'link', 'link@href', 'external_url', 'guid', 'id'], 'url', (value) =>
      readUrl(one(value)),
    )
    const own = cell(
      row,
      ['date_published', 'pubDate', 'published', 'dc:date', 'date_modified', 'updated'],
      'postedAt',
      context.time,
    )
    const list = hotListOf(file)
    const fetchedAt =
      cell(file.head, ['lastBuildDate', 'updated', 'pubDate'], 'postedAt', context.time) ?? context.crawledAt
    if (own === undefined && list !== undefined) return readHot(row, number, { list, url, at: fetchedAt, context })
    if (own === undefined) throw new BadValue('no-time', 'the item says no time of its own', 'postedAt')
    return { row: number, post: postOf(row, url, own) }
  } catch (error) {
    return refusedRow(number, error)
  }
}

function postOf(row: Row, url: string | undefined, at: Date): PostDraft {
  const platform = platformOfUrl(url ?? '') ?? 'news'
  const author = authorOf(row)
  const html = cell(row, ['content_html', 'content:encoded', 'description', 'content', 'summary'], 'text', (value) =>
    isNothing(value) ? undefined : textOfHtml(one(value)),
  )
  const body = withoutAuthor(html ?? cell(row, 'content_text', 'text', textOf) ?? '', author?.name)
  const title = cell(row, 'title', 'title', (value) => textOf(one(value)))
  const id =
    (platform === 'weibo' ? midOfUrl(url ?? '') : undefined) ??
    cell(row, ['id', 'guid'], 'externalId', (value) => textOf(one(value))) ??
    url
  if (id === undefined) throw new BadValue('missing', 'the item has neither id nor address', 'externalId')
  if (body === '' && title === undefined) throw new BadValue('empty', 'the item has neither text nor title', 'text')
  return stripped({
    externalId: postKey(platform, id).slice(0, 200),
    platform,
    kind: kindOf(platform, body),
    postedAt: at.toISOString(),
    text: body === '' ? (title ?? '') : body,
    // RSSHub makes the title of a short post of its first words.
    title:
      platform === 'weibo' || body === '' || title === undefined || body.startsWith(title)
        ? undefined
        : title.slice(0, 1000),
    url,
    author,
    reposts: cell(row, 'stats/reposts_count', 'reposts', readCount),
    comments: cell(row, ['stats/comments_count', 'slash:comments'], 'comments', readCount),
    likes: cell(row, ['stats/attitudes_count', 'upvotes'], 'likes', readCount),
  })
}

function kindOf(platform: Platform, text: string): PostKind {
  if (platform === 'news') return 'news'
  return platform === 'weibo' && /(?:^|\n)\s*- 转发 @/.test(text) ? 'repost' : 'post'
}

type Hot = {
  readonly list: string
  readonly url: string | undefined
  readonly at: Date | undefined
  readonly context: ReadContext
}

/** An entry without a time: its rank is its place, its time that of the fetch, which the channel tells. */
function readHot(row: Row, number: number, { list, url, at, context }: Hot): RowResult {
  const title = cell(row, 'title', 'text', textOf)
  if (title === undefined) throw new BadValue('empty', 'title: the item has no words', 'text')
  if (at === undefined) throw new BadValue('no-time', 'neither the item nor the list says a time', 'postedAt')
  const post = stripped({
    externalId: hotKey(list, context.dayOf(at), title),
    platform: platformOfUrl(url ?? '') ?? ('news' as const),
    kind: 'news' as const,
    postedAt: at.toISOString(),
    text: title,
    url,
  })
  return { row: number, post, ranks: [{ list, rank: number, at: at.toISOString() }] }
}

/** A list none of whose first entries has a time: ranked, not dated. */
function hotListOf(file: FileSample): string | undefined {
  const rows = itemsOf(file)?.first ?? []
  const isDated = rows.some(
    (row) => !isNothing(row.pubDate ?? row.date_published ?? row.published ?? row.updated ?? row['dc:date']),
  )
  if (isDated) return undefined
  const home = String(one(file.head.link ?? file.head.home_page_url ?? ''))
  return platformOfUrl(home) ?? textOf(one(file.head.title ?? '')) ?? 'feed'
}

function authorOf(row: Row): PostDraft['author'] {
  const [first] = Array.isArray(row.authors) ? row.authors : []
  const given = typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : {}
  const name = textOf(one(given.name ?? row['author/name'] ?? row.author ?? row['dc:creator'] ?? ''))
  const page = String(given.url ?? one(row['author/uri'] ?? ''))
  const id = /weibo\.(?:com|cn)\/(?:u\/)?(\d{6,})/.exec(page)?.[1] ?? (page === '' ? undefined : page.slice(0, 200))
  return name === undefined && id === undefined ? undefined : stripped({ externalId: id, name: name?.slice(0, 200) })
}

/** `都市热线: 正文`: who speaks is no part of what is said, and would match every track with the name. */
function withoutAuthor(text: string, name: string | undefined): string {
  if (name === undefined || !text.startsWith(name)) return text
  return text.slice(name.length).replace(/^\s*[:：]\s*/, '')
}

function one(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return first === undefined || first === null ? '' : String(first)
}
