import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../app.ts'
import type { Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { type Act, type ActBody, canonicalJson } from './act.ts'

/**
 * Writes the audit row of an act into the act's own transaction: no act without its row, no row without its act. One insert, which
 * waits for nobody; the chain is made later by the sealer.
 */
export async function recordAct(trx: Trx, at: Date, actor: Actor, act: Act): Promise<void> {
  const { kind, id, name } = actor
  const { verb, objectKind, objectId, detail = {} } = act
  const body: ActBody = { actor: { kind, id, name }, at: at.toISOString(), verb, objectKind, objectId, detail }
  const json = canonicalJson(body)
  const salt = randomBytes(32)
  await sql`
    insert into audit_acts (org_id, id, at, body, salt, commitment)
    values (${actor.orgId}, ${newId(at.getTime())}, ${at}, ${json}::jsonb, ${salt}, ${commitmentOf(salt, json)})
  `.execute(trx)
}

/** @param json the canonical body */
export function commitmentOf(salt: Uint8Array, json: string): Buffer {
  return createHash('sha256').update(salt).update(json).digest()
}
