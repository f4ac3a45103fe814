import type { Notifier, SettingField } from '../notifiers/contract.ts'
import { budgetOf, type Spent } from './channel-budget.ts'
import type { ChannelBudget, ChannelKind, NotifierField } from './channel-schema.ts'

/** What can be added, as its page shows it: all of it from the member itself. */
export function kindCard(notifier: Notifier): ChannelKind {
  const { id, names, reaches, settings, address, devices, limits } = notifier
  const { perPerson, room, mostCharacters } = limits
  return {
    notifier: id,
    names,
    reaches,
    fields: settings.filter(({ isMade }) => !isMade).map(fieldCard),
    address: address ? fieldCard(address.field) : null,
    devices: devices !== undefined,
    made: settings.filter(({ isMade }) => isMade).map(({ key }) => key),
    limits: { perPerson: { ...perPerson }, room: room ? { ...room } : null },
    mostCharacters,
    doc: id,
  }
}

export function fieldCard(field: SettingField): NotifierField {
  const { key, names, hint = null, kind, isRequired = false, fallback = null, choices = [] } = field
  const { least = null, most = null, mostLength = null, example = null, guardsSecrets = false, isRare = false } = field
  return {
    key,
    names,
    hint,
    kind,
    isRequired,
    fallback,
    choices: choices.map(({ value, names, suggests = {} }) => ({ value, names, suggests: { ...suggests } })),
    least,
    most,
    mostLength,
    example,
    guardsSecrets,
    isRare,
  }
}

export function budgetCard(spent: Spent, { limits }: Notifier, now: Date): ChannelBudget | null {
  const budget = budgetOf(spent, limits.room, now)
  return budget ? { ...budget, restsUntil: budget.restsUntil?.toISOString() ?? null } : null
}
