import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendNotFound } from './http-errors.ts'

type Page = { readonly bytes: Buffer; readonly type: string; readonly tag: string; packed?: Promise<Buffer> }

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}
const PACKED = /^(?:text|application)\/|svg/
const LEAST_PACKED_BYTES = 1_000
const YEAR_SECONDS = 31_536_000
const NOT_BUILT =
  '<!doctype html><meta charset="utf-8"><title>Weiji</title><p>The pages are not built yet. Start Weiji with <code>npm start</code>, which builds them.'

/**
 * The built pages, from memory: a few megabytes, packed once, and no path from outside ever becomes the path of a file.
 * Any other address of a page gets index.html, whose script knows the addresses.
 */
export function addPages(server: FastifyInstance, folder: string): void {
  let pages: Map<string, Page> | undefined
  const load = (): Map<string, Page> | undefined => {
    pages ??= existsSync(path.join(folder, 'index.html')) ? readPages(folder) : undefined
    return pages
  }
  server.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: async (request, reply) => {
      // Not by new URL, which reads a host out of `//x` and throws at `///`.
      const address = request.url.split(/[?#]/, 1)[0] ?? '/'
      if (address.startsWith('/api/')) return sendNotFound(request, reply)
      const found = load()
      if (found === undefined)
        return reply
          .code(503)
          .type(TYPES['.html'] ?? '')
          .send(NOT_BUILT)
      const page = found.get(address)
      if (page) return send(request, reply, page, address.startsWith('/assets/'))
      // A file that is no longer there, such as a script of an older build, must not come as HTML.
      const index = path.extname(address) === '' ? found.get('/index.html') : undefined
      return index ? send(request, reply, index, false) : sendNotFound(request, reply)
    },
  })
}

function readPages(folder: string): Map<string, Page> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      const bytes = readFileSync(file)
      const type = TYPES[path.extname(file)] ?? 'application/octet-stream'
      const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
      return [`/${path.relative(folder, file).split(path.sep).join('/')}`, { bytes, type, tag }]
    }),
  )
}

async function send(request: FastifyRequest, reply: FastifyReply, page: Page, isNamedByContent: boolean) {
  reply.header('cache-control', isNamedByContent ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
  reply.header('etag', page.tag).header('vary', 'accept-encoding').type(page.type)
  if (request.headers['if-none-match'] === page.tag) return reply.code(304).send()
  const wantsPacked = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  if (!wantsPacked || !PACKED.test(page.type) || page.bytes.length < LEAST_PACKED_BYTES) return reply.send(page.bytes)
  page.packed ??= promisify(gzip)(page.bytes, { level: 9 })
  return reply.header('content-encoding', 'gzip').send(await page.packed)
}
