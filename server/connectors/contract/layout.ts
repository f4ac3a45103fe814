import { createHash } from 'node:crypto'
import type { AuthorDraft, Platform, PostDraft, PostKind, ReadContext, Row, RowResult } from '../contract.ts'
import { BadValue, isNothing } from './bad-value.ts'
import { readCount } from './counts.ts'
import { commentKey, postKey, readId, readParentId } from './ids.ts'
import { readText } from './markup.ts'
import { platformOf } from './platforms.ts'
import { readStars } from './stars.ts'
import { type DateOrder, yearFirst } from './times.ts'

/** One column, or several of which the first that says something counts. */
export type Columns = string | readonly string[]
/** Which column of a table is which field of a post. */
export type Layout = {
  /** where the column says no platform, or there is none */
  readonly platform: Platform
  readonly platformFrom?: Columns
  readonly kind: PostKind
  /** without one the address is the id, and without that the content */
  readonly id?: Columns
  readonly text?: Columns
  readonly title?: Columns
  readonly time: Columns
  readonly url?: Columns
  readonly authorId?: Columns
  readonly authorName?: Columns
  readonly followers?: Columns
  readonly verified?: Columns
  readonly region?: Columns
  readonly reposts?: Columns
  readonly comments?: Columns
  readonly likes?: Columns
  /** what a reviewer gave */
  readonly stars?: Columns
  /** whom or what a complaint or a review is about: stands before the title, so that tracks of a brand find it */
  readonly about?: Columns
  /** more that the same person says, such as what is demanded or what was added later; each is a line with the name of its column */
  readonly further?: Columns
  /** of comments: the post they stand under, and the comment they answer */
  readonly thread?: Columns
  readonly answered?: Columns
  /** ids of posts as they stand in the same table */
  readonly parent?: Columns
  readonly root?: Columns
  /** when the row was collected */
  readonly crawledAt?: Columns
  /** of times such as 03/04/2026 */
  readonly dateOrder?: DateOrder
}

/** One row as a post. Nothing is guessed: what cannot be read is refused with its field, column and reason. */
export function readRow(layout: Layout, row: Row, number: number, context: ReadContext): RowResult {
  try {
    if (Object.values(row).every(isNothing)) return { skipped: { row: number, why: 'empty' } }
    return { row: number, post: postOf(layout, row, context) }
  } catch (error) {
    return refusedRow(number, error)
  }
}

/** @throws whatever is not a bad value */
export function refusedRow(row: number, error: unknown): RowResult {
  if (!(error instanceof BadValue)) throw error
  return { refused: { row, field: error.field, code: error.code, reason: error.message } }
}

function postOf(layout: Layout, row: Row, context: ReadContext): PostDraft {
  const title = titleOf(layout, row)
  const text = wordsOf(layout, row)
  const stars = cell(row, layout.stars, 'stars', readStars)
  if (text === '' && title === undefined && stars === undefined)
    throw new BadValue('empty', 'the row has neither text nor title', 'text')
  const url = cell(row, layout.url, 'url', readUrl)
  const platform = cell(row, layout.platformFrom, 'platform', platformOf) ?? layout.platform
  const crawledAt = cell(row, layout.crawledAt, 'crawledAt', context.time) ?? context.crawledAt
  const at = cell(row, layout.time, 'postedAt', (value) => context.time(yearFirst(value, layout.dateOrder), crawledAt))
  if (at === undefined) throw new BadValue('no-time', `${nameOf(layout.time)} says no time`, 'postedAt')
  const author = authorOf(layout, row, platform, context)
  const given = cell(row, layout.id, 'externalId', readId)
  const id = given ?? url ?? digest([author?.externalId ?? author?.name ?? '', at.toISOString(), title ?? '', text])
  const isComment = layout.thread !== undefined
  return stripped({
    externalId: given !== undefined && isComment ? commentKey(platform, id) : postKey(platform, id).slice(0, 200),
    platform,
    postedAt: at.toISOString(),
    text,
    kind: layout.kind,
    // Douyin's title is its text again.
    title: title !== undefined && !text.startsWith(title) ? title : undefined,
    url,
    author,
    reposts: cell(row, layout.reposts, 'reposts', readCount),
    comments: cell(row, layout.comments, 'comments', readCount),
    likes: cell(row, layout.likes, 'likes', readCount),
    stars,
    ...threadOf(layout, row, platform, id),
  })
}

function titleOf(layout: Layout, row: Row): string | undefined {
  const title = cell(row, layout.title, 'title', textOf)
  const about = cell(row, layout.about, 'title', textOf)
  if (about === undefined || title?.includes(about)) return title
  return [about, title]
    .filter((part) => part !== undefined)
    .join(' · ')
    .slice(0, 1000)
    .toWellFormed()
}

