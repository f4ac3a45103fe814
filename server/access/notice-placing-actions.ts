import type { App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import type { Outgoing } from '../base/outbox.ts'
import { findNotifier } from '../notifiers/index.ts'
import { restOf } from './channel-budget.ts'
import type { ChannelRow } from './channel-store.ts'
import { mayGoAtOnce, type Pace, recentSince, roomPace } from './notice-limit.ts'
import { isUrgent } from './notice-route.ts'
import { countRecent, countRecentOfRooms, insertNotices, type NewNotice, type Place } from './notice-row-store.ts'
import { type QuietSpan, quietUntil } from './quiet-hours.ts'
import { listQuietHours } from './quiet-hours-store.ts'

/** What is to go to one person or one room by one channel; `notifier` null: by none. */
export type Draft = Omit<NewNotice, 'state' | 'heldUntil'>

/**
 * Puts each into the outbox, or holds it: in quiet hours until they end, beyond the limit until it is gathered with others.
 * @param channels of the organisation
 * @returns how many are on their way or held
 */
export async function placeNotices(
  app: App,
  trx: Trx,
  orgId: string,
  drafts: readonly Draft[],
  channels: readonly ChannelRow[],
): Promise<number> {
  const now = app.clock.now()
  const calm = drafts.filter((draft) => draft.notifier !== null && !isUrgent(draft))
  const quiet = await listQuietHours(trx, orgId, peopleOf(calm))
  const pace = await paceOf(trx, orgId, calm, channels, now)
  const notices = drafts.map((draft) => ({ ...draft, ...fateOf(draft, quiet, pace, now) }))
  await insertNotices(trx, now, notices)
  const outgoing = notices.flatMap((notice) => (notice.state === 'put' ? outgoingOf(notice) : []))
  await app.outbox.put(trx, outgoing)
  return notices.filter(({ state }) => state !== 'unsent').length
}

/** Until when a person is left alone; undefined: may be told now. */
export async function quietEnd(trx: Trx, orgId: string, personId: string, now: Date): Promise<Date | undefined> {
  const quiet = (await listQuietHours(trx, orgId, [personId])).get(personId)
  return quiet && quietUntil(quiet, now)
}

/** The outbox's row of a notice; its channel there is not that of webhooks of programs. */
export function outgoingOf(notice: Placed): Outgoing {
  const { orgId, id, notifier, mode, room, channelId } = notice
  // Which robot of a room says it is found when it is sent: what is said there keeps its order.
  const lane = room === null ? (channelId ?? '') : `room ${room}`
  return { orgId, channel: outboxChannel(notifier ?? ''), lane, body: { noticeId: id }, key: noticeKey(id), mode }
}
type Placed = Pick<NewNotice, 'orgId' | 'id' | 'notifier' | 'mode' | 'room' | 'channelId'>

export function outboxChannel(notifier: string): string {
  return `notice-${notifier}`
}

/** The outbox's key of a notice. */
function noticeKey(id: string): string {
  return `notice ${id}`
}

type Fate = Pick<NewNotice, 'state' | 'heldUntil'>

function fateOf(draft: Draft, quiet: ReadonlyMap<string, QuietSpan>, { recentOf, limitOf }: Paced, now: Date): Fate {
  if (draft.notifier === null) return { state: 'unsent', heldUntil: null }
  if (isUrgent(draft)) return { state: 'put', heldUntil: null }
  const span = draft.personId === null ? undefined : quiet.get(draft.personId)
  const heldUntil = (span && quietUntil(span, now)) ?? null
  if (heldUntil) return { state: 'held', heldUntil }
  // What another robot was to say in this room has had its turn; that none is called too often is seen to when it is sent.
  if (draft.room !== null && draft.insteadOf !== null) return { state: 'put', heldUntil: null }
  // Two causes at the same moment may each find room for the last place: one message too many is no storm.
  return { state: mayGoAtOnce(recentOf(draft), false, limitOf(draft)) ? 'put' : 'held', heldUntil: null }
}

type Paced = { recentOf(place: Place): number; limitOf(place: Place & { notifier: string | null }): Pace }

async function paceOf(
  trx: Trx,
  orgId: string,
  drafts: readonly Draft[],
  channels: readonly ChannelRow[],
  now: Date,
): Promise<Paced> {
  const robotsPace = (room: string): Pace => roomPace(robotsOf(channels, room, now).map(limitsOf))
  const rooms = drafts.flatMap(({ room }) => room ?? [])
  const roomWindows = new Map(rooms.map((room) => [room, recentSince(now, robotsPace(room))]))
  const used = drafts.filter(({ room }) => room === null)
  const windows = new Map(
    used.flatMap(({ channelId, notifier }): [string, Date][] =>
      channelId === null ? [] : [[channelId, recentSince(now, limitsOf({ notifier }))]],
    ),
  )
  const ofRooms = await countRecentOfRooms(trx, orgId, roomWindows)
  const ofPeople = await countRecent(trx, orgId, peopleOf(used), windows)
  const counts = new Map(ofPeople.map((counted) => [placeKey(counted), counted.count]))
  return {
    recentOf: (place) => (place.room === null ? counts.get(placeKey(place)) : ofRooms.get(place.room)) ?? 0,
    limitOf: ({ room, notifier }) => (room === null ? limitsOf({ notifier }) : robotsPace(room)),
  }
}

/** Those that can speak now, or all where every one rests. */
function robotsOf(channels: readonly ChannelRow[], room: string, now: Date): ChannelRow[] {
  const robots = channels.filter((channel) => channel.room === room && channel.isOn)
  const awake = robots.filter((robot) => !restOf(robot, now))
  return awake.length > 0 ? awake : robots.slice(0, 1)
}

const NO_LIMIT: Pace = { messages: Number.MAX_SAFE_INTEGER, minutes: 1 }

function limitsOf({ notifier }: { readonly notifier: string | null }): Pace {
  return findNotifier(notifier ?? '')?.limits.perPerson ?? NO_LIMIT
}

function placeKey({ personId, channelId, subscriptionId }: Place): string {
  return `${personId} ${channelId} ${subscriptionId}`
}

function peopleOf(drafts: readonly Draft[]): string[] {
  return [...new Set(drafts.flatMap(({ personId }) => personId ?? []))]
}
