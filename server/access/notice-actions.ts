import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { Mode } from '../base/outbox.ts'
import type { Locale } from '../notifiers/contract.ts'
import { findNotifier } from '../notifiers/index.ts'
import { listReaches } from './channel-reads.ts'
import { type ChannelRow, listChannels } from './channel-store.ts'
import { putInApp } from './notice-in-app-actions.ts'
import { type Draft, placeNotices } from './notice-placing-actions.ts'
import { roomsFor, waysFor } from './notice-route.ts'
import type { NewNotice } from './notice-row-store.ts'
import { apart, listReachable, type Reachable, saveChoice, takeCause } from './notice-store.ts'
import { type Choice, isTold, type NoticeLevel, type Topic } from './notice-topics.ts'
import { localeOf } from './notice-words.ts'
import type { Permission } from './permissions.ts'
import { permitPerson } from './permit.ts'
import { getOrganisation } from './reads.ts'

export type NoticeWords = {
  readonly subject: string
  readonly lines: readonly string[]
  /** a path of ours, such as `/alerts/ID`, or a whole address */
  readonly url?: string
}

/** Rooms that want to hear who is called, and nobody else: these people are called by name there. */
type Naming = { readonly named: readonly string[] }

export type Notice = {
  readonly orgId: string
  /** whoever holds a permission and has not switched the topic off, and who has asked to be told; these people; or rooms alone */
  readonly to: { readonly permission: Permission } | { readonly personIds: readonly string[] } | Naming
  /** each cause is told once, whoever finds it again; at most 200 characters */
  readonly key: string
  readonly topic: Topic
  /** 1 is the gravest */
  readonly level?: NoticeLevel
  readonly mode: Mode
  /** notices about the same thing stand together where they are read */
  readonly thread?: string
  /**
   * These people are called, one after the other until somebody answers: what they wish to be spared does not hold, nor do quiet hours,
   * and it is never gathered with other things.
   */
  readonly isCall?: boolean
  /**
   * Kinds of channels, such as `aliyun-sms`, to which this is limited. Whoever has none of them is reached by all they have: never
   * silence.
   */
  readonly notifiers?: readonly string[]
  /** the page on which this person says "I have it": a path of ours or a whole address */
  readonly acknowledgeUrl?: (personId: string) => string
  /** also once in each room that wants such things; absent: where it is for a permission, and not where it is for people */
  readonly rooms?: boolean
  /** nothing leaves the house: it is about channels that do not work */
  readonly isInAppOnly?: boolean
  /** the person who did it need not be told */
  readonly except?: string
  /** @param zone of the organisation, for times */
  readonly words: (locale: Locale, zone: string) => NoticeWords
}

/**
 * Tells people, in the transaction of the cause: each in-app, where it stays, and outside of the product by the channels that reach them; and
 * rooms, each once. What is of the gravest level goes by every channel of a person at once, the rest by the first one, and not in quiet
 * hours. Whoever gets many in a short time gets the rest together, some minutes later. Who cannot be reached outside has a row that says so,
 * and pages show how many. A drill stays in the house.
 * A notice that cannot be made is logged and undoes nothing of its cause; whoever finds the cause again tells it then.
 * @returns how many messages are on their way or held; 0 also where it was told before
 */
export async function sendNotice(app: App, trx: Trx, notice: Notice): Promise<number> {
  return apart(
    trx,
    () => tellAll(app, trx, notice),
    ({ message }) => {
      const { orgId, key, topic } = notice
      app.log.error('a notice could not be made', { orgId, key, topic, error: message })
      return 0
    },
  )
}

/** The number of queries does not depend on that of the people. */
async function tellAll(app: App, trx: Trx, notice: Notice): Promise<number> {
  const { orgId, key, topic } = notice
  if (!(await takeCause(trx, orgId, key, app.clock.now()))) return 0
  const isNaming = 'named' in notice.to
  const known = isNaming ? [] : await listReachable(trx, orgId, topic)
  const people = known.filter((person) => isRecipient(person, notice))
  const channels = (await listChannels(trx, orgId)).filter(({ notifier }) => mayCarry(notifier, notice.mode))
  const roomTopic = isNaming ? 'call' : topic
  const rooms = wantsRooms(notice) ? roomsFor(channels, roomTopic, notice.level) : new Map<string, ChannelRow[]>()
  if (people.length === 0 && rooms.size === 0) return 0
  const { zone } = await getOrganisation(trx, orgId)
  const letters = makeLetters(app, notice, zone)
  const kept = people.map((person) => keptFor(letters, notice, person))
  await putInApp(app, trx, orgId, kept)
  if (notice.isInAppOnly) return 0
  const outward = await personDrafts(trx, letters, notice, kept, channels)
  return placeNotices(app, trx, orgId, [...outward, ...roomDrafts(letters, notice, rooms)], channels)
}

