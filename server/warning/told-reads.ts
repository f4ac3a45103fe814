import { type DeliveryRow, deliveriesOf } from '../access/call-delivery-reads.ts'
import { namesOfPeople } from '../access/name-reads.ts'
import type { Db } from '../base/db.ts'
import { findNotifier } from '../notifiers/index.ts'
import type { AlertPage } from './schema.ts'

type Told = AlertPage['told'][number]
type Way = Told['ways'][number]

/** A message that is not on its way any more and was not taken: somebody believes that a colleague knows. */
const LOST: readonly string[] = ['unsent', 'dropped', 'set-aside', 'undelivered']
/** It stands in the product, for whoever looks there. */
const IN_APP = 'in-app'

/** Who was told of an alert, and by each way what became of the newest message; whom nothing reached stands first. */
export async function toldOf(db: Db, orgId: string, alertId: string): Promise<AlertPage['told']> {
  const rows = await deliveriesOf(db, orgId, `${orgId} alert ${alertId}`)
  const names = await namesOfPeople(
    db,
    orgId,
    rows.map(({ personId }) => personId),
  )
  const told = [...Map.groupBy(rows, ({ personId, room }) => personId ?? `room ${room}`)].map(([, own]) => {
    const [first] = own
    const name = first?.personId ? (names.get(first.personId) ?? '') : (first?.room ?? '')
    const ways = waysOf(own)
    const outward = ways.filter(({ kind }) => kind !== IN_APP)
    return { name, ways, isLost: outward.length > 0 && outward.every(({ isLost }) => isLost) }
  })
  return told.sort((one, other) => Number(other.isLost) - Number(one.isLost) || one.name.localeCompare(other.name))
}

function waysOf(rows: readonly DeliveryRow[]): Way[] {
  const newest = new Map<string, Way>()
  for (const { notifier, channelName, state, createdAt } of rows) {
    const names = findNotifier(notifier ?? '')?.names
    const channel = channelName === null ? (names ?? null) : alike(channelName)
    const way = { kind: notifier ?? '', channel, state, isLost: LOST.includes(state), at: createdAt.toISOString() }
    newest.set(`${notifier} ${channelName}`, way)
  }
  return [...newest.values()]
}

function alike(name: string): NonNullable<Way['channel']> {
  return { 'zh-Hant': name, 'zh-Hans': name, en: name }
}
