import { type Layout, readRow } from './contract/layout.ts'
import type { FileFormat, Table } from './contract.ts'

const NEEDED = ['标题', '摘要', '情感', '来源', '发布时间', '原文地址']

const LAYOUT: Layout = {
  platform: 'news',
  platformFrom: ['来源', '原文地址'],
  kind: 'news',
  // 序号 numbers the rows of one export; the address names the article in all of them.
  url: '原文地址',
  title: '标题',
  text: '摘要',
  time: '发布时间',
  authorName: '作者',
}

/** 思通舆情, and listening tools whose export has the same columns. Its own verdict (情感) is left aside: ours is made of the text. */
export const stonedt: FileFormat = {
  id: 'stonedt',
  names: { 'zh-Hant': '思通輿情匯出', 'zh-Hans': '思通舆情导出', en: 'Stonedt export' },
  recognise: ({ tables }) => {
    const found = tables.find(isOurs)
    return found
      ? { confidence: 0.95, reason: `the header of ${found.name || '思通'}` }
      : { confidence: 0, reason: 'not the header of 思通' }
  },
  read: async function* ({ tables }, context) {
    for (const table of tables.filter(isOurs)) {
      for await (const line of table.lines()) {
        if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
        else yield readRow(LAYOUT, line.row, line.number, context)
      }
    }
  },
}

function isOurs({ columns }: Table): boolean {
  return NEEDED.every((name) => columns.includes(name))
}
