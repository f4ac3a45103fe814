import type { SettingField } from '../contract.ts'

export type Phone = {
  /** E.164, such as +8613800000000 */
  readonly international: string
  /** country calling code, known of the mainland alone; otherwise empty */
  readonly country: string
  /** what is dialled inside of that country: 13800000000; everywhere else the digits of the whole number */
  readonly national: string
}

export const phoneField: SettingField = {
  key: 'phone',
  kind: 'text',
  mostLength: 32,
  example: '+86 138 0000 0000',
  names: { 'zh-Hant': '手機號碼', 'zh-Hans': '手机号码', en: 'Mobile number' },
  hint: {
    'zh-Hant': '內地號碼可以不寫 +86；其他地區要寫國碼，例如 +852',
    'zh-Hans': '内地号码可不写 +86；其他地区须写国家码，例如 +852',
    en: 'with the country code, such as +852; of mainland numbers +86 may be left out',
  },
}

const MAINLAND = '86'
const MAINLAND_MOBILE = /^1[3-9]\d{9}$/

/**
 * A number as people write it: spaces, dashes, brackets, full-width digits, 00 for +.
 * @param country calling code of what has none, 86 unless told
 * @returns undefined where it can be no mobile number
 */
export function readPhone(text: string, country: string = MAINLAND): Phone | undefined {
  const bare = text
    .normalize('NFKC')
    .replace(/[\s().\-\u2010-\u2015]/g, '')
    .replace(/^00/, '+')
  // Without a plus and with the 86 before it, as it stands on business cards.
  const plain = bare.replace(/^86(?=1[3-9]\d{9}$)/, '')
  const digits = plain.startsWith('+') ? plain.slice(1) : country + plain.replace(/^0/, '')
  if (!/^[1-9]\d{6,14}$/.test(digits)) return undefined
  const national = digits.startsWith(MAINLAND) ? digits.slice(MAINLAND.length) : ''
  if (national === '') return { international: `+${digits}`, country: '', national: digits }
  return MAINLAND_MOBILE.test(national) ? { international: `+${digits}`, country: MAINLAND, national } : undefined
}

/** Which country a number is of that does not say it. */
export const countryField: SettingField = {
  key: 'country',
  kind: 'choice',
  isRare: true,
  fallback: '86',
  names: { 'zh-Hant': '沒寫國碼的號碼', 'zh-Hans': '未写国家码的号码', en: 'Numbers without country code' },
  choices: [
    { value: '86', names: { 'zh-Hant': '+86 中國內地', 'zh-Hans': '+86 中国内地', en: '+86 mainland China' } },
    { value: '852', names: { 'zh-Hant': '+852 香港', 'zh-Hans': '+852 香港', en: '+852 Hong Kong' } },
    { value: '853', names: { 'zh-Hant': '+853 澳門', 'zh-Hans': '+853 澳门', en: '+853 Macao' } },
    { value: '886', names: { 'zh-Hant': '+886 台灣', 'zh-Hans': '+886 台湾', en: '+886 Taiwan' } },
    { value: '65', names: { 'zh-Hant': '+65 新加坡', 'zh-Hans': '+65 新加坡', en: '+65 Singapore' } },
  ],
}