/** A person decides what to be told: no act that others must know of, so no audit row. @throws Refusal `forbidden` for programs */
export async function chooseNotices(app: App, actor: Actor, given: { topic: Topic } & Choice): Promise<void> {
  permitPerson(actor)
  const { orgId, id: personId } = actor
  await inTransaction(app.db, (trx) => saveChoice(trx, app.clock.now(), { orgId, personId, ...given }))
}

function isRecipient(person: Reachable, { to, topic, level, except, isCall }: Notice): boolean {
  if (person.id === except || ('personIds' in to && !to.personIds.includes(person.id))) return false
  if (isCall) return true
  const { isOn, leastLevel } = person
  const choice = isOn === null || leastLevel === null ? undefined : { isOn, leastLevel }
  const permission = 'permission' in to ? to.permission : undefined
  return isTold({ topic, level, permission }, new Set(person.permissions), choice)
}

function wantsRooms({ to, rooms = !('personIds' in to), isInAppOnly }: Notice): boolean {
  return rooms && !isInAppOnly
}

/** Of a drill only sandboxes: what is not sent must not be counted as a failure either. */
function mayCarry(notifier: string, mode: Mode): boolean {
  return mode === 'live' || findNotifier(notifier)?.isSandbox === true
}

type Letter = Pick<
  NewNotice,
  'orgId' | 'topic' | 'level' | 'mode' | 'locale' | 'subject' | 'lines' | 'url' | 'thread' | 'isCall'
>
type Letters = {
  of(chosen: Locale | null): Letter
  /** of a path of ours */
  address(given: string | undefined): string | null
  makeId(): string
}

/** Words are made once for each language. */
function makeLetters({ config, clock }: App, notice: Notice, zone: string): Letters {
  const made = new Map<Locale, Letter>()
  const address: Letters['address'] = (given) =>
    given === undefined ? null : given.startsWith('/') ? `${config.publicUrl}${given}` : given
  const write = (locale: Locale): Letter => {
    const { orgId, topic, level = null, mode, thread = null, isCall = false } = notice
    const { subject, lines, url } = notice.words(locale, zone)
    return { orgId, topic, level, mode, locale, subject, lines, url: address(url), thread, isCall }
  }
  const of: Letters['of'] = (chosen) => {
    const locale = localeOf(chosen, zone)
    const letter = made.get(locale) ?? write(locale)
    made.set(locale, letter)
    return letter
  }
  return { of, address, makeId: () => newId(clock.now().getTime()) }
}

function keptFor({ of, address, makeId }: Letters, notice: Notice, { id: personId, locale }: Reachable): NewNotice {
  const acknowledgeUrl = address(notice.acknowledgeUrl?.(personId))
  const place = { notifier: 'in-app', channelId: null, subscriptionId: null, room: null, mentions: [] }
  const state = { state: 'kept', heldUntil: null, rootId: null, insteadOf: null } as const
  return { ...of(locale), id: makeId(), personId, acknowledgeUrl, ...place, ...state }
}

/** One for each way to each person; for a person whom none reaches one that says so, unless it was to stay in the house. */
async function personDrafts(
  trx: Trx,
  { makeId }: Letters,
  { orgId, level, isCall, mode, notifiers }: Notice,
  kept: readonly NewNotice[],
  channels: readonly ChannelRow[],
): Promise<Draft[]> {
  const personIds = kept.flatMap(({ personId }) => personId ?? [])
  const reaches = await listReaches(trx, orgId, personIds, channels)
  return kept.flatMap((notice): Draft[] => {
    const draft = { ...notice, rootId: notice.id }
    const ways = waysFor(reaches.get(notice.personId ?? '') ?? [], { level, isCall }, notifiers)
    if (ways.length === 0) return mode === 'drill' ? [] : [{ ...draft, id: makeId(), notifier: null }]
    return ways.map(({ channelId, notifier, subscriptionId = null }) => ({
      ...draft,
      id: makeId(),
      channelId,
      notifier,
      subscriptionId,
    }))
  })
}

/** Once in each room; who says it there is decided when it is sent. */
function roomDrafts(
  { of, makeId }: Letters,
  { to }: Notice,
  rooms: ReadonlyMap<string, readonly ChannelRow[]>,
): Draft[] {
  const mentions = 'personIds' in to ? to.personIds : 'named' in to ? to.named : []
  return [...rooms].flatMap(([room, [robot]]) => {
    if (!robot) return []
    const place = { personId: null, room, notifier: robot.notifier, channelId: robot.id, subscriptionId: null }
    return [
      { ...of(robot.locale), ...place, id: makeId(), acknowledgeUrl: null, mentions, rootId: null, insteadOf: null },
    ]
  })
}
