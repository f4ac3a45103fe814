import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { actorKey } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { findLink, insertLink, type LinkRow, useLink, voidLinks } from './link-store.ts'
import { newPasswordHash, tellEnded } from './password-actions.ts'
import { insertPassword } from './password-store.ts'
import type { Role } from './permissions.ts'
import { permit, permitPerson } from './permit.ts'
import { transition } from './person.ts'
import {
  factsOf,
  insertGrants,
  insertPerson,
  lockPeople,
  markJoined,
  revokeGrants,
  setDisabled,
  setLocale,
} from './person-store.ts'
import { findPerson, type PersonRow } from './reads.ts'
import { openSession, type SignedIn } from './session-actions.ts'
import { endSessions, type Visitor } from './session-store.ts'
import { checkName } from './texts.ts'
import { countTokensOf } from './token-store.ts'

export type PersonInput = { readonly name: string; readonly email: string; readonly roles: readonly Role[] }

/**
 * @returns the person and the one-time link, which the administrator hands over by a way of trust; it cannot be shown again
 * @throws Refusal forbidden, email-taken
 */
export async function invitePerson(
  app: App,
  actor: Actor,
  input: PersonInput,
): Promise<{ person: PersonRow; link: string }> {
  permit(actor, 'people.manage')
  const name = checkName(input.name, 'name')
  const roles = [...new Set(input.roles)]
  const now = app.clock.now()
  return inTransaction(app.db, async (trx) => {
    const { orgId } = actor
    const personId = await insertPerson(trx, now, { orgId, name, email: input.email.trim() })
    await insertGrants(trx, now, { orgId, personId, roles, by: actorKey(actor), reason: 'invited' })
    const link = await passwordLink(app, trx, actor, personId)
    await recordAct(trx, now, actor, {
      verb: 'invitePerson',
      objectKind: 'person',
      objectId: personId,
      detail: { roles },
    })
    return { person: await getPerson(trx, orgId, personId), link }
  })
}

/**
 * A new link to set a password, for whoever lost the first link or the password. Never one's own: an open page is not its owner.
 * @throws Refusal forbidden, own-grant, not-found, wrong-state
 */
export async function makePersonLink(app: App, actor: Actor, personId: string): Promise<string> {
  permit(actor, 'people.manage')
  const now = app.clock.now()
  return inTransaction(app.db, async (trx) => {
    if (isSelf(actor, personId)) throw new Refusal('own-grant')
    transition(await facts(trx, actor, personId), 'make-link')
    const link = await passwordLink(app, trx, actor, personId)
    await recordAct(trx, now, actor, { verb: 'makePersonLink', objectKind: 'person', objectId: personId })
    return link
  })
}

/** @throws Refusal link-used */
export async function getInvitation(app: App, token: string): Promise<LinkRow> {
  const link = await findLink(app.db, app.clock.now(), token, 'password')
  if (!link) throw new Refusal('link-used')
  return link
}

/** Sets the password, ends whatever sessions there were, and signs in. @throws Refusal link-used, password-weak */
export async function acceptInvitation(
  app: App,
  input: { readonly token: string; readonly password: string },
  visitor: Visitor,
): Promise<SignedIn> {
  const link = await getInvitation(app, input.token)
  const phc = await newPasswordHash(app, input.password, link, link)
  const now = app.clock.now()
  const { orgId, personId, name } = link
  const self: Actor = { kind: 'person', orgId, id: personId, name, permissions: new Set() }
  return inTransaction(app.db, async (trx) => {
    // Whoever disables this person at the same moment is waited for, and then this is refused.
    await lockPeople(trx, orgId)
    if (!(await useLink(trx, now, link))) throw new Refusal('link-used')
    transition(await facts(trx, self, personId), 'set-password')
    await insertPassword(trx, now, orgId, personId, phc)
    await markJoined(trx, now, orgId, personId)
    const ended = await endSessions(trx, now, { orgId, personId }, 'password-changed')
    await tellEnded(app, trx, orgId, ended)
    await recordAct(trx, now, self, { verb: 'acceptInvitation', objectKind: 'person', objectId: personId })
    return openSession(app, trx, link, visitor)
  })
}

