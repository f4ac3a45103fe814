import type { JobWithMetadata } from 'pg-boss'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { JobKind, OpenQueue } from './queue.ts'

/** Polling is the floor under NOTIFY: delayed jobs are only found by it, so it stays at the least that pg-boss allows. */
const POLL_SECONDS = 0.5
/** With one job a batch pg-boss would wait for the next poll after each job, however many wait. */
const LEAST_BATCH = 2

/**
 * Works on the jobs of these kinds until the returned function is called, which waits for those that run.
 * One failing job fails alone: it is tried again later, ever more rarely, and set aside after its last try.
 */
export async function startWorkers(
  open: OpenQueue,
  kinds: readonly JobKind[],
  log: Log,
  metrics?: Metrics,
): Promise<() => Promise<void>> {
  const outcomes = metrics?.counter('weiji_jobs_total', 'Jobs run, by kind and outcome', ['job', 'outcome'] as const)
  const note: Note = (job, outcome) => outcomes?.inc({ job, outcome })
  await open.declare(kinds)
  for (const kind of kinds) await workOn(open, kind, log, note)
  const timers = kinds.flatMap((kind) =>
    kind.everySeconds === undefined ? [] : [repeat(open, kind, kind.everySeconds, log)],
  )
  return async () => {
    for (const timer of timers) clearInterval(timer)
    await Promise.all(kinds.map((kind) => open.boss.offWork(kind.name, { wait: true })))
  }
}

type Note = (job: string, outcome: 'completed' | 'failed') => void

async function workOn({ boss }: OpenQueue, kind: JobKind, log: Log, note: Note): Promise<void> {
  const concurrency = kind.concurrency ?? 1
  const options = {
    batchSize: Math.max(LEAST_BATCH, concurrency),
    pollingIntervalSeconds: POLL_SECONDS,
    notifyPollingIntervalSeconds: POLL_SECONDS,
    burstWhenBatchFull: true,
    includeMetadata: true as const,
    perJobResults: true as const,
  }
  await boss.work(kind.name, options, async (jobs: JobWithMetadata<{ data: unknown }>[]) => {
    const waiting = jobs.values()
    const results: { id: string; status: 'completed' | 'failed'; output?: object }[] = []
    const runOne = async (): Promise<void> => {
      for (const job of waiting) {
        const result = await runJob(kind, job, log)
        note(kind.name, result.status)
        results.push({ id: job.id, ...result })
      }
    }
    await Promise.all(Array.from({ length: concurrency }, runOne))
    return results
  })
}

async function runJob(kind: JobKind, job: JobWithMetadata<{ data: unknown }>, log: Log) {
  const attempt = job.retryCount + 1
  try {
    await kind.run({ id: job.id, name: kind.name, data: job.data.data, attempt })
    return { status: 'completed' as const }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    log.error('a job failed', { job: kind.name, id: job.id, attempt, isLast: attempt > job.retryLimit, error: message })
    return { status: 'failed' as const, output: { message } }
  }
}

/** Every process offers the job; the slot of time makes it one for all of them together. */
function repeat({ boss }: OpenQueue, kind: JobKind, seconds: number, log: Log): NodeJS.Timeout {
  const offer = (): void => {
    boss
      .send(kind.name, { data: null }, { singletonKey: 'every', singletonSeconds: seconds })
      .catch((error: Error) =>
        log.warn('a regular job could not be enqueued', { job: kind.name, error: error.message }),
      )
  }
  offer()
  return setInterval(offer, seconds * 1000)
}
