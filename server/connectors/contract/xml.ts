import { SaxesParser } from 'saxes'
import { ENTITIES } from './markup.ts'

export type XmlHandler = {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text(text: string): void
  close(name: string): void
}

/** A tag or a piece of text that never ends is no document. */
const MOST_CHARACTERS = 32 * 2 ** 20
/** Spreadsheets and feeds are a dozen deep. */
const MOST_DEPTH = 200

/**
 * Faults that do not change what a document says: feeds are full of `&nbsp;`, bare `&` and control characters, and a reader that
 * refuses those is blind to half of them. Everything else ends the reading: tags that do not match would give one item another's text.
 */
const FORGIVEN =
  /(?:entity|entity name)\.$|disallowed character\.$|"\]\]>" is disallowed|outside of root node|XML declaration must (?:be|appear)|document must contain a root|encoding value must match/

/**
 * Hears of elements and texts of XML as it comes in, names as they are written. A document type is passed over and defines no
 * entities, so that nothing is fetched and nothing multiplies: `&unknown;` stays as it stands.
 * @throws Error what is no XML, with its line
 */
export function createXmlReader(handler: XmlHandler) {
  const parser = new SaxesParser({ xmlns: false, position: true })
  parser.ENTITIES = Object.assign(Object.create(null), ENTITIES)
  let depth = 0
  let silent = 0
  parser.on('error', (error) => {
    if (!FORGIVEN.test(error.message)) throw new Error(`no XML: line ${lineOf(error.message)}`)
  })
  parser.on('opentag', ({ name, attributes }) => {
    silent = 0
    if (++depth > MOST_DEPTH) throw new Error(`the XML is nested deeper than ${MOST_DEPTH} elements`)
    handler.open(name, attributes as Record<string, string>)
  })
  parser.on('closetag', ({ name }) => {
    depth--
    silent = 0
    handler.close(name)
  })
  parser.on('text', hear)
  parser.on('cdata', hear)
  function hear(text: string): void {
    silent = 0
    // Outside of the root there is nothing to be said.
    if (depth > 0) handler.text(text)
  }
  return {
    write: (chunk: string): void => {
      silent += chunk.length
      parser.write(chunk)
      if (silent > MOST_CHARACTERS) throw new Error('the XML holds a piece that never ends')
    },
    /** @throws Error the document was cut off */
    end: (): void => {
      try {
        parser.close()
      } catch {
        throw new Error('the XML was cut off')
      }
    },
  }
}

/** `12:7: unexpected close tag.` → `12: unexpected close tag` */
function lineOf(message: string): string {
  return message.replace(/^(\d+):\d+: /, '$1: ').replace(/\.$/, '')
}

const VERBATIM = /<!\[CDATA\[|<!--|<\?/gi
const BARE = /&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)/gi
const ENDS: Readonly<Record<string, string>> = { '<![cdata[': ']]>', '<!--': '-->', '<?': '?>' }
/** No reference and no mark is longer. */
const LOOK_AHEAD = 40

/**
 * `A&B` as `A&amp;B`, where it is text: the reader would take everything up to the next semicolon, tags and all, for the name of an
 * entity.
 */
export async function* mendAmpersands(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  let until = ''
  const mend = (isLast: boolean): string => {
    const limit = isLast ? rest.length : rest.length - LOOK_AHEAD
    let mended = ''
    let at = 0
    while (at < limit) {
      if (until !== '') {
        const end = rest.indexOf(until, at)
        const to = end < 0 ? limit : end + until.length
        mended += rest.slice(at, to)
        at = to
        if (end >= 0) until = ''
        continue
      }
      VERBATIM.lastIndex = at
      const found = VERBATIM.exec(rest)
      const isNear = found !== null && found.index < limit
      const to = isNear ? found.index : isLast ? limit : beforeReference(rest, at, limit)
      mended += rest.slice(at, to).replace(BARE, '&amp;')
      at = to
      if (!isNear) break
      mended += found[0]
      at += found[0].length
      until = ENDS[found[0].toLowerCase()] ?? ''
    }
    rest = rest.slice(at)
    return mended
  }
  for await (const chunk of chunks) {
    rest += chunk
    yield mend(false)
  }
  yield mend(true)
}

/** A reference that goes on behind `limit` is looked at with what comes next. */
function beforeReference(text: string, at: number, limit: number): number {
  const last = text.lastIndexOf('&', limit - 1)
  return last >= at && limit - last <= LOOK_AHEAD ? last : limit
}
