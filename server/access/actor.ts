import type { Actor } from '../app.ts'
import { PERMISSIONS } from './permissions.ts'

/** A job of ours that acts for an organisation; `name` says which, such as `detectors`. */
export function systemActor(orgId: string, name: string): Actor {
  return { kind: 'system', orgId, id: 'system', name, permissions: everything() }
}

/** Whoever runs commands on the machine: may do all, and is named as such in the audit. */
export function operatorActor(orgId: string): Actor {
  return { kind: 'operator', orgId, id: 'operator', name: 'operator', permissions: everything() }
}

/** `KIND:ID`, as columns such as `granted_by` keep it. */
export function actorKey(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}

function everything(): ReadonlySet<string> {
  return new Set(Object.keys(PERMISSIONS))
}
