/** One JSON value of a file. `member`: of which member of the object around it; `isWhole`: that member's value, not a list's item. */
export type JsonPiece =
  | { readonly member: string; readonly text: string; readonly isWhole: boolean }
  | { readonly member: string; readonly cutOff: true }

/** No post can be longer. */
const MOST_CHARACTERS = 8 * 2 ** 20
const LONG_NUMBER = /[[:,\s]-?\d{16,}[\s,\]}]/

/**
 * JSON without rounding: whole numbers beyond 2^53, such as the 19 digits of a Douyin id, become bigint. @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  // A reviver costs five times as much, and hardly any text has such a number.
  if (!LONG_NUMBER.test(text)) return JSON.parse(text)
  const exact = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    const source = context?.source
    const isLost = typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined
    return isLost && /^-?\d+$/.test(source) ? BigInt(source) : value
  }
  return JSON.parse(text, exact)
}

/** Where the value that begins at `start` ends; -1 where the text ends before it. */
export function valueEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      at = stringEnd(text, at)
      if (at < 0) return -1
      if (depth === 0) return at + 1
    } else if (code === 123 || code === 91) depth++
    else if (code === 125 || code === 93) {
      depth--
      if (depth <= 0) return depth === 0 ? at + 1 : at
    } else if (depth === 0 && (code === 44 || code <= 32)) return at
  }
  return -1
}

/** Position of the closing quote. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return quote
  }
  return -1
}

type Place = 'root' | 'list' | 'object' | 'member-list'

/**
 * The values of a file with constant memory: the items of a list, or values one after another; with `isObject` the members of the
 * one object, lists of objects item by item. A file that was cut off gives what is whole, and then says so.
 */
export async function* jsonPieces(chunks: AsyncIterable<string>, isObject: boolean): AsyncGenerator<JsonPiece> {
  const source = createSource(chunks)
  let place: Place = 'root'
  let member = ''
  for (;;) {
    const next = await source.peek(place === 'root' ? '' : ',')
    if (next === '') {
      if (place !== 'root') yield { member, cutOff: true }
      return
    }
    if (place === 'root' && (next === '[' || (next === '{' && isObject))) {
      place = next === '[' ? 'list' : 'object'
      source.skip()
    } else if (next === ']' || (next === '}' && place === 'object')) {
      place = place === 'member-list' ? 'object' : 'root'
      source.skip()
    } else if (place === 'object') {
      member = String(JSON.parse((await source.value()) ?? '""'))
      if ((await source.peek(':')) === '[' && (await source.startsObjects())) {
        place = 'member-list'
        source.skip()
      } else {
        const text = await source.value()
        yield text === undefined ? { member, cutOff: true } : { member, text, isWhole: true }
        if (text === undefined) return
      }
    } else {
      const text = await source.value()
      yield text === undefined ? { member, cutOff: true } : { member, text, isWhole: false }
      if (text === undefined) return
    }
  }
}

function createSource(chunks: AsyncIterable<string>) {
  const iterator = chunks[Symbol.asyncIterator]()
  let text = ''
  let at = 0
  const more = async (): Promise<boolean> => {
    const next = await iterator.next()
    if (next.done) return false
    text = text.slice(at) + next.value
    at = 0
    return true
  }
  const isSpace = (character: string, also: string): boolean => character <= ' ' || (also !== '' && character === also)
  return {
    skip: () => {
      at++
    },
    /** The next character that is neither space nor `also`; '' at the end. */
    peek: async (also: string): Promise<string> => {
      for (;;) {
        while (at < text.length && isSpace(text.charAt(at), also)) at++
        if (at < text.length) return text.charAt(at)
        if (!(await more())) return ''
      }
    },
    /** Whether the list that begins here holds objects. */
    startsObjects: async (): Promise<boolean> => {
      for (;;) {
        const inside = /^\[\s*(\S)/.exec(text.slice(at, at + 1000))
        if (inside || text.length - at >= 1000 || !(await more())) return inside?.[1] === '{'
      }
    },
    value: async (): Promise<string | undefined> => {
      for (;;) {
        const end = valueEnd(text, at)
        if (end > at) {
          const found = text.slice(at, end)
          at = end
          return found
        }
        if (text.length - at > MOST_CHARACTERS || !(await more())) return undefined
      }
    },
  }
}
