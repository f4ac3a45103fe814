import pg from 'pg'
import { SECOND } from './clock.ts'
import { connectionConfig } from './db.ts'
import type { Log } from './log.ts'

export type Watcher = { stop(): Promise<void> }

/** Wake-ups closer together than this are read as one: a burst of small transactions costs one query. */
const GATHER_MS = 20
/** While something waits for a transaction older than itself, of whose end nobody tells us. */
const BEHIND_MS = 40
/** The floor under NOTIFY, should one be lost with a connection. */
const IDLE_MS = 2 * SECOND
const RECONNECT_MS = 1 * SECOND

export type WatcherOptions = {
  readonly url: string
  readonly channel: string
  /** reads what is new; true when it must soon be called again */
  readonly read: () => Promise<boolean>
  readonly log: Log
}

/** Calls `read` soon after each notification, never twice at once, and now and then without one. */
export async function makeWatcher(options: WatcherOptions): Promise<Watcher> {
  const { read, log } = options
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let reading: Promise<void> | undefined
  let wokenMeanwhile = false

  const look = async (): Promise<void> => {
    let wait = IDLE_MS
    try {
      if (await read()) wait = BEHIND_MS
    } catch (error) {
      // The database is away; the listener reconnects by itself.
      log.warn('live events could not be read', { error: (error as Error).message })
    }
    reading = undefined
    schedule(wokenMeanwhile ? GATHER_MS : wait)
    wokenMeanwhile = false
  }
  const schedule = (ms: number): void => {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(() => {
      timer = undefined
      reading = look()
    }, ms)
    isSoon = ms <= GATHER_MS
  }
  let isSoon = false
  const wake = (): void => {
    if (reading) wokenMeanwhile = true
    else if (!isSoon || timer === undefined) schedule(GATHER_MS)
  }
  const listener = makeListener(options, wake)
  await listener.ready
  schedule(0)
  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await reading
      await listener.stop()
    },
  }
}

/** A connection of its own that listens, and is made anew whenever it breaks. */
function makeListener({ url, channel, log }: WatcherOptions, wake: () => void) {
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const again = (error: Error, lost: pg.Client): void => {
    if (isStopped || client !== lost) return
    client = undefined
    log.warn('the connection for live events broke', { error: error.message })
    lost.end().catch(() => undefined)
    timer = setTimeout(() => void connect(), RECONNECT_MS)
  }
  const connect = async (): Promise<void> => {
    // No timeouts: it only ever waits.
    const fresh = new pg.Client(connectionConfig(url, { name: 'weiji live', statementMs: 0 }))
    client = fresh
    fresh.on('error', (error) => again(error, fresh))
    fresh.on('end', () => again(new Error('ended'), fresh))
    fresh.on('notification', wake)
    try {
      await fresh.connect()
      await fresh.query(`listen ${channel}`)
      // Whatever was told while nobody listened.
      wake()
    } catch (error) {
      again(error as Error, fresh)
    }
  }
  return {
    ready: connect(),
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
