import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { SECOND } from './clock.ts'
import type { Db } from './db.ts'
import type { Disk } from './disk.ts'
import { Refusal } from './errors.ts'
import type { Metrics } from './metrics.ts'

export type Readiness = {
  readonly database: boolean
  readonly migrations: boolean
  /** `low` is ready all the same: alerts, sign-in and crises work, new posts are refused */
  readonly disk: 'enough' | 'low'
}
export type Health = { check(): Promise<Readiness> }

const ANSWER_MS = 2 * SECOND

/** @param newest number of the newest migration that this program knows */
export function makeHealth(db: Db, disk: Disk, newest: number): Health {
  return {
    check: async () => {
      const found = await newestApplied(db)
      return { database: found !== undefined, migrations: found === newest, disk: disk.isLow() ? 'low' : 'enough' }
    },
  }
}

/** /healthz: this process lives. /readyz: it can do its work. /metrics: for Prometheus, from this machine or with the token. */
export function addHealth(server: FastifyInstance, health: Health, metrics: Metrics, token: string | undefined): void {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    const readiness = await health.check()
    const isReady = readiness.database && readiness.migrations
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not-ready', ...readiness })
  })
  server.get('/metrics', async (request, reply) => {
    if (!isLocal(request) && !hasToken(request, token)) {
      throw new Refusal('forbidden', { reason: 'metrics are read from this machine, or with WEIJI_METRICS_TOKEN' })
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}

async function newestApplied(db: Db): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(() => done(undefined), ANSWER_MS)
  })
  const asked = sql<{ newest: number | null }>`select max(version) as newest from schema_migrations`
    .execute(db)
    .then(({ rows }) => rows[0]?.newest ?? 0)
    .catch(() => undefined)
  const found = await Promise.race([asked, late])
  clearTimeout(timer)
  return found
}

/** A proxy on this machine makes every request come from here; it says so in a header, and then the token is needed. */
function isLocal(request: FastifyRequest): boolean {
  const { headers, socket } = request
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false
  return /^(?:127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '')
}

function hasToken(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) return false
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
