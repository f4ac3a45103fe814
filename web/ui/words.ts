import type { Static } from 'typebox'
import type { LocaleName } from '../../server/access/schema.ts'

export type Locale = Static<typeof LocaleName>

/** 繁體, 简体, English, side by side. A tuple of three: a missing language does not compile. */
export type Triple = readonly [hant: string, hans: string, en: string]
export type WordTable = Readonly<Record<string, Triple>>

/** `{n}` in the Traditional sentence makes `n` a value that callers must give. */
type Slot<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Slot<Rest> : never
export type Values<S extends string> = Readonly<Record<Slot<S>, string | number>>
export type Said<T extends WordTable> = {
  readonly [K in keyof T]: Slot<T[K][0]> extends never ? string : (values: Values<T[K][0]>) => string
}

export const PLACE: Readonly<Record<Locale, 0 | 1 | 2>> = { 'zh-Hant': 0, 'zh-Hans': 1, en: 2 }

/** Keeps the literal sentences, so that their `{slots}` are known to the compiler. */
export function defineWords<const T extends WordTable>(table: T): T {
  return table
}

/**
 * The table in one language: plain sentences as they are, sentences with slots as functions of their values.
 * `[n:post|posts]` picks its first form where the value reads 1 (English needs it).
 */
export function wordsIn<T extends WordTable>(table: T, locale: Locale): Said<T> {
  const said = Object.entries(table).map(([key, triple]) => {
    const sentence = triple[PLACE[locale]]
    const hasSlots = /\{\w+\}/.test(triple[0])
    return [key, hasSlots ? (values: Record<string, string | number>) => fill(sentence, values) : sentence]
  })
  return Object.fromEntries(said) as Said<T>
}

/** Puts values into a sentence. Exported for codes that come from the server with their values. */
export function fill(sentence: string, values: Readonly<Record<string, unknown>>): string {
  return sentence
    .replace(/\[(\w+):([^|\]]*)\|([^\]]*)\]/g, (_, name: string, one: string, many: string) =>
      String(values[name]) === '1' ? one : many,
    )
    .replace(/\{(\w+)\}/g, (whole, name: string) => (values[name] === undefined ? whole : String(values[name])))
}
