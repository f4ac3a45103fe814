import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Clock, MINUTE, SECOND } from './clock.ts'
import type { Db } from './db.ts'
import { Refusal } from './errors.ts'
import type { Log } from './log.ts'
import type { Mode, Outgoing } from './outbox.ts'

/** One way to the outside. */
export type Channel = {
  readonly name: string
  /** nothing leaves it: only such a one may carry what belongs to a drill */
  readonly isSandbox: boolean
  /** attempts until it waits for a person; the default is MOST_ATTEMPTS, about ten minutes */
  readonly mostAttempts?: number
  /**
   * Delivers, and tells what the other side said.
   * @param key the same at every attempt: whoever receives must do it once only
   * @param attempt 1 is the first; one that was put off is not counted
   * @throws Refusal when it can never succeed; Deferred and Passed as they say; anything else is tried again
   */
  send(outgoing: Outgoing, key: string, signal: AbortSignal, attempt: number): Promise<unknown>
}

/** Nothing was attempted, because the other side must be left alone: it waits until then, and this is no attempt. */
export class Deferred extends Error {
  readonly until: Date
  constructor(until: Date, reason: string) {
    super(reason)
    this.name = 'Deferred'
    this.until = until
  }
}

/** Something else does it instead: no more is to be done, and no person need look at it. */
export class Passed extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'Passed'
  }
}

export type SenderOptions = {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly channels: readonly Channel[]
}

/** How long one attempt may take, and after how long another process takes it that the sender has died: the second exceeds the first. */
const SEND_MS = 30 * SECOND
export const LEASE_MS = 60 * SECOND
export const MOST_ATTEMPTS = 8
const FIRST_RETRY_MS = 5 * SECOND
const LAST_RETRY_MS = 15 * MINUTE
const BATCH = 20
const MOST_ERROR = 1000

type Claimed = {
  org_id: string
  id: string
  channel: string
  lane: string
  body: unknown
  key: string
  mode: Mode
  attempts: number
  created_at: Date
}

/**
 * Sends what is due, oldest first; many processes may at once. Whoever dies between sending and noting it leaves a lease that runs
 * out: the row is then sent again with the same key.
 * @param lane whose rows are taken; undefined: all
 * @returns how many were claimed
 */
export async function sendDue(options: SenderOptions, lane?: Lane): Promise<number> {
  const token = randomUUID()
  const claimed = await claim(options.db, options.clock.now(), token, lane)
  await Promise.all(claimed.map((row) => sendOne(options, row, token)))
  return claimed.length
}

/**
 * Looks every second until stopped; the returned function waits for what is being sent. Each lane of an organisation's channel is sent by
 * itself, so many rows at once and no more before they are done with: one whose other side hangs holds up nothing but itself.
 */
export function startSender(options: SenderOptions): () => Promise<void> {
  const running = new Map<string, Promise<void>>()
  const look = async (): Promise<void> => {
    try {
      for (const lane of await listDueLanes(options.db, options.clock.now())) {
        const key = JSON.stringify(lane)
        if (running.has(key) || running.size >= MOST_LANES) continue
        running.set(
          key,
          drain(options, lane).finally(() => running.delete(key)),
        )
      }
    } catch (error) {
      warnUnread(options, error)
    }
  }
  let looking: Promise<void> | undefined
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined
    })
  }, SECOND)
  return async () => {
    clearInterval(timer)
    await looking
    await Promise.all(running.values())
  }
}

/** At the same time, of all organisations. */
const MOST_LANES = 200

type Lane = { readonly orgId: string; readonly channel: string; readonly lane: string }

async function drain(options: SenderOptions, lane: Lane): Promise<void> {
  try {
    while ((await sendDue(options, lane)) === BATCH);
  } catch (error) {
    warnUnread(options, error)
  }
}

function warnUnread({ log }: SenderOptions, error: unknown): void {
  log.warn('the outbox could not be read', { error: (error as Error).message })
}

const isDue = (now: Date) => sql`
  ((state in ('waiting', 'failed') and next_at <= ${now}) or (state = 'sending' and lease_until < ${now}))`

