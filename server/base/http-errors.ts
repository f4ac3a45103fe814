import type { FastifyReply, FastifyRequest } from 'fastify'
import { REFUSALS, Refusal, type RefusalCode } from './errors.ts'
import type { Log } from './log.ts'

/** What Fastify itself refuses, in our words. */
const FROM_FASTIFY: Readonly<Record<string, RefusalCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_BAD_URL: 'bad-request',
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
}
/** Of PostgreSQL and the network: the database is away or starting, or all connections are busy. It is worth trying again. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08006',
  '08003',
])
const AWAY_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|not queryable/
/** statement_timeout, lock_timeout: too much at once. */
const SLOW = new Set(['57014', '55P03'])
const RETRY_SECONDS = 2

/** A refusal as its status and `{error: {code, field?, reason?, values?, requestId}}`; all else is our bug, of which only a number is told. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): void {
  const refusal = refusalOf(error)
  if (refusal === undefined) {
    const { message, stack, code } = error as { message?: string; stack?: string; code?: string }
    log.error('a request failed', {
      requestId: request.id,
      route: request.routeOptions.url,
      code,
      error: message,
      stack,
    })
  }
  if (reply.raw.headersSent) {
    // A stream that has begun can only be cut off.
    reply.raw.destroy()
    return
  }
  if (refusal?.detail.retryAfter !== undefined)
    reply.header('retry-after', String(Math.max(1, Math.ceil(refusal.detail.retryAfter))))
  reply
    .code(refusal ? REFUSALS[refusal.code] : 500)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: bodyOf(refusal, request.id) }))
}

export function sendNotFound(request: FastifyRequest, reply: FastifyReply): void {
  reply
    .code(404)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: bodyOf(new Refusal('not-found'), request.id) }))
}

function bodyOf(refusal: Refusal | undefined, requestId: string) {
  if (refusal === undefined) return { code: 'internal', requestId }
  const { field, reason, values, retryAfter } = refusal.detail
  return {
    code: refusal.code,
    ...(field === undefined ? {} : { field }),
    ...(reason === undefined ? {} : { reason }),
    ...(values === undefined ? {} : { values }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    requestId,
  }
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (!(error instanceof Error)) return undefined
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  if (typeof code === 'string') {
    const known = FROM_FASTIFY[code]
    if (known !== undefined) return new Refusal(known, { reason: error.message })
    if (AWAY.has(code)) return new Refusal('not-ready', { retryAfter: RETRY_SECONDS })
    if (SLOW.has(code)) return new Refusal('busy', { retryAfter: RETRY_SECONDS })
  }
  if (AWAY_MESSAGES.test(error.message)) return new Refusal('not-ready', { retryAfter: RETRY_SECONDS })
  // The sender broke off or sent too slowly.
  if (statusCode === 400 || statusCode === 408) return new Refusal('bad-request', { reason: error.message })
  return undefined
}
