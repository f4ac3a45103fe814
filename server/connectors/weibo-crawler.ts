import path from 'node:path'
import { type Layout, readRow } from './contract/layout.ts'
import { indexReposts, readReposts, readWeiboRow, type WeiboRows, weiboUrl } from './contract/weibo.ts'
import type { FileFormat, FileSample, ReadContext, Row, RowResult, Table } from './contract.ts'

const CHINESE = ['id', 'bid', '正文', '头条文章url', '日期', '点赞数', '评论数', '转发数', '完整日期']
const ENGLISH = ['id', 'bid', 'user_id', 'screen_name', 'text', 'attitudes_count', 'reposts_count']
const COMMENTS = ['id', 'weibo_id', 'root_id', 'text', 'created_at', 'user_screen_name']
const REPOSTS = ['id', 'weibo_id', 'text', 'created_at', 'user_screen_name']

const POSTS: Layout = {
  platform: 'weibo',
  kind: 'post',
  id: 'id',
  text: ['正文', 'text'],
  // The short date has no hour.
  time: ['完整日期', 'full_created_at', '日期', 'created_at'],
  url: 'url',
  authorId: 'user_id',
  authorName: 'screen_name',
  followers: 'followers_count',
  verified: 'verified',
  region: ['位置', 'location'],
  reposts: ['转发数', 'reposts_count'],
  comments: ['评论数', 'comments_count'],
  likes: ['点赞数', 'attitudes_count'],
  root: ['源微博id', 'retweet_id', 'weibo_id'],
}
const COMMENT_LAYOUT: Layout = {
  platform: 'weibo',
  kind: 'comment',
  id: 'id',
  text: 'text',
  time: 'created_at',
  authorId: 'user_id',
  authorName: 'user_screen_name',
  likes: 'like_count',
  thread: 'weibo_id',
  answered: 'root_id',
}
const REPOST_LAYOUT: Layout = {
  platform: 'weibo',
  kind: 'repost',
  id: 'id',
  text: 'text',
  time: 'created_at',
  authorId: 'user_id',
  authorName: 'user_screen_name',
  likes: 'like_count',
  root: 'weibo_id',
}

/** weibo-crawler: an account's posts as CSV, JSON or SQLite, with what they pass on, comments and reposts. */
export const weiboCrawler: FileFormat = {
  id: 'weibo-crawler',
  names: { 'zh-Hant': 'weibo-crawler 匯出', 'zh-Hans': 'weibo-crawler 导出', en: 'weibo-crawler export' },
  recognise: ({ tables }) => {
    const found = tables.find((table) => kindOf(table) === 'posts')
    if (found)
      return {
        confidence: 0.95,
        reason: `the ${found.columns.includes('正文') ? 'header' : 'fields'} of weibo-crawler`,
      }
    const isPart = tables.some((table) => kindOf(table) !== undefined)
    return {
      confidence: isPart ? 0.7 : 0,
      reason: isPart ? 'comments or reposts of weibo-crawler' : 'not of weibo-crawler',
    }
  },
  prepare: (file, context) => indexReposts(file, rowsOf(file), context),
  read: (file, context) => readReposts(file, rowsOf(file), context),
}

function kindOf({ columns }: Table): 'posts' | 'comments' | 'reposts' | undefined {
  const has = (needed: readonly string[]): boolean => needed.every((name) => columns.includes(name))
  if (has(COMMENTS)) return 'comments'
  if (has(REPOSTS)) return 'reposts'
  // weibo-search has a table of nearly the same columns.
  const isPosts = has(CHINESE) || (has(ENGLISH) && !columns.includes('user_authentication'))
  return isPosts ? 'posts' : undefined
}

function rowsOf(file: FileSample): WeiboRows {
  const author = authorOf(file)
  return function* (table, row, number, context) {
    const kind = kindOf(table)
    if (kind === 'posts') yield* readPost(row, number, author, context)
    else if (kind === 'comments') yield readRow(COMMENT_LAYOUT, row, number, context)
    else if (kind === 'reposts') yield readRow(REPOST_LAYOUT, row, number, context)
    else yield { skipped: { row: number, why: table.columns.includes('followers_count') ? 'author' : 'no-post' } }
  }
}

/** The CSV says nothing of its author: one file is one account, and is named by its id. The JSON has the profile at its head. */
function authorOf({ name, head }: FileSample): Row {
  const user = typeof head.user === 'object' && head.user !== null ? (head.user as Record<string, unknown>) : {}
  const id = user.id ?? /^(\d{6,12})(?:\D|$)/.exec(path.basename(name))?.[1]
  return { user_id: id, screen_name: user.screen_name, followers_count: user.followers_count, verified: user.verified }
}

function* readPost(row: Row, number: number, author: Row, context: ReadContext): Generator<RowResult> {
  const original = originalOf(row)
  if (original) yield readWeiboRow(POSTS, original, number, context)
  const isOwn = row.user_id === undefined || String(row.user_id) === String(author.user_id)
  const whole: Row = { ...(isOwn ? author : {}), ...row, 源微博id: row.源微博id || original?.id }
  const result = readWeiboRow(POSTS, { ...whole, url: weiboUrl(whole.user_id, row.bid) }, number, context)
  const isRepost = 'post' in result && result.post.rootExternalId !== undefined
  yield isRepost ? { ...result, post: { ...result.post, kind: 'repost' } } : result
}

/** The post that is passed on: `retweet` in JSON, columns that begin with 源 in CSV. */
function originalOf(row: Row): Row | undefined {
  if (typeof row.retweet === 'object' && row.retweet !== null) {
    const retweet = row.retweet as Record<string, unknown>
    return retweet.id === undefined ? undefined : { ...retweet, url: weiboUrl(retweet.user_id, retweet.bid) }
  }
  if (row.源微博id === undefined || row.源微博id === '') return undefined
  const original: Record<string, unknown> = { user_id: row.源用户id, screen_name: row.源用户昵称 }
  for (const [column, value] of Object.entries(row)) {
    if (column.startsWith('源微博')) original[column.slice(3)] = value
  }
  return { ...original, url: weiboUrl(original.user_id, original.bid) }
}
