import { recordFormat } from './rows.ts'

/** Calls to a hotline or a service centre: work orders with who called when and what about. */
export const hotline = recordFormat('hotline', {
  'zh-Hant': '熱線來電紀錄',
  'zh-Hans': '热线来电记录',
  en: 'hotline records',
})