function wordsOf(layout: Layout, row: Row): string {
  const text = cell(row, layout.text, 'text', textOf)
  const columns = typeof layout.further === 'string' ? [layout.further] : (layout.further ?? [])
  const further = columns.flatMap((column) => {
    const more = isNothing(row[column]) ? undefined : textOf(row[column])
    return more === undefined || text?.includes(more) ? [] : [`${column}：${more}`]
  })
  return [text, ...further].filter((part) => part !== undefined).join('\n')
}

function threadOf(layout: Layout, row: Row, platform: Platform, own: string) {
  const thread = cell(row, layout.thread, 'rootExternalId', readId)
  if (thread !== undefined) {
    const root = postKey(platform, thread)
    // Kuaishou's comments do not say whether they answer the post or another comment: then only the root is known.
    if (layout.answered === undefined) return { rootExternalId: root }
    const answered = cell(row, layout.answered, 'parentExternalId', (value) => readParentId(value, own))
    return { rootExternalId: root, parentExternalId: answered === undefined ? root : commentKey(platform, answered) }
  }
  const key = (columns: Columns | undefined, field: string): string | undefined => {
    const id = cell(row, columns, field, (value) => readParentId(value, own))
    return id === undefined ? undefined : postKey(platform, id)
  }
  return {
    rootExternalId: key(layout.root, 'rootExternalId'),
    parentExternalId: key(layout.parent, 'parentExternalId'),
  }
}

function authorOf(layout: Layout, row: Row, platform: Platform, context: ReadContext): AuthorDraft | undefined {
  const externalId = cell(row, layout.authorId, 'author/externalId', readAuthorId)
  const noted = externalId === undefined ? undefined : context.authors.get(authorKey(platform, externalId))
  const author = stripped({
    externalId,
    name: cell(row, layout.authorName, 'author/name', textOf),
    followers: cell(row, layout.followers, 'author/followers', readCount) ?? noted?.followers,
    isVerified: cell(row, layout.verified, 'author/isVerified', readVerified) ?? noted?.isVerified,
    region: cell(row, layout.region, 'author/region', readRegion) ?? noted?.region,
  })
  return Object.keys(author).length === 0 ? undefined : author
}

export const authorKey = (platform: Platform, id: string): string => `${platform} ${id}`

/** What the first of the columns says that says anything; a bad value is named with its field and column. */
export function cell<T>(
  row: Row,
  columns: Columns | undefined,
  field: string,
  read: (value: unknown) => T | undefined,
): T | undefined {
  if (columns === undefined) return undefined
  for (const column of typeof columns === 'string' ? [columns] : columns) {
    try {
      const value = read(row[column])
      if (value !== undefined) return value
    } catch (error) {
      if (!(error instanceof BadValue)) throw error
      throw new BadValue(error.code, `${column}: ${error.message}`, field)
    }
  }
  return undefined
}

export function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  const text = readText(value).replaceAll('\0', '').trim()
  // Half an emoji, where a tool cut a text: no database takes it.
  return text === '' ? undefined : text.toWellFormed()
}

export function readUrl(value: unknown): string | undefined {
  if (isNothing(value)) return undefined
  const text = String(value).trim()
  if (text.startsWith('//')) return `https:${text}`
  return /^https?:\/\/\S+$/i.test(text) ? text : undefined
}

/** Tieba gives the address of the author's page instead of an id. */
function readAuthorId(value: unknown): string | undefined {
  const id = readId(value)
  return id === undefined ? undefined : (/^https?:.*[?&]id=([^&#]+)/.exec(id)?.[1] ?? id)
}

/** `IP属地：江苏`, `发布于 广东` → the place */
export function readRegion(value: unknown): string | undefined {
  if (isNothing(value)) return undefined
  const text = String(value)
    .replace(/^\s*(?:IP\s*[属屬]地|[发發][布佈][于於]|[来來]自)\s*[:：]?\s*/i, '')
    .trim()
  return text === '' ? undefined : text.slice(0, 100)
}

const VERIFIED = /^(?:true|1|yes|y|是|已认证|已認證|(?:蓝|藍|黄|黃|红|紅|金|橙)v|.*认证|.*認證)$/
const UNVERIFIED = /^(?:false|0|-1|no|n|否|普通用户|普通用戶|未认证|未認證|无认证|無認證)$/

export function readVerified(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (isNothing(value)) return undefined
  const text = String(value).trim().toLowerCase()
  return UNVERIFIED.test(text) ? false : VERIFIED.test(text) ? true : undefined
}

function digest(parts: readonly string[]): string {
  return `h${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`
}

function nameOf(columns: Columns): string {
  return typeof columns === 'string' ? columns : columns.join(' and ')
}

type Stripped<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}
/** Without what is undefined: a field that is not known is not there. */
export function stripped<T extends object>(fields: T): Stripped<T> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value
  return kept as Stripped<T>
}
