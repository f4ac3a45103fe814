import rateLimit from '@fastify/rate-limit'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { SECOND } from './clock.ts'
import type { Endpoint } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { addHealth, type Health } from './health.ts'
import { sendError, sendNotFound } from './http-errors.ts'
import { acceptJson, acceptStreams, makeReader } from './http-input.ts'
import { watchRequests } from './http-log.ts'
import { refuseCrossSite, securityHeaders } from './http-security.ts'
import { newId } from './ids.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { API_DOCUMENT_URL, apiDocument } from './openapi.ts'
import { addPages } from './pages.ts'
import { makePressure, type Pressure } from './pressure.ts'

/** Who asks and what they may: given from outside, because base knows neither people nor permissions. */
export type Gate<A> = {
  /** undefined where no credentials came; throws a Refusal where they are no longer good */
  authenticate(request: FastifyRequest): Promise<A | undefined>
  has(actor: A, permission: string): boolean
  /** by what requests of one actor are counted together */
  keyOf(actor: A): string
}

export type HttpOptions<A> = {
  readonly endpoints: readonly Endpoint<A>[]
  readonly gate: Gate<A>
  readonly health: Health
  readonly log: Log
  readonly metrics: Metrics
  readonly publicUrl: string
  readonly trustedProxies: number
  /** folder of the built pages */
  readonly pagesFolder: string
  readonly metricsToken?: string | undefined
  readonly limits?: Partial<typeof LIMITS>
  /** for tests: an answer that is not of its stated shape becomes an error */
  readonly checksAnswers?: boolean
}

/** Requests a minute. What strangers may call is limited by their address, the rest by who calls; sign-in has its own lock-out besides. */
export const LIMITS = {
  publicPerAddress: 120,
  perActor: 3_000,
  /** of large bodies (Endpoint.bodyLimit) at a time: they lie in memory whole before anybody can say that there are too many */
  largeBodyBytes: 128 * 2 ** 20,
}
const BODY_BYTES = 2 ** 20
const REQUEST_MS = 60 * SECOND
const STOP_MS = 10 * SECOND
const IDLE_LOOK_MS = 50

export type Http = {
  readonly server: FastifyInstance
  /** Takes no more requests, ends event streams, lets the others finish: ten seconds at most. */
  stop(): Promise<void>
}

/** Every check that is the same for all: shape, session, origin, permission, limits. `server.inject` works without listening. */
export async function makeHttp<A>(options: HttpOptions<A>): Promise<Http> {
  const server = fastify({
    logger: false,
    // An address that cannot be decoded is refused before any route, and in the same form as everything else.
    frameworkErrors: (error, request, reply) => sendError(error, request, reply, options.log),
    genReqId: () => newId(),
    // Counted from the connection inwards: what lies before our own proxies may have been made up by the sender.
    trustProxy: (_address, hop) => hop < options.trustedProxies,
    bodyLimit: BODY_BYTES,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_MS,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: false },
  })
  const streams = new Set<FastifyReply['raw']>()
  const mostBytes = options.limits?.largeBodyBytes ?? LIMITS.largeBodyBytes
  const bodies = makePressure({ mostWaiting: Number.POSITIVE_INFINITY, mostBytes })
  // Shapes are checked by makeReader, which names fields as we do; here they only describe.
  server.setValidatorCompiler(() => () => true)
  server.setSerializerCompiler(() => JSON.stringify)
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply, options.log))
  acceptJson(server)
  watchRequests(server, options.log, options.metrics)
  server.addHook('onRequest', securityHeaders(options.publicUrl))
  server.addHook('onRequest', refuseCrossSite(options.publicUrl))
  await server.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      new Refusal('too-many-requests', { retryAfter: Math.ceil(ttl / SECOND) }),
  })
  await server.register(async (api) => {
    for (const endpoint of options.endpoints) {
      if (!endpoint.raw) addEndpoint(api, endpoint, options, { streams, bodies })
      else
        await api.register(async (scope) => {
          acceptStreams(scope)
          addEndpoint(scope, endpoint, options, { streams, bodies })
        })
    }
    addDocument(api, options)
  })
  addHealth(server, options.health, options.metrics, options.metricsToken)
  addPages(server, options.pagesFolder)
  server.setNotFoundHandler(sendNotFound)
  return { server, stop: () => stop(server, streams) }
}

