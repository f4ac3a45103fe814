import { setTimeout as sleep } from 'node:timers/promises'
import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import { getOrganisation } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { zipStream } from '../base/zip-stream.ts'
import { BYTE_ORDER_MARK, csvLine } from './export-csv.ts'
import { withExternalIds } from './export-post-store.ts'
import { type Cell, cellOf, type ExportContext, type ExportPost, jsonLine } from './export-row.ts'
import { EXPORT_COLUMNS, type Export, MOST_SHEET_ROWS, type NewExport } from './export-schema.ts'
import { SHEET_FOOT, SHEET_HEAD, SHEET_NAME, sheetRow, WORKBOOK_FILES } from './export-sheet.ts'
import {
  countRunningExports,
  type ExportRow,
  findExport,
  insertExport,
  listExportsOf,
  markExportEnded,
  markExportStarted,
  noteExportRows,
} from './export-store.ts'
import { timeWriter } from './export-time.ts'
import { listTracks } from './reads.ts'
import { countSearch, searchPosts } from './search-actions.ts'
import type { SearchQuery } from './search-schema.ts'
import type { Watching } from './watching.ts'

/** Each reads the database as fast as it can: three at once leave room for the pages of everybody else. */
const MOST_AT_ONCE = 3
/** A page is one search, and what lies in memory at a time. */
const PAGE_ROWS = 500
const NOTED_ROWS = 1000
const MOST_TRIES = 60
const BUSY_MS = 500
const SHOWN_EXPORTS = 20
const PLACE = { 'zh-Hant': 0, 'zh-Hans': 1, en: 2 } as const

/**
 * Counts what would leave the house and writes down who asks for it; the file comes by `openExport`.
 * @throws Refusal forbidden, busy, too-large, and what the search refuses; each leaves an audit row
 */
export async function makeExport(app: Watching, actor: Actor, input: NewExport): Promise<Export> {
  try {
    permit(actor, 'posts.export')
    const now = app.clock.now()
    if ((await countRunningExports(app.db, actor.orgId, now)) >= MOST_AT_ONCE)
      throw new Refusal('busy', { retryAfter: 30, reason: `${MOST_AT_ONCE} exports are running already` })
    const { posts: expected, isExact } = await countSearch(app, asReader(actor), { ...input.query, steps: 1 })
    if (input.format === 'xlsx' && expected > MOST_SHEET_ROWS)
      throw new Refusal('too-large', { reason: `a sheet holds ${MOST_SHEET_ROWS} rows: take CSV or JSONL` })
    const id = newId(now.getTime())
    const { format, columns, query } = input
    await inTransaction(app.db, async (trx) => {
      await insertExport(trx, actor.orgId, { ...input, id, expected, isExact, at: now, by: actorKey(actor) })
      await recordAct(trx, now, actor, actOn(id, 'makeExport', { format, columns, query, expected, isExact }))
    })
    return { id, format, expected, isExact, rows: 0, state: 'ready', madeAt: now.toISOString() }
  } catch (error) {
    if (error instanceof Refusal) await recordRefusedExport(app, actor, error.code, input)
    throw error
  }
}

/** Who tried to take posts out and was refused, and why. */
export async function recordRefusedExport(app: App, actor: Actor, code: string, input?: NewExport): Promise<void> {
  const asked = input && { format: input.format, columns: input.columns, query: input.query }
  await inTransaction(app.db, (trx) =>
    recordAct(trx, app.clock.now(), actor, actOn(actor.id, 'refuseExport', { code, ...asked })),
  )
}

/** One's own of late. */
export async function listExports(app: App, actor: Actor): Promise<Export[]> {
  permit(actor, 'posts.export')
  const rows = await listExportsOf(app.db, actor.orgId, actorKey(actor), app.clock.now(), SHOWN_EXPORTS)
  return rows.map(shown)
}

/** @throws Refusal not-found, also for another person's */
export async function getExport(app: App, actor: Actor, id: string): Promise<Export> {
  return shown(await ownExport(app, actor, id))
}

export type ExportFile = {
  readonly name: string
  readonly type: string
  /** memory stays the same whatever the length: the next page is asked for when this one has been taken */
  readonly chunks: AsyncGenerator<string | Buffer, void>
}

/** The file, once: it is written while it is sent, and kept nowhere. @throws Refusal not-found, wrong-state */
export async function openExport(app: Watching, actor: Actor, id: string): Promise<ExportFile> {
  const row = await ownExport(app, actor, id)
  const now = app.clock.now()
  if (!(await markExportStarted(app.db, actor.orgId, id, now)))
    throw new Refusal('wrong-state', { reason: 'each export is fetched once: ask for a new one' })
  const { zone } = await getOrganisation(app.db, actor.orgId)
  const tracks = await listTracks(app.db, actor.orgId, { retired: true })
  const context: ExportContext = {
    trackNames: new Map(tracks.map(({ id: trackId, name }) => [trackId, name])),
    timeOf: timeWriter(zone),
    publicUrl: app.config.publicUrl,
  }
  const posts = watched(app, actor, row, pagesOf(app, actor, row.query))
  const stamp = context.timeOf(now.toISOString()).slice(0, 16).replace(/[-:]/g, '').replace('T', '-')
  return { ...written(row, context, posts), name: `weiji-posts-${stamp}.${row.format}` }
}

