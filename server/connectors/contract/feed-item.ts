import { createHash } from 'node:crypto'
import type { Platform, PostDraft, PostKind, ReadContext, Row, RowResult } from '../contract.ts'
import { BadValue, isNothing } from './bad-value.ts'
import { readCount } from './counts.ts'
import { postKey } from './ids.ts'
import { cell, readUrl, refusedRow, stripped, textOf } from './layout.ts'
import { textOfHtml } from './markup.ts'
import { platformOfUrl } from './platforms.ts'
import { midOfUrl } from './weibo.ts'

export type FeedContext = {
  readonly context: ReadContext
  /** where the feed was read, for addresses that are not whole */
  readonly base?: string
  /** where a person said so; otherwise by the item's own address */
  readonly platform?: Platform
  /** What has no time, or one that cannot be, is posted when it was first seen, and marked as inferred. Undefined: such a row is refused. */
  readonly firstSeen?: Date
}

const MOST_TEXT = 100_000
/** Of which not more than a tenth can be text. */
const MOST_MARKUP = 1_000_000
const MOST_ID = 200
/** Clocks of servers are a little off; more is a zone gone wrong, mostly by 8 hours. */
const MOST_AHEAD_MS = 5 * 60_000
const TIMES = ['date_published', 'pubDate', 'published', 'dc:date', 'dcterms:created', 'date_modified', 'updated']
const LINKS = ['url', 'link', 'link@href', 'external_url', 'guid', 'id', '@rdf:about']
/** Of a video without a description, that of the video itself is what is said. */
const BODIES = ['content_html', 'content:encoded', 'description', 'content', 'summary', 'content_text']
const LAST_BODIES = ['media:description', 'media:group/media:description', 'itunes:summary', 'dc:description']

/** One item of a feed (RSS, Atom, JSON Feed) as a post: what RSSHub adds is taken too. `head`: of the feed. */
export function readFeedItem(row: Row, number: number, head: Row, feed: FeedContext): RowResult {
  try {
    const url = linkOf(row, head, feed.base)
    const time = timeOf(row, feed)
    const post = postOf(row, head, url, time.at, feed)
    return { row: number, post, ...(time.isOwn ? {} : { inferred: ['postedAt' as const] }) }
  } catch (error) {
    return refusedRow(number, error)
  }
}

/** Whether the item names any time at all. */
export const isDated = (row: Row): boolean => TIMES.some((name) => !isNothing(one(row[name])))

