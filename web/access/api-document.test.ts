import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiDocument, curlOf, endpointsOf, featureOf, fieldsOf, findEndpoints, shapeText } from './api-document.ts'

const DOCUMENT: ApiDocument = {
  servers: [{ url: 'https://weiji.example' }],
  'x-refusals': { invalid: 422 },
  paths: {
    '/api/alerts/{alertId}/false-alarm': {
      post: {
        operationId: 'a',
        summary: 'Say that it was nothing',
        'x-permission': 'alerts.handle',
        parameters: [
          { name: 'alertId', in: 'path', required: true, schema: { type: 'string' }, example: 'a b' },
          { name: 'limit', in: 'query', required: false, schema: { type: 'integer' }, example: 1 },
        ],
        requestBody: { content: { 'application/json': { schema: { type: 'object' }, example: { note: "it's" } } } },
        responses: { 201: { content: { 'application/json': { schema: { type: 'object' }, example: {} } } }, '4XX': {} },
      },
    },
    '/api/imports/{importId}/file': {
      put: {
        operationId: 'b',
        summary: 'Send the file',
        'x-permission': 'sources.manage',
        requestBody: { content: {} },
        responses: { 204: {} },
      },
    },
    '/api/setup': {
      get: { operationId: 'c', summary: 'Whether it is set up', 'x-permission': 'public', responses: { 200: {} } },
    },
  },
}
const [alarm, file, setup] = endpointsOf(DOCUMENT)

test('endpoints are read with what they take and give', () => {
  assert.ok(alarm && file && setup)
  assert.deepEqual([alarm.method, alarm.status, alarm.answer?.example], ['POST', '201', {}])
  assert.deepEqual([file.body, file.status, file.answer, setup.body], [{}, '204', undefined, undefined])
})

test('a line for the terminal quotes what a shell would take apart', () => {
  assert.ok(alarm && file && setup)
  assert.equal(
    curlOf(alarm, 'https://weiji.example'),
    `curl -X POST 'https://weiji.example/api/alerts/a%20b/false-alarm' \\
  -H "Authorization: Bearer $WEIJI_TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"note":"it'\\''s"}'`,
  )
  assert.match(curlOf(file, ''), /--data-binary @FILE$/)
  assert.equal(curlOf(setup, ''), "curl -X GET '/api/setup'")
})

test('searching takes every word, from anywhere', () => {
  const found = (sought: string) => findEndpoints(endpointsOf(DOCUMENT), sought).map(({ id }) => id)
  assert.deepEqual(
    [found(''), found('ALARM post'), found('sources.manage'), found('file nothing')],
    [['a', 'b', 'c'], ['a'], ['b'], []],
  )
})

test('features', () => {
  assert.deepEqual(['/api/alerts/x', '/api/crises', '/api/webhooks', '/api/posts', '/api/whatever'].map(featureOf), [
    'warning',
    'crises',
    'access',
    'monitoring',
    'monitoring',
  ])
})

test('shapes in words', () => {
  const card = {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      of: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] },
    },
  }
  assert.equal(shapeText({ type: 'array', items: { enum: ['a', 'b'] } }), '"a" | "b"[]')
  assert.equal(shapeText({ type: 'string', maxLength: 5 }), 'string ≤ 5')
  assert.deepEqual(fieldsOf({ type: 'array', items: { type: 'object', properties: { card } } }), [
    { name: '[].card', isRequired: false, shape: 'object' },
    { name: '[].card.id', isRequired: true, shape: 'uuid' },
    { name: '[].card.of', isRequired: false, shape: 'integer ≥ 0 | null' },
  ])
})
