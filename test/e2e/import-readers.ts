import type { Screen } from './watched-page.ts'

type Word =
  | 'unknown'
  | 'text'
  | 'notUsed'
  | 'chosen'
  | 'useColumns'
  | 'relative'
  | 'source'
  | 'collectedAt'
  | 'apply'
  | 'fresh'
  | 'known'
  | 'repeated'
  | 'refused'
  | 'start'
  | 'done'
  | 'accepted'
  | 'duplicates'
  | 'downloadCsv'
  | 'seenBefore'
  | 'remembered'
  | 'changeColumns'
  | 'seenLink'
  | 'seePosts'
  | 'ofImport'
  | 'search'
  | 'filters'
  | 'show'
  | 'weibo'
  | 'toTrack'
  | 'expression'
  | 'name'
  | 'saveTrack'
export type Reader = Screen & { readonly words: Readonly<Record<Word, string>> }

/** Who reads: the words by which they find their way. */
export const READERS: readonly [Reader, Reader] = [
  {
    locale: 'zh-TW',
    language: 'zh-Hant',
    width: 1440,
    height: 900,
    words: {
      unknown: '不認得這種表',
      text: '正文',
      notUsed: '不用',
      chosen: '你選的',
      useColumns: '就用這些欄',
      relative: '有 3 列寫的是「5 分鐘前」這類時間',
      source: '來源名稱',
      collectedAt: '採集時間',
      apply: '套用並重新檢查',
      fresh: '新帖文',
      known: '已有的',
      repeated: '檔案內重複',
      refused: '拒收',
      start: '匯入 61 條帖文',
      done: '完成',
      accepted: '已存入',
      duplicates: '已有的',
      downloadCsv: '下載 CSV',
      seenBefore: '再匯入不會重複',
      remembered: '記住的欄位（來源「市場部日報」）',
      changeColumns: '更改欄位',
      seenLink: '看那次匯入',
      seePosts: '看這批帖文',
      ofImport: '移除：只看這次匯入的',
      search: '搜尋內文',
      filters: '篩選',
      show: '看 11 則',
      weibo: '微博',
      toTrack: '存成監測主題',
      expression: '關鍵詞式',
      name: '名稱',
      saveTrack: '儲存主題',
    },
  },
  {
    locale: 'en-GB',
    language: 'en',
    width: 390,
    height: 844,
    words: {
      unknown: 'A table of no known tool',
      text: 'Text',
      notUsed: 'not used',
      chosen: 'chosen by you',
      useColumns: 'Use these columns',
      relative: '3 rows say a time such as',
      source: 'Name of the source',
      collectedAt: 'Collected at',
      apply: 'Apply and check again',
      fresh: 'new posts',
      known: 'known already',
      repeated: 'twice in the files',
      refused: 'refused',
      start: 'Import all the same (nothing new)',
      done: 'Done',
      accepted: 'stored',
      duplicates: 'known already',
      downloadCsv: 'Download CSV',
      seenBefore: 'again it adds nothing twice',
      remembered: '(source 市場部日報)',
      changeColumns: 'Change the columns',
      seenLink: 'See that import',
      seePosts: 'See these posts',
      ofImport: 'Remove: Of one import only',
      search: 'Search the text',
      filters: 'Filters',
      show: 'Show 11 posts',
      weibo: 'Weibo',
      toTrack: 'Save as track',
      expression: 'Expression',
      name: 'Name',
      saveTrack: 'Save the track',
    },
  },
]
