import { sql } from 'kysely'
import type { App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { systemActor } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { insertLink, insertSetupLink, isSetupLink, useSetupLink } from './link-store.ts'
import { newPasswordHash } from './password-actions.ts'
import { insertPassword } from './password-store.ts'
import type { Role } from './permissions.ts'
import { insertGrants, insertOrganisation, insertPerson, markJoined } from './person-store.ts'
import { listOrganisations } from './reads.ts'
import { openSession, type SignedIn } from './session-actions.ts'
import type { Visitor } from './session-store.ts'
import { checkName, checkZone } from './texts.ts'

/**
 * Both, so that one person can try the whole thread alone: administrators let people in and declare, but only commanders lead. Whoever
 * grows beyond one person takes one of the two away again.
 */
const FIRST_ROLES = ['administrator', 'commander'] as const
/** Any number that no other advisory lock of ours uses. */
const SETUP_LOCK = 7_316_101
const DEMO = {
  name: '青禾（示範）',
  zone: 'Asia/Taipei',
  person: '林可欣',
  email: 'demo@weiji.invalid',
} as const
/** Who else is in the demo's crisis team: nobody can sign in as them, and mail to them leads nowhere. */
const DEMO_COLLEAGUES: readonly { readonly name: string; readonly roles: readonly Role[] }[] = [
  { name: '王柏翰', roles: ['pr'] },
  { name: '陳怡君', roles: ['care'] },
  { name: '周明遠', roles: ['legal'] },
  { name: '吳志豪', roles: ['technical', 'analyst'] },
  { name: '黃雅雯', roles: ['management'] },
]

/**
 * A one-time link to the page that makes the organisation and its administrator, for the console; undefined once there is one. Each call
 * voids the earlier link. A demo is no organisation in this sense: after a try the real thing can begin in the same installation.
 */
export async function ensureSetupLink(app: App): Promise<string | undefined> {
  return inTransaction(app.db, async (trx) => {
    await lockSetup(trx)
    if (await hasOrganisation(trx)) return undefined
    return `${app.config.publicUrl}/setup#${await insertSetupLink(trx, app.clock.now())}`
  })
}

/** Nothing at all is here yet, not even a demo: pages then say where the link is. */
export async function isSetupNeeded(app: App): Promise<boolean> {
  return (await listOrganisations(app.db)).length === 0
}

export type SetupInput = {
  readonly token: string
  readonly organisation: string
  readonly zone: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly locale?: string | undefined
}

/**
 * Makes the organisation with its starting roles and its first person, and signs in. Of any number of calls with one link at once,
 * one succeeds.
 * @throws Refusal setup-done, link-used (also an unknown or expired one), password-weak, invalid
 */
export async function setUp(app: App, input: SetupInput, visitor: Visitor): Promise<SignedIn> {
  const now = app.clock.now()
  // First of all, so that without the link nobody makes us work.
  if (await hasOrganisation(app.db)) throw new Refusal('setup-done')
  if (!(await isSetupLink(app.db, now, input.token))) throw new Refusal('link-used')
  const name = checkName(input.name, 'name')
  const organisation = checkName(input.organisation, 'organisation')
  const zone = checkZone(input.zone)
  const phc = await newPasswordHash(app, input.password, { email: input.email, name, organisation })
  return inTransaction(app.db, async (trx) => {
    await lockSetup(trx)
    if (!(await useSetupLink(trx, now, input.token))) throw new Refusal('link-used')
    if (await hasOrganisation(trx)) throw new Refusal('setup-done')
    const founder = { name, email: input.email, locale: input.locale }
    const made = await found(app, trx, { name: organisation, zone, isDemo: false }, founder)
    await insertPassword(trx, now, made.orgId, made.personId, phc)
    return openSession(app, trx, made, visitor)
  })
}

/** For `--demo`: the demo's organisation, made on the first call, and a new one-time link that signs in as its administrator. */
export async function makeDemoOrganisation(app: App): Promise<{ orgId: string; link: string }> {
  const now = app.clock.now()
  return inTransaction(app.db, async (trx) => {
    await lockSetup(trx)
    const { orgId, personId } = (await findDemo(trx)) ?? (await foundDemo(app, trx))
    const token = await insertLink(trx, now, { orgId, personId, purpose: 'sign-in', by: 'system:system' })
    return { orgId, link: `${app.config.publicUrl}/sign-in#${token}` }
  })
}

async function foundDemo(app: App, trx: Trx): Promise<{ orgId: string; personId: string }> {
  const organisation = { name: DEMO.name, zone: DEMO.zone, isDemo: true }
  const made = await found(app, trx, organisation, { name: DEMO.person, email: DEMO.email })
  for (const [n, { name, roles }] of DEMO_COLLEAGUES.entries()) {
    const colleague = { name, email: `demo-${n + 1}@weiji.invalid` }
    await addMember(app, trx, made.orgId, colleague, roles, 'made for the demonstration')
  }
  return made
}

type Member = { readonly name: string; readonly email: string; readonly locale?: string | undefined }

async function found(
  app: App,
  trx: Trx,
  organisation: { readonly name: string; readonly zone: string; readonly isDemo: boolean },
  founder: Member,
): Promise<{ orgId: string; personId: string }> {
  const now = app.clock.now()
  const orgId = await insertOrganisation(trx, now, organisation)
  const { isDemo, zone } = organisation
  await recordAct(trx, now, systemActor(orgId, 'setup'), {
    verb: 'makeOrganisation',
    objectKind: 'organisation',
    objectId: orgId,
    detail: { isDemo, zone },
  })
  const personId = await addMember(app, trx, orgId, founder, FIRST_ROLES, 'first person of the organisation')
  return { orgId, personId }
}

/** Without an invitation: who begins, or is part of a demonstration. @returns the person's id */
async function addMember(
  app: App,
  trx: Trx,
  orgId: string,
  member: Member,
  roles: readonly Role[],
  reason: string,
): Promise<string> {
  const now = app.clock.now()
  const personId = await insertPerson(trx, now, { orgId, ...member })
  await markJoined(trx, now, orgId, personId)
  await insertGrants(trx, now, { orgId, personId, roles, by: 'system:system', reason })
  const act = { verb: 'grantRoles', objectKind: 'person', objectId: personId, detail: { roles } }
  await recordAct(trx, now, systemActor(orgId, 'setup'), act)
  return personId
}

/** Two starts, or a start and a use of the link, one after the other. */
async function lockSetup(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SETUP_LOCK})`.execute(trx)
}

async function hasOrganisation(db: App['db']): Promise<boolean> {
  return (await listOrganisations(db)).some(({ isDemo }) => !isDemo)
}

async function findDemo(trx: Trx): Promise<{ orgId: string; personId: string } | undefined> {
  const found = await sql<{ orgId: string; personId: string }>`
    select p.org_id as "orgId", p.id as "personId" from people p join organisations o on o.id = p.org_id
    where o.is_demo and p.email_key = ${DEMO.email}`.execute(trx)
  return found.rows[0]
}