export function linkOf(row: Row, head: Row, base: string | undefined): string | undefined {
  const home = [base, one(head['@xml:base']), one(head.link ?? head['link@href'] ?? head.home_page_url)]
  const from = home.find((each) => each !== undefined && URL.canParse(each))
  const whole = (value: unknown): string | undefined => {
    const text = one(value).trim()
    const direct = readUrl(text)
    // Only what looks like a path is one: a guid may be any text.
    if (direct !== undefined || from === undefined || !/^\.{0,2}\//.test(text)) return direct
    return URL.canParse(text, from) ? new URL(text, from).href : undefined
  }
  const found = cell(row, LINKS, 'url', whole)
  return found === undefined || found.length > 2000 ? undefined : found
}

function timeOf(row: Row, { context, firstSeen }: FeedContext): { at: Date; isOwn: boolean } {
  try {
    const at = cell(row, TIMES, 'postedAt', (value) => context.time(one(value).slice(0, 100), firstSeen))
    if (at !== undefined && (firstSeen === undefined || at.getTime() <= firstSeen.getTime() + MOST_AHEAD_MS))
      return { at, isOwn: true }
    if (firstSeen === undefined) throw new BadValue('no-time', 'the item says no time of its own', 'postedAt')
    return { at: firstSeen, isOwn: false }
  } catch (error) {
    const isPast = error instanceof BadValue && error.code === 'too-early'
    if (firstSeen === undefined || isPast || !(error instanceof BadValue)) throw error
    return { at: firstSeen, isOwn: false }
  }
}

function postOf(row: Row, head: Row, url: string | undefined, at: Date, feed: FeedContext): PostDraft {
  const platform = feed.platform ?? platformOfUrl(url ?? '') ?? 'news'
  const author = authorOf(row) ?? authorOf({ author: head.author, 'author/name': head['author/name'] })
  const title = cell(row, ['title', 'media:title'], 'title', (value) => textOf(one(value).slice(0, 10_000)))
  const said = withoutAuthor(bodyOf(row, head), author?.name)
  const body = said === '' ? '' : withTopics(said, row, platform)
  const id =
    (platform === 'weibo' ? midOfUrl(url ?? '') : undefined) ??
    cell(row, ['id', 'guid', '@rdf:about'], 'externalId', (value) => textOf(one(value))) ??
    url
  if (id === undefined) throw new BadValue('missing', 'the item has neither id nor address', 'externalId')
  if (body === '' && title === undefined) throw new BadValue('empty', 'the item has neither text nor title', 'text')
  const answered = answeredOf(row, platform)
  return stripped({
    externalId: keyOf(platform, id),
    platform,
    kind: answered?.kind ?? kindOf(platform, body),
    postedAt: at.toISOString(),
    text: cut(body === '' ? (title ?? '') : body),
    // RSSHub makes the title of a short post of its first words.
    title:
      platform === 'weibo' || body === '' || title === undefined || body.startsWith(title)
        ? undefined
        : title.slice(0, 1000).toWellFormed(),
    url,
    author,
    reposts: cell(row, 'stats/reposts_count', 'reposts', readCount),
    comments: cell(row, ['stats/comments_count', 'slash:comments', 'thr:total'], 'comments', readCount),
    likes: cell(row, ['stats/attitudes_count', 'upvotes'], 'likes', readCount),
    parentExternalId: answered?.key,
  })
}

/** Two long addresses that differ only at their end are two. */
export function keyOf(platform: Platform, id: string): string {
  const key = postKey(platform, id)
  if (key.length <= MOST_ID) return key
  return `${key.slice(0, 160).toWellFormed()}~${createHash('sha256').update(id).digest('hex').slice(0, 32)}`
}

function bodyOf(row: Row, head: Row): string {
  for (const name of [...BODIES, ...LAST_BODIES]) {
    const value = one(row[name]).slice(0, MOST_MARKUP)
    if (isNothing(value)) continue
    const kind = one(row[`${name}@type`])
    // Atom without a type, and JSON Feed's content_text, are plain: `a <3 b` is no tag there.
    const isPlain = name === 'content_text' || (head.root === 'feed' && (kind === '' || kind === 'text'))
    const text = isPlain ? value : textOfHtml(value)
    const clean = text.replaceAll('\0', '').trim().toWellFormed()
    if (clean !== '') return clean
  }
  return ''
}

/** Weibo's topics stand in the text; where a feed names them beside it, they are part of what was said all the same. */
function withTopics(text: string, row: Row, platform: Platform): string {
  if (platform === 'news') return text
  const named = [row.tags, row.category, row['category@term']].flatMap((each) => (Array.isArray(each) ? each : [each]))
  const topics = [...new Set(named.flatMap((each) => textOf(each) ?? []))].filter((topic) => !text.includes(topic))
  return topics.length === 0
    ? text
    : `${text}\n${topics
        .slice(0, 20)
        .map((topic) => `#${topic}#`)
        .join(' ')}`
}

const ANSWERS: Readonly<Record<string, PostKind>> = { reply: 'comment', repost: 'repost', quote: 'repost' }

/** RSSHub's `_extra.links` and RFC 4685 say what is answered or passed on. */
function answeredOf(row: Row, platform: Platform): { key: string; kind: PostKind } | undefined {
  const links = (row._extra as { links?: unknown } | undefined)?.links
  for (const link of Array.isArray(links) ? (links as { type?: unknown; url?: unknown }[]) : []) {
    const kind = ANSWERS[String(link?.type)]
    const url = readUrl(link?.url)
    if (kind && url) return { key: keyOf(platform, (platform === 'weibo' ? midOfUrl(url) : undefined) ?? url), kind }
  }
  const ref = one(row['thr:in-reply-to@ref'])
  return ref === '' ? undefined : { key: keyOf(platform, ref), kind: 'comment' }
}

function kindOf(platform: Platform, text: string): PostKind {
  if (platform === 'news') return 'news'
  return platform === 'weibo' && /(?:^|\n)\s*- 转发 @/.test(text) ? 'repost' : 'post'
}

function authorOf(row: Row): PostDraft['author'] {
  const given = objectOf(Array.isArray(row.authors) ? row.authors[0] : row.author)
  const written = textOf(one(given.name ?? row['author/name'] ?? row.author ?? row['dc:creator'] ?? ''))
  // RSS 2.0 wants `address (name)`.
  const name = written?.replace(/^\S+@\S+\s+\((.+)\)$/, '$1')
  const page = one(given.url ?? row['author/uri'] ?? '')
  const id = /weibo\.(?:com|cn)\/(?:u\/)?(\d{6,})/.exec(page)?.[1] ?? (page === '' ? undefined : page.slice(0, 200))
  return name === undefined && id === undefined ? undefined : stripped({ externalId: id, name: name?.slice(0, 200) })
}

/** `都市热线: 正文`: who speaks is no part of what is said, and would match every track with the name. */
function withoutAuthor(text: string, name: string | undefined): string {
  if (name === undefined || !text.startsWith(name)) return text
  return /^\s*[:：]/.test(text.slice(name.length)) ? text.slice(name.length).replace(/^\s*[:：]\s*/, '') : text
}

function cut(text: string): string {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT - 1).toWellFormed()}…`
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

/** The first of what repeats, as text. */
export function one(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return first === undefined || first === null || typeof first === 'object' ? '' : String(first)
}
