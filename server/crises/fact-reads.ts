import type { Db } from '../base/db.ts'
import { type CrisisFacts, ENDED } from './crisis-states.ts'
import { type CrisisRow, selectCrisis, selectTransitions, type TransitionRow } from './crisis-store.ts'
import { findQuiet } from './level-reads.ts'

/** Who asks, when, and into what a merge would lead. */
export type Asking = { readonly actorId: string; readonly now: Date; readonly intoId?: string | undefined }

/** Everything that the guards of the state machine want to know about a crisis. */
export async function crisisFacts(db: Db, crisis: CrisisRow, asking: Asking): Promise<CrisisFacts> {
  const { actorId, now, intoId } = asking
  const transitions = await selectTransitions(db, crisis)
  // Read only where a verb asks for it: it counts posts.
  const quiet = crisis.state === 'responding' ? await findQuiet(db, crisis, now) : undefined
  const into = intoId === undefined ? undefined : await selectCrisis(db, crisis.orgId, intoId)
  const last = transitions.at(-1)
  return {
    state: crisis.state,
    level: crisis.level,
    isLevelProvisional: crisis.isLevelProvisional,
    commanderId: crisis.commanderId,
    actorId,
    now,
    closeSigners: signersOf(transitions),
    ...(quiet ? { quiet } : {}),
    ...(crisis.state === 'merged' && last?.from ? { merged: { from: last.from, at: last.at } } : {}),
    ...(into ? { mergeTarget: targetOf(crisis, into) } : {}),
  }
}

/** Signatures count from when it came to where it is: after a reopening nobody has signed. */
function signersOf(transitions: readonly TransitionRow[]): string[] {
  const signers: string[] = []
  for (const { verb, from, to, byId } of transitions) {
    if (verb === 'close' && from === to) signers.push(byId)
    else signers.length = 0
  }
  return signers
}

function targetOf(crisis: CrisisRow, into: CrisisRow): NonNullable<CrisisFacts['mergeTarget']> {
  return {
    id: into.id,
    isSelf: into.id === crisis.id,
    isOpen: !ENDED.includes(into.state),
    isSameMode: into.mode === crisis.mode,
  }
}