/** @throws Refusal forbidden, own-grant, last-administrator, not-found, wrong-state */
export async function changeRoles(
  app: App,
  actor: Actor,
  personId: string,
  wanted: readonly Role[],
): Promise<PersonRow> {
  permit(actor, 'people.manage')
  const now = app.clock.now()
  const { orgId } = actor
  return inTransaction(app.db, async (trx) => {
    await lockPeople(trx, orgId)
    transition(await facts(trx, actor, personId, wanted), 'change-roles')
    const person = await getPerson(trx, orgId, personId)
    const granted = [...new Set(wanted)].filter((role) => !person.roles.includes(role))
    const revoked = person.roles.filter((role) => !wanted.includes(role))
    const change = { orgId, personId, by: actorKey(actor), reason: 'roles changed' }
    await revokeGrants(trx, now, { ...change, roles: revoked })
    await insertGrants(trx, now, { ...change, roles: granted })
    const detail = { granted, revoked }
    if (granted.length + revoked.length > 0) {
      await recordAct(trx, now, actor, { verb: 'changeRoles', objectKind: 'person', objectId: personId, detail })
    }
    return getPerson(trx, orgId, personId)
  })
}

/** Ends all sessions and links at once. @throws Refusal forbidden, own-grant, last-administrator, not-found, wrong-state */
export async function disablePerson(app: App, actor: Actor, personId: string, reason: string): Promise<PersonRow> {
  permit(actor, 'people.manage')
  const now = app.clock.now()
  const { orgId } = actor
  return inTransaction(app.db, async (trx) => {
    await lockPeople(trx, orgId)
    transition(await facts(trx, actor, personId, []), 'disable')
    await setDisabled(trx, orgId, personId, { at: now, by: actorKey(actor), reason })
    const ended = await endSessions(trx, now, { orgId, personId }, 'disabled')
    await voidLinks(trx, now, orgId, personId)
    await tellEnded(app, trx, orgId, ended)
    // Programs go on; the audit tells how many keys of this person somebody should look at.
    const tokensLeft = await countTokensOf(trx, now, orgId, `person:${personId}`)
    const detail = { reason, endedSessions: ended.length, tokensLeft }
    await recordAct(trx, now, actor, { verb: 'disablePerson', objectKind: 'person', objectId: personId, detail })
    return getPerson(trx, orgId, personId)
  })
}

/** With the roles and the password of before. @throws Refusal forbidden, own-grant, not-found, wrong-state */
export async function enablePerson(app: App, actor: Actor, personId: string, reason: string): Promise<PersonRow> {
  permit(actor, 'people.manage')
  const now = app.clock.now()
  const { orgId } = actor
  return inTransaction(app.db, async (trx) => {
    await lockPeople(trx, orgId)
    transition(await facts(trx, actor, personId), 'enable')
    await setDisabled(trx, orgId, personId, undefined)
    await recordAct(trx, now, actor, {
      verb: 'enablePerson',
      objectKind: 'person',
      objectId: personId,
      detail: { reason },
    })
    return getPerson(trx, orgId, personId)
  })
}

/** A taste, not an act that matters: no audit row. */
export async function chooseLocale(app: App, actor: Actor, locale: string): Promise<void> {
  permitPerson(actor)
  await setLocale(app.db, actor.orgId, actor.id, locale)
}

async function passwordLink(app: App, trx: Trx, actor: Actor, personId: string): Promise<string> {
  const given = { orgId: actor.orgId, personId, purpose: 'password', by: actorKey(actor) } as const
  return `${app.config.publicUrl}/invitation#${await insertLink(trx, app.clock.now(), given)}`
}

async function facts(trx: Trx, actor: Actor, personId: string, roles?: readonly Role[]) {
  const found = await factsOf(trx, actor.orgId, personId, roles)
  if (!found) throw new Refusal('not-found')
  return { ...found, isSelf: isSelf(actor, personId) }
}

function isSelf(actor: Actor, personId: string): boolean {
  return actor.kind === 'person' && actor.id === personId
}

async function getPerson(trx: Trx, orgId: string, personId: string): Promise<PersonRow> {
  const person = await findPerson(trx, orgId, personId)
  if (!person) throw new Refusal('not-found')
  return person
}
