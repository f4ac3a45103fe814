import type { FastifyInstance } from 'fastify'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

const SECONDS = [0.005, 0.02, 0.05, 0.15, 0.5, 1, 3, 10]

/** Counts every request by its route (never its address, which holds ids), and logs those that change something or fail. */
export function watchRequests(server: FastifyInstance, log: Log, metrics: Metrics): void {
  const seconds = metrics.histogram(
    'weiji_http_seconds',
    'Requests by route and status, in seconds',
    ['method', 'route', 'status'] as const,
    SECONDS,
  )
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const { statusCode } = reply
    // An event stream lasts as long as its page: it would drown the others.
    if (!(request.routeOptions.config as { isStream?: boolean }).isStream) {
      seconds.observe({ method: request.method, route, status: String(statusCode) }, reply.elapsedTime / 1000)
    }
    if (request.method === 'GET' && statusCode < 400) return
    const fields = {
      requestId: request.id,
      method: request.method,
      route,
      status: statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    if (statusCode >= 500) log.error('request', fields)
    else log.info('request', fields)
  })
}
