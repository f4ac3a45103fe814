import { sql } from 'kysely'
import type { Trx } from '../base/db.ts'
import { keptName } from './actor-name.ts'
import type { SameStory } from './story.ts'

type Member = SameStory &
  Readonly<Record<'orgId' | 'groupId' | 'alertId' | 'byKey' | 'byName', string>> & { readonly at: Date }

export async function insertMember(trx: Trx, member: Member): Promise<void> {
  const { orgId, groupId, alertId, at, why, evidence, byKey, byName } = member
  await sql`
    insert into alert_groups (org_id, group_id, alert_id, at, why, evidence, by_key, by_name)
    values (${orgId}, ${groupId}, ${alertId}, ${at}, ${why}, ${JSON.stringify(evidence)}::jsonb, ${byKey}, ${keptName(byKey, byName)})`.execute(
    trx,
  )
}
