import { actorKey, systemActor } from '../access/actor.ts'
import type { Actor, App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import type { AlertRow } from './alert-store.ts'
import { courseOf, turnOf } from './course.ts'
import { storyCounts } from './figures-reads.ts'
import { noticeStage } from './notice-actions.ts'
import { isWorthTelling, type Step, stepOf } from './notice-stage.ts'
import type { AlertCard, AlertNews, StageName } from './schema.ts'
import { insertStage, listStages, type StageRow } from './stage-store.ts'

/**
 * Takes the step that the news of an alert is, as a row with the figures of the moment, and tells people of it where it is worth a message.
 * @param alert locked or new
 * @param by who brought it there; undefined: the watch
 * @returns the stage that it is at now; undefined: it was no step
 */
export async function takeStep(
  app: App,
  trx: Trx,
  alert: AlertRow,
  card: AlertCard,
  news: AlertNews | Step,
  by?: Actor,
): Promise<StageName | undefined> {
  const before = await listStages(trx, alert.org_id, alert.id)
  const isByPerson = by !== undefined && by.kind !== 'system'
  const step = typeof news === 'string' ? stepOf(card, news, before.at(-1), isByPerson) : news
  if (!step) return undefined
  const now = app.clock.now()
  const row: StageRow = {
    ...step,
    seq: (before.at(-1)?.seq ?? 0) + 1,
    at: now,
    byName: (by ?? watchOf(alert)).name,
    level: alert.level,
    recurrence: alert.recurrence,
    figures: figuresOf(alert),
    isTold: isWorthTelling(step, alert.level, before, now),
  }
  await insertStage(trx, { orgId: alert.org_id, alertId: alert.id, byKey: actorKey(by ?? watchOf(alert)) }, row)
  if (row.isTold)
    await noticeStage(
      app,
      trx,
      alert.org_id,
      card,
      row,
      before.findLast(({ isTold }) => isTold),
      by,
    )
  return step.stage
}

/** The step that the curve itself is: it has turned, or rises again. @param until in the time of the posts */
export async function turnedStep(trx: Trx, alert: AlertRow, until: Date): Promise<Step | undefined> {
  const stages = await listStages(trx, alert.org_id, alert.id)
  const last = stages.at(-1)
  if (!last || last.stage === 'closed') return undefined
  const { counts, usual } = await storyCounts(trx, alert, until)
  const turn = turnOf(courseOf(counts, usual), last.stage === 'peaked')
  return turn && { stage: turn === 'turned' ? 'peaked' : 'escalated', why: turn }
}

function figuresOf({ observed, told_size, told_platforms, negative_share }: AlertRow): StageRow['figures'] {
  return { posts: observed, size: told_size, platforms: told_platforms, negativeShare: negative_share }
}

function watchOf({ org_id }: AlertRow): Actor {
  return systemActor(org_id, 'watch')
}
