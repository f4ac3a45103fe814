import type { Actor } from '../app.ts'
import { Refusal } from '../base/errors.ts'
import type { Permission } from './permissions.ts'

/**
 * The first line of every action. Without `of` it asks whether the actor may do such things at all, in the own organisation.
 * @throws Refusal `not-found` for a thing of another organisation (also to those who may not even look), `forbidden` otherwise
 */
export function permit(actor: Actor, permission: Permission, of?: { readonly orgId: string }): void {
  // Not `forbidden`: whoever tries ids must not learn which of them exist elsewhere.
  if (of !== undefined && of.orgId !== actor.orgId) throw new Refusal('not-found')
  if (!isPermitted(actor, permission)) throw new Refusal('forbidden', { values: { permission } })
}

/** The first line of what one does for oneself: programs and jobs have neither addresses nor wishes. @throws Refusal `forbidden` */
export function permitPerson(actor: Actor): void {
  if (actor.kind !== 'person') throw new Refusal('forbidden', { reason: 'for people' })
}

export function isPermitted(actor: Actor, permission: Permission): boolean {
  return actor.permissions.has(permission)
}
