import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import Value from 'typebox/value'
import type { Shapes } from './endpoint.ts'
import { Refusal } from './errors.ts'

/** Bodies are JSON in UTF-8 and nothing else. */
export function acceptJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const charset = /charset\s*=\s*"?([\w-]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8'
      if (!/^utf-?8$/i.test(charset))
        throw new Refusal('bad-encoding', { reason: `the text must be UTF-8, not ${charset}` })
      if (request.headers['content-encoding'] !== undefined) {
        throw new Refusal('unsupported-type', { reason: 'send the body uncompressed' })
      }
      // A body in chunks does not say how long it is; now it is known, to whoever weighs it.
      request.headers['content-length'] ??= String(body.length)
      return parseJson(body)
    },
  )
}

/** In a scope of its own: bodies are handed on as streams, unread. */
export function acceptStreams(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', async (request: FastifyRequest, payload: NodeJS.ReadableStream) => {
    if (request.headers['content-encoding'] !== undefined) {
      throw new Refusal('unsupported-type', { reason: 'send the body uncompressed' })
    }
    return payload
  })
}

/**
 * JSON whose strings PostgreSQL can hold. NUL and halves of surrogate pairs are let through here and refused by `refuseBadText`, so that
 * an endpoint with rows can name the row.
 * @throws Refusal bad-encoding, bad-request
 */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal('bad-encoding', { reason: 'the body is not valid UTF-8' })
  }
  if (text.trim() === '') throw new Refusal('bad-request', { reason: 'the body is empty' })
  // A key of this name would change what objects inherit where somebody merges them.
  if (/"(?:_|\\u005f){2}proto(?:_|\\u005f){2}"\s*:/i.test(text))
    throw new Refusal('bad-request', { reason: 'a key __proto__' })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Refusal('bad-request', {
      reason: `the body is not JSON, or was cut off: ${(error as Error).message.slice(0, 120)}`,
    })
  }
}

/** Path of the first string that PostgreSQL could not store, such as `posts/3/text`; undefined when all is well. */
export function findBadText(value: unknown): string | undefined {
  // By a list of our own: a body may be nested deeper than the stack allows.
  const waiting: [unknown, string][] = [[value, '']]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [at, path] = next
    if (typeof at === 'string' && (at.includes('\0') || !at.isWellFormed())) return path
    if (typeof at !== 'object' || at === null) continue
    for (const [key, inner] of Object.entries(at).reverse()) {
      if (key.includes('\0') || !key.isWellFormed()) return path
      waiting.push([inner, path === '' ? key : `${path}/${key}`])
    }
  }
  return undefined
}

type Part = 'params' | 'query' | 'body'

/**
 * Checks the parts of a request, and in tests the answer, against the shapes. Compiled at first use: a start should not wait for it.
 * @param rows see Endpoint.rows
 */
export function makeReader(shapes: Shapes, rows?: string) {
  const compiled = new Map<keyof Shapes, Validator>()
  const validatorOf = (part: keyof Shapes, schema: TSchema): Validator => {
    const found = compiled.get(part) ?? Compile(schema)
    compiled.set(part, found)
    return found
  }
  const readPart = (part: Part, given: unknown): unknown => {
    const schema = shapes[part]
    if (schema === undefined) return undefined
    // In an address everything is text: "5" may mean 5 there, and only there.
    const value = part === 'body' ? given : Value.Convert(schema, { ...(given as object) })
    const bad = findBadText(part === 'body' && rows !== undefined ? { ...(value as object), [rows]: [] } : value)
    if (bad !== undefined)
      throw new Refusal('invalid', { field: bad, reason: 'holds a character that no text may hold' })
    check(validatorOf(part, schema), value, part)
    refuseTimeless(schema, value)
    return value
  }
  return {
    request: (request: FastifyRequest) => ({
      params: readPart('params', request.params) as never,
      query: readPart('query', request.query) as never,
      body: readPart('body', request.body) as never,
    }),
    answer: (answer: unknown, where: string): void => {
      if (shapes.answer === undefined) return
      const sent: unknown = answer === undefined ? undefined : JSON.parse(JSON.stringify(answer))
      const validator = validatorOf('answer', shapes.answer)
      if (!validator.Check(sent))
        throw new Error(`${where} answers otherwise than it says: ${JSON.stringify(firstProblem(validator, sent))}`)
    },
  }
}

function check(validator: Validator, value: unknown, part: Part): void {
  if (validator.Check(value)) return
  if (part === 'body' && value === undefined) throw new Refusal('bad-request', { reason: 'a JSON body is needed' })
  const { field, reason } = firstProblem(validator, value)
  // An address that can be nothing of ours leads nowhere.
  if (part === 'params') throw new Refusal('not-found', { field })
  throw new Refusal('invalid', { field, reason })
}

/** The shape `date-time` allows leap seconds, which Date does not know: nothing behind the edge should meet an invalid Date. */
function refuseTimeless(schema: TSchema, value: unknown): void {
  const { properties = {} } = schema as { properties?: Record<string, { format?: string }> }
  for (const [field, { format }] of Object.entries(properties)) {
    const given = (value as Record<string, unknown> | null)?.[field]
    if (format === 'date-time' && typeof given === 'string' && Number.isNaN(Date.parse(given)))
      throw new Refusal('invalid', { field, reason: 'is a time that no clock of ours shows' })
  }
}

function firstProblem(validator: Validator, value: unknown): { field: string; reason: string } {
  // Of a union every branch complains, and the sum comes last: it says most.
  const errors = [...validator.Errors(value)]
  const first = errors.find(({ keyword }) => keyword === 'anyOf') ?? errors[0]
  const top = errors[0] && first && errors[0].instancePath.length < first.instancePath.length ? errors[0] : first
  if (top === undefined) return { field: '', reason: 'is not of the expected shape' }
  const path = top.instancePath.slice(1)
  if (top.keyword !== 'required') return { field: path, reason: top.message }
  const missing = missingOf(top.params, valueAt(value, path))
  return { field: path === '' ? missing : `${path}/${missing}`, reason: 'is missing' }
}

function missingOf(params: unknown, at: unknown): string {
  const { requiredProperties = [] } = params as { requiredProperties?: string[] }
  return requiredProperties.find((name) => !Object.hasOwn(Object(at), name)) ?? ''
}

function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value
  return path.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value)
}
