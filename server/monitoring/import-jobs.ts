import { setTimeout as sleep } from 'node:timers/promises'
import { MINUTE, SECOND } from '../base/clock.ts'
import { removeForgotten } from './import-keeping-actions.ts'
import { makeImportWorker, workOnImport } from './import-work-actions.ts'
import type { Watching } from './watching.ts'

const LOOK_MS = SECOND / 2
/** A process that serves pages leaves imports to workers, unless none on this machine takes them up. */
const PATIENCE_MS = 20 * SECOND
const AFTER_FAILURE_MS = 10 * SECOND

/**
 * Works on imports whose files lie in this process's data folder, for as long as it lives: not a job of the queue, because any worker on
 * any machine may get those. Looking through and taking in go on beside each other, so a large file keeps nobody from seeing a small one.
 * @returns ends it, after the chunks that are being stored
 */
export function startImports(app: Watching, role: 'web' | 'worker' | 'all'): () => Promise<void> {
  const ending = new AbortController()
  const { signal } = ending
  const patienceMs = role === 'web' ? PATIENCE_MS : 0
  const lane = (state: 'uploaded' | 'running'): Promise<void> => {
    const worker = { ...makeImportWorker(() => signal.aborted), patienceMs }
    return repeat(app, signal, LOOK_MS, () => workOnImport(app, worker, state))
  }
  const lanes = [
    lane('uploaded'),
    lane('running'),
    repeat(app, signal, MINUTE, async () => (await removeForgotten(app)) > 0),
  ]
  return async () => {
    ending.abort()
    await Promise.all(lanes)
  }
}

/** @param work says whether there was something to do: then it looks again at once */
async function repeat(
  app: Watching,
  signal: AbortSignal,
  everyMs: number,
  work: () => Promise<boolean>,
): Promise<void> {
  const rest = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
  while (!signal.aborted) {
    try {
      if (!(await work())) await rest(everyMs)
    } catch (error) {
      app.log.warn('imports could not be looked after', { error: (error as Error).message })
      await rest(AFTER_FAILURE_MS)
    }
  }
}
