import { sql } from 'kysely'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { actorKey, systemActor } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { insertLink } from './link-store.ts'
import { permit } from './permit.ts'
import { insertGrants, insertOrganisation, insertPerson, markJoined } from './person-store.ts'
import { findPerson, getOrganisation } from './reads.ts'

/** One person tries the whole thread alone. */
const ROLES = ['administrator', 'commander'] as const
const LABEL = '回放'

/**
 * A fresh organisation of one person, for a recording to be played into: a demonstration in every respect, so that nothing of it is taken
 * for the real situation, and its name says what it is. The caller's own permission decides who may.
 */
export async function makePracticeOrganisation(app: App, trx: Trx, actor: Actor, name: string): Promise<string> {
  const now = app.clock.now()
  const [{ zone }, person] = [await getOrganisation(trx, actor.orgId), await findPerson(trx, actor.orgId, actor.id)]
  const orgId = await insertOrganisation(trx, now, { name: `${LABEL}：${name}`.slice(0, 200), zone, isDemo: true })
  await sql`update organisations set practice_of = ${actor.orgId} where id = ${orgId}`.execute(trx)
  const email = `replay-${orgId}@weiji.invalid`
  const locale = person?.locale ?? undefined
  const personId = await insertPerson(trx, now, { orgId, name: actor.name, email, locale })
  await markJoined(trx, now, orgId, personId)
  const by = actorKey(systemActor(orgId, 'practice'))
  await insertGrants(trx, now, { orgId, personId, roles: ROLES, by, reason: 'made to practise in' })
  await recordAct(trx, now, systemActor(orgId, 'practice'), {
    verb: 'makeOrganisation',
    objectKind: 'organisation',
    objectId: orgId,
    detail: { isDemo: true, isPractice: true, zone },
  })
  return orgId
}

/**
 * A one-time link that signs in to a practice organisation of the caller's own. It is valid for a day, and each voids the one before.
 * @throws Refusal not-found when it is none of theirs
 */
export async function makePracticeLink(app: App, actor: Actor, practiceOrgId: string): Promise<string> {
  permit(actor, 'replays.run')
  const now = app.clock.now()
  return inTransaction(app.db, async (trx) => {
    const found = await sql<{ personId: string }>`
      select p.id as "personId" from organisations o join people p on p.org_id = o.id
      where o.id = ${practiceOrgId} and o.practice_of = ${actor.orgId} and o.is_demo order by p.created_at limit 1`.execute(
      trx,
    )
    const personId = found.rows[0]?.personId
    if (personId === undefined) throw new Refusal('not-found')
    const token = await insertLink(trx, now, {
      orgId: practiceOrgId,
      personId,
      purpose: 'sign-in',
      by: actorKey(actor),
    })
    const act = {
      verb: 'makePersonLink',
      objectKind: 'organisation',
      objectId: practiceOrgId,
      detail: { isPractice: true },
    }
    await recordAct(trx, now, actor, act)
    return `${app.config.publicUrl}/sign-in#${token}`
  })
}
