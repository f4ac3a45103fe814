import type { Actor, App } from '../app.ts'
import { DAY } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { findNotifier, notifiers } from '../notifiers/index.ts'
import { restOf } from './channel-budget.ts'
import { budgetCard, kindCard } from './channel-card.ts'
import { listReaches, listSignedUp } from './channel-reads.ts'
import type { ChannelCard, ChannelKind, PersonReaches } from './channel-schema.ts'
import { secretsOrNone } from './channel-secret-actions.ts'
import { type ChannelRow, listChannels } from './channel-store.ts'
import { countUndelivered } from './notice-list-store.ts'
import { permit } from './permit.ts'

const COUNTED_DAYS = 30
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]']

/** What can be added. */
export function listChannelKinds(): ChannelKind[] {
  return notifiers.map(kindCard)
}

/** Every channel with how it is doing; of its secrets only that there are some. */
export async function listChannelCards(app: App, actor: Actor): Promise<ChannelCard[]> {
  permit(actor, 'work.manage')
  const { db, config, clock } = app
  const { orgId } = actor
  const now = clock.now()
  const channels = await listChannels(db, orgId)
  const undelivered = await countUndelivered(db, orgId, new Date(now.getTime() - COUNTED_DAYS * DAY))
  const people = await listSignedUp(db, orgId)
  const reached = countReached([...(await listReaches(db, orgId, people, channels)).values()])
  const isAddressLocal = LOCAL_HOSTS.includes(new URL(config.publicUrl).hostname)
  return channels.flatMap((row) => {
    const facts = {
      kept: Object.keys(secretsOrNone(app, row)),
      people: row.room === null ? { reached: reached.get(row.id) ?? 0, of: people.length } : null,
      undelivered: undelivered.get(row.id) ?? 0,
    }
    const card = cardOf(row, facts, now)
    return card ? [{ ...card, isAddressLocal }] : []
  })
}

/** @throws Refusal `not-found` */
export async function getChannelCard(app: App, actor: Actor, id: string): Promise<ChannelCard> {
  const card = (await listChannelCards(app, actor)).find((each) => each.id === id)
  if (!card) throw new Refusal('not-found')
  return card
}

/** By which kinds everybody who can sign in is reached. */
export async function listPersonReaches(app: App, actor: Actor): Promise<PersonReaches[]> {
  permit(actor, 'people.manage')
  const people = await listSignedUp(app.db, actor.orgId)
  const reaches = await listReaches(app.db, actor.orgId, people)
  return people.map((personId) => {
    const kinds = (reaches.get(personId) ?? []).filter(({ isOn }) => isOn).map(({ notifier }) => notifier)
    return { personId, notifiers: [...new Set(kinds)] }
  })
}

type Facts = Pick<ChannelCard, 'people' | 'undelivered'> & { readonly kept: readonly string[] }

/** @returns undefined where its notifier is no more */
function cardOf(row: ChannelRow, { kept, people, undelivered }: Facts, now: Date) {
  const notifier = findNotifier(row.notifier)
  if (!notifier) return undefined
  const { id, name, room, isOn, topics, leastLevel, locale, position, sentAt, failedAt, failureCode, failure } = row
  const verdict = { sentAt: iso(sentAt), failedAt: iso(failedAt), failureCode, failure }
  const restsUntil = iso(restOf(row, now))
  const gone = row.goneAt && { at: row.goneAt.toISOString(), said: row.goneSaid ?? '' }
  return {
    ...{ id, notifier: notifier.id, names: notifier.names, reaches: notifier.reaches, name, room },
    values: { ...row.settings },
    secretsKept: kept.filter((key) => notifier.settings.some((field) => field.key === key && !field.isMade)),
    ...{ isOn, topics: [...topics], leastLevel, locale, position, verdict, gone, restsUntil },
    budget: budgetCard(row, notifier, now),
    people,
    undelivered,
    changedAt: row.changedAt.toISOString(),
  }
}

/** How many people each channel reaches, whatever they have switched off: that is their choice, and no fault of the channel. */
function countReached(reaches: readonly (readonly { readonly channelId: string }[])[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const own of reaches)
    for (const id of new Set(own.map(({ channelId }) => channelId))) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null
}
