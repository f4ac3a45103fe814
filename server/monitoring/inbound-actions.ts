import { randomBytes } from 'node:crypto'
import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import { getOrganisation } from '../access/reads.ts'
import type { Actor } from '../app.ts'
import { DAY } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { openSecret, sealSecret } from '../base/secrets.ts'
import { COLUMN_WORDS } from '../connectors/contract/column-words.ts'
import { createZone } from '../connectors/contract/zone.ts'
import { exampleOf } from './import-example.ts'
import { maskPost } from './inbound-mask.ts'
import { guessPayload, payloadOf, readPayload } from './inbound-reading-actions.ts'
import { inboundContext, payloadContext, SECRET_PREFIX, takePayload } from './inbound-receiving-actions.ts'
import type { Inbound, InboundAnswer, InboundMapping, InboundPage, InboundTrial, NewInbound } from './inbound-schema.ts'
import type { Scheme } from './inbound-signature.ts'
import {
  deleteInbound,
  findSealed,
  type InboundRow,
  insertInbound,
  insertSecret,
  listInbounds,
  listPayloads,
  lockInbound,
  setMapping,
  setPaused,
} from './inbound-store.ts'
import { checkPosts } from './post-input.ts'
import { nameSourceKind } from './source-hour-store.ts'
import type { Watching } from './watching.ts'

const SECRET_BYTES = 32
const MOST_INBOUNDS = 100
const SHOWN_POSTS = 10
const SHOWN_REFUSED = 20
const SHOWN_SAMPLES = 3
const SHOWN_CHARACTERS = 120
/** Both secrets are good for so long, so that nothing is lost while a sender changes over. */
const CHANGE_OVER_MS = DAY

export async function readInbounds(app: Watching, actor: Actor): Promise<Inbound[]> {
  permit(actor, 'sources.manage')
  return (await listInbounds(app.db, actor.orgId, app.clock.now())).map((row) => cardOf(app, row))
}

export async function readInboundPage(app: Watching, actor: Actor, id: string): Promise<InboundPage> {
  permit(actor, 'sources.manage')
  const row = await getRow(app, actor, id)
  const payloads = await listPayloads(app.db, actor.orgId, id)
  return {
    inbound: cardOf(app, row),
    payloads: payloads.map(({ at, sealed: _, ...each }) => ({ ...each, at: at.toISOString() })),
  }
}

/** @returns the secret, which cannot be shown again. @throws Refusal name-taken, invalid */
export async function makeInbound(
  app: Watching,
  actor: Actor,
  input: NewInbound,
): Promise<{ inbound: Inbound; secret: string }> {
  permit(actor, 'sources.manage')
  const source = input.source.trim()
  if (source === '') throw new Refusal('invalid', { field: 'source', reason: 'source is empty' })
  const zone = input.zone ?? (await getOrganisation(app.db, actor.orgId)).zone
  createZone(zone)
  const at = app.clock.now()
  const id = newId(at.getTime())
  const secret = newSecret(input.scheme)
  await inTransaction(app.db, async (trx) => {
    if ((await listInbounds(trx, actor.orgId, at)).length >= MOST_INBOUNDS)
      throw new Refusal('wrong-state', { reason: `there are ${MOST_INBOUNDS} already` })
    const made = { orgId: actor.orgId, id, source, scheme: input.scheme, zone, at, by: actorKey(actor) }
    if (!(await insertInbound(trx, made))) throw new Refusal('name-taken', { field: 'source' })
    await nameSourceKind(trx, actor.orgId, source, 'webhook')
    await putSecret(app, trx, actor, { id, secret, at })
    await record(trx, at, actor, id, 'makeInbound', { source, scheme: input.scheme, zone })
  })
  return { inbound: cardOf(app, await getRow(app, actor, id)), secret }
}

/** A new secret; the present one is good for another day. */
export async function renewInboundSecret(
  app: Watching,
  actor: Actor,
  id: string,
): Promise<{ secret: string; oldUntil: string }> {
  permit(actor, 'sources.manage')
  const at = app.clock.now()
  const { scheme } = await getRow(app, actor, id)
  const secret = newSecret(scheme)
  await change(app, actor, id, async (trx, source) => {
    await putSecret(app, trx, actor, { id, secret, at })
    await record(trx, at, actor, id, 'renewInboundSecret', { source })
  })
  return { secret, oldUntil: new Date(at.getTime() + CHANGE_OVER_MS).toISOString() }
}

