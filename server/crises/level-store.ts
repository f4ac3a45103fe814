import { sql } from 'kysely'
import type { Actor } from '../app.ts'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { Level } from './clocks.ts'
import type { CrisisRef } from './crisis-store.ts'
import type { LevelProposal, Rubric } from './level.ts'
import { RUBRIC_SEED } from './level-seed.ts'
import type { ReasonCode } from './schema.ts'

/** The newest rubric of the organisation; before it has one, what it will start with. */
export async function selectRubric(db: Db, orgId: string): Promise<Rubric> {
  const found = await sql<{ version: number; rubric: Omit<Rubric, 'version'> }>`
    select version, rubric from level_rubrics where org_id = ${orgId} order by version desc limit 1`.execute(db)
  const [row] = found.rows
  return row ? { ...row.rubric, version: row.version } : { ...RUBRIC_SEED, version: 1 }
}

/** Version 1, where there is none: an assessment points to the row it was made by. */
export async function seedRubric(trx: Trx, orgId: string, at: Date): Promise<void> {
  await sql`
    insert into level_rubrics (org_id, version, rubric, made_at, by_name)
    values (${orgId}, 1, ${JSON.stringify(RUBRIC_SEED)}::jsonb, ${at}, 'seed') on conflict do nothing`.execute(trx)
}

export type Assessed = {
  readonly level: Level
  readonly isProvisional: boolean
  readonly proposal: LevelProposal
  readonly note: string
}

/** The level that holds now and the row that says why, never one without the other. */
export async function assess(trx: Trx, crisis: CrisisRef, actor: Actor, at: Date, given: Assessed): Promise<void> {
  const { level, isProvisional, proposal, note } = given
  await sql`
    insert into level_assessments (org_id, id, crisis_id, at, rubric_version, level, proposed_level, is_provisional, dimensions,
      reasons, note, by_kind, by_id, by_name)
    values (${crisis.orgId}, ${newId()}, ${crisis.id}, ${at}, ${proposal.rubricVersion}, ${level}, ${proposal.level},
      ${isProvisional}, ${JSON.stringify(proposal.dimensions)}::jsonb, ${JSON.stringify(proposal.reasons)}::jsonb, ${note},
      ${actor.kind}, ${actor.id}, ${actor.name})`.execute(trx)
  await sql`
    update crises set level = ${level}, is_level_provisional = ${isProvisional}, level_at = ${at}
    where org_id = ${crisis.orgId} and id = ${crisis.id}`.execute(trx)
}

/** Why the level is what it is: the reasons of the newest assessment. */
export async function selectLevelReasons(db: Db, crisis: CrisisRef): Promise<ReasonCode[]> {
  const found = await sql<{ reasons: ReasonCode[] }>`
    select reasons from level_assessments where org_id = ${crisis.orgId} and crisis_id = ${crisis.id}
    order by at desc, id desc limit 1`.execute(db)
  return found.rows[0]?.reasons ?? []
}
