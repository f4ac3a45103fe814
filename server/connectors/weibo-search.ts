import type { Layout } from './contract/layout.ts'
import { indexReposts, readReposts, readWeiboRow, type WeiboRows, weiboUrl } from './contract/weibo.ts'
import type { FileFormat, Table } from './contract.ts'

const CHINESE = ['id', 'bid', 'user_id', '用户昵称', '微博正文', '发布时间', 'retweet_id']
const DATABASE = ['id', 'bid', 'user_id', 'screen_name', 'text', 'created_at', 'retweet_id', 'user_authentication']

const LAYOUT: Layout = {
  platform: 'weibo',
  kind: 'post',
  id: 'id',
  text: ['微博正文', 'text'],
  time: ['发布时间', 'created_at'],
  url: 'url',
  authorId: 'user_id',
  authorName: ['用户昵称', 'screen_name'],
  verified: 'user_authentication',
  region: ['ip', '发布位置', 'location'],
  reposts: ['转发数', 'reposts_count'],
  comments: ['评论数', 'comments_count'],
  likes: ['点赞数', 'attitudes_count'],
  root: 'retweet_id',
}

/** weibo-search: a keyword's posts as CSV or SQLite. `retweet_id` names the root only. */
export const weiboSearch: FileFormat = {
  id: 'weibo-search',
  names: { 'zh-Hant': 'weibo-search 匯出', 'zh-Hans': 'weibo-search 导出', en: 'weibo-search export' },
  recognise: ({ tables }) => {
    const found = tables.find(isOurs)
    return found
      ? { confidence: 0.97, reason: `the header of weibo-search with ${found.columns.length} columns` }
      : { confidence: 0, reason: 'not the header of weibo-search' }
  },
  prepare: (file, context) => indexReposts(file, rows, context),
  read: (file, context) => readReposts(file, rows, context),
}

function isOurs({ columns }: Table): boolean {
  return [CHINESE, DATABASE].some((needed) => needed.every((name) => columns.includes(name)))
}

const rows: WeiboRows = function* (table, row, number, context) {
  if (!isOurs(table)) yield { skipped: { row: number, why: 'no-post' } }
  else yield readWeiboRow(LAYOUT, { ...row, url: weiboUrl(row.user_id, row.bid) }, number, context)
}
