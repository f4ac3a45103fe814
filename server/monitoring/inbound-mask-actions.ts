import { createHmac } from 'node:crypto'
import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import type { Batch } from './batch.ts'
import { isRecord, maskPost } from './inbound-mask.ts'
import { deleteUnmasked, insertUnmasked, isUnmasked } from './inbound-mask-store.ts'
import type { Watching } from './watching.ts'

/** The door through which every post comes: records of calls and chats lose their personal data before anything else sees them. */
export async function maskBatch(app: Watching, batch: Batch): Promise<Batch> {
  if (!batch.posts.some(isRecord)) return batch
  const { orgId } = batch.actor
  if (await isUnmasked(app.db, orgId, batch.source)) return batch
  const pseudonym = (id: string): string =>
    createHmac('sha256', app.config.secretKey).update(`${orgId} author ${id}`).digest('hex').slice(0, 10)
  return { ...batch, posts: batch.posts.map((post) => ({ ...post, ...maskPost(post, pseudonym) })) }
}

/** From now on; what is stored already stays as it is. */
export async function setMasking(
  app: Watching,
  actor: Actor,
  { source, isMasked }: { source: string; isMasked: boolean },
): Promise<void> {
  permit(actor, 'sources.manage')
  if (source.trim() === '') throw new Refusal('invalid', { field: 'source', reason: 'source is empty' })
  const at = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const isChanged = isMasked
      ? await deleteUnmasked(trx, actor.orgId, source)
      : await insertUnmasked(trx, actor.orgId, source, actorKey(actor), at)
    if (!isChanged) return
    const verb = isMasked ? 'maskSource' : 'unmaskSource'
    await recordAct(trx, at, actor, { verb, objectKind: 'source', objectId: source, detail: { source } })
  })
}
