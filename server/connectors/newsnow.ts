import { isNewsnow, readNewsnowItem } from './contract/hot-entry.ts'
import type { FileFormat, FileSample } from './contract.ts'

/** newsnow's answer for one hot list. The rank is the order, the time is that of the fetch where an item has none of its own. */
export const newsnow: FileFormat = {
  id: 'newsnow',
  names: { 'zh-Hant': 'newsnow 熱榜', 'zh-Hans': 'newsnow 热榜', en: 'newsnow hot list' },
  recognise: (file) =>
    isNewsnow(file.head) && itemsOf(file)
      ? { confidence: 0.96, reason: `newsnow's list ${file.head.id}` }
      : { confidence: 0, reason: 'not the answer of newsnow' },
  read: async function* (file, context) {
    const table = itemsOf(file)
    if (!table) return
    for await (const line of table.lines()) {
      if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
      else yield readNewsnowItem(line.row, line.number, file.head, context)
    }
  },
}

const itemsOf = (file: FileSample) =>
  file.tables.find(({ name, columns }) => name === 'items' && columns.includes('title'))
