import { setTimeout as sleep } from 'node:timers/promises'
import { systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { SECOND } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { insertImportBatch, listDone, sumBatches } from './import-batch-store.ts'
import { act } from './import-change-actions.ts'
import { knownPlace, listFilesOf } from './import-file-store.ts'
import { inspectFiles } from './import-inspect-actions.ts'
import { rowsOf, takeIn } from './import-intake-actions.ts'
import { openReading } from './import-reading-actions.ts'
import type { ImportState, LiveImport } from './import-schema.ts'
import {
  claimImport,
  hearOfImport,
  type ImportRecord,
  leaveImport,
  moveImport,
  saveInspection,
} from './import-store.ts'
import type { Watching } from './watching.ts'

/** How often the process that works on an import says so, and hears whether it was paused. */
const HEAR_MS = SECOND
const TELL_MS = 500

/** Who works: an id of its own for each import at a time. */
export type ImportWorker = {
  readonly id: string
  readonly isStopping: () => boolean
  /** takes up only what has waited for so long: others come first */
  readonly patienceMs?: number
  /** most rows that it stores at a time */
  readonly chunkRows?: number
}

/**
 * Looks through, or takes in, the oldest import that waits for it here. What a killed process left is taken up after half a minute.
 * @returns whether there was one
 */
export async function workOnImport(
  app: Watching,
  worker: ImportWorker,
  state: 'uploaded' | 'running',
): Promise<boolean> {
  const place = await knownPlace(app.config.dataDir)
  if (place === undefined) return false
  const now = app.clock.now()
  const waitingSince = new Date(now.getTime() - (worker.patienceMs ?? 0))
  const record = await claimImport(app.db, { place, worker: worker.id, state, now, waitingSince })
  if (!record) return false
  const watch = watchState(app, record, worker)
  try {
    await (state === 'uploaded' ? lookThrough(app, record, worker, watch) : takeInAll(app, record, worker, watch))
  } catch (error) {
    await fail(app, record, worker, error)
  } finally {
    await watch.end()
    await leaveImport(app.db, record.orgId, record.id, worker.id)
  }
  return true
}

export function makeImportWorker(isStopping: () => boolean): ImportWorker {
  return { id: newId(), isStopping }
}

type Watch = { readonly isStopped: () => boolean; end(): Promise<void> }

/** Says that we live, and hears whether somebody paused or cancelled it, or another process took it over. */
function watchState(app: Watching, { orgId, id, state }: ImportRecord, worker: ImportWorker): Watch {
  let isOver = false
  const ending = new AbortController()
  const hear = async (): Promise<void> => {
    while (!ending.signal.aborted && !isOver) {
      await sleep(HEAR_MS, undefined, { signal: ending.signal, ref: false }).catch(() => undefined)
      if (ending.signal.aborted) return
      const now = await hearOfImport(app.db, orgId, id, worker.id, app.clock.now()).catch(() => state)
      if (now !== state) isOver = true
    }
  }
  const hearing = hear()
  return {
    isStopped: () => isOver || worker.isStopping(),
    end: async () => {
      ending.abort()
      await hearing
    },
  }
}

async function lookThrough(app: Watching, record: ImportRecord, worker: ImportWorker, watch: Watch): Promise<void> {
  const { orgId, id } = record
  const files = await listFilesOf(app.db, orgId, id)
  const tell = teller(app, record)
  const inspection = await inspectFiles(app, record, files, {
    isStopped: watch.isStopped,
    onProgress: (looked) => tell({ state: 'uploaded', looked }),
  })
  if (watch.isStopped()) return
  await inTransaction(app.db, async (trx) => {
    if (!(await moveOn(app, trx, record, worker, 'ready'))) return
    await saveInspection(trx, orgId, id, inspection)
  })
}

async function takeInAll(app: Watching, record: ImportRecord, worker: ImportWorker, watch: Watch): Promise<void> {
  const { orgId, id, source } = record
  const files = await listFilesOf(app.db, orgId, id)
  const { reading, nameOf } = await openReading(app, record, files)
  const isDone = positionsOf(await listDone(app.db, orgId, id))
  const sums = { ...(await sumBatches(app.db, orgId, [id]))(id) }
  const tell = teller(app, record)
  const actor = systemActor(orgId, 'import')
  const isWhole = await takeIn(app, actor, {
    source,
    rows: rowsOf(reading.items, nameOf),
    isDone,
    isStopped: watch.isStopped,
    ...(worker.chunkRows === undefined ? {} : { chunkRows: worker.chunkRows }),
    alongside: (trx, result) => insertImportBatch(trx, orgId, id, result),
    onChunk: async ({ from, to, accepted, duplicates, refused, skipped }) => {
      sums.rows += to - from
      sums.accepted += accepted
      sums.duplicates += duplicates
      sums.refused += refused.length
      sums.skipped += skipped
      const { firstAt: _, lastAt: __, ...counts } = sums
      await tell({ state: 'running', counts })
    },
  })
  if (!isWhole || watch.isStopped()) return
  await inTransaction(app.db, async (trx) => {
    if (!(await moveOn(app, trx, record, worker, 'done'))) return
    const { firstAt: _, lastAt: __, ...counts } = (await sumBatches(trx, orgId, [id]))(id)
    await recordAct(trx, app.clock.now(), actor, act('finishImport', id, { source, ...counts }))
  })
}

/** Positions that are in. They are asked for in rising order. */
function positionsOf(done: readonly { from: number; to: number }[]): (position: number) => boolean {
  let at = 0
  return (position) => {
    while (at < done.length && (done[at]?.to ?? 0) <= position) at++
    const range = done[at]
    return range !== undefined && position >= range.from
  }
}

async function moveOn(
  app: Watching,
  trx: Trx,
  { orgId, id }: ImportRecord,
  worker: ImportWorker,
  to: ImportState,
  trouble?: { code: string; note: string },
): Promise<boolean> {
  const given = { at: app.clock.now(), worker: worker.id, ...(trouble === undefined ? {} : { trouble }) }
  const isMoved = await moveImport(trx, orgId, id, to, given)
  if (isMoved) await app.live.publish(trx, orgId, 'monitoring.import', { importId: id, state: to })
  return isMoved
}

/** A full disk is a pause that people end; what else goes wrong is told, and can be tried again. */
async function fail(app: Watching, record: ImportRecord, worker: ImportWorker, error: unknown): Promise<void> {
  const { orgId, id, state } = record
  const code = error instanceof Refusal ? error.code : 'broken'
  const note = error instanceof Error ? error.message : String(error)
  app.log.error('an import could not go on', { import: id, code, error: note })
  const isRefusal = error instanceof Refusal
  const to = code === 'low-disk' && state === 'running' ? 'paused' : 'failed'
  // What a bug says is for the log.
  const trouble = { code, note: isRefusal ? note : '' }
  await inTransaction(app.db, async (trx) => {
    if (!(await moveOn(app, trx, record, worker, to, trouble))) return
    await recordAct(
      trx,
      app.clock.now(),
      systemActor(orgId, 'import'),
      act(to === 'paused' ? 'pauseImport' : 'failImport', id, { code }),
    )
  })
}

/** Progress for open pages, at most twice a second. */
function teller(app: Watching, { orgId, id }: ImportRecord): (event: Omit<LiveImport, 'importId'>) => Promise<void> {
  let last = Number.NEGATIVE_INFINITY
  return async (event) => {
    const now = performance.now()
    if (now - last < TELL_MS) return
    last = now
    await app.live.publish(app.db, orgId, 'monitoring.import', { importId: id, ...event })
  }
}
