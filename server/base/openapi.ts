import type { Endpoint } from './endpoint.ts'
import { REFUSALS } from './errors.ts'
import { exampleOf, type JsonSchema } from './openapi-example.ts'

type Json = Readonly<Record<string, unknown>>

const DESCRIPTION = [
  'Programs send `Authorization: Bearer SECRET` with a token that an administrator has made; pages send their session cookie.',
  'Bodies are JSON in UTF-8. Times are ISO 8601 with a zone. What is refused is answered as `{error: {code, field?, reason?, values?,',
  'retryAfter?, requestId}}` with a code of x-refusals.',
].join(' ')

/** The endpoint that tells of all others, itself included. */
export const API_DOCUMENT_URL = '/api/openapi.json'

/**
 * The API as OpenAPI 3.1 states it, from what endpoints state of themselves: shapes, examples made of them, the permission as
 * `x-permission` (`public`, `signed-in` or its name), and how it refuses.
 * @param publicUrl where people reach it
 */
export function apiDocument<A>(endpoints: readonly Endpoint<A>[], publicUrl: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) }
  }
  paths[API_DOCUMENT_URL] = { get: ownOperation() }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Weiji',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(endpoints.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: components(publicUrl),
    'x-refusals': REFUSALS,
  }
}

function operationOf<A>(endpoint: Endpoint<A>): Json {
  const { access, shapes, summary } = endpoint
  const parameters = [...parametersOf('path', shapes.params), ...parametersOf('query', shapes.query)]
  const body = bodyOf(endpoint)
  return {
    operationId: idOf(endpoint),
    tags: [tagOf(endpoint)],
    summary,
    description: needOf(access),
    'x-permission': access,
    // An empty list overrides: nobody needs to say who he is.
    security: access === 'public' ? [] : [{ token: [] }, { session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: responsesOf(endpoint),
  }
}

function ownOperation(): Json {
  return {
    operationId: 'getApiOpenapiJson',
    tags: ['openapi.json'],
    summary: 'This description',
    description: needOf('public'),
    'x-permission': 'public',
    security: [],
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: { type: 'object' }, example: {} } } },
    },
  }
}

function parametersOf(place: 'path' | 'query', shape: JsonSchema | undefined): Json[] {
  const { properties = {}, required = [] } = shape ?? {}
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema,
    example: exampleOf(schema, name),
  }))
}

function bodyOf<A>({ shapes, raw }: Endpoint<A>): Json | undefined {
  if (raw)
    return { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } }
  if (shapes.body === undefined) return undefined
  const schema = shapes.body as JsonSchema
  return { required: true, content: { 'application/json': { schema, example: exampleOf(schema) } } }
}

function responsesOf<A>({ shapes, status, stream, access }: Endpoint<A>): Json {
  const answer = shapes.answer as JsonSchema | undefined
  const done = answer
    ? { description: 'Done', content: { 'application/json': { schema: answer, example: exampleOf(answer) } } }
    : { description: stream ? 'A stream' : 'Done' }
  const success = status ?? (answer || stream ? 200 : 204)
  const refusal = { $ref: '#/components/responses/Refused' }
  return { [success]: done, ...(access !== 'public' && { 401: refusal, 403: refusal }), '4XX': refusal, '5XX': refusal }
}

function components(publicUrl: string): Json {
  const cookie = publicUrl.startsWith('https:') ? '__Host-weiji' : 'weiji'
  const error = {
    type: 'object',
    required: ['code', 'requestId'],
    properties: {
      code: { type: 'string', enum: [...Object.keys(REFUSALS), 'internal'] },
      field: { type: 'string', description: 'what to put right, such as posts/3/postedAt' },
      reason: { type: 'string', description: 'English, for logs' },
      values: { type: 'object', description: 'what the wording needs' },
      retryAfter: { type: 'number', description: 'seconds; also the header Retry-After' },
      requestId: { type: 'string', description: 'to find it in the log' },
    },
  }
  const schema = { type: 'object', required: ['error'], properties: { error } }
  const example = {
    error: { code: 'invalid', field: 'name', reason: 'is empty', requestId: '019cac46-1500-7c78-8154-47562682ecd8' },
  }
  return {
    schemas: { Refusal: schema },
    responses: {
      Refused: {
        description: 'Refused, and why',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' }, example } },
      },
    },
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'An API token of the organisation' },
      session: { type: 'apiKey', in: 'cookie', name: cookie, description: 'Whoever has signed in on the pages' },
    },
  }
}

function needOf(access: string): string {
  if (access === 'public') return 'Anybody.'
  return access === 'signed-in' ? 'Signed in, or any token.' : `Permission ${access}.`
}

/** The noun that the address begins with: `/api/alerts/:alertId` is of alerts. */
function tagOf<A>({ url }: Endpoint<A>): string {
  return url.split('/')[2] ?? ''
}

function idOf<A>({ method, url }: Endpoint<A>): string {
  const words = url.split(/[^A-Za-z0-9]+/).filter(Boolean)
  return method.toLowerCase() + words.map((word) => (word[0] ?? '').toUpperCase() + word.slice(1)).join('')
}
