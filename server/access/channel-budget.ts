import { MINUTE, SECOND } from '../base/clock.ts'
import type { Limits, NotifyError, RoomLimit } from '../notifiers/contract.ts'

/**
 * A message is counted when it sets out, and its platform counts it when it arrives, up to a call's longest time later. So the window
 * is so much longer than the platform's: messages that were held up on the way and arrive together with later ones stay within it.
 */
export const ON_THE_WAY_MS = 15 * SECOND

/** Where neither the other side nor its member says how long. */
const REST_MINUTES = 1

export type Spent = {
  readonly sends: readonly Date[]
  readonly restsUntil: Date | null
}

export type Budget = {
  readonly left: number
  /** the reserve among it */
  readonly leftForGravest: number
  readonly of: number
  readonly minutes: number
  readonly reserve: number
  readonly restsUntil: Date | null
}

/** What a channel may still send now; undefined where its platform does not count it as a whole. */
export function budgetOf(spent: Spent, limit: RoomLimit | undefined, now: Date): Budget | undefined {
  if (!limit) return undefined
  const { messages, minutes, reserve } = limit
  const recent = recentOf(spent.sends, limit, now).length
  const restsUntil = restOf(spent, now)
  const left = (allowed: number): number => (restsUntil ? 0 : Math.max(0, allowed - recent))
  return {
    left: left(messages - reserve),
    leftForGravest: left(messages),
    of: messages,
    minutes,
    reserve,
    restsUntil,
  }
}

/** When one more of this level may set out, as things are now. */
export function freeAt(spent: Spent, limit: RoomLimit | undefined, level: number | undefined, now: Date): Date {
  const from = restOf(spent, now) ?? now
  if (!limit) return from
  const recent = recentOf(spent.sends, limit, from)
  const tooMany = recent.length - allowedOf(limit, level)
  const leaver = tooMany < 0 ? undefined : recent[tooMany]
  return leaver ? new Date(Math.max(from.getTime(), leaver.getTime() + windowMs(limit))) : from
}

/** The gravest may use the reserve. */
export function allowedOf({ messages, reserve }: RoomLimit, level: number | undefined): number {
  return level === 1 ? messages : messages - reserve
}

/** Of the budget, in ms. */
export function windowMs({ minutes }: RoomLimit): number {
  return minutes * MINUTE + ON_THE_WAY_MS
}

/** Until when a channel that was called too often is left alone; null: it may be called. */
export function restOf({ restsUntil }: Pick<Spent, 'restsUntil'>, now: Date): Date | null {
  return restsUntil !== null && restsUntil > now ? restsUntil : null
}

/** How long one that was called too often just now is left alone: as the other side says, else as its member knows, in ms. */
export function restMs({ room }: Limits, { retryAfterMs }: Pick<NotifyError, 'retryAfterMs'>): number {
  return retryAfterMs ?? (room?.silenceMinutes ?? REST_MINUTES) * MINUTE
}

/** Oldest first. What lies a window ahead was written by a clock that was wrong. */
function recentOf(sends: readonly Date[], limit: RoomLimit, now: Date): Date[] {
  const window = windowMs(limit)
  return sends
    .filter((at) => Math.abs(at.getTime() - now.getTime()) < window)
    .sort((one, other) => one.getTime() - other.getTime())
}
