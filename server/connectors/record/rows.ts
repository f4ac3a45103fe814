import { type ColumnGuess, flatRow, guessColumns, layoutOf } from '../contract/columns.ts'
import { type Layout, readRow } from '../contract/layout.ts'
import { type RecordPlatform, recordHeader } from '../contract/record-header.ts'
import type {
  FileFormat,
  FileSample,
  Line,
  Names,
  ReadContext,
  Recognition,
  Row,
  RowResult,
  Table,
} from '../contract.ts'

/** So many columns that no other kind of table has. */
const LEAST_SIGNS = 3
/** By its very name, with values that fit; less is for a person to say. */
const LEAST_SURE = 0.75

export type RecordTable = { readonly table: Table; readonly layout: Layout }

/** What is told by whom: an export whose columns say so themselves, whoever's system wrote it. */
export function recordFormat(
  platform: RecordPlatform,
  names: Names,
  prepareRow: (row: Row, layout: Layout) => Row = (row) => row,
): FileFormat {
  return {
    id: platform,
    names,
    recognise: (file) => recogniseRecords(file, platform),
    read: async function* (file, context) {
      for (const { table, layout } of recordTables(file, platform)) {
        for await (const line of table.lines()) yield readLine(line, layout, prepareRow, context)
      }
    },
  }
}

function readLine(
  line: Line,
  layout: Layout,
  prepareRow: (row: Row, layout: Layout) => Row,
  context: ReadContext,
): RowResult {
  if ('trouble' in line) return { refused: { row: line.number, field: '', ...line.trouble } }
  return readRow(layout, prepareRow(flatRow(line.row), layout), line.number, context)
}

export function recogniseRecords(file: FileSample, platform: RecordPlatform): Recognition {
  const [found] = recordTables(file, platform)
  if (!found) return { confidence: 0, reason: `no ${platform} records` }
  const { time, text, title } = found.layout
  return { confidence: 0.9, reason: `${platform} records: ${[time, text ?? title].flat().join(', ')}` }
}

/** Tables that are clearly such records, and which column is what. */
export function recordTables({ tables }: FileSample, platform: RecordPlatform): RecordTable[] {
  return tables.flatMap((table) => {
    const rows = table.first.map(flatRow)
    const columns = [...new Set(rows.length > 0 ? rows.flatMap(Object.keys) : table.columns)]
    const found = recordHeader(columns)
    if (found?.platform !== platform || found.signs < LEAST_SIGNS) return []
    const guess = guessColumns(columns, rows)
    const layout = recordLayout(guess, columns, platform)
    return layout ? [{ table, layout }] : []
  })
}

function recordLayout(guess: ColumnGuess, columns: readonly string[], platform: RecordPlatform): Layout | undefined {
  const sure = Object.entries(guess.fields).filter(([, { confidence }]) => confidence >= LEAST_SURE)
  const named = Object.fromEntries(sure.map(([field, { column }]) => [field, column]))
  // The channel of a record (電話, 微信) is no platform: where it was told is what counts.
  const { platform: _, ...kept } = named
  if (kept.postedAt === undefined || (kept.text === undefined && kept.stars === undefined)) return undefined
  const layout = layoutOf({ columns: kept, platform, kind: 'record' })
  const used = new Set<string>(Object.values(kept))
  return {
    ...layout,
    further: columns.filter((column) => FURTHER.test(column) && (!used.has(column) || column === kept.further)),
  }
}

/** What the same person demands, adds later, or has at stake; not the company's side, such as its answer or the state of the case. */
const FURTHER =
  /^(?:诉求|訴求|投[诉訴](?:[诉訴]求|要求|问题|問題)|客户诉求|追[评評](?:内容)?|追加(?:评价|評價|评论)|涉[诉訴]金[额額]|消费金额|典型问题|appeal|demand)$/i
