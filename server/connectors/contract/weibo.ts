import type { FileSample, ReadContext, Row, RowResult, Table } from '../contract.ts'
import { midOfBid } from './ids.ts'
import { type Layout, readRow } from './layout.ts'
import { linkRepost } from './repost-chain.ts'

export type WeiboRows = (table: Table, row: Row, number: number, context: ReadContext) => Iterable<RowResult>

/** Rows of Weibo tools twice: first who wrote what, then the posts with the parents that follow from it. */
export async function indexReposts(file: FileSample, rows: WeiboRows, context: ReadContext): Promise<void> {
  for await (const result of eachRow(file, rows, context)) {
    if ('post' in result && result.post.kind !== 'comment') context.reposts.add(result.post)
  }
}

export async function* readReposts(file: FileSample, rows: WeiboRows, context: ReadContext): AsyncGenerator<RowResult> {
  for await (const result of eachRow(file, rows, context)) yield linkRepost(result, context.reposts)
}

async function* eachRow(file: FileSample, rows: WeiboRows, context: ReadContext): AsyncGenerator<RowResult> {
  for (const table of file.tables) {
    for await (const line of table.lines()) {
      if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
      else yield* rows(table, line.row, line.number, context)
    }
  }
}

/** A row with a root is a repost; a row that has only the short id is known by the long one. */
export function readWeiboRow(layout: Layout, row: Row, number: number, context: ReadContext): RowResult {
  const root = row[String(layout.root)]
  const isRepost =
    layout.root !== undefined && root !== undefined && root !== null && String(root).trim() !== '' && root !== 0
  return readRow(isRepost ? { ...layout, kind: 'repost' } : layout, row, number, context)
}

/** `https://weibo.com/2803301701/PuK3xAbCd` → the number of the post */
export function midOfUrl(url: string): string | undefined {
  const [, id = ''] = /weibo\.(?:com|cn)\/(?:detail|status|\d+)\/(\w+)/.exec(url) ?? []
  return /^\d{12,}$/.test(id) ? id : midOfBid(id)
}

export function weiboUrl(user: unknown, bid: unknown): string | undefined {
  const [id, short] = [String(user ?? ''), String(bid ?? '')]
  return /^\d+$/.test(id) && /^\w{5,12}$/.test(short) ? `https://weibo.com/${id}/${short}` : undefined
}
