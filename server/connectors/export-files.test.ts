import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after } from 'node:test'
import type { ReadOptions } from './contract/read-files.ts'
import type { PostDraft, Rank, Refused } from './contract.ts'
import { readFiles } from './index.ts'

// No test of its own: what the tests of the connectors read exports with. Named as a test, because only tests may use it.

/** Invented files; see the README beside them. */
export const EXPORTS = path.resolve(import.meta.dirname, '../../test/fixtures/exports')
export const NOW = new Date('2026-11-25T00:00:00Z')

export type Read = {
  posts: PostDraft[]
  refused: Refused[]
  skipped: string[]
  ranks: Rank[]
  inferred: string[]
  formats: (string | undefined)[]
}

export async function read(paths: readonly string[], options: Partial<ReadOptions> = {}): Promise<Read> {
  const reading = await readFiles(paths, { now: NOW, ...options })
  const formats = reading.files.map(({ format }) => format)
  const found: Read = { posts: [], refused: [], skipped: [], ranks: [], inferred: [], formats }
  for await (const item of reading.items) {
    if ('post' in item) {
      found.posts.push(item.post)
      found.ranks.push(...(item.ranks ?? []))
      found.inferred.push(...(item.inferred ?? []).map((field) => `${item.post.externalId} ${field}`))
    } else if ('refused' in item) found.refused.push(item.refused)
    else found.skipped.push(item.skipped.why)
  }
  return found
}

export const sample = (name: string): string => path.join(EXPORTS, name)
export const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** A folder for made-up files, removed after the tests of the file that asked for it. */
export function makeFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'weiji-exports-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, content: string | Uint8Array): string => {
    const target = path.join(folder, name)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, content)
    return target
  }
  return { folder, file }
}

/** One row of MediaCrawler. */
export const note = (more: object) => ({
  note_id: '1',
  title: '标题',
  desc: '正文',
  time: 1780300800000,
  user_id: 'u',
  nickname: 'n',
  liked_count: '1',
  collected_count: '0',
  comment_count: '0',
  share_count: '0',
  ...more,
})
export const comment = (more: object) => ({
  comment_id: 'c1',
  create_time: 1780302239000,
  note_id: '1',
  content: '评论',
  user_id: 'v',
  nickname: 'm',
  sub_comment_count: '0',
  parent_comment_id: 0,
  like_count: '2',
  ...more,
})
