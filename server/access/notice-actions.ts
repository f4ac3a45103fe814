import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import type { Mode } from '../base/outbox.ts'
import type { Locale, Notifier } from '../notifiers/contract.ts'
import { accountNotifiers } from '../notifiers/index.ts'
import { listNotifierRows } from './mail-store.ts'
import { gatherBefore, mayGoAtOnce, recentSince } from './notice-limit.ts'
import {
  apart,
  countRecent,
  gatherHeld,
  type HeldFor,
  type HeldNotice,
  insertNotice,
  listHeldFor,
  listReachable,
  type NewNotice,
  type Reachable,
  saveChoice,
  takeCause,
} from './notice-store.ts'
import { formatHour } from './notice-time.ts'
import { type Choice, isTold, type NoticeLevel, type Topic } from './notice-topics.ts'
import { gatheredNote, gatheredSubject, localeOf } from './notice-words.ts'
import type { Permission } from './permissions.ts'
import { getOrganisation } from './reads.ts'

export type NoticeWords = {
  readonly subject: string
  readonly lines: readonly string[]
  /** a path of ours, such as `/alerts/ID`, or a whole address */
  readonly url?: string
}

export type Notice = {
  readonly orgId: string
  /** whoever holds a permission and has not switched the topic off, and who has asked to be told; or these people */
  readonly to: { readonly permission: Permission } | { readonly personIds: readonly string[] }
  /** each cause is told once, whoever finds it again; at most 200 characters */
  readonly key: string
  readonly topic: Topic
  /** 1 is the gravest */
  readonly level?: NoticeLevel
  readonly mode: Mode
  /** notices about the same thing stand together where they are read */
  readonly thread?: string
  /**
   * These people are called, one after the other until somebody answers: what they wish to be spared does not hold, and it is never
   * gathered with other things.
   */
  readonly isCall?: boolean
  /** the person who did it need not be told */
  readonly except?: string
  /** @param zone of the organisation, for times */
  readonly words: (locale: Locale, zone: string) => NoticeWords
}

/**
 * Tells people outside of the product, in the transaction of the cause. Whoever gets many in a short time gets the rest together, some
 * minutes later. Where the organisation has no channel, or it is a drill that none may carry, the notice is kept as one that was not
 * sent, and pages show how many.
 * A notice that cannot be made is logged and undoes nothing of its cause; whoever finds the cause again tells it then.
 * @returns how many messages are on their way or held to be gathered; 0 also where it was told before
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

async function tellAll(app: App, trx: Trx, notice: Notice): Promise<number> {
  const { orgId, key } = notice
  if (!(await takeCause(trx, orgId, key, app.clock.now()))) return 0
  const people = (await listReachable(trx, orgId, notice.topic)).filter((person) => isRecipient(person, notice))
  if (people.length === 0) return 0
  const { zone } = await getOrganisation(trx, orgId)
  const ready = await readyNotifiers(trx, notice)
  let count = 0
  for (const person of people) {
    const letter = letterFor(app, notice, person, zone)
    for (const notifier of ready) count += await tell(app, trx, letter, notifier, notice.isCall === true)
    if (ready.length === 0) await keepUnsent(app, trx, letter)
  }
  return count
}

/** What was held back long enough goes out together. @returns how many messages */
export async function gatherNotices(app: App): Promise<number> {
  const held = await listHeldFor(app.db, gatherBefore(app.clock.now()))
  let count = 0
  for (const whose of held) {
    const { zone } = await getOrganisation(app.db, whose.orgId)
    if (await inTransaction(app.db, (trx) => gather(app, trx, whose, zone))) count += 1
  }
  return count
}

/** A person decides what to be told: no act that others must know of, so no audit row. @throws Refusal `forbidden` for programs */
export async function chooseNotices(app: App, actor: Actor, given: { topic: Topic } & Choice): Promise<void> {
  if (actor.kind !== 'person') throw new Refusal('forbidden', { reason: 'for people' })
  const { orgId, id: personId } = actor
  await inTransaction(app.db, (trx) => saveChoice(trx, app.clock.now(), { orgId, personId, ...given }))
}

