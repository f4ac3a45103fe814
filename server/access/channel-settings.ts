import { BadSetting, type Notifier, readSettings, type SettingField, type Settings } from '../notifiers/contract.ts'

/** What is kept in the open, and what is sealed. */
export function splitSecrets(fields: readonly SettingField[], settings: Settings) {
  const part = (wanted: boolean): Settings =>
    Object.fromEntries(Object.entries(settings).filter(([key]) => isSecret(fields, key) === wanted))
  return { open: part(false), secret: part(true) }
}

/**
 * What a channel is set up with from now on: what is given, the secrets that are kept, and what the notifier makes itself.
 * @param before opened secrets among it; undefined: it is new
 * @throws BadSetting naming the setting; of a secret that was kept where it would now go to another place than it was given for. Whoever
 *   may change settings may not read a password: leading it to a server of one's own would be reading it.
 */
export function settingsFrom(
  notifier: Notifier,
  before: Settings | undefined,
  given: Readonly<Record<string, unknown>>,
): Settings {
  const { settings: fields } = notifier
  const own = fields.find(({ key, isMade }) => isMade && Object.hasOwn(given, key))
  if (own) throw new BadSetting(own.key, 'is made by the product')
  const kept = keptOf(fields, before ?? {}, given)
  const settings = readSettings(fields, { ...given, ...kept, ...madeOf(notifier, before ?? {}) })
  notifier.check(settings)
  const [named] = Object.keys(kept)
  if (before && named !== undefined && leadsElsewhere(fields, before, settings))
    throw new BadSetting(named, 'give it again: it would go to another server')
  return settings
}

/** Names of settings that differ, for the audit; never a value. */
export function changedKeys(before: Settings, after: Settings): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter((key) => before[key] !== after[key]).sort()
}

/** A secret that is not named stays. */
function keptOf(fields: readonly SettingField[], before: Settings, given: Readonly<Record<string, unknown>>): Settings {
  const isKept = ({ key, kind, isMade }: SettingField): boolean =>
    kind === 'secret' && !isMade && Object.hasOwn(before, key) && !Object.hasOwn(given, key)
  return Object.fromEntries(fields.filter(isKept).map(({ key }) => [key, before[key]])) as Settings
}

/** Keys belong together: where one of them is lost, all are made anew. */
function madeOf({ settings: fields, make }: Notifier, before: Settings): Settings {
  const made = fields.filter(({ isMade }) => isMade).map(({ key }) => key)
  const known = made.filter((key) => Object.hasOwn(before, key))
  if (known.length < made.length) return make?.() ?? {}
  return Object.fromEntries(known.map((key) => [key, before[key]])) as Settings
}

/** Also an address that is itself a secret guards the others: a robot's, for one. */
function leadsElsewhere(fields: readonly SettingField[], before: Settings, after: Settings): boolean {
  return fields.some(({ key, guardsSecrets }) => guardsSecrets === true && before[key] !== after[key])
}

function isSecret(fields: readonly SettingField[], key: string): boolean {
  return fields.some((field) => field.key === key && field.kind === 'secret')
}
