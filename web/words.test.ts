import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { detectLocale } from './ui/locale.ts'
import { type Triple, type WordTable, wordsIn } from './ui/words.ts'

const TABLES = await allTables()
const TRIPLES = TABLES.flatMap(([where, table]) =>
  Object.entries(table).map(([key, triple]): [string, Triple] => [`${where} ${key}`, triple]),
)

/** Characters that occur in one script only. Not complete: enough to catch a sentence in the wrong column. */
const SIMPLIFIED =
  /[们这个进发对应时间过还没关闭录级类绝认证输错误总写统页开电网络监测预警处理报态势复盘标题请选择删编号结导机构话让从与并将后东车长门问见观觉说读谁谢贴账资费赔]/
const TRADITIONAL =
  /[們這個進發對應時間過還沒關閉錄級類絕認證輸錯誤總寫統頁開電網絡監測預警處報態勢復標題請選擇刪編號結導機構話讓從與並將後東車長門問見觀覺說讀誰謝貼帳資費賠]/
const SAME_IN_BOTH = '理盘个构'

test('the tables are found', () => {
  assert.ok(TABLES.length >= 15, `${TABLES.length} tables`)
  assert.ok(TRIPLES.length > 400, `${TRIPLES.length} words`)
})

test('each sentence has the same slots in the three languages, and nothing is empty', () => {
  const wrong = TRIPLES.filter(([, triple]) => {
    const slots = triple.map((sentence) => [...new Set(sentence.match(/\{\w+\}/g))].sort().join())
    return new Set(slots).size > 1 || triple.some((sentence) => sentence.trim() === '')
  })
  assert.deepEqual(wrong, [])
})

test('Traditional and Simplified stand in their own columns', () => {
  const strip = (text: string) => text.replaceAll(new RegExp(`[${SAME_IN_BOTH}]`, 'g'), '')
  const wrong = TRIPLES.filter(
    ([where, [hant, hans]]) =>
      !where.includes('folded') &&
      (onlyIn(SIMPLIFIED, TRADITIONAL, strip(hant)) || onlyIn(TRADITIONAL, SIMPLIFIED, strip(hans))),
  )
  assert.deepEqual(wrong, [])
})

test('Chinese sentences have Chinese punctuation, English ones no Chinese characters', () => {
  const wrong = TRIPLES.filter(
    ([, [hant, hans, en]]) =>
      /\p{Script=Han}[,;:?!]/u.test(hant + hans) || (/\p{Script=Han}|[，。；：？！]/u.test(en) && !/[“=]/.test(en)),
  )
  assert.deepEqual(wrong, [])
})

test('sentences are filled, and English has its plurals', () => {
  const table = {
    found: ['{n} 條', '{n} 条', '{n} [n:post|posts]'],
    plain: ['好', '好', 'Good'],
  } as const satisfies WordTable
  const said = wordsIn(table, 'en')
  assert.deepEqual([said.found({ n: '1' }), said.found({ n: 2 }), said.plain], ['1 post', '2 posts', 'Good'])
  assert.equal(wordsIn(table, 'zh-Hans').found({ n: '1,200' }), '1,200 条')
})

const BROWSERS: [string[], string][] = [
  [['zh-TW', 'en'], 'zh-Hant'],
  [['zh-HK'], 'zh-Hant'],
  [['zh-Hant-CN'], 'zh-Hant'],
  [['zh-CN'], 'zh-Hans'],
  [['zh'], 'zh-Hans'],
  [['yue'], 'zh-Hant'],
  [['fr', 'zh-CN'], 'zh-Hans'],
  [['de-DE', 'fr'], 'en'],
  [['en-GB', 'zh-CN'], 'en'],
  [[], 'en'],
]
for (const [languages, locale] of BROWSERS) {
  test(`a browser that asks for ${languages.join() || 'nothing'} is answered in ${locale}`, () => {
    assert.equal(detectLocale(languages), locale)
  })
}

/** Characters whose other form differs, and which are not themselves of the other script. */
function onlyIn(wanted: RegExp, other: RegExp, text: string): boolean {
  return [...text].some((char) => wanted.test(char) && !other.test(char))
}

async function allTables(): Promise<[string, WordTable][]> {
  const root = import.meta.dirname
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /(?:words|terms)\.ts$/.test(name) && !name.endsWith('ui/words.ts'),
  )
  const modules = await Promise.all(
    files.map(async (name): Promise<[string, Record<string, unknown>]> => [name, await import(`./${name}`)]),
  )
  return modules.flatMap(([name, module]) =>
    Object.entries(module)
      .filter(([, table]) => isTable(table))
      .map(([exported, table]): [string, WordTable] => [`${name} ${exported}`, table as WordTable]),
  )
}

function isTable(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((each) => Array.isArray(each) && each.length === 3)
  )
}
