// table: what letters say besides their own matter, in the three languages.
import type { Locale } from '../notifiers/contract.ts'

export type Said = (locale: Locale) => string

/** 繁體, 简体, English, side by side. */
export function inThree(hant: string, hans: string, en: string): Said {
  return (locale) => (locale === 'zh-Hant' ? hant : locale === 'zh-Hans' ? hans : en)
}

/** Names one after the other: 甲、乙; A and B. */
export function listed(names: readonly string[]): Said {
  return (locale) =>
    locale === 'en' ? new Intl.ListFormat('en', { type: 'conjunction' }).format(names) : names.join('、')
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

export const leftOutNote = (count: number): Said =>
  inThree(
    `另有 ${count} 則，請在系統中查看`,
    `另有 ${count} 条，请在系统中查看`,
    `and ${count} more, to be seen in the product`,
  )

/** Of a button or link by which the recipient says so. */
export const acknowledgeWord = inThree('我來處理', '我来处理', 'I take it')

export const undeliveredSubject = (to: string): Said =>
  inThree(`通知無法送達：${to}`, `通知无法送达：${to}`, `A notice could not be delivered: ${to}`)
export const undeliveredNote = inThree(
  '所有通知方式都試過了。通知仍在系統內，對方登入後可見；請檢查通知方式的設定。',
  '所有通知方式都已尝试。通知仍保留在系统内，对方登录后可见；请检查通知方式的设置。',
  'Every channel was tried. The notice is kept in the product and seen there after signing in; please check the channels.',
)

/** @param channel its name */
export const goneSubject = (channel: string): Said =>
  inThree(
    `通知渠道「${channel}」已停用：機器人或群不在了`,
    `通知渠道“${channel}”已停用：机器人或群已不存在`,
    `Channel ${channel} was switched off: its robot or room is no more`,
  )
export const goneLines = (room: string): readonly Said[] => [
  inThree(
    `平台說「${room}」的機器人已被移除、停用，或者群已解散，所以不再往那裏送。`,
    `平台返回“${room}”的机器人已被移除、停用，或群已解散，因此不再往那里发送。`,
    `The platform says that the robot of ${room} was removed or disabled, or that the room was closed, so that nothing more is sent there.`,
  ),
  inThree(
    '在群裏重新加機器人，把新的地址填進「通知渠道」，就會重新啟用。',
    '在群里重新添加机器人，将新地址填入“通知渠道”，即会重新启用。',
    'Add a robot to the room again and give its address under Channels: that switches it on.',
  ),
]