type Letter = Omit<NewNotice, 'id' | 'notifier' | 'state'>

function isRecipient(person: Reachable, { to, topic, level, except, isCall }: Notice): boolean {
  if (person.id === except || ('personIds' in to && !to.personIds.includes(person.id))) return false
  if (isCall) return true
  const { isOn, leastLevel } = person
  const choice = isOn === null || leastLevel === null ? undefined : { isOn, leastLevel }
  const permission = 'permission' in to ? to.permission : undefined
  return isTold({ topic, level, permission }, new Set(person.permissions), choice)
}

/** Those that are set up; of a drill only sandboxes: what is not sent must not be counted as a failure either. */
async function readyNotifiers(trx: Trx, { orgId, mode }: Notice): Promise<Notifier[]> {
  const rows = await listNotifierRows(trx, orgId)
  const isSetUp = ({ id }: Notifier): boolean => rows.some((row) => row.notifier === id)
  return accountNotifiers.filter((notifier) => isSetUp(notifier) && (mode === 'live' || notifier.isSandbox))
}

function letterFor({ config }: App, notice: Notice, person: Reachable, zone: string): Letter {
  const { orgId, topic, level, mode, thread } = notice
  const locale = localeOf(person.locale, zone)
  const { subject, lines, url } = notice.words(locale, zone)
  const address = url?.startsWith('/') ? `${config.publicUrl}${url}` : url
  return { orgId, personId: person.id, topic, level, mode, locale, subject, lines, url: address, thread }
}

async function tell(
  app: App,
  trx: Trx,
  letter: Letter,
  { id: notifier, limits }: Notifier,
  isCall: boolean,
): Promise<number> {
  const now = app.clock.now()
  // Two causes at the same moment may each find room for the last place: one message too many is no storm.
  const recent = await countRecent(trx, { ...letter, notifier }, recentSince(now, limits.perPerson))
  if (isCall || mayGoAtOnce(recent, letter.level, limits.perPerson))
    await put(app, trx, letter, notifier, newId(now.getTime()))
  else await insertNotice(trx, now, { ...letter, id: newId(now.getTime()), notifier, state: 'held' })
  return 1
}

async function put(app: App, trx: Trx, letter: Letter, notifier: string, id: string): Promise<void> {
  await insertNotice(trx, app.clock.now(), { ...letter, id, notifier, state: 'put' })
  const { orgId, mode } = letter
  await app.outbox.put(trx, { orgId, channel: notifier, body: { noticeId: id }, key: noticeKey(id), mode })
}

async function keepUnsent(app: App, trx: Trx, letter: Letter): Promise<void> {
  const now = app.clock.now()
  await insertNotice(trx, now, { ...letter, id: newId(now.getTime()), notifier: undefined, state: 'unsent' })
}

async function gather(app: App, trx: Trx, whose: HeldFor, zone: string): Promise<boolean> {
  const id = newId(app.clock.now().getTime())
  const held = await gatherHeld(trx, whose, id)
  const [first, last] = [held.at(0), held.at(-1)]
  if (!first || !last) return false
  const { orgId, personId, notifier } = whose
  const { locale } = last
  const hour = ({ createdAt }: HeldNotice): string => formatHour(createdAt, locale, zone)
  const lines = held.map((each) => [hour(each), each.subject, each.url ?? ''].join('  ').trimEnd())
  const letter: Letter = {
    orgId,
    personId,
    topic: 'gathered',
    level: Math.min(...held.map(({ level }) => level ?? 3)),
    mode: 'live',
    locale,
    subject: gatheredSubject(held.length, hour(first), hour(last))(locale),
    lines: [...lines, '', gatheredNote(locale)],
    url: `${app.config.publicUrl}/`,
    thread: undefined,
  }
  await put(app, trx, letter, notifier, id)
  return true
}

/** The outbox's key of a notice. */
export function noticeKey(id: string): string {
  return `notice ${id}`
}
