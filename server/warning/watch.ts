import { HOUR } from '../base/clock.ts'
import type { AlertState } from './schema.ts'
import { isLive } from './transition.ts'

/** Alarms so close to each other are about the same thing. */
export const JOIN_HOURS = 12
/** What was resolved and comes back within this time is the same thing again. */
export const RECUR_HOURS = 24
/** People who know of an alert are told again when it has grown so many times, and by at least so many posts … */
export const GROWTH = { times: 2, posts: 20 } as const
/** … or when so many posts, and so many times the usual, are on another platform: one stray post is no new front. */
export const SPREAD = { posts: 3, times: 3 } as const

export type Group = {
  readonly state: AlertState
  /** in the time of the posts */
  readonly detectedAt: Date
  readonly lastAlarmAt: Date
  readonly endedAt: Date | null
}

/** What an alarm means for the newest alert of its track: `new` makes another one. */
export type Meaning = 'join' | 'recur' | 'new'

/**
 * @param at when the alarm could be known, in the time of the posts
 * @param group the alert of the track that lives, else the one of the latest alarm; undefined: there is none
 * @param hasGrown the group is twice as large as when it was closed
 */
export function meaningOf(at: Date, group: Group | undefined, hasGrown: boolean): Meaning {
  if (!group) return 'new'
  if (isLive(group.state)) return 'join'
  // A replay may play last week's posts after this week's alert was closed.
  if (at.getTime() < group.detectedAt.getTime() - JOIN_HOURS * HOUR) return 'new'
  if (group.state === 'resolved') return within(at, group.endedAt ?? group.lastAlarmAt, RECUR_HOURS) ? 'recur' : 'new'
  if (!within(at, group.lastAlarmAt, JOIN_HOURS)) return 'new'
  // A person has said that this is nothing; twice as much of it is for a person to look at again.
  return group.state === 'false_positive' && hasGrown ? 'recur' : 'join'
}

/**
 * Whether a closed alert must still be followed at `until` (time of the posts): detectors rest for half a day after an alarm, so a
 * storm that goes on after somebody closed it too early would pass unheard. A crisis has people of its own.
 */
export function isFollowed(group: Group, until: Date): boolean {
  if (isLive(group.state)) return true
  return group.state !== 'escalated' && until >= group.detectedAt && within(until, group.lastAlarmAt, JOIN_HOURS)
}

/** How large a group is: `size` in posts beyond the usual, or negative ones beyond the usual where only those are more. */
export type Extent = { readonly size: number; readonly platforms: readonly string[] }

/** Why people should be told again; undefined: what they know still says it. */
export function newsOf(told: Extent, now: Extent): 'grew' | 'spread' | undefined {
  if (now.size >= GROWTH.times * told.size && now.size >= told.size + GROWTH.posts) return 'grew'
  return now.platforms.some((name) => !told.platforms.includes(name)) ? 'spread' : undefined
}

/** How many posts lie beyond the usual ones. */
export function beyondUsual(
  seen: { readonly posts: number; readonly judged: number; readonly negative: number },
  usual: { readonly posts: number; readonly negativeShare: number },
): number {
  return Math.max(
    0,
    Math.round(seen.posts - usual.posts),
    Math.round(seen.negative - usual.negativeShare * seen.judged),
  )
}

/** The platforms that a group is on. @param usual how many posts a platform usually has in so long */
export function reached(
  counts: readonly { readonly name: string; readonly posts: number }[],
  usual: ReadonlyMap<string, number>,
): string[] {
  return counts
    .filter(({ name, posts }) => posts >= Math.max(SPREAD.posts, SPREAD.times * (usual.get(name) ?? 0)))
    .map(({ name }) => name)
}

function within(at: Date, since: Date, hours: number): boolean {
  return at.getTime() <= since.getTime() + hours * HOUR
}
