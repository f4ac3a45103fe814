/** What the page reads of OpenAPI 3.1 (server/base/openapi.ts makes it). */
type Content = { readonly 'application/json'?: { readonly schema: ApiSchema; readonly example: unknown } }
export type ApiSchema = {
  readonly type?: string
  readonly format?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly ApiSchema[]
  readonly items?: ApiSchema
  readonly properties?: Readonly<Record<string, ApiSchema>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, ApiSchema>>
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
}
export type ApiParameter = {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: ApiSchema
  readonly example: unknown
}
type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly 'x-permission': string
  readonly parameters?: readonly ApiParameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>
}
export type ApiDocument = {
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly 'x-refusals': Readonly<Record<string, number>>
}

export type ApiEndpoint = {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly permission: string
  readonly parameters: readonly ApiParameter[]
  /** undefined: none; without a schema it is no JSON */
  readonly body: { readonly schema?: ApiSchema; readonly example?: unknown } | undefined
  readonly status: string
  readonly answer: { readonly schema: ApiSchema; readonly example: unknown } | undefined
}

/** Features and the nouns that their addresses begin with, in the order of the menu. */
const FEATURES = {
  warning: ['alerts', 'watch', 'blindness'],
  crises: ['crises', 'clocks', 'clock-definitions', 'levels'],
  access: [
    'me',
    'sessions',
    'setup',
    'invitations',
    'people',
    'tokens',
    'audit',
    'webhooks',
    'work',
    'mail',
    'notices',
    'channels',
  ],
} as const
export type ApiFeature = keyof typeof FEATURES | 'monitoring'
export const API_FEATURES: readonly ApiFeature[] = ['monitoring', 'warning', 'crises', 'access']

export function endpointsOf(document: ApiDocument): ApiEndpoint[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => endpointOf(method.toUpperCase(), path, operation)),
  )
}

/** Everything that is not of another feature is of monitoring, which has the most. */
export function featureOf(path: string): ApiFeature {
  const noun = path.split('/')[2] ?? ''
  const found = Object.entries(FEATURES).find(([, nouns]) => nouns.some((each) => each === noun))
  return (found?.[0] as ApiFeature | undefined) ?? 'monitoring'
}

/** Each word must stand somewhere in the method, the address, the summary or the permission. */
export function findEndpoints(endpoints: readonly ApiEndpoint[], sought: string): ApiEndpoint[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
  return endpoints.filter(({ method, path, summary, permission }) => {
    const text = `${method} ${path} ${summary} ${permission}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** A line for a terminal; the token is for the reader to put in. */
export function curlOf({ method, path, parameters, permission, body }: ApiEndpoint, server: string): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(parameters.find((each) => each.name === name)?.example ?? name)),
  )
  const query = parameters.filter((each) => each.in === 'query' && each.required)
  const search = new URLSearchParams(query.map(({ name, example }) => [name, String(example)])).toString()
  const parts = [`curl -X ${method} '${server}${filled}${search === '' ? '' : `?${search}`}'`]
  if (permission !== 'public') parts.push(`-H "Authorization: Bearer $WEIJI_TOKEN"`)
  if (body?.schema) {
    const json = JSON.stringify(body.example).replaceAll("'", `'\\''`)
    parts.push(`-H 'Content-Type: application/json'`, `-d '${json}'`)
  } else if (body) parts.push(`-H 'Content-Type: application/octet-stream'`, '--data-binary @FILE')
  return parts.join(' \\\n  ')
}

/** A shape in one line: `text ≤ 100`, `uuid`, `list of object`, `low | high`. */
export function shapeText(schema: ApiSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map(shapeText).join(' | ')
  if (schema.type === 'array') return `${shapeText(schema.items ?? {})}[]`
  if (schema.format) return schema.format
  const bounds = [
    schema.minimum === undefined ? undefined : `≥ ${schema.minimum}`,
    schema.maximum === undefined ? undefined : `≤ ${schema.maximum}`,
    schema.maxLength === undefined ? undefined : `≤ ${schema.maxLength}`,
  ]
  return [schema.type ?? 'any', ...bounds].filter(Boolean).join(' ')
}

/** The fields of a shape, those of inner ones behind a dot; `[]` where there are several. */
export function fieldsOf(schema: ApiSchema, prefix = ''): { name: string; isRequired: boolean; shape: string }[] {
  const inner = schema.anyOf?.find(({ type }) => type === 'object' || type === 'array') ?? schema
  if (inner.type === 'array') return fieldsOf(inner.items ?? {}, `${prefix}[]`)
  return Object.entries(inner.properties ?? {}).flatMap(([field, shape]) => {
    const name = prefix === '' ? field : `${prefix}.${field}`
    const isRequired = inner.required?.includes(field) ?? false
    return [{ name, isRequired, shape: shapeText(shape) }, ...fieldsOf(shape, name)]
  })
}

function endpointOf(method: string, path: string, operation: Operation): ApiEndpoint {
  const [status = '', done] = Object.entries(operation.responses).find(([code]) => /^2\d\d$/.test(code)) ?? []
  const { requestBody } = operation
  return {
    id: operation.operationId,
    method,
    path,
    summary: operation.summary,
    permission: operation['x-permission'],
    parameters: operation.parameters ?? [],
    body: requestBody && (requestBody.content['application/json'] ?? {}),
    status,
    answer: done?.content?.['application/json'],
  }
}
