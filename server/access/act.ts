/** What the audit log keeps of one act. */
export type Act = {
  /** the handbook's verb, such as `declareCrisis` */
  readonly verb: string
  /** such as `crisis` */
  readonly objectKind: string
  readonly objectId: string
  /** JSON; what was decided and why, ids rather than texts */
  readonly detail?: Readonly<Record<string, unknown>>
}

export type ActBody = {
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string }
  /** ISO 8601, UTC, milliseconds */
  readonly at: string
  readonly verb: string
  readonly objectKind: string
  readonly objectId: string
  readonly detail: unknown
}

/**
 * JSON of one form only: keys in the order of their code units, no spaces, as RFC 8785 has it. What JSON cannot say (undefined, functions)
 * is left out like JSON.stringify does; NUL and lone surrogates, which the database cannot keep, become U+FFFD.
 */
export function canonicalJson(value: unknown): string {
  return write(JSON.parse(JSON.stringify(value) ?? 'null'))
}

function write(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(storable(value))
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : JSON.stringify(value)
  // Through an object: two keys that became one must not both be written.
  const entries = Object.entries(Object.fromEntries(Object.entries(value).map(([key, of]) => [storable(key), of])))
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${sorted.map(([key, of]) => `${JSON.stringify(key)}:${write(of)}`).join(',')}}`
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd')
}