export async function setInboundMapping(
  app: Watching,
  actor: Actor,
  id: string,
  mapping: InboundMapping | null,
): Promise<InboundPage> {
  permit(actor, 'sources.manage')
  await change(app, actor, id, async (trx, source) => {
    if (mapping !== null) checkMapping(mapping)
    await setMapping(trx, actor.orgId, id, mapping)
    const columns = mapping === null ? null : mapping.columns
    await record(trx, app.clock.now(), actor, id, 'mapInbound', { source, columns })
  })
  return readInboundPage(app, actor, id)
}

export async function pauseInbound(app: Watching, actor: Actor, id: string, isPaused: boolean): Promise<InboundPage> {
  permit(actor, 'sources.manage')
  await change(app, actor, id, async (trx, source) => {
    if (!(await setPaused(trx, actor.orgId, source, isPaused))) throw new Refusal('already-done')
    const verb = isPaused ? 'pauseInbound' : 'resumeInbound'
    await record(trx, app.clock.now(), actor, id, verb, { source })
  })
  return readInboundPage(app, actor, id)
}

/** The address and its secrets are gone; what it brought stays. */
export async function removeInbound(app: Watching, actor: Actor, id: string): Promise<void> {
  permit(actor, 'sources.manage')
  await change(app, actor, id, async (trx, source) => {
    await deleteInbound(trx, actor.orgId, id)
    await setPaused(trx, actor.orgId, source, false)
    await record(trx, app.clock.now(), actor, id, 'removeInbound', { source })
  })
}

/** Reads a payload that was kept, by the given mapping or else by a guess, and stores nothing. */
export async function tryInboundPayload(
  app: Watching,
  actor: Actor,
  { id, payloadId, mapping }: { id: string; payloadId: string; mapping?: InboundMapping },
): Promise<InboundTrial> {
  permit(actor, 'sources.manage')
  const row = await getRow(app, actor, id)
  const payload = payloadOf(await openPayload(app, actor, id, payloadId))
  const { path, count, rows, columns, guess } = guessPayload(payload)
  const used = mapping ?? row.mapping ?? guess.mapping
  const now = app.clock.now()
  // Our own rows need no mapping, however well one could be guessed.
  const own = mapping === undefined ? readPayload(payload, row, now) : undefined
  const read = own && 'posts' in own ? own : readPayload(payload, { mapping: used, zone: row.zone }, now)
  const found = 'posts' in read ? read : { posts: [], from: [], refused: [] }
  const checked = checkPosts(found.posts, now)
  const atDoor = checked.refused.map((each) => ({ ...each, index: found.from[each.index] ?? each.index }))
  return {
    path,
    rows: count,
    cells: columns.map((column) => ({ column, samples: samplesOf(rows.map((each) => each[column])) })),
    mapping: used,
    because: Object.fromEntries(Object.entries(guess.fields).map(([field, { because }]) => [field, because])),
    missing: missingOf(used),
    fields: Object.keys(COLUMN_WORDS),
    posts: checked.posts.slice(0, SHOWN_POSTS).map((checkedPost) => {
      // As it would be stored: a preview is no way around the mask.
      const post = row.isMasked ? maskPost(checkedPost, () => '…') : checkedPost
      const { platform, kind, postedAt, title, text, author, url } = exampleOf(post, { file: '', row: 0 })
      return {
        platform,
        kind,
        postedAt,
        title,
        text,
        author,
        url,
        ...(post.stars === null ? {} : { stars: post.stars }),
      }
    }),
    accepted: checked.posts.length,
    refused: [...found.refused, ...atDoor].sort((a, b) => a.index - b.index).slice(0, SHOWN_REFUSED),
  }
}

/** Takes in a payload that was kept, now that somebody has said which cell is what. */
export async function retryInboundPayload(
  app: Watching,
  actor: Actor,
  id: string,
  payloadId: string,
): Promise<InboundAnswer> {
  permit(actor, 'sources.manage')
  const row = await getRow(app, actor, id)
  return takePayload(app, row, await openPayload(app, actor, id, payloadId), payloadId)
}

