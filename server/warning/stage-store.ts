import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { keptName } from './actor-name.ts'
import type { StageFigures, Taken } from './notice-stage.ts'
import type { StageName } from './schema.ts'

/** `byName` is kept of programs only; see actor-name.ts */
export type StageRow = Taken & { readonly seq: number; readonly byName: string; readonly figures: StageFigures }

const ROW = sql`seq, stage, why, at, by_key as "byKey", by_name as "byName", level, recurrence, figures, is_told as "isTold"`

/** Oldest first. */
export async function listStages(
  db: Db,
  orgId: string,
  alertId: string,
): Promise<(StageRow & { readonly byKey: string })[]> {
  const found = await sql<StageRow & { byKey: string }>`
    select ${ROW} from alert_stages where org_id = ${orgId} and alert_id = ${alertId} order by seq`.execute(db)
  return found.rows
}

/** The latest step of each of these alerts. */
export async function latestStages(
  db: Db,
  orgId: string,
  alertIds: readonly string[],
): Promise<Map<string, { stage: StageName; why: string }>> {
  const found = await sql<{ id: string; stage: StageName; why: string }>`
    select distinct on (alert_id) alert_id as id, stage, why from alert_stages
    where org_id = ${orgId} and alert_id = any(${alertIds}::uuid[]) order by alert_id, seq desc`.execute(db)
  return new Map(found.rows.map(({ id, ...stage }) => [id, stage]))
}

/** Call it with the alert's row locked or new. */
export async function insertStage(
  trx: Trx,
  { orgId, alertId, byKey }: { readonly orgId: string; readonly alertId: string; readonly byKey: string },
  row: StageRow,
): Promise<void> {
  const { seq, stage, why, at, byName, level, recurrence, figures, isTold } = row
  await sql`
    insert into alert_stages (org_id, alert_id, seq, stage, why, at, by_key, by_name, level, recurrence, figures, is_told)
    values (${orgId}, ${alertId}, ${seq}, ${stage}, ${why}, ${at}, ${byKey}, ${keptName(byKey, byName)}, ${level}, ${recurrence},
      ${JSON.stringify(figures)}::jsonb, ${isTold})`.execute(trx)
}