async function ownExport(app: App, actor: Actor, id: string): Promise<ExportRow> {
  permit(actor, 'posts.export')
  const row = await findExport(app.db, actor.orgId, id, app.clock.now())
  if (!row || row.madeBy !== actorKey(actor)) throw new Refusal('not-found')
  return row
}

async function* pagesOf(app: Watching, actor: Actor, query: SearchQuery): AsyncGenerator<readonly ExportPost[], void> {
  for (let before: string | undefined; ; ) {
    const place = before === undefined ? {} : { before }
    const { posts, next } = await patiently(() =>
      searchPosts(app, asReader(actor), { ...query, ...place, limit: PAGE_ROWS }),
    )
    yield await withExternalIds(app.db, actor.orgId, posts)
    if (next === null) return
    before = next
  }
}

/** Whoever may take posts out may read them: a token for exports alone needs nothing else. */
function asReader(actor: Actor): Actor {
  return { ...actor, permissions: new Set([...actor.permissions, 'posts.read']) }
}

/** A file that has begun must not break off because others search as well: it waits for its turn. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'busy' || tries === MOST_TRIES) throw error
      await sleep(BUSY_MS)
    }
  }
}

/** Counts what is taken, and writes down how it ended: to its end, in the middle, or by a failure of ours. */
async function* watched(
  app: App,
  actor: Actor,
  { id, format, columns, query }: ExportRow,
  pages: AsyncGenerator<readonly ExportPost[], void>,
): AsyncGenerator<readonly ExportPost[], void> {
  const told = { state: 'aborted' as 'done' | 'aborted' | 'failed', rows: 0, noted: 0 }
  try {
    for await (const posts of pages) {
      // Before they are handed on: whoever stops here has them already.
      told.rows += posts.length
      yield posts
      if (told.rows - told.noted < NOTED_ROWS) continue
      told.noted = told.rows
      await noteExportRows(app.db, actor.orgId, id, told.rows, app.clock.now())
    }
    told.state = 'done'
  } catch (error) {
    told.state = 'failed'
    app.log.error('an export failed', { exportId: id, error: (error as Error).message })
    throw error
  } finally {
    const { state, rows } = told
    const at = app.clock.now()
    await inTransaction(app.db, async (trx) => {
      await markExportEnded(trx, actor.orgId, id, { state, rows, at })
      await recordAct(trx, at, actor, actOn(id, 'endExport', { state, rows, format, columns, query }))
    })
  }
}

type Pages = AsyncGenerator<readonly ExportPost[], void>

function written({ format, columns, locale }: ExportRow, context: ExportContext, pages: Pages) {
  const header = columns.map((column) => EXPORT_COLUMNS[column].names[PLACE[locale]])
  const cells = (post: ExportPost): Cell[] => columns.map((column) => cellOf(column, post, context))
  switch (format) {
    case 'csv':
      return {
        type: 'text/csv; charset=utf-8',
        chunks: linesOf(`${BYTE_ORDER_MARK}${csvLine(header)}`, pages, (post) => csvLine(cells(post))),
      }
    case 'jsonl':
      return {
        type: 'application/x-ndjson; charset=utf-8',
        chunks: linesOf('', pages, (post) => jsonLine(columns, post, context)),
      }
    case 'xlsx': {
      const rows = linesOf(`${SHEET_HEAD}${sheetRow(header, true)}`, pages, (post) => sheetRow(cells(post)), SHEET_FOOT)
      const entries = [
        ...WORKBOOK_FILES.map(([name, xml]) => ({ name, parts: [xml] })),
        { name: SHEET_NAME, parts: rows },
      ]
      return {
        type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        chunks: zipStream(entries),
      }
    }
    default:
      return format satisfies never
  }
}

async function* linesOf(
  head: string,
  pages: Pages,
  line: (post: ExportPost) => string,
  foot = '',
): AsyncGenerator<string, void> {
  if (head !== '') yield head
  for await (const posts of pages) if (posts.length > 0) yield posts.map(line).join('')
  if (foot !== '') yield foot
}

function shown({ id, format, expected, isExact, rows, state, madeAt }: ExportRow): Export {
  return { id, format, expected, isExact, rows, state, madeAt: madeAt.toISOString() }
}

function actOn(objectId: string, verb: string, detail: Record<string, unknown>) {
  return { verb, objectKind: 'export', objectId, detail }
}
