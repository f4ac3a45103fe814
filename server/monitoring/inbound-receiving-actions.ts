import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { systemActor } from '../access/actor.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { openSecret, SecretError, sealSecret } from '../base/secrets.ts'
import { ingestPosts, MOST_POSTS } from './actions.ts'
import { payloadOf, type ReadPayload, readPayload } from './inbound-reading-actions.ts'
import type { InboundAnswer, InboundPayload } from './inbound-schema.ts'
import { readSignature, type Scheme, type Wrong } from './inbound-signature.ts'
import {
  claimMessage,
  findInbound,
  forgetMessage,
  goodSecrets,
  type InboundRow,
  insertPayload,
  keepAnswer,
  noteWrong,
  updatePayload,
} from './inbound-store.ts'
import type { RefusedRow } from './schema.ts'
import { nameSourceKind } from './source-hour-store.ts'
import type { Watching } from './watching.ts'

export type InboundRequest = {
  readonly inboundId: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** the exact bytes that were signed */
  readonly body: Uint8Array
}

/** A payload that is kept to be tried again is no larger. */
const MOST_KEPT_BYTES = 256 * 1024
export const SECRET_PREFIX = 'whsec_'

export const inboundContext = (orgId: string, id: string): string => `${orgId} inbound ${id}`
export const payloadContext = (orgId: string, payloadId: string): string => `${orgId} inbound payload ${payloadId}`

/**
 * Takes in what a sender hands in, if the signature is that of one of the webhook's secrets. The very same message again, within the time
 * for which it is good, is answered as the first time. Whatever cannot be read is kept, sealed, to be mapped and tried again.
 * @throws Refusal signature-invalid (also for a webhook that is not there), wrong-state (paused), busy, bad-request, invalid
 */
export async function receiveInbound(app: Watching, request: InboundRequest): Promise<InboundAnswer> {
  const inbound = await findInbound(app.db, request.inboundId)
  // Whoever does not know the secret learns nothing of which webhooks there are.
  if (!inbound) throw new Refusal('signature-invalid')
  const prefix = await verify(app, inbound, request)
  if (inbound.isPaused) throw new Refusal('wrong-state', { reason: 'this source is paused' })
  const message = createHash('sha256').update(prefix).update(request.body).digest()
  const before = await claimMessage(app.db, inbound, message, app.clock.now())
  if (before) {
    if (before.answer) return before.answer
    throw new Refusal('busy', { reason: 'this message is being taken in', retryAfter: 2 })
  }
  try {
    const answer = await takePayload(app, inbound, request.body)
    await keepAnswer(app.db, inbound, message, answer)
    return answer
  } catch (error) {
    await forgetMessage(app.db, inbound, message)
    throw error
  }
}

/** @returns what stood before the body in what was signed */
async function verify(app: Watching, inbound: InboundRow, { headers, body }: InboundRequest): Promise<string> {
  const now = app.clock.now()
  const read = readSignature(inbound.scheme, headers, now)
  if ('wrong' in read) return refuse(app, inbound, read.wrong)
  const sealed = await goodSecrets(app.db, inbound, now)
  const keys = sealed.map((each) => keyOf(inbound.scheme, unseal(app, inbound, each)))
  // All of them are compared, each in the same time: how long it takes tells nothing.
  const matches = keys.map((key) => {
    const right = createHmac('sha256', key).update(read.prefix).update(body).digest()
    return read.signatures.map((given) => timingSafeEqual(right, given)).includes(true)
  })
  return matches.includes(true) ? read.prefix : refuse(app, inbound, 'bad-signature')
}

async function refuse(app: Watching, inbound: InboundRow, wrong: Wrong): Promise<never> {
  await noteWrong(app.db, inbound, app.clock.now(), wrong)
  app.metrics
    .counter('weiji_inbound_wrong_total', 'signed messages that were not believed', ['why'])
    .inc({ why: wrong })
  throw new Refusal('signature-invalid')
}

