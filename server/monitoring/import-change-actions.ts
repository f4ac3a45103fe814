import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import { getOrganisation } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { COLUMN_WORDS } from '../connectors/contract/column-words.ts'
import type { Mapping } from '../connectors/contract/columns.ts'
import { createZone } from '../connectors/contract/zone.ts'
import { keepMapping } from './import-mapping-store.ts'
import type { ImportMapping, ImportSettings, ImportState, NewImport } from './import-schema.ts'
import { findImport, type ImportRecord, insertImport, moveImport, saveSettings } from './import-store.ts'
import { PLATFORMS, POST_KINDS } from './schema.ts'

/** Below this the disk is left to the database: what is announced must fit above it. */
const ROOM_LEFT = 2 * 2 ** 30

/** Announces files: their parts may come. @returns its id @throws Refusal low-disk */
export async function makeImport(app: App, actor: Actor, { files }: NewImport): Promise<string> {
  permit(actor, 'sources.manage')
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const free = app.load.disk.freeBytes()
  if (app.load.disk.isLow() || (free !== undefined && bytes > free - ROOM_LEFT)) {
    throw new Refusal('low-disk', { field: 'files', reason: `${bytes} bytes do not fit on this machine` })
  }
  const at = app.clock.now()
  const id = newId(at.getTime())
  const { orgId } = actor
  const organisation = await getOrganisation(app.db, orgId)
  await inTransaction(app.db, async (trx) => {
    const by = { by: actorKey(actor), byName: actor.name }
    await insertImport(trx, { orgId, id, at, zone: organisation?.zone ?? 'Asia/Shanghai', files: apart(files), ...by })
    await recordAct(trx, at, actor, act('makeImport', id, { files: files.length, bytes }))
  })
  return id
}

/** Files of several folders may have one name; what is said of a file must name one. */
function apart(files: NewImport['files']): NewImport['files'] {
  const taken = new Set<string>()
  return files.map(({ name, bytes }) => {
    const [, stem = name, ending = ''] = /^(.+?)(\.[^./\\]+)?$/s.exec(name) ?? []
    let free = name
    for (let n = 2; taken.has(free); n++) free = `${stem} (${n})${ending}`
    taken.add(free)
    return { name: free, bytes }
  })
}

export async function getImport(app: App, actor: Actor, id: string): Promise<ImportRecord> {
  const found = await findImport(app.db, actor.orgId, id)
  if (!found) throw new Refusal('not-found')
  return found
}

/** Takes settings over and has the files looked through again. @throws Refusal invalid, wrong-state */
export async function changeImport(app: App, actor: Actor, id: string, given: ImportSettings): Promise<void> {
  permit(actor, 'sources.manage')
  const before = await getImport(app, actor, id)
  for (const mapping of Object.values(given.mappings ?? {})) checkMapping(mapping)
  const zone = given.zone ?? before.zone
  createZone(zone)
  const source = given.source?.trim() ?? before.source
  const { collectedAt } = given
  await inTransaction(app.db, async (trx) => {
    // A failed look, such as at a damaged archive, may be had again as well, but not what failed while it ran.
    if (before.startedAt !== null) throw new Refusal('wrong-state')
    await move(app, trx, actor, id, 'uploaded')
    await saveSettings(trx, actor.orgId, id, {
      source,
      zone,
      collectedAt: collectedAt === undefined ? before.collectedAt : collectedAt === null ? null : new Date(collectedAt),
      mappings: { ...before.mappings, ...given.mappings },
    })
  })
}

/**
 * Begins to take the rows in, or goes on. The mappings that are used are remembered. @throws Refusal guard-unmet without a name for the
 * source, or where nothing can be taken in
 */
export async function runImport(app: App, actor: Actor, id: string): Promise<void> {
  permit(actor, 'sources.manage')
  const { state, source, inspection, startedAt } = await getImport(app, actor, id)
  const at = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    if (startedAt === null) {
      if (state !== 'ready') throw new Refusal('wrong-state')
      const name = source || inspection?.proposedSource || ''
      if (name === '') throw new Refusal('guard-unmet', { field: 'source', reason: 'the source needs a name' })
      if ((inspection?.posts ?? 0) === 0)
        throw new Refusal('guard-unmet', { field: 'files', reason: 'there is nothing to take in' })
      await nameSource(trx, actor.orgId, id, name)
      await rememberMappings(trx, actor, id, name, at)
    }
    await move(app, trx, actor, id, 'running')
    await recordAct(trx, at, actor, act(startedAt === null ? 'startImport' : 'resumeImport', id, { source }))
  })
}

async function nameSource(trx: Trx, orgId: string, id: string, source: string): Promise<void> {
  const found = await findImport(trx, orgId, id)
  if (found) await saveSettings(trx, orgId, id, { ...found, source })
}

async function rememberMappings(trx: Trx, actor: Actor, id: string, source: string, at: Date): Promise<void> {
  const found = await findImport(trx, actor.orgId, id)
  const tables = found?.inspection?.files.flatMap(({ unknown }) => unknown) ?? []
  for (const { columns, mapping } of tables) {
    if (mapping === null) continue
    await keepMapping(trx, actor.orgId, { columns, mapping: mapping as Mapping, source, at, by: actorKey(actor) })
  }
}

export async function pauseImport(app: App, actor: Actor, id: string): Promise<void> {
  await change(app, actor, id, 'paused', 'pauseImport')
}

/** What is in stays; the rest is not taken in, and the files are removed. */
export async function cancelImport(app: App, actor: Actor, id: string): Promise<void> {
  await change(app, actor, id, 'cancelled', 'cancelImport')
}

async function change(app: App, actor: Actor, id: string, to: ImportState, verb: ImportVerb): Promise<void> {
  permit(actor, 'sources.manage')
  await getImport(app, actor, id)
  await inTransaction(app.db, async (trx) => {
    await move(app, trx, actor, id, to)
    await recordAct(trx, app.clock.now(), actor, act(verb, id))
  })
}

async function move(app: App, trx: Trx, actor: Actor, id: string, to: ImportState): Promise<void> {
  if (!(await moveImport(trx, actor.orgId, id, to, { at: app.clock.now() }))) throw new Refusal('wrong-state')
  await app.live.publish(trx, actor.orgId, 'monitoring.import', { importId: id, state: to })
}

/** What is written into the audit log of imports. */
const ACT_VERBS = [
  'makeImport',
  'startImport',
  'resumeImport',
  'pauseImport',
  'cancelImport',
  'finishImport',
  'failImport',
  'removeImportFiles',
] as const
export type ImportVerb = (typeof ACT_VERBS)[number]

export function act(verb: ImportVerb, id: string, detail: Record<string, unknown> = {}) {
  return { verb, objectKind: 'import', objectId: id, detail }
}

/** @throws Refusal invalid, naming the field */
export function checkMapping({ columns, platform, kind }: ImportMapping): Mapping {
  const known = new Set(Object.keys(COLUMN_WORDS))
  const strange = Object.keys(columns).find((field) => !known.has(field))
  if (strange !== undefined)
    throw new Refusal('invalid', { field: 'mapping/columns', reason: `no field is called ${strange}` })
  if (!PLATFORMS.some((name) => name === platform)) throw new Refusal('invalid', { field: 'mapping/platform' })
  if (!POST_KINDS.some((name) => name === kind)) throw new Refusal('invalid', { field: 'mapping/kind' })
  return { columns, platform, kind } as Mapping
}
