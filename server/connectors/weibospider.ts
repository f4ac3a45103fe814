import { type Layout, readRow } from './contract/layout.ts'
import { indexReposts, readReposts, readWeiboRow, type WeiboRows } from './contract/weibo.ts'
import type { FileFormat, Row, Table } from './contract.ts'

const POST = ['_id', 'mblogid', 'created_at', 'content', 'reposts_count', 'attitudes_count', 'user']
const COMMENT = ['_id', 'created_at', 'content', 'like_counts', 'comment_user']

const AUTHOR = {
  authorId: 'user._id',
  authorName: 'user.nick_name',
  followers: 'user.followers_count',
  verified: 'user.verified',
  region: ['ip_location', 'user.location'],
  crawledAt: 'crawl_time',
} as const
const POSTS: Layout = {
  platform: 'weibo',
  kind: 'post',
  id: '_id',
  text: 'content',
  time: 'created_at',
  url: 'url',
  reposts: 'reposts_count',
  comments: 'comments_count',
  likes: 'attitudes_count',
  root: 'retweet_id',
  ...AUTHOR,
}
const COMMENTS: Layout = {
  platform: 'weibo',
  kind: 'comment',
  id: '_id',
  text: 'content',
  time: 'created_at',
  likes: 'like_counts',
  // Its comments do not say under which post they stand; only the comment they answer.
  thread: 'weibo_id',
  parent: 'answers',
  ...AUTHOR,
}

/** WeiboSpider: posts, reposts and comments as JSON lines. */
export const weibospider: FileFormat = {
  id: 'weibospider',
  names: { 'zh-Hant': 'WeiboSpider 匯出', 'zh-Hans': 'WeiboSpider 导出', en: 'WeiboSpider export' },
  recognise: ({ tables }) => {
    const kind = tables.map(kindOf).find((each) => each !== undefined)
    return kind
      ? { confidence: 0.96, reason: `fields of WeiboSpider's ${kind}` }
      : { confidence: 0, reason: 'not the fields of WeiboSpider' }
  },
  prepare: (file, context) => indexReposts(file, rows, context),
  read: (file, context) => readReposts(file, rows, context),
}

function kindOf({ columns }: Table): 'posts' | 'comments' | undefined {
  if (POST.every((name) => columns.includes(name))) return 'posts'
  return COMMENT.every((name) => columns.includes(name)) ? 'comments' : undefined
}

const rows: WeiboRows = function* (table, row, number, context) {
  const isComment = kindOf(table) === 'comments'
  const flat = { ...row, ...flattened('user', row.user ?? row.comment_user), ...flattened('answer', row.reply_comment) }
  if (isComment) yield readRow(COMMENTS, { ...flat, answers: flat['answer._id'] }, number, context)
  else yield readWeiboRow(POSTS, flat, number, context)
}

function flattened(name: string, value: unknown): Row {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [`${name}.${key}`, each]))
}
