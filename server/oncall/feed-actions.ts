import { createHash } from 'node:crypto'
import { recordAct } from '../access/audit-actions.ts'
import { localeOf } from '../access/notice-words.ts'
import { isPermitted, permit, permitPerson } from '../access/permit.ts'
import { findActor } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { hashSecret, newSecret } from '../base/secret-digest.ts'
import { type CalendarShift, calendarWindow, eventOf, shiftsWithin, type Window } from './calendar.ts'
import { type Calendar, calendarText } from './calendar-text.ts'
import { goneRoster, ownCalendar, shiftLine } from './calendar-words.ts'
import type { Feed, MadeFeed } from './feed-schema.ts'
import {
  deleteFeedRow,
  type FeedRow,
  findFeedRow,
  insertFeed,
  listFeedRows,
  noteFeedRead,
  renewFeedRow,
} from './feed-store.ts'
import { type Team, teamOf } from './reads.ts'
import { findRosterRow } from './roster-store.ts'

/** Tells secret scanners, and whoever finds one in a file, what it opens. */
const PREFIX = 'wjc_'

/** What a person has subscribed to. @throws Refusal `forbidden` */
export async function listFeeds(app: App, actor: Actor): Promise<Feed[]> {
  permitKeeper(actor)
  const rows = await listFeedRows(app.db, actor.orgId, actor.id)
  return rows.map(({ id, rosterId, madeAt, readAt }) => ({
    id,
    rosterId,
    madeAt: madeAt.toISOString(),
    readAt: readAt?.toISOString() ?? null,
  }))
}

/**
 * A calendar to subscribe to: of one's own shifts, or of everybody's by one roster.
 * @param rosterId null: one's own
 * @returns its address, which cannot be shown again
 * @throws Refusal `forbidden`; `not-found`; `already-done` where one has such a calendar: it can be renewed
 */
export async function makeFeed(app: App, actor: Actor, rosterId: string | null): Promise<MadeFeed> {
  permitKeeper(actor)
  const { orgId, id: personId } = actor
  const now = app.clock.now()
  const id = newId(now.getTime())
  const secret = newSecret(PREFIX)
  await inTransaction(app.db, async (trx) => {
    if (rosterId !== null && !(await findRosterRow(trx, orgId, rosterId))) throw new Refusal('not-found')
    const row = { orgId, id, personId, rosterId, secretHash: hashSecret(secret) }
    if (!(await insertFeed(trx, now, row))) throw new Refusal('already-done', { reason: 'there is one: renew it' })
    const detail = { rosterId }
    await recordAct(trx, now, actor, { verb: 'makeOncallFeed', objectKind: 'calendar', objectId: id, detail })
  })
  return { id, address: addressOf(app, secret) }
}

/** A new address; the earlier one opens nothing any more. @throws Refusal `forbidden`; `not-found` where it is not one's own */
export async function renewFeed(app: App, actor: Actor, id: string): Promise<MadeFeed> {
  const secret = newSecret(PREFIX)
  const secretHash = hashSecret(secret)
  await changeFeed(app, actor, id, 'renewOncallFeed', (trx, own) =>
    renewFeedRow(trx, app.clock.now(), { ...own, secretHash }),
  )
  return { id, address: addressOf(app, secret) }
}

/** Whoever asks by its address finds nothing from then on. @throws Refusal `forbidden`; `not-found` where it is not one's own */
export async function revokeFeed(app: App, actor: Actor, id: string): Promise<void> {
  await changeFeed(app, actor, id, 'revokeOncallFeed', deleteFeedRow)
}

async function changeFeed(
  app: App,
  actor: Actor,
  id: string,
  verb: 'renewOncallFeed' | 'revokeOncallFeed',
  change: (trx: Trx, own: Pick<FeedRow, 'orgId' | 'id' | 'personId'>) => Promise<FeedRow | undefined>,
): Promise<void> {
  permitKeeper(actor)
  await inTransaction(app.db, async (trx) => {
    const row = await change(trx, { orgId: actor.orgId, id, personId: actor.id })
    if (!row) throw new Refusal('not-found')
    const detail = { rosterId: row.rosterId }
    await recordAct(trx, app.clock.now(), actor, { verb, objectKind: 'calendar', objectId: id, detail })
  })
}

export type ReadFeed = { readonly text: string; readonly tag: string; readonly changedAt: Date }

/**
 * The calendar at a secret address.
 * @throws Refusal `not-found` for any other, and as long as the person is disabled or may not see who is here
 */
export async function readFeed(app: App, secret: string): Promise<ReadFeed> {
  const feed = await findFeedRow(app.db, hashSecret(secret))
  const reader = feed && (await findActor(app.db, feed.orgId, feed.personId))
  if (!feed || !reader || !isPermitted(reader, 'people.read')) throw new Refusal('not-found')
  const now = app.clock.now()
  const window = calendarWindow(now.getTime())
  const team = await teamOf(app.db, feed.orgId, new Date(window.from))
  const calendar = calendarOf(app, team, feed, window)
  const hash = createHash('sha256').update(JSON.stringify(calendar)).digest()
  const revision = await noteFeedRead(app.db, now, feed, hash)
  return {
    text: calendarText(calendar, revision),
    tag: `"${revision.sequence}-${hash.subarray(0, 12).toString('base64url')}"`,
    changedAt: revision.changedAt,
  }
}

function calendarOf({ config }: App, team: Team, { personId, rosterId }: FeedRow, window: Window): Calendar {
  const locale = localeOf(team.people.get(personId)?.locale ?? null, team.organisation.zone)
  const isOwn = rosterId === null
  const rosters = team.rosters.filter(({ id }) => isOwn || id === rosterId)
  const shifts = rosters.flatMap(({ id, roster }) => shiftsWithin(roster, id, window))
  const rosterName = (id: string): string => rosters.find((each) => each.id === id)?.body.name ?? goneRoster(locale)
  const summaryOf = (shift: CalendarShift): string => {
    const what = isOwn ? rosterName(shift.rosterId) : team.nameOf(shift.personId)
    return shiftLine(what, team.nameOf(shift.insteadOf))(locale)
  }
  return {
    name: `${isOwn ? ownCalendar(locale) : rosterName(rosterId)} · ${team.organisation.name}`,
    url: `${config.publicUrl}/oncall`,
    events: shifts
      .filter((shift) => !isOwn || shift.personId === personId)
      .map((shift) => eventOf(shift, isOwn ? personId : '', summaryOf(shift))),
  }
}

function addressOf({ config }: App, secret: string): string {
  return `${config.publicUrl}/api/oncall/calendars/${secret}.ics`
}

function permitKeeper(actor: Actor): void {
  permit(actor, 'people.read')
  permitPerson(actor)
}
