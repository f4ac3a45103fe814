import type { Actor, App } from '../app.ts'
import { DAY } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { actorKey } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { PERMISSIONS } from './permissions.ts'
import { permit } from './permit.ts'
import { insertToken, listTokenRows, revokeTokenRow, type TokenRow } from './token-store.ts'

/**
 * A program lets nobody in and makes no keys: what is stolen with one key must not become many. Nor does it lead: closing a crisis of
 * the first level and its retrospective want a second person, whom somebody's own token would stand in for.
 */
const FOR_PEOPLE_ONLY = new Set(['people.manage', 'tokens.manage', 'crises.lead'])

export type TokenInput = {
  readonly name: string
  readonly permissions: readonly string[]
  readonly expiresInDays: number
}

/**
 * A key for a program, with some of the maker's permissions; it stays when the maker goes, because what it feeds must not stop then.
 * @returns the secret, which cannot be shown again
 * @throws Refusal forbidden, own-grant (a permission that the maker lacks), invalid
 */
export async function makeToken(
  app: App,
  actor: Actor,
  input: TokenInput,
): Promise<{ token: TokenRow; secret: string }> {
  permit(actor, 'tokens.manage')
  const permissions = [...new Set(input.permissions)].sort()
  for (const permission of permissions) {
    if (!Object.hasOwn(PERMISSIONS, permission) || FOR_PEOPLE_ONLY.has(permission)) {
      throw new Refusal('invalid', { field: 'permissions', reason: `${permission} is no permission of tokens` })
    }
    if (!actor.permissions.has(permission)) throw new Refusal('own-grant', { values: { permission } })
  }
  const name = input.name.trim()
  if (name === '') throw new Refusal('invalid', { field: 'name', reason: 'is empty' })
  const now = app.clock.now()
  const expiresAt = new Date(now.getTime() + input.expiresInDays * DAY)
  return inTransaction(app.db, async (trx) => {
    const { orgId } = actor
    const { id, secret } = await insertToken(trx, now, { orgId, name, permissions, by: actorKey(actor), expiresAt })
    const detail = { name, permissions, expiresAt }
    await recordAct(trx, now, actor, { verb: 'makeToken', objectKind: 'token', objectId: id, detail })
    const [token] = await listTokenRows(trx, orgId, id)
    if (!token) throw new Error('the token is not there')
    return { token, secret }
  })
}

/** @throws Refusal not-found, also when it is revoked already */
export async function revokeToken(app: App, actor: Actor, tokenId: string): Promise<void> {
  permit(actor, 'tokens.manage')
  const now = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    if (!(await revokeTokenRow(trx, now, actor.orgId, tokenId, actorKey(actor)))) throw new Refusal('not-found')
    await recordAct(trx, now, actor, { verb: 'revokeToken', objectKind: 'token', objectId: tokenId })
  })
}
