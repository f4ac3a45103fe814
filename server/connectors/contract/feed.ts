import type { Row } from '../contract.ts'
import { createXmlReader } from './xml.ts'

/** A feed is small; anything larger is none. */
const MOST_CHARACTERS = 2 ** 26

/**
 * RSS 2.0 and Atom as plain rows: one per `item` or `entry`, a cell per element by its path (`author/name`), per attribute as
 * `link@href`; what repeats is a list. `head`: the same of the channel. @throws Error no feed
 */
export async function readFeed(chunks: AsyncIterable<string>): Promise<{ head: Row; items: Row[] }> {
  const found = { head: {} as Record<string, unknown>, items: [] as Record<string, unknown>[] }
  const reader = createXmlReader(feedHandler(found))
  let total = 0
  for await (const chunk of chunks) {
    total += chunk.length
    if (total > MOST_CHARACTERS) throw new Error('the feed is larger than 64 million characters')
    reader.write(chunk)
  }
  reader.end()
  if (!('root' in found.head)) throw new Error('the XML is neither RSS nor Atom')
  return found
}

function feedHandler({ head, items }: { head: Record<string, unknown>; items: Record<string, unknown>[] }) {
  const path: string[] = []
  const text: string[] = []
  let item: Record<string, unknown> | undefined
  let depth = 0
  return {
    open: (name: string, attributes: Readonly<Record<string, string>>) => {
      path.push(name)
      text.push('')
      if (path.length === 1 && ['rss', 'feed', 'rdf:RDF'].includes(name)) head.root = name
      if (item === undefined && (name === 'item' || name === 'entry')) {
        item = {}
        depth = path.length
      } else {
        for (const [key, value] of Object.entries(attributes))
          put(item ?? head, `${keyOf(path, item ? depth : base())}@${key}`, value)
      }
    },
    text: (piece: string) => {
      if (text.length > 0) text[text.length - 1] += piece
    },
    close: (name: string) => {
      const value = (text.pop() ?? '').trim()
      if (item !== undefined && path.length === depth) {
        items.push(item)
        item = undefined
      } else if (value !== '') put(item ?? head, keyOf(path, item ? depth : base()), value)
      if (path.at(-1) !== name) throw new Error(`the XML closes ${name} within ${path.at(-1) ?? 'nothing'}`)
      path.pop()
    },
  }
  function base(): number {
    return path[1] === 'channel' ? 2 : 1
  }
}

function keyOf(path: readonly string[], depth: number): string {
  return path.slice(depth).join('/')
}

function put(row: Record<string, unknown>, key: string, value: string): void {
  const before = row[key]
  row[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
}
