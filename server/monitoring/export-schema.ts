// table: the columns of an exported file with their names in three languages
import { type Static, Type } from 'typebox'
import { LocaleName } from '../access/schema.ts'
import { SearchQuery } from './search-schema.ts'

/** Shapes of /api/exports. */
export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl'] as const

/** Names as 繁體, 简体, English; `isUsual`: chosen where nobody chooses. In the order of the file. */
export const EXPORT_COLUMNS = {
  postedAt: { names: ['發布時間', '发布时间', 'Posted'], isUsual: true },
  platform: { names: ['平台', '平台', 'Platform'], isUsual: true },
  kind: { names: ['種類', '类型', 'Kind'], isUsual: true },
  authorName: { names: ['作者', '作者', 'Author'], isUsual: true },
  title: { names: ['標題', '标题', 'Title'], isUsual: true },
  text: { names: ['內文', '正文', 'Text'], isUsual: true },
  sentiment: { names: ['情感', '情感', 'Sentiment'], isUsual: true },
  negative: { names: ['負面機率', '负面概率', 'Probability of negative'], isUsual: false },
  emotion: { names: ['情緒', '情绪', 'Emotion'], isUsual: true },
  language: { names: ['語言', '语言', 'Language'], isUsual: false },
  reposts: { names: ['轉發數', '转发数', 'Reposts'], isUsual: true },
  comments: { names: ['評論數', '评论数', 'Comments'], isUsual: true },
  likes: { names: ['讚數', '点赞数', 'Likes'], isUsual: true },
  stars: { names: ['星級', '星级', 'Stars'], isUsual: false },
  followers: { names: ['粉絲數', '粉丝数', 'Followers'], isUsual: true },
  isVerified: { names: ['認證', '认证', 'Verified'], isUsual: false },
  region: { names: ['地區', '地区', 'Region'], isUsual: true },
  tracks: { names: ['監測主題', '监测主题', 'Tracks'], isUsual: true },
  marks: { names: ['標記', '标记', 'Marks'], isUsual: false },
  url: { names: ['原帖網址', '原帖网址', 'Address of the original'], isUsual: true },
  link: { names: ['Weiji 連結', 'Weiji 链接', 'Link into Weiji'], isUsual: true },
  source: { names: ['來源', '来源', 'Source'], isUsual: false },
  receivedAt: { names: ['收到時間', '收到时间', 'Received'], isUsual: false },
  externalId: { names: ['平台上的編號', '平台上的编号', 'Id at its source'], isUsual: true },
  authorId: { names: ['作者編號', '作者编号', 'Id of the author'], isUsual: false },
  parentExternalId: { names: ['所回應帖文的編號', '所回复帖文的编号', 'Id of what it answers'], isUsual: false },
  rootExternalId: { names: ['最初帖文的編號', '最初帖文的编号', 'Id of the first post'], isUsual: false },
  id: { names: ['Weiji 編號', 'Weiji 编号', 'Id in Weiji'], isUsual: false },
} as const satisfies Record<
  string,
  { readonly names: readonly [hant: string, hans: string, en: string]; readonly isUsual: boolean }
>
export type ExportColumn = keyof typeof EXPORT_COLUMNS
export const EXPORT_COLUMN_NAMES = Object.keys(EXPORT_COLUMNS) as ExportColumn[]

/** Rows of one sheet; beyond it CSV or JSONL. Excel itself ends at 1,048,576 with the header. */
export const MOST_SHEET_ROWS = 1_000_000
/** Excel ends a cell here; what is longer is cut in XLSX, with … at its end. */
export const MOST_CELL_CHARACTERS = 32_767

const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>(Type.Enum([...values]))

/** POST /api/exports {NewExport} → Export, with the number of posts: nothing has left the house yet */
export const NewExport = Type.Object({
  format: oneOf(EXPORT_FORMATS),
  /** in the order of the file; JSONL has the fields of POST /api/posts besides */
  columns: Type.Array(oneOf(EXPORT_COLUMN_NAMES), { minItems: 1, maxItems: 40, uniqueItems: true }),
  query: SearchQuery,
  /** of the header */
  locale: LocaleName,
})
/**
 * GET /api/exports/:exportId → Export: how far it is. GET /api/exports/:exportId/file → the file, streamed; once, for whoever asked for it.
 * GET /api/exports → Export[]: one's own of late, newest first
 */
export const Export = Type.Object({
  id: Type.String({ format: 'uuid' }),
  format: oneOf(EXPORT_FORMATS),
  expected: Type.Integer(),
  /** whether `expected` was counted, or estimated from a sample */
  isExact: Type.Boolean(),
  rows: Type.Integer(),
  state: oneOf(['ready', 'running', 'done', 'aborted', 'failed']),
  madeAt: Type.String({ format: 'date-time' }),
})

export type NewExport = Static<typeof NewExport>
export type Export = Static<typeof Export>
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