function unseal(app: Watching, { orgId, id }: InboundRow, sealed: string): string {
  try {
    return openSecret(app.config.secretKey, inboundContext(orgId, id), sealed)
  } catch (error) {
    if (!(error instanceof SecretError)) throw error
    app.log.error('the secret of a webhook cannot be opened', { inbound: id, error: error.message })
    throw new Refusal('not-ready', { reason: 'the secret cannot be opened: the key of this installation has changed' })
  }
}

/** Standard Webhooks: the bytes behind the prefix. The others: the secret's own characters. */
export function keyOf(scheme: Scheme, secret: string): Buffer {
  return scheme === 'standard' ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64') : Buffer.from(secret, 'utf8')
}

/** Reads and takes in one payload, and remembers what became of it. @param payloadId of one that is tried again */
export async function takePayload(
  app: Watching,
  inbound: InboundRow,
  body: Uint8Array,
  payloadId?: string,
): Promise<InboundAnswer> {
  const read = await readOrKeep(app, inbound, body, payloadId)
  const answer = await send(app, inbound, read, body.length)
  const { accepted, duplicates, refused } = answer
  const isAny = accepted + duplicates > 0
  const [first] = refused
  await remember(app, inbound, body, payloadId, {
    result: refused.length === 0 ? 'taken' : isAny ? 'partly' : 'refused',
    reason: first === undefined ? null : `${first.field === '' ? '' : `${first.field}: `}${first.reason}`.slice(0, 500),
    accepted,
    duplicates,
    refused: refused.length,
  })
  return answer
}

async function readOrKeep(
  app: Watching,
  inbound: InboundRow,
  body: Uint8Array,
  payloadId: string | undefined,
): Promise<ReadPayload> {
  const nothing = { accepted: 0, duplicates: 0, refused: 0 }
  let payload: unknown
  try {
    payload = payloadOf(body)
  } catch (error) {
    const reason = error instanceof Refusal ? error.message : 'cannot be read'
    await remember(app, inbound, body, payloadId, { ...nothing, result: 'unreadable', reason: reason.slice(0, 500) })
    throw error
  }
  const read = readPayload(payload, inbound, app.clock.now())
  if ('posts' in read) return read
  await remember(app, inbound, body, payloadId, { ...nothing, ...read })
  throw new Refusal('invalid', { field: 'posts', reason: read.reason })
}

async function send(app: Watching, inbound: InboundRow, read: ReadPayload, bytes: number): Promise<InboundAnswer> {
  const actor = systemActor(inbound.orgId, 'inbound')
  const refused: RefusedRow[] = [...read.refused]
  let accepted = 0
  let duplicates = 0
  for (let from = 0; from < read.posts.length; from += MOST_POSTS) {
    const posts = read.posts.slice(from, from + MOST_POSTS)
    const share = Math.ceil((bytes * posts.length) / read.posts.length)
    const answer = await ingestPosts(app, actor, { source: inbound.source, posts, bytes: share })
    accepted += answer.accepted
    duplicates += answer.duplicates
    refused.push(...answer.refused.map((row) => ({ ...row, index: read.from[from + row.index] ?? row.index })))
  }
  // Another program may have sent under this name before.
  await nameSourceKind(app.db, inbound.orgId, inbound.source, 'webhook')
  return { accepted, duplicates, refused: refused.sort((a, b) => a.index - b.index) }
}

type Outcome = Pick<InboundPayload, 'result' | 'reason' | 'accepted' | 'duplicates' | 'refused'>

async function remember(
  app: Watching,
  inbound: InboundRow,
  body: Uint8Array,
  payloadId: string | undefined,
  outcome: Outcome,
): Promise<void> {
  const keeps = outcome.result !== 'taken'
  if (payloadId !== undefined) return updatePayload(app.db, inbound, payloadId, { ...outcome, keeps })
  const at = app.clock.now()
  const id = newId(at.getTime())
  const isSmall = body.length <= MOST_KEPT_BYTES
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('base64')
  const sealed = keeps && isSmall ? sealSecret(app.config.secretKey, payloadContext(inbound.orgId, id), text) : null
  await insertPayload(app.db, inbound, { ...outcome, id, at, bytes: body.length, sealed })
}
