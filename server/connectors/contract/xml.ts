import { decodeEntities } from './markup.ts'

export type XmlHandler = {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text(text: string): void
  close(name: string): void
}
const ATTRIBUTE = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const SPECIAL: readonly [string, string][] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
]
/** A tag or a piece of text that never ends is no document. */
const MOST_CHARACTERS = 32 * 2 ** 20

/**
 * Hears of elements and texts of XML as it comes in. A document type is passed over and defines no entities, so that nothing is
 * fetched and nothing multiplies. @throws Error what is no XML
 */
export function createXmlReader(handler: XmlHandler) {
  let text = ''
  const write = (chunk: string, isLast = false): void => {
    text += chunk
    let at = 0
    for (;;) {
      const end = step(text, at, handler, isLast)
      if (end < 0 || end === at) break
      at = end
    }
    text = text.slice(at)
    if (text.length > MOST_CHARACTERS) throw new Error('the XML holds a piece that never ends')
  }
  return {
    write: (chunk: string) => write(chunk),
    /** @throws Error the document was cut off within a tag */
    end: () => {
      write('', true)
      if (text.trim() !== '') throw new Error('the XML was cut off')
    },
  }
}

/** Reads one tag or one text from `at`; where it ends, or -1 when it goes on in the next chunk. */
function step(text: string, at: number, handler: XmlHandler, isLast: boolean): number {
  const start = text.indexOf('<', at)
  if (start < 0 && !isLast) return -1
  if (start !== at) {
    const end = start < 0 ? text.length : start
    if (end > at) handler.text(decodeEntities(text.slice(at, end)))
    return end
  }
  for (const [opening, closing] of SPECIAL) {
    if (text.startsWith(opening, at)) {
      const end = text.indexOf(closing, at + opening.length)
      if (end >= 0 && opening === '<![CDATA[') handler.text(text.slice(at + opening.length, end))
      return end < 0 ? -1 : end + closing.length
    }
  }
  if (text.length - at < 9 && !isLast) return -1
  return text.startsWith('<!', at) ? doctypeEnd(text, at) : tag(text, at, handler)
}

function tag(text: string, at: number, handler: XmlHandler): number {
  const end = tagEnd(text, at)
  if (end < 0) return -1
  if (text[at + 1] === '/') {
    handler.close(text.slice(at + 2, end).trim())
    return end + 1
  }
  const isEmpty = text[end - 1] === '/'
  const inside = text.slice(at + 1, isEmpty ? end - 1 : end)
  const space = inside.search(/\s/)
  const name = space < 0 ? inside : inside.slice(0, space)
  if (name === '' || /[<&]/.test(name)) throw new Error(`no XML: <${inside.slice(0, 30)}`)
  handler.open(name, space < 0 ? {} : attributesOf(inside.slice(space)))
  if (isEmpty) handler.close(name)
  return end + 1
}

/** `>` may stand within an attribute. */
function tagEnd(text: string, at: number): number {
  let quote = 0
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (quote === 0 && code === 62) return end
    if (code === quote) quote = 0
    else if (quote === 0 && (code === 34 || code === 39)) quote = code
  }
  return -1
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE))
    found[name] = decodeEntities(double ?? single ?? '')
  return found
}

function doctypeEnd(text: string, at: number): number {
  let depth = 0
  for (let end = at; end < text.length; end++) {
    if (text[end] === '[') depth++
    else if (text[end] === ']') depth--
    else if (text[end] === '>' && depth === 0) return end + 1
  }
  return -1
}
