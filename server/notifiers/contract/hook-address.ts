import { BadSetting, type SettingField } from '../contract.ts'

const MOST_LENGTH = 500

/** The address of a robot. Whoever has it may write into the room, so that it is kept like a password. */
export function hookField(example: string, hint: SettingField['hint']): SettingField {
  return {
    key: 'url',
    kind: 'secret',
    isRequired: true,
    mostLength: MOST_LENGTH,
    example,
    names: { 'zh-Hant': 'Webhook 地址', 'zh-Hans': 'Webhook 地址', en: 'Webhook address' },
    ...(hint === undefined ? {} : { hint }),
  }
}

/**
 * An address that leads to a robot of this kind, by its path: companies may run their own host.
 * @throws BadSetting which never repeats the address
 */
export function readHook(value: unknown, isRight: (url: URL) => boolean, shape: string): URL {
  const text = String(value).trim()
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' || url.username !== '' || !isRight(url))
    throw new BadSetting('url', `must be the robot's address, such as ${shape}`)
  return url
}
