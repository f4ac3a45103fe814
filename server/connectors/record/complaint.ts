import { recordFormat } from './rows.ts'

/** Complaint sites and authorities: 黑貓投訴, 12315, 車質網 and whatever has their columns. */
export const complaint = recordFormat('complaint', {
  'zh-Hant': '投訴平台紀錄',
  'zh-Hans': '投诉平台记录',
  en: 'complaint records',
})
