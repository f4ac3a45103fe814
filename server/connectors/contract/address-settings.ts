import type { CollectInput, SettingField } from '../contract.ts'

/** What every collector that asks by HTTP may be told. */
export const ADDRESS_SETTINGS: readonly SettingField[] = [
  {
    key: 'user',
    names: { 'zh-Hant': '用戶名', 'zh-Hans': '用户名', en: 'User name' },
    hint: {
      'zh-Hant': '只在對方要求登入時填寫（HTTP 基本認證）',
      'zh-Hans': '仅在对方要求登录时填写（HTTP 基本认证）',
      en: 'Only where the other side asks for one (HTTP basic authentication)',
    },
    kind: 'text',
    most: 200,
  },
  {
    key: 'password',
    names: { 'zh-Hant': '密碼', 'zh-Hans': '密码', en: 'Password' },
    kind: 'secret',
    most: 500,
  },
  {
    key: 'headerName',
    names: { 'zh-Hant': '附加標頭名稱', 'zh-Hans': '附加请求头名称', en: 'Extra header, name' },
    hint: {
      'zh-Hant': '例如 Authorization、X-Api-Key；可以不填',
      'zh-Hans': '例如 Authorization、X-Api-Key；可不填',
      en: 'Such as Authorization or X-Api-Key; may be left empty',
    },
    kind: 'text',
    most: 100,
    example: 'X-Api-Key',
  },
  {
    key: 'headerValue',
    names: { 'zh-Hant': '附加標頭內容', 'zh-Hans': '附加请求头内容', en: 'Extra header, value' },
    kind: 'secret',
    most: 2000,
  },
]

/** The headers that follow from them. A name that is no header's is left out: the check of settings has refused it before. */
export function headersOf(settings: CollectInput['settings']): Record<string, string> {
  const { user = '', password = '', headerName = '', headerValue = '' } = settings
  const headers: Record<string, string> = {}
  if (user !== '' || password !== '')
    headers.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  if (/^[\w-]+$/.test(String(headerName)) && /^[\x20-\x7e]+$/.test(String(headerValue)))
    headers[String(headerName).toLowerCase()] = String(headerValue)
  return headers
}
