import { BadValue } from '../contract/bad-value.ts'
import { readCount } from '../contract/counts.ts'
import { readId } from '../contract/ids.ts'
import { authorKey, readRegion, readRow, readVerified, stripped } from '../contract/layout.ts'
import type { FileFormat, FileSample, ReadContext, Recognition, RowResult, Table } from '../contract.ts'
import { isHotList, readHotEntry } from './hot-list.ts'
import { CRAWLER_TABLES, type CrawlerTable } from './tables.ts'

/**
 * MediaCrawler, both generations, in whatever sink: its CSV, JSON, JSON lines, Excel sheets and database tables have the same
 * columns. BettaFish's MindSpider writes the same tables with two columns more, hot lists (daily_news), and notes about both.
 */
export const mediacrawler: FileFormat = {
  id: 'mediacrawler',
  names: { 'zh-Hant': 'MediaCrawler 匯出', 'zh-Hans': 'MediaCrawler 导出', en: 'MediaCrawler export' },
  recognise: (file) => recognise(file),
  prepare: async (file, context) => {
    for (const table of file.tables) {
      const known = crawlerTable(table, file.name)
      if (known?.profile) await noteAuthors(table, known, context)
    }
  },
  read: async function* (file, context) {
    const tables = file.tables.map((table) => ({ table, known: crawlerTable(table, file.name) }))
    const isLate = ({ known }: { known: CrawlerTable | undefined }): number => (known?.kind === 'comments' ? 1 : 0)
    for (const { table, known } of tables.sort((a, b) => isLate(a) - isLate(b))) yield* readTable(table, known, context)
  },
}

function recognise(file: FileSample): Recognition {
  const known = file.tables.map((table) => crawlerTable(table, file.name)).filter((table) => table !== undefined)
  if (known.length === 0) {
    const isNews = file.tables.some(isHotList)
    return {
      confidence: isNews ? 0.9 : 0,
      reason: isNews ? 'columns of daily_news of MindSpider' : 'no table of MediaCrawler',
    }
  }
  const names = [...new Set(known.map(({ platform, kind }) => `${platform} ${kind}`))].join(', ')
  const isMasked = file.tables.some(({ columns }) => columns.includes('creator_hash'))
  // Profiles and contacts alone have columns that others have as well.
  const isSure = known.some(({ layout }) => layout !== undefined)
  const isNamed = /(?:search|detail|creator)_(?:contents|videos|comments|creators|dynamics|contacts)_/.test(file.name)
  return {
    confidence: (isSure ? 0.95 : 0.75) + (isNamed ? 0.03 : 0),
    reason: `columns of ${names}, generation ${isMasked ? 2 : 1}`,
  }
}

/** Of database tables, where they are not the folder's name. */
const SHORT_CODES: Readonly<Record<string, string>> = { douyin: 'dy', kuaishou: 'ks', weibo: 'wb' }

/** The tables that have these columns: one, or Douyin's and Kuaishou's profiles, which are alike. */
export function fittingTables(names: readonly string[]): CrawlerTable[] {
  const columns = new Set(names)
  return CRAWLER_TABLES.filter(
    ({ needs, lacks = [] }) => needs.every((name) => columns.has(name)) && !lacks.some((name) => columns.has(name)),
  )
}

function crawlerTable(table: Table, file: string): CrawlerTable | undefined {
  const fitting = fittingTables(table.columns)
  // Where two are alike, the folder or the name of the database table decides.
  const hint = `${file} ${table.name}`.toLowerCase()
  const isHinted = ({ folder }: CrawlerTable): number =>
    [folder, `${SHORT_CODES[folder] ?? folder}_`].some((code) => hint.includes(code)) ? 1 : 0
  return fitting.sort((a, b) => isHinted(b) - isHinted(a))[0]
}

async function* readTable(
  table: Table,
  known: CrawlerTable | undefined,
  context: ReadContext,
): AsyncGenerator<RowResult> {
  for await (const line of table.lines()) {
    if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
    else if (isHotList(table)) yield readHotEntry(line.row, line.number, context)
    else if (known?.layout) yield readRow(known.layout, line.row, line.number, context)
    else yield { skipped: { row: line.number, why: whyNot(known) } }
  }
}

function whyNot(known: CrawlerTable | undefined) {
  if (known?.kind === 'creators') return 'author'
  return known?.kind === 'contacts' ? 'contact' : 'no-post'
}

/** A profile that cannot be read costs the followers, not the posts. */
async function noteAuthors(table: Table, known: CrawlerTable, context: ReadContext): Promise<void> {
  const { profile, platform } = known
  if (!profile) return
  for await (const line of table.lines()) {
    if (!('row' in line)) continue
    const { row } = line
    const id = attempt(() => readId(row[profile.id] ?? row.creator_hash))
    if (id === undefined) continue
    const note = stripped({
      followers: attempt(() => readCount(row[profile.followers])),
      isVerified: profile.verified === undefined ? undefined : readVerified(row[profile.verified]),
      region: profile.region === undefined ? undefined : readRegion(row[profile.region]),
    })
    context.authors.set(authorKey(platform, id), note)
  }
}

function attempt<T>(read: () => T | undefined): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof BadValue) return undefined
    throw error
  }
}
