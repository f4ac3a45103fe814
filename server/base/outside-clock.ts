import { sql } from 'kysely'
import { SECOND } from './clock.ts'
import type { Db } from './db.ts'
import type { OutsideAnswer } from './outside.ts'

export type ClockReading = { readonly host: string; readonly at: Date; readonly offsetMs: number }

/** A longer way there and back tells too little. */
const MOST_WAY_MS = 10 * SECOND
/** What the column holds: three weeks off is as bad as three years. */
const MOST_OFFSET_MS = 2_000_000_000

/**
 * How far the clock of whoever answered is ahead of ours, by the Date header (RFC 9110 6.6.1, whole seconds, cut off).
 * @returns undefined where the answer does not tell: no date, one kept by a cache on the way, too slow
 */
export function clockOffset(
  { headers }: Pick<OutsideAnswer, 'headers'>,
  sentAt: Date,
  receivedAt: Date,
): number | undefined {
  const date = Date.parse(headers.date ?? '')
  const wayMs = receivedAt.getTime() - sentAt.getTime()
  if (Number.isNaN(date) || Number(headers.age ?? 0) > 0 || wayMs < 0 || wayMs > MOST_WAY_MS) return undefined
  return Math.round(date + SECOND / 2 - (sentAt.getTime() + wayMs / 2))
}

/** Keeps the newest reading of each host, for whoever watches over our own clock. */
export async function noteOutsideClock(db: Db, answer: OutsideAnswer, sentAt: Date, receivedAt: Date): Promise<void> {
  const offsetMs = clockOffset(answer, sentAt, receivedAt)
  if (offsetMs === undefined) return
  const kept = Math.sign(offsetMs) * Math.min(Math.abs(offsetMs), MOST_OFFSET_MS)
  await sql`
    insert into clock_readings (host, at, offset_ms) values (${new URL(answer.url).host}, ${receivedAt}, ${kept})
    on conflict (host) do update set at = excluded.at, offset_ms = excluded.offset_ms`.execute(db)
}

export async function listClockReadings(db: Db, since: Date): Promise<ClockReading[]> {
  const found = await sql<ClockReading>`
    select host, at, offset_ms as "offsetMs" from clock_readings where at >= ${since} order by host`.execute(db)
  return found.rows
}
