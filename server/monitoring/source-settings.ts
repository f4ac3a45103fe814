import { Refusal } from '../base/errors.ts'
import type { SettingField } from '../connectors/contract.ts'
import type { SettingValues } from './source-schema.ts'

export type CheckedSettings = {
  /** all but secrets, fallbacks filled in */
  readonly settings: SettingValues
  /** in the clear, to be sealed at once; only those that were given */
  readonly secrets: Readonly<Record<string, string>>
  /** keys of secrets to be forgotten */
  readonly dropped: readonly string[]
}

const MOST_TEXT = 2000

/**
 * Settings of a collector against what it says of them. Unknown keys are refused: a slip of the pen would be a setting that does nothing.
 * @param kept keys of secrets that are stored already
 * @throws Refusal invalid, naming the field
 */
export function checkSettings(
  fields: readonly SettingField[],
  given: SettingValues,
  kept: readonly string[] = [],
): CheckedSettings {
  const unknown = Object.keys(given).find((key) => !fields.some((field) => field.key === key))
  if (unknown !== undefined) refuse(unknown, 'is no setting of this kind of source')
  const settings: SettingValues = {}
  const secrets: Record<string, string> = {}
  const dropped: string[] = []
  for (const field of fields) {
    const value = given[field.key]
    if (field.kind === 'secret') {
      if (value === '') dropped.push(field.key)
      else if (value !== undefined) secrets[field.key] = textOf(field, value)
      const isThere = value === undefined ? kept.includes(field.key) : value !== ''
      if (field.isRequired && !isThere) refuse(field.key, 'is needed')
      continue
    }
    const checked = settingOf(field, value)
    if (checked !== undefined) settings[field.key] = checked
    else if (field.isRequired) refuse(field.key, 'is needed')
  }
  return { settings, secrets, dropped }
}

/** The host whose patience counts: of an address, or as a setting of its own. */
export function hostOf(fields: readonly SettingField[], settings: SettingValues): string | undefined {
  const address = fields.find(({ kind }) => kind === 'address')
  const text = String((address ? settings[address.key] : settings.host) ?? '')
  if (text === '') return undefined
  return URL.canParse(text) ? new URL(text).hostname : text.toLowerCase().slice(0, 255)
}

function settingOf(field: SettingField, value: unknown): string | number | boolean | undefined {
  if (value === undefined || value === '') return field.fallback
  switch (field.kind) {
    case 'number':
      return numberOf(field, value)
    case 'switch':
      if (typeof value !== 'boolean') refuse(field.key, 'must be true or false')
      return value
    case 'choice':
      if (!field.choices?.some((choice) => choice.value === value)) refuse(field.key, 'is none of the choices')
      return String(value)
    case 'address':
      return addressOf(field, value)
    default:
      return textOf(field, value)
  }
}

function numberOf({ key, least = 0, most = 1e9 }: SettingField, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(key, 'must be a number')
  if (value < least || value > most) refuse(key, `must be between ${least} and ${most}`)
  return value
}

function textOf({ key, most = MOST_TEXT }: SettingField, value: unknown): string {
  if (typeof value !== 'string') refuse(key, 'must be a text')
  if (value.length > most) refuse(key, `has more than ${most} characters`)
  // A line break in a user name or a header would be a header of its own.
  if (/[\0\r\n]/.test(value) || !value.isWellFormed()) refuse(key, 'holds a character that cannot stand here')
  return value.trim()
}

function addressOf(field: SettingField, value: unknown): string {
  const text = textOf(field, value)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    refuse(field.key, 'must be an address that begins with http:// or https://')
  if (url.username !== '' || url.password !== '')
    refuse(field.key, 'holds a user name or password: they have fields of their own')
  return url.href
}

function refuse(key: string, reason: string): never {
  throw new Refusal('invalid', { field: `settings/${key}`, reason: `${key} ${reason}` })
}
