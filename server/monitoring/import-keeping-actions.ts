import { systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import type { App } from '../app.ts'
import { DAY } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { act } from './import-change-actions.ts'
import { folderOf, knownPlace, removeFolder } from './import-file-store.ts'
import { type ImportRecord, listForgotten, markFilesRemoved, moveImport } from './import-store.ts'

/** Long enough to look again at what was refused. */
export const KEPT_DAYS = 7
/** Nobody comes back to what was begun so long ago. */
const LEFT_ALONE_DAYS = 30

/** Removes the files here of imports that have ended, and ends those that nobody went on with. @returns how many */
export async function removeForgotten(app: App): Promise<number> {
  const place = await knownPlace(app.config.dataDir)
  if (place === undefined) return 0
  const now = app.clock.now().getTime()
  const forgotten = await listForgotten(app.db, place, {
    endedBefore: new Date(now - KEPT_DAYS * DAY),
    madeBefore: new Date(now - LEFT_ALONE_DAYS * DAY),
  })
  for (const record of forgotten) await removeFiles(app, record)
  return forgotten.length
}

async function removeFiles(app: App, { orgId, id, state }: ImportRecord): Promise<void> {
  const at = app.clock.now()
  const actor = systemActor(orgId, 'import')
  // First nobody may go on with it, then the files go, then that is said: whatever is cut off here is taken up at the next look.
  const isOver = state === 'done' || state === 'cancelled'
  const ended = isOver ? state : 'cancelled'
  if (!isOver) {
    await inTransaction(app.db, async (trx) => {
      if (!(await moveImport(trx, orgId, id, 'cancelled', { at }))) return
      await recordAct(trx, at, actor, act('cancelImport', id))
    })
  }
  await removeFolder(folderOf(app.config.dataDir, orgId, id))
  await inTransaction(app.db, async (trx) => {
    await markFilesRemoved(trx, orgId, id, at)
    await recordAct(trx, at, actor, act('removeImportFiles', id))
    await app.live.publish(trx, orgId, 'monitoring.import', { importId: id, state: ended })
  })
}
