import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { dropSetAside, listSetAside, retrySetAside } from '../base/outbox-set-aside.ts'
import { recordAct } from './audit-actions.ts'
import { permit } from './permit.ts'
import type { Failure } from './work-schema.ts'

const MOST = 200

/** Of the actor's organisation, and jobs that belong to none. */
export async function listFailures(app: App, actor: Actor): Promise<Failure[]> {
  permit(actor, 'work.manage')
  const [jobs, outgoing] = await Promise.all([
    app.queue.listPoison(MOST, actor.orgId),
    listSetAside(app.db, actor.orgId, MOST),
  ])
  const failures: Failure[] = [
    ...jobs.map(({ failedAt, ...job }) => ({
      ...job,
      kind: 'job' as const,
      failedAt: failedAt.toISOString(),
      isDrill: false,
    })),
    ...outgoing.map(({ id, channel, mode, attempts, error, createdAt }) => ({
      id,
      kind: 'outgoing' as const,
      name: channel,
      failedAt: createdAt.toISOString(),
      attempts,
      error,
      isDrill: mode === 'drill',
    })),
  ]
  return failures.sort((one, other) => (one.failedAt < other.failedAt ? 1 : -1))
}

/** Tries it again from the start, with all its tries. */
export function retryFailure(app: App, actor: Actor, failureId: string, reason: string): Promise<void> {
  const outgoing = (trx: Trx) => retrySetAside(trx, actor.orgId, failureId, app.clock.now())
  const job = () => app.queue.retryPoison(failureId, actor.orgId)
  return settle(app, actor, 'retryFailure', failureId, reason, { outgoing, job })
}

/** Gives it up for good. */
export function dropFailure(app: App, actor: Actor, failureId: string, reason: string): Promise<void> {
  const outgoing = (trx: Trx) => dropSetAside(trx, actor.orgId, failureId)
  const job = () => app.queue.dropPoison(failureId, actor.orgId)
  return settle(app, actor, 'dropFailure', failureId, reason, { outgoing, job })
}

type Ways = { outgoing: (trx: Trx) => Promise<boolean>; job: () => Promise<boolean> }

async function settle(
  app: App,
  actor: Actor,
  verb: string,
  failureId: string,
  reason: string,
  ways: Ways,
): Promise<void> {
  permit(actor, 'work.manage')
  await inTransaction(app.db, async (trx) => {
    const act = async (objectKind: string): Promise<void> =>
      recordAct(trx, app.clock.now(), actor, { verb, objectKind, objectId: failureId, detail: { reason } })
    if (await ways.outgoing(trx)) return act('outgoing')
    const isKnown = (await app.queue.listPoison(MOST, actor.orgId)).some(({ id }) => id === failureId)
    if (!isKnown) throw new Refusal('not-found', { field: 'failureId' })
    // Last: the queue acts on connections of its own, so the audit row must be sure to follow.
    await act('job')
    if (!(await ways.job())) throw new Refusal('not-found', { field: 'failureId' })
  })
}
