import type { ReadContext, Row, RowResult } from '../contract.ts'
import { applyMapping, type Mapping } from './columns.ts'
import { createRepostIndex } from './repost-chain.ts'
import { createDayReader, createTimeReader } from './times.ts'
import { createZone } from './zone.ts'

export type RowsOptions = { readonly zone: string; readonly now: Date; readonly crawledAt?: Date }

/** What a mapping makes of a few rows that are at hand. @throws Refusal an unknown zone */
export function readMappedRows(mapping: Mapping, rows: readonly Row[], options: RowsOptions): RowResult[] {
  const zone = createZone(options.zone)
  const context: ReadContext = {
    time: createTimeReader(zone, options.now),
    dayOf: createDayReader(zone),
    crawledAt: options.crawledAt,
    authors: new Map(),
    reposts: createRepostIndex(),
  }
  return rows.map((row, index) => applyMapping(mapping, row, index + 1, context))
}
