import type { RoomLimit } from '../notifiers/contract.ts'
import { type Budget, budgetOf, restOf } from './channel-budget.ts'
import type { NoticeLevel, RoomTopic } from './notice-topics.ts'

/** One way to a person: a channel, and at a channel of devices one device. */
export type Way = {
  readonly channelId: string
  /** kind of channel */
  readonly notifier: string
  readonly address: string
  readonly subscriptionId?: string | undefined
  /** the person and the organisation use it */
  readonly isOn: boolean
  /** the person said that a test arrived */
  readonly isConfirmed: boolean
}

export type Urgency = { readonly level?: number | null | undefined; readonly isCall?: boolean | undefined }

/** It breaks quiet hours, goes by every channel at once, and is never gathered with other things. */
export function isUrgent({ level, isCall }: Urgency): boolean {
  return isCall === true || level === 1
}

/**
 * By which ways a notice goes: what is urgent by all, once to each place; the rest by the first channel, to all of its devices.
 * @param ways in the person's order; confirmed ones go before
 * @param kinds to which it is limited; who has none of them is reached by all, never by silence
 */
export function waysFor<W extends Way>(ways: readonly W[], urgency: Urgency, kinds: readonly string[] = []): W[] {
  const open = inOrder(ways)
  const wanted = open.filter(({ notifier }) => kinds.includes(notifier))
  const chosen = wanted.length > 0 ? wanted : open
  if (!isUrgent(urgency)) return chosen.filter(({ channelId }) => channelId === chosen[0]?.channelId)
  const isFirst = (way: W, at: number): boolean => chosen.findIndex((each) => placeOf(each) === placeOf(way)) === at
  return chosen.filter(isFirst)
}

export type Used = { readonly channelId: string | null; readonly subscriptionId: string | null }

/** By which way it goes where others failed; undefined: there is none left. */
export function nextWay<W extends Way>(ways: readonly W[], used: readonly Used[]): W | undefined {
  const isUsed = ({ channelId, subscriptionId }: W): boolean =>
    used.some((each) => each.channelId === channelId && each.subscriptionId === (subscriptionId ?? null))
  return inOrder(ways).find((way) => !isUsed(way))
}

function inOrder<W extends Way>(ways: readonly W[]): W[] {
  const on = ways.filter(({ isOn }) => isOn)
  return [...on.filter(({ isConfirmed }) => isConfirmed), ...on.filter(({ isConfirmed }) => !isConfirmed)]
}

/** A second relay for letters leads to the same place: it is for when the first fails. */
function placeOf({ notifier, address }: Way): string {
  return `${notifier} ${address}`
}

/** A channel into a room. */
export type Robot = {
  readonly id: string
  readonly notifier: string
  readonly room: string | null
  readonly isOn: boolean
  readonly topics: readonly RoomTopic[]
  readonly leastLevel: NoticeLevel
  readonly sends: readonly Date[]
  readonly restsUntil: Date | null
}

/** The rooms that want a notice, each with those that may say it there. */
export function roomsFor<R extends Robot>(
  robots: readonly R[],
  topic: RoomTopic,
  level: number | undefined,
): Map<string, R[]> {
  const isWanted = ({ isOn, topics, leastLevel }: R): boolean =>
    isOn && topics.includes(topic) && (level === undefined || level <= leastLevel)
  const rooms = new Map<string, R[]>()
  for (const robot of robots)
    if (robot.room !== null && isWanted(robot)) rooms.set(robot.room, [...(rooms.get(robot.room) ?? []), robot])
  return rooms
}

/** Of robots of one kind: who may still say most comes first, so that the messages of a room are spread over its robots. */
export function bySpare<R extends Robot>(
  robots: readonly R[],
  limit: RoomLimit | undefined,
  level: number | undefined,
  now: Date,
): R[] {
  const spareOf = (robot: R): number => (restOf(robot, now) ? -1 : left(budgetOf(robot, limit, now), level))
  const spare = new Map(robots.map((robot) => [robot.id, spareOf(robot)]))
  return [...robots].sort((one, other) => (spare.get(other.id) ?? 0) - (spare.get(one.id) ?? 0))
}

function left(budget: Budget | undefined, level: number | undefined): number {
  if (!budget) return Number.MAX_SAFE_INTEGER
  return level === 1 ? budget.leftForGravest : budget.left
}
