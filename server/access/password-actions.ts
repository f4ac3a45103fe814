import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { getAccount } from './account-store.ts'
import { recordAct } from './audit-actions.ts'
import { beginAttempt } from './lock-out-store.ts'
import { checkPassword, weak } from './password-policy.ts'
import {
  HISTORY,
  hashPassword,
  insertPassword,
  isPassword,
  lastHashes,
  NOBODYS_HASH,
  normal,
} from './password-store.ts'
import { emailKey } from './person-store.ts'
import { endSessions } from './session-store.ts'

export type PasswordOwner = { readonly email: string; readonly name: string; readonly organisation: string }

/**
 * A person's own new password; ends all other sessions. The old one is asked for because a page left open is not the person, and its
 * guesses count as sign-ins do.
 * @throws Refusal invalid (field old), locked-out, too-many-requests, password-weak
 */
export async function changePassword(
  app: App,
  actor: Actor,
  input: { readonly old: string; readonly new: string },
  address: string,
): Promise<void> {
  if (actor.kind !== 'person') throw new Refusal('forbidden', { reason: 'tokens have no password' })
  const now = app.clock.now()
  const { orgId, id: personId } = actor
  const account = await getAccount(app.db, orgId, personId, address)
  // A counter of its own: a colleague at an open page must not be able to lock the sign-in.
  const attempt = await beginAttempt(app.db, now, { account: `change ${emailKey(account.email)}`, address })
  if (!(await isPassword(account.hash ?? NOBODYS_HASH, input.old))) {
    // Not `sign-in-failed`: that would be a 401, to which pages and clients answer by signing in anew.
    throw new Refusal('invalid', { field: 'old', reason: 'is not the password' })
  }
  const phc = await newPasswordHash(app, input.new, account, { orgId, personId })
  await inTransaction(app.db, async (trx) => {
    await attempt.succeed(trx)
    await insertPassword(trx, now, orgId, personId, phc)
    const ended = await endSessions(trx, now, { orgId, personId, except: actor.sessionId }, 'password-changed')
    await tellEnded(app, trx, orgId, ended)
    const detail = { endedSessions: ended.length }
    await recordAct(trx, now, actor, { verb: 'changePassword', objectKind: 'person', objectId: personId, detail })
  })
}

/**
 * Checks policy and history and hashes; slow on purpose, so outside of transactions.
 * @param known undefined for somebody who has none yet
 */
export async function newPasswordHash(
  app: App,
  password: string,
  owner: PasswordOwner,
  known?: { readonly orgId: string; readonly personId: string },
): Promise<string> {
  checkPassword(normal(password), { ...owner, common: await commonPasswords() })
  const earlier = known === undefined ? [] : await lastHashes(app.db, known.orgId, known.personId, HISTORY)
  for (const phc of earlier) if (await isPassword(phc, password)) throw weak('used-before')
  return hashPassword(password)
}

/** Open pages of ended sessions hear of it, so that their streams end at once and not with the next request. */
export async function tellEnded(app: App, trx: Trx, orgId: string, sessionIds: readonly string[]): Promise<void> {
  if (sessionIds.length > 0) await app.live.publish(trx, orgId, 'access.ended', { sessionIds })
}

/** Loaded when somebody first sets a password; a start does not wait for the list. */
async function commonPasswords(): Promise<(word: string) => boolean> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  const words: readonly (string | number)[] = dictionary['passwords-common'] ?? []
  if (words.length === 0) throw new Error('the list of common passwords is empty')
  return (word) => words.includes(word)
}
