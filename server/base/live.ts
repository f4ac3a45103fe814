import { sql } from 'kysely'
import type { Db, Trx } from './db.ts'
import { type Cursor, cursorOf, isAfter, readCursor, START_OF_TIME } from './live-cursor.ts'
import { makeWatcher, type Watcher } from './live-watcher.ts'
import type { Log } from './log.ts'

/** What open pages are told. `kind` is `FEATURE.NOUN` such as `monitoring.posts`; `body` is JSON, at most 64 KiB. */
export type LiveEvent = { readonly id: string; readonly orgId: string; readonly kind: string; readonly body: unknown }

/**
 * A log in the database with an (xid, seq) cursor (a plain sequence loses rows of concurrent transactions) and NOTIFY to wake readers.
 * Every web process hears every event of every process, in an order in which no event can appear before an already heard one.
 */
export type Live = {
  publish(trx: Trx | Db, orgId: string, kind: string, body: unknown): Promise<void>
  /** @param after id of the last event seen (Last-Event-ID), to resume; events older than some minutes are gone
   * @returns stops listening */
  subscribe(orgId: string, hear: (event: LiveEvent) => void, after?: string): Promise<() => void>
}

export type OpenLive = Live & { close(): Promise<void> }

export const CHANNEL = 'weiji_live'
export const KEPT_MINUTES = 15
const MOST_BYTES = 64 * 1024
const PAGE = 1_000
/** A quarter of an hour of a busy company would fill the memory of whoever sends it; a page asks for everything anew when it comes back. */
export const MOST_MISSED = 500

type Row = { org_id: string; xid: string; seq: number; kind: string; body: unknown }
type Subscriber = { readonly orgId: string; hear(event: LiveEvent): void }

/** Connects only when somebody subscribes. `url` is for the connection of its own that LISTEN needs. */
export function openLive(db: Db, url: string, log: Log): OpenLive {
  const subscribers = new Set<Subscriber>()
  let cursor: Cursor = START_OF_TIME
  let watcher: Promise<Watcher> | undefined

  const read = async (): Promise<boolean> => {
    const { events, isBehind } = await readAfter(db, cursor)
    for (const event of events) {
      cursor = readCursor(event.id) ?? cursor
      for (const subscriber of subscribers) if (subscriber.orgId === event.orgId) tell(subscriber, event, log)
    }
    return isBehind
  }
  const start = async (): Promise<Watcher> => {
    cursor = await endOfLog(db)
    return makeWatcher({ url, channel: CHANNEL, read, log })
  }
  return {
    publish,
    subscribe: async (orgId, hear, after) => {
      watcher ??= start()
      await watcher
      const from = after === undefined ? undefined : readCursor(after)
      return join(
        subscribers,
        { orgId, hear },
        from === undefined ? undefined : () => readMissed(db, orgId, from, cursor),
      )
    },
    close: async () => {
      subscribers.clear()
      if (watcher) await (await watcher).stop()
    },
  }
}

/** Removes what no page can still ask for. @returns how many */
export async function sweepLive(db: Db): Promise<number> {
  const done =
    await sql`delete from live_events where created_at < now() - make_interval(mins => ${KEPT_MINUTES})`.execute(db)
  return Number(done.numAffectedRows ?? 0)
}

async function publish(trx: Trx | Db, orgId: string, kind: string, body: unknown): Promise<void> {
  const text = JSON.stringify(body)
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw new Error(`a live event ${kind} of ${text.length} characters is too large`)
  // Equal notifications of one transaction are sent once, by PostgreSQL, when it commits.
  await sql`
    with event as (insert into live_events (org_id, kind, body) values (${orgId}, ${kind}, ${text}::json) returning 1)
    select pg_notify(${CHANNEL}, '') from event`.execute(trx)
}

/** Hears first what was missed, then what came meanwhile, then what comes. */
async function join(
  subscribers: Set<Subscriber>,
  subscriber: Subscriber,
  missed: (() => Promise<LiveEvent[]>) | undefined,
): Promise<() => void> {
  if (missed === undefined) {
    subscribers.add(subscriber)
    return () => subscribers.delete(subscriber)
  }
  const meanwhile: LiveEvent[] = []
  let isOpen = false
  const gate: Subscriber = {
    orgId: subscriber.orgId,
    hear: (event) => (isOpen ? subscriber.hear(event) : meanwhile.push(event)),
  }
  // Asked for before the gate stands among the subscribers, so that both agree on the cursor: no await lies between.
  const asked = missed()
  subscribers.add(gate)
  try {
    for (const event of await asked) subscriber.hear(event)
  } catch (error) {
    subscribers.delete(gate)
    throw error
  }
  for (const event of meanwhile) subscriber.hear(event)
  isOpen = true
  return () => subscribers.delete(gate)
}

function tell(subscriber: Subscriber, event: LiveEvent, log: Log): void {
  try {
    subscriber.hear(event)
  } catch (error) {
    log.warn('a listener of live events failed', { kind: event.kind, error: (error as Error).message })
  }
}

/**
 * A page of what lies after the cursor and below every running transaction.
 * @returns isBehind: there is more, or something that is not yet below
 */
async function readAfter(db: Db, { xid, seq }: Cursor): Promise<{ events: LiveEvent[]; isBehind: boolean }> {
  const { rows } = await sql<Row & { is_settled: boolean }>`
    select org_id, xid::text as xid, seq, kind, body, xid < pg_snapshot_xmin(pg_current_snapshot()) as is_settled
    from live_events where (xid, seq) > (${xid}::text::xid8, ${seq}) order by live_events.xid, seq limit ${PAGE}`.execute(
    db,
  )
  const settled = rows.filter((row) => row.is_settled)
  return { events: settled.map(eventOf), isBehind: settled.length < rows.length || rows.length === PAGE }
}

async function readMissed(db: Db, orgId: string, from: Cursor, to: Cursor): Promise<LiveEvent[]> {
  if (!isAfter(to, from)) return []
  const { rows } = await sql<Row>`
    select org_id, xid::text as xid, seq, kind, body from live_events
    where org_id = ${orgId} and (xid, seq) > (${from.xid}::text::xid8, ${from.seq})
      and (xid, seq) <= (${to.xid}::text::xid8, ${to.seq})
    order by live_events.xid desc, seq desc limit ${MOST_MISSED}`.execute(db)
  return rows.reverse().map(eventOf)
}

/** Everything from here on may still be unheard: transactions that run now, and later ones. */
async function endOfLog(db: Db): Promise<Cursor> {
  const { rows } = await sql<{ xid: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xid`.execute(db)
  return { xid: rows[0]?.xid ?? '0', seq: 0 }
}

function eventOf(row: Row): LiveEvent {
  return { id: cursorOf({ xid: row.xid, seq: row.seq }), orgId: row.org_id, kind: row.kind, body: row.body }
}
