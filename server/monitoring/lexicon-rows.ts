import type { Fold } from '../text/fold.ts'
import { checkLexicon, type LexiconWord } from '../text/lexicon.ts'
import { type LexiconReading, MOST_LEXICON_CHARACTERS, MOST_LEXICON_WORDS } from './lexicon-schema.ts'

/** A row of a file as it stands there; `number` counts from 1. */
export type GivenRow =
  | { readonly number: number; readonly cells: readonly string[] }
  | { readonly number: number; readonly trouble: string }

/** Where a list gives no weight. */
export const USUAL_WEIGHT = 3
const SHOWN_CHARACTERS = 60
const WORD_NAMES = [
  '詞',
  '词',
  '詞語',
  '词语',
  '敏感詞',
  '敏感词',
  '關鍵詞',
  '关键词',
  'word',
  'words',
  'keyword',
  'expression',
]
const WEIGHT_NAMES = ['權重', '权重', '分值', '等級', '等级', 'weight', 'level']
/** What our own export puts before what a spreadsheet would take for a formula. */
const DEFUSED = /^'(?=\s*[=+\-@＝＋－＠|%])/u

/** Rows as words with their mistakes; what is wrong costs the one row. A header is known by its names, and may be left out. */
export function readLexiconRows(fold: Fold, rows: readonly GivenRow[]): LexiconReading {
  const filled = rows.filter((row) => 'trouble' in row || row.cells.some((cell) => cell.trim() !== ''))
  const header = filled[0] && 'cells' in filled[0] ? columnsOf(filled[0].cells) : undefined
  const { word: wordAt, weight: weightAt } = header ?? { word: 0, weight: 1 }
  const words: (LexiconWord & { row: number })[] = []
  const errors: LexiconReading['errors'] = []
  for (const row of header ? filled.slice(1) : filled) {
    if ('trouble' in row) {
      errors.push({ row: row.number, cell: '', code: row.trouble })
      continue
    }
    const expression = (row.cells[wordAt] ?? '').trim().replace(DEFUSED, '')
    const weight = weightOf(row.cells[weightAt] ?? '')
    const code = codeOf(expression, weight, words.length)
    const cell = code === 'bad-weight-cell' ? (row.cells[weightAt] ?? '') : expression
    if (code !== undefined) errors.push({ row: row.number, cell: cell.slice(0, SHOWN_CHARACTERS), code })
    else if (expression !== '') words.push({ row: row.number, expression, weight: weight ?? USUAL_WEIGHT })
  }
  return withoutMistakes(fold, words, errors)
}

function columnsOf(cells: readonly string[]): { word: number; weight: number } | undefined {
  const names = cells.map((cell) => cell.normalize('NFKC').trim().toLowerCase())
  const [word, weight] = [WORD_NAMES, WEIGHT_NAMES].map((known) => names.findIndex((name) => known.includes(name)))
  if (word === undefined || word < 0) return undefined
  return { word, weight: weight ?? -1 }
}

/** undefined: no weight that there is. */
function weightOf(cell: string): number | undefined {
  const text = cell.normalize('NFKC').trim()
  if (text === '') return USUAL_WEIGHT
  return /^[1-5](\.0+)?$/.test(text) ? Number(text) : undefined
}

function codeOf(expression: string, weight: number | undefined, count: number): string | undefined {
  if (weight === undefined) return 'bad-weight-cell'
  if (expression.length > MOST_LEXICON_CHARACTERS) return 'too-long-cell'
  if (expression.includes('\0') || !expression.isWellFormed()) return 'bad-encoding'
  return count >= MOST_LEXICON_WORDS ? 'too-many' : undefined
}

function withoutMistakes(
  fold: Fold,
  words: readonly (LexiconWord & { row: number })[],
  errors: LexiconReading['errors'],
): LexiconReading {
  const { errors: unread, same } = checkLexicon(fold, words)
  const wrong = words.flatMap(({ row, expression }, n) => {
    const code = unread.get(n)?.code ?? (same.has(n) ? 'repeated' : undefined)
    return code === undefined ? [] : [{ row, cell: expression.slice(0, SHOWN_CHARACTERS), code }]
  })
  return {
    words: words.filter((_, n) => !unread.has(n) && !same.has(n)),
    errors: [...errors, ...wrong].sort((a, b) => a.row - b.row),
  }
}
