import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { isPermitted, permit } from '../access/permit.ts'
import { getOrganisation } from '../access/reads.ts'
import type { Actor } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { sealSecret } from '../base/secrets.ts'
import { createZone } from '../connectors/contract/zone.ts'
import type { Collector } from '../connectors/contract.ts'
import { findCollector } from '../connectors/index.ts'
import { secretContext } from './collection-asking-actions.ts'
import { sourceBatches, sourceGaps, sourceHours, sourceRuns } from './source-page-store.ts'
import type { ChangedSource, NewSource, Source, SourcePage } from './source-schema.ts'
import { type CheckedSettings, checkSettings, hostOf } from './source-settings.ts'
import {
  findSource,
  insertSource,
  listSources,
  lockSource,
  type SourceRow,
  type StoredSettings,
  setDue,
  setSourceState,
  updateSource,
} from './source-store.ts'
import type { Watching } from './watching.ts'

/** The job that asks what is due; enqueued besides its turn, so that nobody waits for a new source. */
export const COLLECTION = 'monitoring.collection'

/** All sources with their health; addresses that hold keys are for those who may change them. */
export async function readSources(app: Watching, actor: Actor): Promise<Source[]> {
  permit(actor, 'posts.read')
  const found = await listSources(app.db, actor.orgId, app.clock.now())
  return found.map((source) => forActor(actor, source))
}

export async function readSourcePage(app: Watching, actor: Actor, id: string): Promise<SourcePage> {
  permit(actor, 'posts.read')
  const { orgId } = actor
  const now = app.clock.now()
  const row = await findSource(app.db, orgId, id)
  const [source] = await listSources(app.db, orgId, now, id)
  if (!row || !source) throw new Refusal('not-found')
  const [hours, runs, gaps] = await Promise.all([
    sourceHours(app.db, orgId, row.name, now),
    source.isAsked ? sourceRuns(app.db, orgId, id) : sourceBatches(app.db, orgId, row.name, now),
    sourceGaps(app.db, orgId, id),
  ])
  const settings = isPermitted(actor, 'sources.manage') ? row.settings : null
  return {
    source: forActor(actor, source),
    zone: row.zone,
    settings,
    secrets: Object.keys(row.secrets).sort(),
    hours,
    runs,
    gaps,
  }
}

/** @throws Refusal invalid, name-taken */
export async function makeSource(app: Watching, actor: Actor, input: NewSource): Promise<SourcePage> {
  permit(actor, 'sources.manage')
  const name = input.name.trim()
  if (name === '' || name.includes('\0') || !name.isWellFormed())
    throw new Refusal('invalid', { field: 'name', reason: 'name must be a text that can be stored' })
  const collector = collectorOf(input.kind)
  const checked = checkSettings(collector.settings, input.settings)
  const zone = await zoneOf(app, actor, input.zone)
  const now = app.clock.now()
  const id = newId(now.getTime())
  const everySeconds = input.everySeconds ?? collector.usualSeconds
  const stored = storedOf(app, actor, { name, collector, checked, kept: {}, zone, everySeconds })
  await inTransaction(app.db, async (trx) => {
    const made = { ...stored, id, name, kind: collector.id, by: actorKey(actor) }
    if (!(await insertSource(trx, actor.orgId, now, made))) throw new Refusal('name-taken', { field: 'name' })
    await record(app, trx, actor, id, 'makeSource', { name, kind: collector.id, ...told(stored) })
    await askSoon(app, trx, id)
  })
  return readSourcePage(app, actor, id)
}

/** Where it is another address, it begins anew; posts that are here already are known by their ids. */
export async function changeSource(app: Watching, actor: Actor, id: string, input: ChangedSource): Promise<SourcePage> {
  permit(actor, 'sources.manage')
  const zone = await zoneOf(app, actor, input.zone)
  const now = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const { row, collector } = await lockAsked(trx, actor, id)
    const checked = checkSettings(collector.settings, input.settings, Object.keys(row.secrets))
    const { name, secrets: kept } = row
    const everySeconds = input.everySeconds ?? row.everySeconds ?? collector.usualSeconds
    const stored = storedOf(app, actor, { name, collector, checked, kept, zone, everySeconds })
    const isElsewhere = placeOf(collector, stored.settings) !== placeOf(collector, row.settings)
    await updateSource(trx, actor.orgId, id, now, { ...stored, isElsewhere })
    await record(app, trx, actor, id, 'changeSource', { name, ...told(stored) })
    await askSoon(app, trx, id)
  })
  return readSourcePage(app, actor, id)
}

/** It is no longer asked; what it brought stays. */
export async function pauseSource(app: Watching, actor: Actor, id: string): Promise<SourcePage> {
  return setState(app, actor, id, 'paused')
}

