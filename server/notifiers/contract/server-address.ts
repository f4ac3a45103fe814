import { BadSetting, type SettingField, type Settings } from '../contract.ts'

/** The server of a service that companies may run themselves. */
export function serverField(fallback: string, hint: NonNullable<SettingField['hint']>): SettingField {
  return {
    key: 'server',
    kind: 'text',
    isRare: true,
    guardsSecrets: true,
    mostLength: 300,
    fallback,
    example: fallback,
    names: { 'zh-Hant': '伺服器地址', 'zh-Hans': '服务器地址', en: 'Server' },
    hint,
  }
}

/**
 * @returns the address without a slash at its end
 * @throws BadSetting
 */
export function checkServer({ server }: Settings): string {
  const text = String(server)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.search !== '' ||
    url.hash !== ''
  )
    throw new BadSetting('server', 'must be an address such as https://push.example.com')
  return url.href.replace(/\/+$/, '')
}