/** Made when it is first asked for, and the same from then on. */
function addDocument<A>(api: FastifyInstance, { endpoints, publicUrl }: HttpOptions<A>): void {
  let text: string | undefined
  api.get(API_DOCUMENT_URL, async (_request, reply) => {
    text ??= JSON.stringify(apiDocument(endpoints, publicUrl))
    return reply.type('application/json; charset=utf-8').send(text)
  })
}

function addEndpoint<A>(
  api: FastifyInstance,
  endpoint: Endpoint<A>,
  { gate, limits, checksAnswers }: HttpOptions<A>,
  { streams, bodies }: { readonly streams: Set<FastifyReply['raw']>; readonly bodies: Pressure },
): void {
  const { method, url, access, shapes, summary, rows } = endpoint
  const actors = new WeakMap<FastifyRequest, A>()
  const read = makeReader(shapes, rows)
  const { publicPerAddress, perActor } = { ...LIMITS, ...limits }
  const isPublic = access === 'public'
  api.route({
    method,
    url,
    bodyLimit: endpoint.bodyLimit ?? BODY_BYTES,
    config: {
      isStream: endpoint.stream ?? false,
      rateLimit: {
        max: isPublic ? publicPerAddress : perActor,
        timeWindow: 60 * SECOND,
        // After `onRequest`, when it is known who asks, and before the body is taken in.
        hook: 'preParsing',
        keyGenerator: (request) => {
          const actor = isPublic ? undefined : actors.get(request)
          return actor === undefined ? `address ${request.ip}` : gate.keyOf(actor)
        },
      },
    },
    // Before the body is read: strangers cannot make us take in megabytes.
    onRequest: async (request, reply) => {
      const actor = await admit(gate, endpoint, request)
      if (actor !== undefined) actors.set(request, actor)
      // What streams through lies nowhere.
      if (endpoint.bodyLimit !== undefined && !endpoint.raw)
        reply.raw.once('close', bodies.enter(weightOf(request, endpoint.bodyLimit)))
    },
    handler: async (request, reply) => {
      const input = read.request(request)
      if (endpoint.stream) track(streams, reply.raw)
      const answer = await endpoint.answer({ ...input, actor: actors.get(request) as A, request, reply })
      // A hijacked reply, or a download: `answer` has seen to it.
      if (reply.sent || reply.raw.headersSent) return reply
      if (checksAnswers) read.answer(answer, `${method} ${url} (${summary})`)
      reply.code(endpoint.status ?? (answer === undefined ? 204 : 200))
      return answer === undefined
        ? reply.send()
        : reply.type('application/json; charset=utf-8').send(JSON.stringify(answer))
    },
  })
}

/** Whoever does not say how long the body is (chunked) may send as much as is allowed. */
function weightOf({ headers }: FastifyRequest, most: number): number {
  return Math.min(most, Number(headers['content-length'] ?? most))
}

/** Deny is the default: an unknown word in `access` is a permission that nobody has. */
async function admit<A>(
  gate: Gate<A>,
  { access, onForbidden }: Endpoint<A>,
  request: FastifyRequest,
): Promise<A | undefined> {
  if (access === 'public') {
    // A cookie that is no longer good must not keep anybody from signing in.
    return gate.authenticate(request).catch((error: unknown) => {
      if (error instanceof Refusal) return undefined
      throw error
    })
  }
  const actor = await gate.authenticate(request)
  if (actor === undefined) throw new Refusal('sign-in-needed')
  if (access !== 'signed-in' && !gate.has(actor, access)) {
    await onForbidden?.(actor)
    throw new Refusal('forbidden', { values: { permission: access } })
  }
  return actor
}

function track(streams: Set<FastifyReply['raw']>, raw: FastifyReply['raw']): void {
  streams.add(raw)
  raw.once('close', () => streams.delete(raw))
}

async function stop(server: FastifyInstance, streams: Set<FastifyReply['raw']>): Promise<void> {
  const late = setTimeout(() => server.server.closeAllConnections(), STOP_MS)
  // A connection whose last request ends now was not idle when the closing began, and would be kept alive until the end of that time.
  const idle = setInterval(() => server.server.closeIdleConnections(), IDLE_LOOK_MS)
  const closed = server.close()
  for (const raw of streams) raw.end()
  await closed
  clearTimeout(late)
  clearInterval(idle)
}
