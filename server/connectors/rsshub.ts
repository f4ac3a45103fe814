import { readFeedItem } from './contract/feed-item.ts'
import { hotListOf, readHotItem } from './contract/hot-entry.ts'
import { cell } from './contract/layout.ts'
import type { FileFormat, FileSample } from './contract.ts'

/** Feeds as RSSHub writes them, and any other JSON Feed, RSS or Atom, as files. */
export const rsshub: FileFormat = {
  id: 'rsshub',
  names: { 'zh-Hant': 'RSS／JSON 訂閱', 'zh-Hans': 'RSS／JSON 订阅', en: 'feed (RSS, Atom, JSON Feed)' },
  recognise: (file) => {
    const isHub = /RSSHub/.test(`${String(file.head.description ?? '')} ${String(file.head.generator ?? '')}`)
    if (file.kind === 'feed') {
      return {
        confidence: isHub ? 0.97 : 0.9,
        reason: `${file.head.root === 'feed' ? 'Atom' : 'RSS'}${isHub ? ' of RSSHub' : ''}`,
      }
    }
    const isJson = /jsonfeed\.org\/version/.test(String(file.head.version ?? '')) && itemsOf(file) !== undefined
    return { confidence: isJson ? 0.97 : 0, reason: isJson ? `JSON Feed${isHub ? ' of RSSHub' : ''}` : 'no feed' }
  },
  read: async function* (file, context) {
    const table = itemsOf(file)
    if (!table) return
    const { head } = file
    const list = hotListOf(head, table.first)
    const at = cell(head, ['lastBuildDate', 'updated', 'pubDate'], 'postedAt', context.time) ?? context.crawledAt
    for await (const line of table.lines()) {
      if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
      else if (list === undefined) yield readFeedItem(line.row, line.number, head, { context })
      else yield readHotItem(line.row, line.number, head, { list, at, context })
    }
  },
}

const itemsOf = (file: FileSample) => file.tables.find(({ name }) => name === 'items' || name === 'item')
