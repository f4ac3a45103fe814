import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { fromKysely, PgBoss } from 'pg-boss'
import type { Db, Trx } from './db.ts'
import type { Log } from './log.ts'
import { dropPoison, listPoison, POISON, type PoisonJob, retryPoison } from './queue-poison.ts'

export type { PoisonJob } from './queue-poison.ts'

export type Job = { readonly id: string; readonly name: string; readonly data: unknown; readonly attempt: number }

export type Queue = {
  /**
   * Enqueues in the transaction of its cause: no cause without the job, no job without the cause.
   * @param options.key only one waiting job of that name and key at a time; `runAt` not before
   */
  enqueue(trx: Trx | Db, name: string, data: unknown, options?: { key?: string; runAt?: Date }): Promise<void>
  /** newest first; @param orgId only of this organisation (`orgId` in their data) and those of none */
  listPoison(limit: number, orgId?: string): Promise<PoisonJob[]>
  /** @returns false when there is no such poison job (of this organisation) */
  retryPoison(id: string, orgId?: string): Promise<boolean>
  dropPoison(id: string, orgId?: string): Promise<boolean>
}

/** What a feature's jobs.ts states. Handlers must be idempotent: a job may run again after a crash. */
export type JobKind = {
  readonly name: string
  readonly run: (job: Job) => Promise<void>
  /** also enqueued by itself so often, once for all processes together */
  readonly everySeconds?: number
  /**
   * Until it is set aside; the default is 5. A regular job of a minute or less has 1 and is never set aside: its next run is its next
   * try, and a fault that lasts would set aside hundreds.
   */
  readonly tries?: number
  readonly concurrency?: number
}

export type OpenQueue = {
  readonly queue: Queue
  readonly boss: PgBoss
  /** Makes the queues of these kinds known, with their numbers of tries; whoever enqueues needs it as much as whoever works. */
  declare(kinds: readonly JobKind[]): Promise<void>
  close(): Promise<void>
}

export type QueueOptions = {
  readonly pool: pg.Pool
  readonly db: Db
  readonly log: Log
  /** for workers: the database's address, for connections of the queue's own that hear of new jobs at once, and its upkeep */
  readonly workerUrl?: string
  /** for tests: an unknown name is declared on the fly instead of refused */
  readonly isLenient?: boolean
}

const DEFAULT_TRIES = 5
const OFTEN_SECONDS = 60
const FIRST_RETRY_SECONDS = 2
const LAST_RETRY_SECONDS = 10 * 60
/** A worker that was killed is noticed after this; its job then runs again. */
const HEARTBEAT_SECONDS = 20
const MOST_RUN_SECONDS = 60 * 60
const KEPT_DONE_SECONDS = 60 * 60
const STOP_MS = 10_000

/** Creates or updates the queue's own schema `pgboss`. Call it after `migrate`; several processes may at once. */
export async function installQueue(url: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: url,
    max: 1,
    supervise: false,
    schedule: false,
    application_name: 'weiji queue',
  })
  boss.on('error', () => undefined)
  await boss.start()
  await boss.createQueue(POISON, { retentionSeconds: 366 * 86_400 })
  await boss.stop({ graceful: false })
}

/** Jobs in PostgreSQL by pg-boss, which nothing else of ours knows. */
export async function openQueue(options: QueueOptions): Promise<OpenQueue> {
  const { db, log } = options
  const boss = makeBoss(options)
  // pg-boss reports broken connections here and goes on; without a listener the process would end.
  boss.on('error', (error) => log.warn('queue', { error: error.message }))
  await boss.start()
  const known = new Set<string>()
  const declare = async (kinds: readonly JobKind[]): Promise<void> => {
    for (const kind of kinds) {
      await boss.createQueue(kind.name, { policy: 'short' })
      await boss.updateQueue(kind.name, queueSettings(kind))
      known.add(kind.name)
    }
  }
  const queue: Queue = {
    enqueue: async (trx, name, data, given = {}) => {
      if (!known.has(name)) {
        if (!options.isLenient) throw new Error(`no job kind is named ${name}`)
        await declare([{ name, run: async () => undefined }])
      }
      await enqueue(boss, trx, name, data, given)
    },
    listPoison: (limit, orgId) => listPoison(db, limit, orgId),
    retryPoison: (id, orgId) => retryPoison(boss, db, id, orgId),
    dropPoison: (id, orgId) => dropPoison(boss, db, id, orgId),
  }
  return { queue, boss, declare, close: () => boss.stop({ graceful: true, timeout: STOP_MS, close: true }) }
}

function makeBoss({ pool, workerUrl }: QueueOptions): PgBoss {
  if (workerUrl === undefined) {
    const executeSql = (text: string, values?: unknown[]) => pool.query(text, values)
    return new PgBoss({ db: { executeSql }, migrate: false, supervise: false, schedule: false })
  }
  return new PgBoss({
    connectionString: workerUrl,
    application_name: 'weiji queue',
    max: 4,
    migrate: false,
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  })
}

function queueSettings({ tries: given, everySeconds }: JobKind) {
  const tries = given ?? (everySeconds !== undefined && everySeconds <= OFTEN_SECONDS ? 1 : DEFAULT_TRIES)
  return {
    ...(everySeconds !== undefined && tries === 1 ? {} : { deadLetter: POISON }),
    notify: true,
    retryLimit: tries - 1,
    retryBackoff: true,
    retryDelay: FIRST_RETRY_SECONDS,
    retryDelayMax: LAST_RETRY_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: MOST_RUN_SECONDS,
    // The row of a regular job is what keeps other processes from enqueueing it again in the same slot of time.
    deleteAfterSeconds: Math.max(KEPT_DONE_SECONDS, 2 * (everySeconds ?? 0)),
  }
}

const MOST_ENQUEUE_TRIES = 5

async function enqueue(
  boss: PgBoss,
  trx: Trx | Db,
  name: string,
  data: unknown,
  { key, runAt }: { key?: string; runAt?: Date },
): Promise<void> {
  const adapter = fromKysely(trx)
  const wanted = {
    db: adapter,
    // The policy `short` lets one job of a key wait; one without a key gets a key of its own.
    singletonKey: key ?? randomUUID(),
    ...(runAt === undefined ? {} : { startAfter: runAt }),
  }
  for (let tries = 0; tries < MOST_ENQUEUE_TRIES; tries++) {
    if ((await boss.send(name, { data }, wanted)) !== null) return
    // One waits already. It must not begin before we commit, or it would not see what we wrote: a share lock makes workers pass
    // it over (they skip locked rows) until then. Gone meanwhile: it has begun, so ours is needed after all.
    const { rows } = await adapter.executeSql(
      `select 1 from pgboss.job where name = $1 and singleton_key = $2 and state = 'created' for share`,
      [name, key],
    )
    if (rows.length > 0) return
  }
  throw new Error(`job ${name} could not be enqueued`)
}
