// table: what letters say besides their own matter, in the three languages.
import type { Locale } from '../notifiers/contract.ts'

export type Said = (locale: Locale) => string

/** 繁體, 简体, English, side by side. */
export function inThree(hant: string, hans: string, en: string): Said {
  return (locale) => (locale === 'zh-Hant' ? hant : locale === 'zh-Hans' ? hans : en)
}

/**
 * The language of whoever never chose one: browsers tell theirs to the pages, but a letter is written before anybody looks.
 * @param zone of the organisation
 */
export function localeOf(chosen: Locale | null, zone: string): Locale {
  if (chosen !== null) return chosen
  if (/^Asia\/(Taipei|Hong_Kong|Macau|Macao)$/.test(zone)) return 'zh-Hant'
  return /^(Asia\/(Shanghai|Chongqing|Harbin|Urumqi|Kashgar)|PRC)$/.test(zone) ? 'zh-Hans' : 'en'
}

export const openWord = inThree('在 Weiji 中查看', '在 Weiji 中查看', 'Open in Weiji')
export const footWord = inThree(
  '這是 Weiji 自動發出的通知，請勿回覆。在「我的帳戶」選擇要收哪些通知',
  '这是 Weiji 自动发送的通知，请勿回复。可在“我的账户”中选择要接收的通知',
  'Sent automatically by Weiji. Choose what you are told in My account',
)

export const gatheredSubject = (count: number, from: string, to: string): Said =>
  inThree(
    `Weiji：${count} 則通知（${from} 至 ${to}）`,
    `Weiji：${count} 条通知（${from} 至 ${to}）`,
    `Weiji: ${count} notices (${from} to ${to})`,
  )
export const gatheredNote = inThree(
  '短時間內通知太多，已合成一封；每則都可在系統中查看。',
  '短时间内通知过多，已合并为一封；每条都可在系统中查看。',
  'There were too many in a short time, so these come together. Each can be seen in the product.',
)

export const testSubject = inThree('Weiji 測試郵件', 'Weiji 测试邮件', 'Weiji test message')
export const testLines = (organisation: string, time: string): readonly Said[] => [
  inThree(
    `收到這封信，表示「${organisation}」的郵件伺服器設定可用。`,
    `收到这封邮件，说明“${organisation}”的邮件服务器设置可用。`,
    `If you read this, the mail server of ${organisation} is set up correctly.`,
  ),
  inThree(`寄出時間：${time}`, `发送时间：${time}`, `Sent: ${time}`),
]
