import type { Row } from '../contract.ts'
import { createXmlReader, mendAmpersands } from './xml.ts'

/** A feed is small; anything larger is none. */
const MOST_CHARACTERS = 2 ** 26
const MOST_ITEMS = 20_000

/** Prefixes are the writer's own choice: only the address behind one says what is meant. These are the names used here. */
const PREFIXES: Readonly<Record<string, string>> = {
  'http://purl.org/dc/elements/1.1/': 'dc:',
  'http://purl.org/dc/terms/': 'dcterms:',
  'http://purl.org/rss/1.0/modules/content/': 'content:',
  'http://purl.org/rss/1.0/modules/slash/': 'slash:',
  'http://purl.org/rss/1.0/modules/syndication/': 'sy:',
  'http://purl.org/syndication/thread/1.0': 'thr:',
  'http://search.yahoo.com/mrss/': 'media:',
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes:',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf:',
  'http://www.w3.org/2005/Atom': 'atom:',
  // RSS 1.0 and its forerunner, and what some write as the namespace of RSS 2.0, which has none.
  'http://purl.org/rss/1.0/': '',
  'http://my.netscape.com/rdf/simple/0.9/': '',
  'http://backend.userland.com/rss2': '',
}
const ROOTS = ['rss', 'feed', 'rdf:RDF']
/** What may hold markup as elements: Atom's XHTML, and RSS whose writer did not escape it. */
const MARKUP = ['content', 'summary', 'title', 'subtitle', 'description', 'content:encoded']

/**
 * RSS 2.0, RSS 1.0 and Atom as plain rows: one per `item` or `entry`, a cell per element by its path (`author/name`), per attribute
 * as `enclosure@url`; what repeats is a list. Of links only those to the thing itself are `link@href`, others `link.enclosure@href`.
 * Markup within texts is kept as markup. `head`: the same of the channel. @throws Error no feed
 */
export async function readFeed(chunks: AsyncIterable<string>): Promise<{ head: Row; items: Row[] }> {
  const found = { head: {} as Cells, items: [] as Cells[] }
  const reader = createXmlReader(feedHandler(found))
  let total = 0
  for await (const chunk of mendAmpersands(chunks)) {
    total += chunk.length
    if (total > MOST_CHARACTERS) throw new Error('the feed is larger than 64 million characters')
    reader.write(chunk)
    if (found.items.length > MOST_ITEMS) throw new Error(`the feed has more than ${MOST_ITEMS} items`)
  }
  reader.end()
  if (!('root' in found.head)) throw new Error('the XML is neither RSS nor Atom')
  return found
}

type Cells = Record<string, unknown>
type Attributes = Readonly<Record<string, string>>

function feedHandler({ head, items }: { head: Cells; items: Cells[] }) {
  const names = createNames()
  const path: string[] = []
  const text: string[] = []
  let item: Cells | undefined
  let depth = 0
  /** depth of the element whose markup is being kept; 0: none */
  let keeping = 0
  const keep = (piece: string): void => {
    text[keeping - 1] += piece
  }
  const add = (key: string, value: string): void => put(item ?? head, key, value)
  const place = (): string => path.slice(item ? depth : path[1] === 'channel' ? 2 : 1).join('/')
  const begin = (name: string): boolean => {
    if (path.length === 1 && ROOTS.includes(name)) head.root = name
    if (item !== undefined || (name !== 'item' && name !== 'entry')) return false
    item = {}
    depth = path.length
    return true
  }
  return {
    open: (written: string, attributes: Attributes) => {
      const name = names.open(written, attributes)
      if (keeping === 0 && MARKUP.includes(path.at(-1) ?? '')) keeping = path.length
      path.push(name)
      text.push('')
      if (keeping > 0) return keep(tagOf(written, attributes))
      begin(name)
      const at = name === 'link' ? placeOfLink(place(), attributes) : place()
      for (const [key, value] of Object.entries(attributes)) if (!key.startsWith('xmlns')) add(`${at}@${key}`, value)
    },
    text: (piece: string) => {
      if (keeping > 0) keep(escaped(piece))
      else if (text.length > 0) text[text.length - 1] += piece
    },
    close: (written: string) => {
      const value = (text.pop() ?? '').trim()
      if (keeping > 0 && path.length > keeping) keep(`</${written}>`)
      else {
        if (item !== undefined && path.length === depth) {
          items.push(item)
          item = undefined
        } else if (value !== '') add(place(), value)
        keeping = 0
      }
      path.pop()
      names.close()
    },
  }
}

/** Names by the namespaces in force where they stand. */
function createNames() {
  const scopes: Readonly<Record<string, string>>[] = []
  let own = ''
  return {
    open: (written: string, attributes: Attributes): string => {
      const inForce = { ...scopes.at(-1) }
      for (const [key, value] of Object.entries(attributes)) {
        if (key === 'xmlns') inForce[''] = value.trim()
        else if (key.startsWith('xmlns:')) inForce[key.slice(6)] = value.trim()
      }
      scopes.push(inForce)
      const colon = written.indexOf(':')
      const [prefix, local] = [written.slice(0, Math.max(0, colon)), written.slice(colon + 1)]
      const address = inForce[prefix] ?? ''
      // What the root of Atom belongs to needs no name of its own, whatever prefix its writer gave it.
      if (scopes.length === 1 && local === 'feed') own = address
      if (address !== '' && address === own) return local
      const known = PREFIXES[address]
      return known === undefined ? (address === '' || prefix !== '' ? written : local) : `${known}${local}`
    },
    close: (): void => void scopes.pop(),
  }
}

function placeOfLink(place: string, { rel }: Attributes): string {
  return rel === undefined || rel === 'alternate' ? place : `${place}.${rel}`
}

function tagOf(name: string, attributes: Attributes): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escaped(value).replaceAll('"', '&quot;')}"`,
  )
  return `<${name}${written.join('')}>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function put(row: Cells, key: string, value: string): void {
  // Elements may be called as what every object inherits.
  if (key.split(/[/@]/).some((part) => part in Object.prototype)) return
  const before = row[key]
  if (Array.isArray(before)) before.push(value)
  else row[key] = before === undefined ? value : [before, value]
}
