/** The part of JSON Schema 2020-12 that shapes of endpoints use. */
export type JsonSchema = {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
}

const TIME = '2026-03-02T02:00:00.000Z'
const ID = '019cac46-1500-7c78-8154-47562682ecd8'

/** What a text of that name usually looks like; where it does not fit its shape, it is not used. */
const TEXTS: readonly (readonly [name: RegExp, text: string])[] = [
  [/email/i, 'lin.kexin@qinghe.example'],
  [/url|address|link/i, 'https://example.com/a'],
  [/password/i, 'qing he de 豆浆 1987'],
  [/zone/i, 'Asia/Taipei'],
  [/(?:At|Due|from|to|until|since|before)$/, TIME],
  [/expression/i, '青禾 召回'],
  [/reason|note/i, '值班確認'],
  [/name|title|organisation/i, '青禾'],
  [/text|words/i, '青禾豆浆喝完肚子疼，要求退款'],
  [/source/i, 'crm-export'],
]

/**
 * An example of a shape, for people to read and to start from: the same at every start, and valid against the shape. What may be left
 * out is shown too.
 * @param name of the field, which tells what a text of it looks like
 */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  if (schema.examples !== undefined) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.anyOf !== undefined)
    return exampleOf(schema.anyOf.find(({ type }) => type !== 'null') ?? { type: 'null' }, name)
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((each) => exampleOf(each, name)))
  switch (schema.type) {
    case 'object':
      return objectOf(schema)
    case 'array':
      return arrayOf(schema, name)
    case 'string':
      return textOf(schema, name)
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return {}
  }
}

function objectOf({ properties = {}, patternProperties = {} }: JsonSchema): Record<string, unknown> {
  const known = Object.entries(properties).map(([name, schema]) => [name, exampleOf(schema, name)])
  const others = Object.entries(patternProperties).map(([pattern, schema]) => [keyOf(pattern), exampleOf(schema)])
  return Object.fromEntries([...known, ...others])
}

function arrayOf({ items = {}, minItems = 0, maxItems = 1 }: JsonSchema, name: string): unknown[] {
  const one = exampleOf(items, name.replace(/s$/, ''))
  return Array.from({ length: Math.max(minItems, Math.min(1, maxItems)) }, () => one)
}

function textOf(
  { format, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: JsonSchema,
  name: string,
): string {
  if (format === 'uuid') return ID
  if (format === 'date-time') return TIME
  if (format === 'date') return TIME.slice(0, 10)
  const fits = (text: string): boolean =>
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text))
  const usual = TEXTS.find(([names, text]) => names.test(name) && fits(text))?.[1]
  const plain = 'text'.padEnd(minLength, '.').slice(0, maxLength)
  return usual ?? [plain, keyOf(pattern ?? '')].find(fits) ?? plain
}

/** A text for patterns of digests, which are all that stand in our shapes besides addresses. */
function keyOf(pattern: string): string {
  const digits = /\[0-9a-f\]\{(\d+)\}/.exec(pattern)?.[1]
  return digits === undefined ? ID : '0123456789abcdef'.repeat(8).slice(0, Number(digits))
}

function numberOf({ minimum = 0, maximum = Number.POSITIVE_INFINITY }: JsonSchema): number {
  return Math.min(maximum, Math.max(minimum, 1))
}
