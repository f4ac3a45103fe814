import { permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { getImport } from './import-change-actions.ts'
import {
  findPlace,
  finishFile,
  folderOf,
  type ImportFile,
  isWhole,
  listFilesOf,
  markReceived,
  writePart,
} from './import-file-store.ts'
import type { ImportState, PartAnswer } from './import-schema.ts'
import { moveImport, settlePlace } from './import-store.ts'

export const MOST_PART_BYTES = 16 * 2 ** 20

/**
 * Takes in a part of a file that was announced. A part that breaks off counts as far as it came; whoever sends on begins there. Half a
 * file is never read: only when all are whole they are looked through.
 * @throws Refusal changed-meanwhile (values.received: where to go on), too-large, wrong-state, low-disk
 */
export async function receivePart(
  app: App,
  actor: Actor,
  id: string,
  part: { readonly file: number; readonly at: number; readonly bytes: AsyncIterable<Uint8Array> | undefined },
): Promise<PartAnswer> {
  permit(actor, 'sources.manage')
  const { orgId } = actor
  const record = await getImport(app, actor, id)
  if (record.state !== 'uploading') throw new Refusal('wrong-state')
  const file = (await listFilesOf(app.db, orgId, id)).find(({ no }) => no === part.file)
  if (!file) throw new Refusal('invalid', { field: 'file', reason: 'no such file was announced' })
  if (file.digest !== null || file.received !== part.at) throw behind(file.received)
  if (part.bytes === undefined) throw new Refusal('bad-request', { reason: 'the part itself is missing' })
  if (app.load.disk.isLow()) throw new Refusal('low-disk')
  const place = await findPlace(app.config.dataDir)
  if ((await settlePlace(app.db, orgId, id, place)) !== place) {
    throw new Refusal('wrong-state', { reason: 'the parts before it came to another machine' })
  }
  const received = await store(app, actor, id, file, part.bytes)
  const isDone = received === file.bytes
  const state = isDone ? await finishUpload(app, orgId, id) : 'uploading'
  return { received, isWhole: isDone, state }
}

async function store(
  app: App,
  { orgId }: Actor,
  id: string,
  { no, name, bytes: most, received }: ImportFile,
  bytes: AsyncIterable<Uint8Array>,
): Promise<number> {
  const folder = folderOf(app.config.dataDir, orgId, id)
  const limit = Math.min(most, received + MOST_PART_BYTES)
  const { end, broken, isTooLong } = await writePart(folder, no, received, bytes, limit)
  if (isTooLong) throw new Refusal('too-large', { field: 'file', reason: 'more bytes came than were announced' })
  const digest = end === most ? await finishFile(folder, { no, name }) : undefined
  const noted = { no, from: received, to: end, ...(digest === undefined ? {} : { digest }) }
  if (!(await markReceived(app.db, orgId, id, noted))) throw behind(end)
  // What came of a part that broke off is kept; whoever sent it hears of the break.
  if (broken !== undefined && digest === undefined) throw new Refusal('bad-request', { reason: 'the part broke off' })
  return end
}

function behind(received: number): Refusal {
  return new Refusal('changed-meanwhile', { field: 'at', values: { received } })
}

/** The last part of the last file: now somebody may look through them. */
async function finishUpload(app: App, orgId: string, id: string): Promise<ImportState> {
  if (!(await isWhole(app.db, orgId, id))) return 'uploading'
  await inTransaction(app.db, async (trx) => {
    // Two last parts may come at the same moment: one of them moves it on.
    if (!(await moveImport(trx, orgId, id, 'uploaded', { at: app.clock.now() }))) return
    await app.live.publish(trx, orgId, 'monitoring.import', { importId: id, state: 'uploaded' })
  })
  return 'uploaded'
}
