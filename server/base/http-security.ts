import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from './errors.ts'

/** Scripts only from us; antd writes its styles into the page while it runs, so styles may stand in the page itself. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "media-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')
const YEAR_SECONDS = 31_536_000
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

export function securityHeaders(publicUrl: string) {
  const isSecure = publicUrl.startsWith('https:')
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.headers({
      'content-security-policy': CONTENT_POLICY,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      'x-request-id': request.id,
    })
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
    if (isSecure) reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}; includeSubDomains`)
  }
}

/**
 * Another site's page can make a browser send a request with our cookie. Browsers say whence: Sec-Fetch-Site where the connection is
 * secure, Origin always with such methods. A bearer token is never sent by itself, so requests with one need no proof.
 */
export function refuseCrossSite(publicUrl: string) {
  return async (request: FastifyRequest): Promise<void> => {
    if (SAFE_METHODS.has(request.method) || request.headers.authorization !== undefined) return
    const verdict = isSameOrigin(request, publicUrl)
    if (verdict === false || (verdict === undefined && request.headers.cookie !== undefined)) {
      throw new Refusal('cross-site', { reason: 'a request with a cookie must come from our own pages' })
    }
  }
}

/** undefined: the request does not say, as programs other than browsers do not. */
function isSameOrigin(request: FastifyRequest, publicUrl: string): boolean | undefined {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin } = request.headers
  if (origin === undefined) return undefined
  if (origin === publicUrl) return true
  return URL.canParse(origin) && new URL(origin).host === request.host
}
