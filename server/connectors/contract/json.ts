/** One JSON value of a file. `member`: of which member of the object around it; `isWhole`: that member's value, not a list's item. */
export type JsonPiece =
  | { readonly member: string; readonly text: string; readonly isWhole: boolean }
  | { readonly member: string; readonly cutOff: true }

/** No post can be longer. */
const MOST_CHARACTERS = 8 * 2 ** 20
/** The list of a wrapper begins within so many, or it is taken for a value. */
const WRAPPER_CHARACTERS = 65_536
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

/** Members around the list of an answer of some API: `{"code": 0, "data": {"total": 2, "list": [ … ]}}`. */
const WRAPPERS =
  /^(?:data|datas|result|results|response|resp|body|payload|content|page|obj|hits|returndata|ret|rsp|msg|value)$/i
const DEEPEST = 3

/** Whether the object at the start has a member that is a list of objects, or holds one inside of wrappers. */
export function holdsLists(start: string, depth = 1): boolean {
  for (let at = start.indexOf('{') + 1; at > 0 && at < start.length; ) {
    const key = /^[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*/.exec(start.slice(at, at + 1000))
    if (!key) return false
    at += key[0].length
    if (/^\[\s*\{/.test(start.slice(at, at + 1000))) return true
    const isWrapped = depth < DEEPEST && start.charAt(at) === '{' && WRAPPERS.test((key[1] ?? '').slice(1, -1))
    if (isWrapped && holdsLists(start.slice(at), depth + 1)) return true
    const end = valueEnd(start, at)
    if (end < 0) return false
    at = end
  }
  return false
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
 * one object, lists of objects item by item, also inside of wrappers (`data.list`). A file that was cut off gives what is whole, and then
 * says so.
 */
export async function* jsonPieces(chunks: AsyncIterable<string>, isObject: boolean): AsyncGenerator<JsonPiece> {
  const source = createSource(chunks)
  let place: Place = 'root'
  let member = ''
  const around: string[] = []
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
      // The end of a wrapper leads back to the object around it.
      if (place !== 'object' || around.pop() === undefined) place = place === 'member-list' ? 'object' : 'root'
      source.skip()
    } else if (place === 'object') {
      const name = String(JSON.parse((await source.value()) ?? '""'))
      member = [...around, name].join('.')
      const begin = await source.peek(':')
      if (begin === '[' && (await source.startsObjects())) {
        place = 'member-list'
        source.skip()
      } else if (begin === '{' && around.length < DEEPEST - 1 && WRAPPERS.test(name) && (await source.wrapsLists())) {
        around.push(name)
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
    /** Whether the object that begins here holds a list of objects, as far as its beginning shows. */
    wrapsLists: async (): Promise<boolean> => {
      while (text.length - at < WRAPPER_CHARACTERS && (await more()));
      return holdsLists(text.slice(at, at + WRAPPER_CHARACTERS), 2)
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
