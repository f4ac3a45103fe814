import type { SettingField, Settings } from '../notifiers/contract.ts'

/** What is kept in the open, and what is sealed. */
export function splitSecrets(fields: readonly SettingField[], settings: Settings) {
  const isSecret = (key: string): boolean => fields.some((field) => field.key === key && field.kind === 'secret')
  const part = (wanted: boolean): Settings =>
    Object.fromEntries(Object.entries(settings).filter(([key]) => isSecret(key) === wanted))
  return { open: part(false), secret: part(true) }
}

/**
 * Whether secrets that are kept would go to another place than they were given for. Whoever may change settings may not read the
 * password: leading it to a server of one's own would be reading it.
 */
export function leadsElsewhere(fields: readonly SettingField[], before: Settings, after: Settings): boolean {
  return fields.some(({ key, guardsSecrets }) => guardsSecrets === true && before[key] !== after[key])
}

/** Names of settings that differ, for the audit; never a value of a secret. */
export function changedKeys(before: Settings, after: Settings): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter((key) => before[key] !== after[key]).sort()
}