export async function resumeSource(app: Watching, actor: Actor, id: string): Promise<SourcePage> {
  return setState(app, actor, id, 'on')
}

/** Now instead of when its turn comes; its host's patience is respected all the same. */
export async function askSourceNow(app: Watching, actor: Actor, id: string): Promise<SourcePage> {
  permit(actor, 'sources.manage')
  await inTransaction(app.db, async (trx) => {
    const { row } = await lockAsked(trx, actor, id)
    if (row.state === 'paused') throw new Refusal('wrong-state', { reason: 'this source is paused' })
    await setDue(trx, actor.orgId, id, app.clock.now())
    await record(app, trx, actor, id, 'askSource', { name: row.name })
    await askSoon(app, trx, id)
  })
  return readSourcePage(app, actor, id)
}

async function setState(app: Watching, actor: Actor, id: string, state: 'on' | 'paused'): Promise<SourcePage> {
  permit(actor, 'sources.manage')
  await inTransaction(app.db, async (trx) => {
    const { row } = await lockAsked(trx, actor, id)
    if (row.state === state) throw new Refusal('already-done')
    await setSourceState(trx, actor.orgId, id, state, app.clock.now())
    await record(app, trx, actor, id, state === 'on' ? RESUME : PAUSE, { name: row.name })
    if (state === 'on') await askSoon(app, trx, id)
  })
  return readSourcePage(app, actor, id)
}

const ACT_VERBS = ['makeSource', 'changeSource', 'pauseSource', 'resumeSource', 'askSource'] as const
type ActVerb = (typeof ACT_VERBS)[number]
const PAUSE: ActVerb = 'pauseSource'
const RESUME: ActVerb = 'resumeSource'

function record(
  app: Watching,
  trx: Trx,
  actor: Actor,
  objectId: string,
  verb: ActVerb,
  detail: Record<string, unknown>,
): Promise<unknown> {
  return recordAct(trx, app.clock.now(), actor, { verb, objectKind: 'source', objectId, detail })
}

/** What the audit keeps: never an address with its keys, nor a secret. */
function told({ host, zone, everySeconds, secrets }: StoredSettings): Record<string, unknown> {
  return { host, zone, everySeconds, secrets: Object.keys(secrets).sort() }
}

function askSoon(app: Watching, trx: Trx, id: string): Promise<void> {
  return app.queue.enqueue(trx, COLLECTION, {}, { key: id })
}

export function collectorOf(kind: string): Collector {
  const collector = findCollector(kind)
  if (!collector) throw new Refusal('invalid', { field: 'kind', reason: `${kind} is nothing that can be asked` })
  return collector
}

async function lockAsked(trx: Trx, actor: Actor, id: string): Promise<{ row: SourceRow; collector: Collector }> {
  const row = await lockSource(trx, actor.orgId, id)
  if (!row) throw new Refusal('not-found')
  const collector = findCollector(row.kind)
  if (!collector) throw new Refusal('wrong-state', { reason: 'this source sends by itself: it cannot be asked' })
  return { row, collector }
}

type Given = {
  readonly name: string
  readonly collector: Collector
  readonly checked: CheckedSettings
  /** sealed already */
  readonly kept: Readonly<Record<string, string>>
  readonly zone: string
  readonly everySeconds: number
}

function storedOf(app: Watching, { orgId }: Actor, given: Given): StoredSettings {
  const { name, collector, checked, kept, zone, everySeconds } = given
  const sealed = Object.entries(checked.secrets).map(([key, text]) => {
    return [key, sealSecret(app.config.secretKey, secretContext(orgId, name, key), text)] as const
  })
  const left = Object.entries(kept).filter(([key]) => !checked.dropped.includes(key))
  const { settings } = checked
  return {
    settings,
    secrets: { ...Object.fromEntries(left), ...Object.fromEntries(sealed) },
    zone,
    everySeconds,
    host: hostOf(collector.settings, settings),
  }
}

/** What says where it is read. How it is taken (a platform, a kind of encryption) is no other place. */
function placeOf({ settings: fields }: Collector, settings: SourceRow['settings']): string {
  const placing = fields.filter(({ kind }) => kind !== 'choice' && kind !== 'switch')
  return JSON.stringify(placing.map(({ key }) => settings[key] ?? null))
}

export async function zoneOf(app: Watching, { orgId }: Actor, given: string | undefined): Promise<string> {
  const zone = given ?? (await getOrganisation(app.db, orgId)).zone
  createZone(zone)
  return zone
}

function forActor(actor: Actor, source: Source): Source {
  return isPermitted(actor, 'sources.manage') ? source : { ...source, movedTo: null }
}
