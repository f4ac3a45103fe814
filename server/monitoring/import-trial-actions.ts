import { setImmediate as turn } from 'node:timers/promises'
import type { Db } from '../base/db.ts'
import { derivedId } from '../base/ids.ts'
import { kindName, platformName } from './codes.ts'
import { findStored } from './import-batch-store.ts'
import { exampleOf } from './import-example.ts'
import type { ImportRow } from './import-intake-actions.ts'
import type { ExamplePost, ImportFileFound, Inspection, RefusedExample } from './import-schema.ts'
import { type CheckedPost, checkPosts } from './post-input.ts'

type FileSums = Pick<ImportFileFound, 'rows' | 'posts' | 'refused' | 'skipped' | 'of'>
/** What would come of rows, file by file and together. */
export type Trial = Omit<Inspection, 'at' | 'files' | 'proposedSource'> & {
  readonly files: ReadonlyMap<string, FileSums>
}
export type TrialInput = {
  readonly orgId: string
  readonly source: string
  readonly rows: AsyncIterable<ImportRow>
  /** the clock by which the rows are checked */
  readonly now: Date
  readonly onProgress?: (rows: number) => Promise<void>
  readonly isStopped?: () => boolean
}

const CHUNK = 1000
/** A row of a table or the database's turn: nobody else waits longer. */
const TURN_ROWS = 250
const MOST_EXAMPLES = 20
const MOST_REASONS = 50
/** Ids that are remembered to find repeated ones: some 60 MB. */
const MOST_REMEMBERED = 500_000

/** Reads all rows and checks them as they would be when taken in, and stores nothing. */
export async function tryRows(db: Db, input: TrialInput): Promise<Trial> {
  const sums = emptySums()
  let waiting: ImportRow[] = []
  const look = async (): Promise<void> => {
    const rows = waiting
    waiting = []
    await lookAt(db, input, sums, rows)
    await input.onProgress?.(sums.rows)
  }
  for await (const row of input.rows) {
    waiting.push(row)
    // Rows of a database or a sheet come without any wait: others need their turn.
    if (waiting.length % TURN_ROWS === 0) await turn()
    if (waiting.length === CHUNK) await look()
    if (input.isStopped?.()) break
  }
  if (waiting.length > 0) await look()
  return summed(sums)
}

type Sums = ReturnType<typeof emptySums>

function emptySums() {
  return {
    rows: 0,
    posts: 0,
    fresh: 0,
    known: 0,
    repeated: 0,
    refused: 0,
    skipped: 0,
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
    seen: new Set<string>(),
    isExact: true,
    platforms: new Map<string, number>(),
    reasons: new Map<string, Inspection['reasons'][number]>(),
    examples: [] as ExamplePost[],
    files: new Map<string, Omit<FileSums, 'of'> & { of: Map<string, FileSums['of'][number]> }>(),
  }
}

async function lookAt(
  db: Db,
  { orgId, source, now }: TrialInput,
  sums: Sums,
  rows: readonly ImportRow[],
): Promise<void> {
  const sent = rows.filter((row) => 'post' in row)
  const { posts, refused } = checkPosts(
    sent.map(({ post }) => post),
    now,
  )
  const isRefused = new Set(refused.map(({ index }) => index))
  const good = sent.filter((_, i) => !isRefused.has(i))
  const ids = posts.map(({ externalId }) => derivedId(orgId, source, externalId))
  const stored = await findStored(db, orgId, ids)
  for (const [i, post] of posts.entries()) countPost(sums, post, good[i], ids[i] ?? '', stored)
  for (const { index, ...why } of refused) countRefused(sums, sent[index], why)
  for (const row of rows) if ('refused' in row) countRefused(sums, row, row.refused)
  for (const row of rows) if ('skipped' in row) countSkipped(sums, row)
  sums.rows += rows.length
}

function fileOf(sums: Sums, { file = '', index }: Pick<ImportRow, 'file' | 'index'>) {
  const found = sums.files.get(file) ?? { rows: 0, posts: 0, refused: 0, skipped: 0, of: new Map() }
  sums.files.set(file, found)
  if (index > 0) found.rows++
  return found
}

function countPost(
  sums: Sums,
  post: CheckedPost,
  row: ImportRow | undefined,
  id: string,
  stored: ReadonlySet<string>,
): void {
  const [platform, kind] = [platformName(post.platform), kindName(post.kind)]
  const file = fileOf(sums, row ?? { index: 0 })
  file.posts++
  const of = file.of.get(`${platform} ${kind}`) ?? { platform, kind, posts: 0 }
  file.of.set(`${platform} ${kind}`, of)
  of.posts++
  sums.posts++
  if (sums.seen.has(id)) sums.repeated++
  else if (stored.has(id)) sums.known++
  else sums.fresh++
  if (sums.seen.size < MOST_REMEMBERED) sums.seen.add(id)
  else sums.isExact = false
  const at = post.postedAt.getTime()
  sums.first = Math.min(sums.first, at)
  sums.last = Math.max(sums.last, at)
  sums.platforms.set(platform, (sums.platforms.get(platform) ?? 0) + 1)
  if (sums.examples.length < MOST_EXAMPLES) {
    sums.examples.push(exampleOf(post, { file: row?.file ?? '', row: row?.index ?? 0 }))
  }
}

function countRefused(sums: Sums, row: ImportRow | undefined, why: Omit<RefusedExample, 'file' | 'row'>): void {
  fileOf(sums, row ?? { index: 0 }).refused++
  sums.refused++
  const key = `${why.code} ${why.field}`
  const found = sums.reasons.get(key)
  if (found) found.rows++
  else if (sums.reasons.size < MOST_REASONS) {
    const example = { file: row?.file ?? '', row: row?.index ?? 0, ...why, reason: why.reason.slice(0, 500) }
    sums.reasons.set(key, { field: why.field, code: why.code, rows: 1, example })
  }
}

function countSkipped(sums: Sums, row: ImportRow): void {
  fileOf(sums, row).skipped++
  sums.skipped++
}

function summed({ seen: _, first, last, platforms, reasons, files, ...sums }: Sums): Trial {
  const plain = [...files].map(([name, file]): [string, FileSums] => [name, { ...file, of: [...file.of.values()] }])
  return {
    ...sums,
    firstAt: sums.posts === 0 ? null : new Date(first).toISOString(),
    lastAt: sums.posts === 0 ? null : new Date(last).toISOString(),
    platforms: [...platforms].map(([name, posts]) => ({ name, posts })).sort((a, b) => b.posts - a.posts),
    reasons: [...reasons.values()].sort((a, b) => b.rows - a.rows),
    files: new Map(plain),
  }
}
