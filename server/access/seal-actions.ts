import type { App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import type { Seal } from './seal.ts'
import {
  findHead,
  genesis,
  insertSeals,
  listPending,
  listUnsealed,
  lockChain,
  putHead,
  sealHash,
} from './seal-store.ts'

/** Seals what waits in every organisation; those at which another process is at work are left to it. @returns how many acts */
export async function sealAll(app: App): Promise<number> {
  let sealed = 0
  for (const orgId of await listPending(app.db)) sealed += await sealActs(app, orgId, { waits: false })
  return sealed
}

/**
 * Adds all finished acts of an organisation to its chain, a thousand in each transaction. Writers never wait for it.
 * @param options.waits for a sealer that is at work; the default
 */
export async function sealActs(app: App, orgId: string, { waits } = { waits: true }): Promise<number> {
  let sealed = 0
  for (;;) {
    const batch = await sealBatch(app, orgId, waits)
    sealed += batch.count
    if (batch.isLast) return sealed
  }
}

async function sealBatch(app: App, orgId: string, waits: boolean): Promise<{ count: number; isLast: boolean }> {
  return inTransaction(app.db, async (trx) => {
    // In a statement of its own: the next one must see what the sealer before us has committed.
    if (!(await lockChain(trx, orgId, waits))) return { count: 0, isLast: true }
    const head = (await findHead(trx, orgId)) ?? { count: 0, hash: genesis(orgId), sealedBelow: '0' }
    const { acts, sealedBelow, isLast } = await listUnsealed(trx, orgId, head.sealedBelow)
    const isAhead = BigInt(head.sealedBelow) > BigInt(sealedBelow)
    if (acts.length === 0 && !isAhead) return { count: 0, isLast }
    const seals = chain(head, acts)
    await insertSeals(trx, orgId, seals)
    const last = seals.at(-1) ?? { seq: head.count, hash: head.hash }
    await putHead(trx, app.clock.now(), orgId, { count: last.seq, hash: last.hash, sealedBelow })
    return { count: acts.length, isLast }
  })
}

function chain(
  head: { readonly count: number; readonly hash: Uint8Array },
  acts: readonly { readonly id: string; readonly commitment: Uint8Array }[],
): Seal[] {
  let { count: seq, hash } = head
  return acts.map(({ id, commitment }) => {
    seq += 1
    hash = sealHash(hash, seq, id, commitment)
    return { seq, auditId: id, commitment, hash }
  })
}
