import type { IncomingHttpHeaders } from 'node:http'
import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { findAccount } from './account-store.ts'
import { recordAct } from './audit-actions.ts'
import { readCookie, sessionCookieName } from './cookie.ts'
import { findLink, useLink } from './link-store.ts'
import { beginAttempt } from './lock-out-store.ts'
import { tellEnded } from './password-actions.ts'
import { isPassword, NOBODYS_HASH } from './password-store.ts'
import { emailKey } from './person-store.ts'
import { findActor } from './reads.ts'
import {
  endSessions,
  findSessionActor,
  findSessionAgain,
  insertSession,
  listOpenSessions,
  type SessionRow,
  type Visitor,
} from './session-store.ts'
import { findTokenActor, findTokenAgain } from './token-store.ts'

/** The token goes into the cookie and nowhere else. */
export type SignedIn = { readonly actor: Actor; readonly token: string }

/**
 * Who sends the request, by `Authorization: Bearer` or by the cookie; permissions are read anew each time.
 * @returns undefined where no credentials came
 * @throws Refusal `signed-out` where they are no longer good
 */
export async function authenticate(
  app: App,
  request: { readonly headers: IncomingHttpHeaders },
): Promise<Actor | undefined> {
  const { authorization, cookie } = request.headers
  const now = app.clock.now()
  if (authorization !== undefined) {
    const secret = /^Bearer ([\w-]{1,200})$/i.exec(authorization)?.[1]
    const actor = secret === undefined ? undefined : await findTokenActor(app.db, now, secret)
    if (!actor) throw new Refusal('signed-out', { reason: 'the token is unknown, expired or revoked' })
    return actor
  }
  const token = readCookie(cookie, sessionCookieName(app.config.publicUrl))
  if (token === undefined) return undefined
  const actor = await findSessionActor(app.db, now, token)
  if (!actor) throw new Refusal('signed-out')
  return actor
}

/** For a stream that stays open after its request: the actor as of now, undefined when the session or token has ended. */
export async function findAgain(app: App, actor: Actor): Promise<Actor | undefined> {
  const now = app.clock.now()
  if (actor.kind === 'token') return findTokenAgain(app.db, now, actor.orgId, actor.id)
  return actor.sessionId === undefined ? undefined : findSessionAgain(app.db, now, actor.orgId, actor.sessionId)
}

/**
 * One answer and one duration for an unknown address, a wrong password, somebody without one and somebody disabled.
 * @throws Refusal sign-in-failed, locked-out, too-many-requests
 */
export async function signIn(
  app: App,
  input: { readonly email: string; readonly password: string },
  visitor: Visitor,
): Promise<SignedIn> {
  const now = app.clock.now()
  const { address } = visitor
  const account = await findAccount(app.db, input.email, address)
  // A stranger who fails on purpose locks out strangers; from where they have signed in before, people keep a counter of their own.
  const whose = account?.knowsAddress ? `${emailKey(input.email)} at ${address}` : emailKey(input.email)
  const attempt = await beginAttempt(app.db, now, { account: whose, address })
  const isRight = await isPassword(account?.hash ?? NOBODYS_HASH, input.password)
  if (!isRight || !account?.hash || account.isDisabled) throw new Refusal('sign-in-failed')
  return inTransaction(app.db, async (trx) => {
    await attempt.succeed(trx)
    return openSession(app, trx, account, visitor, {
      failuresBefore: attempt.failuresBefore,
      isNewAddress: !account.knowsAddress,
    })
  })
}

/** By the one-time link of a demo. @throws Refusal link-used */
export async function signInByLink(app: App, token: string, visitor: Visitor): Promise<SignedIn> {
  const now = app.clock.now()
  const link = await findLink(app.db, now, token, 'sign-in')
  if (!link) throw new Refusal('link-used')
  return inTransaction(app.db, async (trx) => {
    if (!(await useLink(trx, now, link))) throw new Refusal('link-used')
    return openSession(app, trx, link, visitor, { by: 'link' })
  })
}

/** In the transaction of what made it possible. */
export async function openSession(
  app: App,
  trx: Parameters<typeof recordAct>[0],
  person: { readonly orgId: string; readonly personId: string },
  visitor: Visitor,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<SignedIn> {
  const now = app.clock.now()
  const found = await findActor(trx, person.orgId, person.personId)
  if (!found) throw new Refusal('sign-in-failed')
  const { id, token } = await insertSession(trx, now, person, visitor)
  const actor = { ...found, sessionId: id }
  await recordAct(trx, now, actor, { verb: 'signIn', objectKind: 'session', objectId: id, detail })
  return { actor, token }
}

export async function signOut(app: App, actor: Actor): Promise<void> {
  if (actor.sessionId === undefined) throw new Refusal('forbidden', { reason: 'tokens have no session' })
  await endSession(app, actor, actor.sessionId, 'signed-out')
}

/** One's own, on another machine. @throws Refusal not-found */
export async function revokeSession(app: App, actor: Actor, sessionId: string): Promise<void> {
  await endSession(app, actor, sessionId, 'revoked')
}

export async function listSessions(app: App, actor: Actor): Promise<SessionRow[]> {
  if (actor.kind !== 'person') throw new Refusal('forbidden', { reason: 'tokens have no sessions' })
  return listOpenSessions(app.db, app.clock.now(), actor.orgId, actor.id)
}

async function endSession(app: App, actor: Actor, sessionId: string, why: 'signed-out' | 'revoked'): Promise<void> {
  if (actor.kind !== 'person') throw new Refusal('forbidden', { reason: 'tokens have no sessions' })
  const now = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const ended = await endSessions(trx, now, { orgId: actor.orgId, personId: actor.id, only: sessionId }, why)
    if (ended.length === 0) throw new Refusal('not-found')
    await tellEnded(app, trx, actor.orgId, ended)
    const verb = why === 'signed-out' ? 'signOut' : 'revokeSession'
    await recordAct(trx, now, actor, { verb, objectKind: 'session', objectId: sessionId })
  })
}
