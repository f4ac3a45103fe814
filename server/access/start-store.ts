import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { StartAct } from './start.ts'

export async function listStartActs(db: Db, orgId: string): Promise<StartAct[]> {
  const found = await sql<StartAct>`
    select step, state, detail from start_acts where org_id = ${orgId} order by at, act_id`.execute(db)
  return found.rows
}

export async function insertStartAct(trx: Trx, orgId: string, at: Date, by: string, act: StartAct): Promise<void> {
  await sql`
    insert into start_acts (org_id, act_id, step, state, detail, at, by)
    values (${orgId}, ${newId(at.getTime())}, ${act.step}, ${act.state}, ${JSON.stringify(act.detail)}::jsonb, ${at}, ${by})
  `.execute(trx)
}
