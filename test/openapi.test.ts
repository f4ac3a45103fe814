/** The description of the API: complete for every endpoint, and its examples are what the endpoints would take and give. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TSchema } from 'typebox'
import Value from 'typebox/value'
import { PERMISSIONS } from '../server/access/permissions.ts'
import { REFUSALS } from '../server/base/errors.ts'
import { allEndpoints } from '../server/routes.ts'
import { makeServer } from './support/server.ts'
import { makeTalk } from './support/talk.ts'

type Content = { 'application/json'?: { schema: TSchema; example: unknown } }
type Operation = {
  operationId: string
  tags: string[]
  summary: string
  'x-permission': string
  security: Record<string, string[]>[]
  parameters?: { name: string; in: string; required: boolean; schema: TSchema; example: unknown }[]
  requestBody?: { content: Content }
  responses: Record<string, { $ref?: string; description?: string; content?: Content }>
}
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  tags: { name: string }[]
  components: {
    securitySchemes: Record<string, unknown>
    responses: Record<string, unknown>
    schemas: Record<string, { properties: { error: TSchema } }>
  }
  'x-refusals': Record<string, number>
}

test('the description of the API is complete, and its examples are valid', async (t) => {
  const { app } = await makeTalk(t)
  const server = await makeServer(t, app)
  const document = (await server.anonymous.get('/api/openapi.json')).body as Document
  assert.equal(document.openapi, '3.1.0')
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      operation,
    })),
  )
  const endpoints = allEndpoints(app)
  assert.equal(operations.length, endpoints.length + 1)
  assert.equal(new Set(operations.map(({ operation }) => operation.operationId)).size, operations.length)
  const known = new Set(['public', 'signed-in', ...Object.keys(PERMISSIONS)])
  let examples = 0
  for (const { name, path, operation } of operations) {
    assert.ok(operation.summary.length >= 5, name)
    assert.ok(known.has(operation['x-permission']), name)
    const schemes = operation.security.flatMap((each) => Object.keys(each))
    assert.deepEqual(schemes, operation['x-permission'] === 'public' ? [] : ['token', 'session'], name)
    for (const scheme of schemes) assert.ok(document.components.securitySchemes[scheme], name)
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map((each) => each.name)
    assert.deepEqual(inPath.sort(), [...path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param).sort(), name)
    const contents = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map(({ content }) => content),
    ]
    const shown = [
      ...(operation.parameters ?? []),
      ...contents.flatMap((content) => content?.['application/json'] ?? []),
    ]
    for (const { schema, example } of shown) {
      examples += 1
      assert.deepEqual([...Value.Errors(schema, example)], [], `${name}: ${JSON.stringify(example)}`)
    }
    if (operation['x-permission'] !== 'public' && path !== '/api/openapi.json')
      assert.equal(operation.responses['403']?.$ref, '#/components/responses/Refused', name)
  }
  assert.ok(examples > operations.length, `${examples} examples`)
  assert.deepEqual(document['x-refusals'], REFUSALS)
  for (const tag of operations.flatMap(({ operation }) => operation.tags))
    assert.ok(document.tags.some(({ name }) => name === tag) || tag === 'openapi.json', tag)
})

test('what is really answered to an error is what the description says', async (t) => {
  const { app } = await makeTalk(t)
  const server = await makeServer(t, app)
  const document = (await server.anonymous.get('/api/openapi.json')).body as Document
  const { schemas } = document.components
  const refused = await server.anonymous.get('/api/alerts')
  assert.equal(refused.status, 401)
  assert.deepEqual([...Value.Errors(schemas.Refusal as unknown as TSchema, refused.body)], [])
})
