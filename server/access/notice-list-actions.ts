import type { Actor, App } from '../app.ts'
import { DAY } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { NOTIFY_CODES, type Notifier } from '../notifiers/contract.ts'
import { notifiers } from '../notifiers/index.ts'
import { recordAct } from './audit-actions.ts'
import { listChannels } from './channel-store.ts'
import {
  countNoticeStates,
  type ListedNotice,
  listNoticeRows,
  type NoticeListQuery,
  retryAllSetAside,
  type StateCount,
} from './notice-list-store.ts'
import { outboxChannel } from './notice-placing-actions.ts'
import type { NoticeCounts, NoticeRow, OwnNotices } from './notice-schema.ts'
import { listChoices } from './notice-store.ts'
import { TOPIC_NAMES, TOPICS, usualChoice } from './notice-topics.ts'
import { localeOf } from './notice-words.ts'
import { isPermitted, permit, permitPerson } from './permit.ts'
import { findPerson, getOrganisation } from './reads.ts'

const COUNTED_DAYS = 30
const MOST = 50

/** What was told to whom, and what became of it, newest first. */
export async function listNotices(
  app: App,
  actor: Actor,
  { limit = MOST, ...query }: Omit<NoticeListQuery, 'limit'> & { readonly limit?: number | undefined },
): Promise<NoticeRow[]> {
  permit(actor, 'work.manage')
  return (await listNoticeRows(app.db, actor.orgId, { ...query, limit })).map(noticeRow)
}

export async function countNotices(app: App, actor: Actor): Promise<NoticeCounts> {
  permit(actor, 'work.manage')
  const counts = await countNoticeStates(app.db, actor.orgId, countedSince(app))
  return {
    waiting: sumOf(counts, ['waiting', 'sending']),
    retrying: sumOf(counts, ['retrying']),
    held: sumOf(counts, ['held']),
    quiet: sumOf(counts, ['quiet']),
    sent: sumOf(counts, ['sent']),
    failedOver: sumOf(counts, ['failed-over']),
    setAside: sumOf(counts, ['set-aside']),
    undelivered: sumOf(counts, ['undelivered']),
    unsent: sumOf(counts, ['unsent']),
  }
}

/** Everything that was set aside at once, after the mistake was mended. @throws Refusal `reason-missing` */
export async function retryNotices(app: App, actor: Actor, reason: string): Promise<number> {
  permit(actor, 'work.manage')
  if (reason.trim() === '') throw new Refusal('reason-missing', { field: 'reason' })
  const now = app.clock.now()
  return inTransaction(app.db, async (trx) => {
    const channels = notifiers.map(({ id }) => outboxChannel(id))
    const ids = await retryAllSetAside(trx, actor.orgId, channels, now)
    for (const objectId of ids)
      await recordAct(trx, now, actor, { verb: 'retryFailure', objectKind: 'outgoing', objectId, detail: { reason } })
    return ids.length
  })
}

/** What a person is told of, and whether anything can be told at all. @throws Refusal `forbidden` for programs */
export async function getOwnNotices(app: App, actor: Actor): Promise<OwnNotices> {
  permitPerson(actor)
  const { orgId, id } = actor
  const [person, { zone }, channels, choices, counts] = await Promise.all([
    findPerson(app.db, orgId, id),
    getOrganisation(app.db, orgId),
    listChannels(app.db, orgId),
    listChoices(app.db, orgId, id),
    countNoticeStates(app.db, orgId, countedSince(app), id),
  ])
  const topics = TOPIC_NAMES.filter((topic) => isPermitted(actor, TOPICS[topic].may)).map((topic) => {
    const chosen = choices.get(topic)
    const { hasLevels } = TOPICS[topic]
    return { topic, hasLevels, isChosen: chosen !== undefined, ...(chosen ?? usualChoice(topic, actor.permissions)) }
  })
  const locale = localeOf(person?.locale ?? null, zone)
  const used = channels.filter(({ isOn, room }) => isOn && room === null).map(({ notifier }) => notifier)
  return {
    locale,
    isSetUp: used.length > 0,
    unsent: sumOf(counts, ['unsent']),
    limit: strictestLimit(used),
    topics,
  }
}

/** Of all that are used: whichever carries it, nobody is told more often. Where none is, of those that ask nothing of a person. */
function strictestLimit(used: readonly string[]): OwnNotices['limit'] {
  const isAsked = ({ id, reaches, address, devices }: Notifier): boolean =>
    used.length > 0 ? used.includes(id) : reaches === 'person' && !address && !devices
  const all = notifiers.filter(isAsked).map(({ limits }) => limits.perPerson)
  const [{ messages, minutes } = { messages: 0, minutes: 0 }] = all.sort((one, other) => one.messages - other.messages)
  return { messages, minutes }
}

function countedSince(app: App): Date {
  return new Date(app.clock.now().getTime() - COUNTED_DAYS * DAY)
}

function sumOf(counts: readonly StateCount[], states: readonly string[]): number {
  return counts.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0)
}

/** Errors are stored as `code: words` (channel-send-actions.ts). */
function noticeRow({ error, receipt, createdAt, sentAt, nextAt, ...row }: ListedNotice): NoticeRow {
  const code = NOTIFY_CODES.find((each) => error?.startsWith(`${each}: `)) ?? null
  const failure = code === null ? (error ?? '') : (error ?? '').slice(code.length + 2)
  const taken = typeof receipt?.said === 'string' ? receipt.said : ''
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
    nextAt: nextAt?.toISOString() ?? null,
    code,
    said: failure === '' ? taken : failure,
  }
}