async function openPayload(app: Watching, actor: Actor, id: string, payloadId: string): Promise<Uint8Array> {
  const sealed = await findSealed(app.db, actor.orgId, id, payloadId)
  if (sealed === undefined) throw new Refusal('not-found')
  if (sealed === null) throw new Refusal('wrong-state', { reason: 'this payload is no longer kept' })
  return Buffer.from(openSecret(app.config.secretKey, payloadContext(actor.orgId, payloadId), sealed), 'base64')
}

async function getRow(app: Watching, actor: Actor, id: string): Promise<InboundRow> {
  const [row] = await listInbounds(app.db, actor.orgId, app.clock.now(), id)
  if (!row) throw new Refusal('not-found')
  return row
}

async function change(
  app: Watching,
  { orgId }: Actor,
  id: string,
  work: (trx: Trx, source: string) => Promise<void>,
): Promise<void> {
  await inTransaction(app.db, async (trx) => {
    const locked = await lockInbound(trx, orgId, id)
    if (!locked) throw new Refusal('not-found')
    await work(trx, locked.source)
  })
}

function putSecret(
  app: Watching,
  trx: Trx,
  { orgId }: Actor,
  { id, secret, at }: { id: string; secret: string; at: Date },
): Promise<void> {
  const sealed = sealSecret(app.config.secretKey, inboundContext(orgId, id), secret)
  const oldUntil = new Date(at.getTime() + CHANGE_OVER_MS)
  return insertSecret(trx, { orgId, id, secretId: newId(at.getTime()), sealed, at, oldUntil })
}

function newSecret(scheme: Scheme): string {
  const bytes = randomBytes(SECRET_BYTES)
  return scheme === 'standard' ? SECRET_PREFIX + bytes.toString('base64') : bytes.toString('base64url')
}

function checkMapping(mapping: InboundMapping): void {
  const unknown = Object.keys(mapping.columns).find((field) => !Object.hasOwn(COLUMN_WORDS, field))
  if (unknown !== undefined)
    throw new Refusal('invalid', { field: 'mapping/columns', reason: `${unknown} is no field` })
  const [missing] = missingOf(mapping)
  if (missing !== undefined)
    throw new Refusal('invalid', { field: `mapping/columns/${missing}`, reason: `no column is named for ${missing}` })
}

function missingOf({ columns }: InboundMapping): string[] {
  const hasWords = columns.text !== undefined || columns.title !== undefined
  return [...(hasWords ? [] : ['text']), ...(columns.postedAt === undefined ? ['postedAt'] : [])]
}

function samplesOf(values: readonly unknown[]): string[] {
  const texts = values.filter((value) => value !== undefined && value !== null && value !== '').map(String)
  return [...new Set(texts)].slice(0, SHOWN_SAMPLES).map((text) => text.slice(0, SHOWN_CHARACTERS).toWellFormed())
}

function cardOf(app: Watching, row: InboundRow): Inbound {
  const { id, source, scheme, zone, isPaused, isMasked, mapping, createdAt, oldSecretUntil, lastAt, wrongAt, wrong } =
    row
  return {
    id,
    source,
    scheme,
    address: `${app.config.publicUrl}/api/inbound/${id}`,
    zone,
    isPaused,
    isMasked,
    mapping,
    createdAt: createdAt.toISOString(),
    oldSecretUntil: oldSecretUntil?.toISOString() ?? null,
    lastAt: lastAt?.toISOString() ?? null,
    wrong: wrongAt && wrong ? { at: wrongAt.toISOString(), why: wrong } : null,
  }
}

const VERBS = [
  'makeInbound',
  'renewInboundSecret',
  'mapInbound',
  'pauseInbound',
  'resumeInbound',
  'removeInbound',
] as const

function record(
  trx: Trx,
  at: Date,
  actor: Actor,
  objectId: string,
  verb: (typeof VERBS)[number],
  detail: Record<string, unknown>,
): Promise<void> {
  return recordAct(trx, at, actor, { verb, objectKind: 'source', objectId, detail })
}