/** Those that have waited longest first. */
async function listDueLanes(db: Db, now: Date): Promise<Lane[]> {
  const { rows } = await sql<Lane>`
    select org_id as "orgId", channel, lane from outbox where ${isDue(now)}
    group by 1, 2, 3 order by min(next_at)`.execute(db)
  return rows
}

async function claim(db: Db, now: Date, token: string, lane: Lane | undefined): Promise<Claimed[]> {
  const until = new Date(now.getTime() + LEASE_MS)
  const isOfLane = lane ? sql`org_id = ${lane.orgId} and channel = ${lane.channel} and lane = ${lane.lane}` : sql`true`
  const { rows } = await sql<Claimed>`
    update outbox set state = 'sending', lease_token = ${token}, lease_until = ${until}, attempts = attempts + 1
    where (org_id, id) in (
      select org_id, id from outbox where ${isDue(now)} and ${isOfLane}
      order by next_at, created_at, id limit ${BATCH} for update skip locked)
    returning org_id, id, channel, lane, body, key, mode, attempts, created_at`.execute(db)
  return rows.sort(
    (one, other) => one.created_at.getTime() - other.created_at.getTime() || (one.id < other.id ? -1 : 1),
  )
}

async function sendOne({ db, clock, log, channels }: SenderOptions, row: Claimed, token: string): Promise<void> {
  const { org_id: orgId, channel: name, lane, body, key, mode } = row
  const channel = channels.find((each) => each.name === name)
  try {
    if (!channel) throw new Refusal('not-found', { reason: `no channel is named ${name}` })
    // A drill never leaves the house, whatever a caller has forgotten.
    if (mode === 'drill' && !channel.isSandbox) throw new Refusal('drill-outside', { reason: `${name} is no sandbox` })
    const outgoing = { orgId, channel: name, lane, body, key, mode }
    const receipt = await channel.send(outgoing, key, AbortSignal.timeout(SEND_MS), row.attempts)
    await noteSent(db, clock.now(), row, token, receipt)
  } catch (error) {
    if (error instanceof Deferred) return noteDeferred(db, row, token, error)
    const { message } = error as Error
    if (error instanceof Passed) return noteEnded(db, row, token, 'passed', message)
    const isFinal = error instanceof Refusal || row.attempts >= (channel?.mostAttempts ?? MOST_ATTEMPTS)
    log.warn('an outgoing thing failed', { channel: name, id: row.id, attempt: row.attempts, isFinal, error: message })
    if (isFinal) await noteEnded(db, row, token, 'set_aside', message)
    else await noteFailed(db, clock.now(), row, token, message)
  }
}

/** By the token: a sender that was too slow must not overwrite what its successor noted. */
async function noteSent(db: Db, now: Date, row: Claimed, token: string, receipt: unknown): Promise<void> {
  await sql`
    update outbox set state = 'sent', sent_at = ${now}, receipt = ${JSON.stringify(receipt ?? null)}::jsonb, error = null,
      lease_token = null, lease_until = null
    where org_id = ${row.org_id} and id = ${row.id} and lease_token = ${token}`.execute(db)
}

async function noteFailed(db: Db, now: Date, row: Claimed, token: string, error: string): Promise<void> {
  const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (row.attempts - 1))
  await sql`
    update outbox set state = 'failed', next_at = ${new Date(now.getTime() + wait)}, error = ${error.slice(0, MOST_ERROR)},
      lease_token = null, lease_until = null
    where org_id = ${row.org_id} and id = ${row.id} and lease_token = ${token}`.execute(db)
}

/** As it was before it was claimed; what an earlier attempt heard stays. */
async function noteDeferred(db: Db, row: Claimed, token: string, { until }: Deferred): Promise<void> {
  await sql`
    update outbox set state = case attempts when 1 then 'waiting' else 'failed' end, attempts = attempts - 1, next_at = ${until},
      lease_token = null, lease_until = null
    where org_id = ${row.org_id} and id = ${row.id} and lease_token = ${token}`.execute(db)
}

async function noteEnded(
  db: Db,
  row: Claimed,
  token: string,
  state: 'set_aside' | 'passed',
  error: string,
): Promise<void> {
  await sql`
    update outbox set state = ${state}, error = ${error.slice(0, MOST_ERROR)}, lease_token = null, lease_until = null
    where org_id = ${row.org_id} and id = ${row.id} and lease_token = ${token}`.execute(db)
}
