import type { Notifier } from '../notifiers/contract.ts'

/** One way to one person: a channel with the address that it needs. */
export type Reach = {
  readonly channelId: string
  readonly notifier: string
  readonly address: string
  /** of a browser */
  readonly subscriptionId?: string
  /** neither the organisation nor the person has switched it off */
  readonly isOn: boolean
  /** something has arrived there: the account's own e-mail and browsers need no proof */
  readonly isConfirmed: boolean
}

type Channel = { readonly id: string; readonly notifier: string; readonly isOn: boolean }
type Device = {
  readonly id: string
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}
export type Reachable = {
  readonly email: string | undefined
  readonly addresses: readonly {
    readonly field: string
    readonly address: string
    readonly confirmedAt: Date | null
  }[]
  readonly devices: readonly Device[]
  readonly choices: readonly { readonly channelId: string; readonly isOn: boolean; readonly position: number }[]
}

/**
 * The ways to a person, in the order in which they are tried: the person's, then the organisation's for channels that came later.
 * @param channels in the organisation's order
 */
export function reachesOf(
  channels: readonly Channel[],
  find: (notifier: string) => Notifier | undefined,
  person: Reachable,
): Reach[] {
  return inOwnOrder(channels, person.choices).flatMap(({ id, notifier, isOn }) => {
    const member = find(notifier)
    if (member?.reaches !== 'person') return []
    const chosen = person.choices.find(({ channelId }) => channelId === id)
    const own = { channelId: id, notifier, isOn: isOn && chosen?.isOn !== false }
    return addressesOf(member, person).map((place) => ({ ...own, ...place }))
  })
}

/** What a person has ordered comes first. */
export function inOwnOrder<C extends { readonly id: string }>(
  channels: readonly C[],
  choices: Reachable['choices'],
): C[] {
  const places = new Map(choices.map(({ channelId, position }) => [channelId, position]))
  const placeOf = ({ id }: C): number => places.get(id) ?? Number.MAX_SAFE_INTEGER
  return [...channels].sort((one, other) => placeOf(one) - placeOf(other))
}

/** As its notifier takes it. */
export function deviceAddress({ endpoint, p256dh, auth }: Omit<Device, 'id'>): string {
  return JSON.stringify({ endpoint, p256dh, auth })
}

function addressesOf({ address: asked, devices }: Notifier, person: Reachable) {
  if (devices)
    return person.devices.map((device) => ({
      address: deviceAddress(device),
      subscriptionId: device.id,
      isConfirmed: true,
    }))
  if (!asked) return person.email === undefined ? [] : [{ address: person.email, isConfirmed: true }]
  const known = person.addresses.find(({ field }) => field === asked.field.key)
  return known ? [{ address: known.address, isConfirmed: known.confirmedAt !== null }] : []
}
