import { type FileFormat, PLATFORMS, type PostDraft, type Row, type RowResult } from './contract.ts'

const NEEDED = ['externalId', 'platform', 'postedAt', 'text']

/** Our own rows, as POST /api/posts takes them. They are passed on as they are: the one check of a post is monitoring's. */
export const weiji: FileFormat = {
  id: 'weiji',
  names: { 'zh-Hant': '危機帖文', 'zh-Hans': '危机帖文', en: 'Weiji posts' },
  recognise: ({ tables, kind }) => {
    const isOurs =
      (kind === 'jsonl' || kind === 'json') &&
      tables.some(({ columns, first }) => NEEDED.every((name) => columns.includes(name)) && first.some(hasPlatform))
    return { confidence: isOurs ? 0.99 : 0, reason: isOurs ? 'fields of POST /api/posts' : 'not our own fields' }
  },
  read: async function* ({ tables }) {
    for (const table of tables) {
      for await (const line of table.lines()) {
        if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
        else yield rowOf(line.row, line.number)
      }
    }
  },
}

const hasPlatform = ({ platform }: Row): boolean => PLATFORMS.some((known) => known === platform)

function rowOf(row: Row, number: number): RowResult {
  const missing = NEEDED.find((name) => typeof row[name] !== 'string')
  if (missing === undefined) return { row: number, post: row as PostDraft }
  const reason = `${missing} is ${row[missing] === undefined ? 'needed' : 'no text'}`
  return {
    refused: { row: number, field: missing, code: row[missing] === undefined ? 'missing' : 'wrong-type', reason },
  }
}
