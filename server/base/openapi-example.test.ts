import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TSchema, Type } from 'typebox'
import Value from 'typebox/value'
import { exampleOf, type JsonSchema } from './openapi-example.ts'

const SHAPES: Record<string, TSchema> = {
  object: Type.Object({ a: Type.String(), b: Type.Optional(Type.Integer()) }),
  nothing: Type.Object({}),
  'long enough': Type.Object({ name: Type.String({ minLength: 12, maxLength: 20 }) }),
  'short enough': Type.Object({ text: Type.String({ maxLength: 3 }) }),
  digest: Type.Object({ fingerprint: Type.String({ pattern: '^[0-9a-f]{32}$' }) }),
  email: Type.Object({ email: Type.String({ minLength: 3, pattern: '^[^@\\s]+@[^@\\s]+$' }) }),
  'ids and times': Type.Object({ id: Type.String({ format: 'uuid' }), at: Type.String({ format: 'date-time' }) }),
  'numbers in bounds': Type.Array(Type.Integer({ minimum: 5, maximum: 9 }), { minItems: 3 }),
  'small number': Type.Number({ maximum: 0.5 }),
  'empty list': Type.Array(Type.String(), { maxItems: 0 }),
  'null or not': Type.Union([Type.Null(), Type.Integer()]),
  'null alone': Type.Union([Type.Null()]),
  enum: Type.Enum(['b', 'a']),
  literal: Type.Literal('one'),
  map: Type.Record(Type.String(), Type.Number()),
  'map of digests': Type.Record(Type.String({ pattern: '^[0-9a-f]{32}$' }), Type.Boolean()),
  both: Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.Boolean() })]),
  anything: Type.Unknown(),
}
for (const [what, shape] of Object.entries(SHAPES))
  test(`an example of ${what} is valid, shows everything and is the same each time`, () => {
    const example = exampleOf(shape as JsonSchema)
    assert.deepEqual([...Value.Errors(shape, example)], [])
    assert.deepEqual(exampleOf(shape as JsonSchema), example)
    assert.deepEqual(JSON.parse(JSON.stringify(example)), example)
  })

test('what may be left out is shown, and fields look like what they are', () => {
  const shape = Type.Object({ url: Type.Optional(Type.String()), zone: Type.String(), postedAt: Type.String() })
  assert.deepEqual(exampleOf(shape as JsonSchema), {
    url: 'https://example.com/a',
    zone: 'Asia/Taipei',
    postedAt: '2026-03-02T02:00:00.000Z',
  })
})

test('an example that the shape itself gives comes first', () => {
  assert.equal(exampleOf(Type.String({ examples: ['mine'] }) as JsonSchema), 'mine')
})
