import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Told } from './notice-message.ts'
import type { Topic } from './notice-topics.ts'

/** For one person or for one room. */
export type NewNotice = Omit<Told, 'createdAt'> & {
  readonly id: string
  readonly orgId: string
  readonly personId: string | null
  readonly room: string | null
  readonly topic: Topic | 'gathered'
  readonly isCall: boolean
  readonly mentions: readonly string[]
  /** null: there is none */
  readonly notifier: string | null
  readonly channelId: string | null
  readonly subscriptionId: string | null
  /** put: in the outbox; held: waits to be gathered; unsent: no channel reaches the person; kept: in-app */
  readonly state: 'put' | 'held' | 'unsent' | 'kept'
  /** of what is held in quiet hours */
  readonly heldUntil: Date | null
  /** the in-app notice that it carries outside, or the first in its room */
  readonly rootId: string | null
  readonly insteadOf: string | null
}

/** All in one statement. */
export async function insertNotices(trx: Trx, at: Date, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return
  await sql`
    insert into notices (org_id, id, person_id, room, topic, level, mode, locale, subject, lines, url, acknowledge_url, thread,
      created_at, is_call, mentions, notifier, channel_id, subscription_id, state, held_until, root_id, instead_of)
    select "orgId", id, "personId", room, topic, level, mode, locale, subject, lines, url, "acknowledgeUrl", thread,
      ${at}, "isCall", mentions, notifier, "channelId", "subscriptionId", state, "heldUntil", "rootId", "insteadOf"
    from jsonb_to_recordset(${JSON.stringify(notices.map(wellFormed))}::jsonb) as given (
      "orgId" uuid, id uuid, "personId" uuid, room text, topic text, level smallint, mode text, locale text, subject text,
      lines text[], url text, "acknowledgeUrl" text, thread text, "isCall" boolean, mentions uuid[], notifier text,
      "channelId" uuid, "subscriptionId" uuid, state text, "heldUntil" timestamptz, "rootId" uuid, "insteadOf" uuid)`.execute(
    trx,
  )
}

/** JSON in the database takes no halves of characters. */
function wellFormed(notice: NewNotice): NewNotice {
  const { subject, lines } = notice
  return { ...notice, subject: subject.toWellFormed(), lines: lines.map((line) => line.toWellFormed()) }
}

/** One way to one person, or a room. */
export type Place = Pick<NewNotice, 'personId' | 'room' | 'channelId' | 'subscriptionId'>
export type Counted = Place & { readonly count: number }

/**
 * How many went to these people one by one since then, by the ways that they went.
 * @param windows for each channel, from when on messages count
 */
export async function countRecent(
  db: Db,
  orgId: string,
  personIds: readonly string[],
  windows: ReadonlyMap<string, Date>,
): Promise<Counted[]> {
  if (personIds.length === 0 || windows.size === 0) return []
  const found = await sql<Counted>`
    select n.person_id as "personId", null as room, n.channel_id as "channelId", n.subscription_id as "subscriptionId",
      count(*) as count
    from notices n
    join unnest(${[...windows.keys()]}::uuid[], ${[...windows.values()]}::timestamptz[]) as w (channel_id, since)
      on w.channel_id = n.channel_id and n.created_at > w.since
    where n.org_id = ${orgId} and n.person_id = any(${[...personIds]}::uuid[]) and n.state = 'put' and n.topic <> 'gathered'
      and n.created_at > ${new Date(Math.min(...[...windows.values()].map((at) => at.getTime())))}
    group by 1, 2, 3, 4`.execute(db)
  return found.rows
}

/** As `countRecent`, of rooms. @param windows for each room */
export async function countRecentOfRooms(
  db: Db,
  orgId: string,
  windows: ReadonlyMap<string, Date>,
): Promise<Map<string, number>> {
  if (windows.size === 0) return new Map()
  const found = await sql<{ room: string; count: number }>`
    select n.room, count(*) as count
    from notices n
    join unnest(${[...windows.keys()]}::text[], ${[...windows.values()]}::timestamptz[]) as w (room, since)
      on w.room = n.room and n.created_at > w.since
    where n.org_id = ${orgId} and n.state = 'put' and n.topic <> 'gathered' and n.instead_of is null
    group by 1`.execute(db)
  return new Map(found.rows.map(({ room, count }) => [room, count]))
}

export type SendableNotice = Omit<NewNotice, 'notifier' | 'state' | 'heldUntil'> & {
  /** of the person as now, or the room's */
  readonly name: string
  readonly isDisabled: boolean
  readonly createdAt: Date
  readonly notifier: string
  readonly replacedBy: string | null
  readonly failedAt: Date | null
}

export async function findNotice(db: Db, orgId: string, id: string): Promise<SendableNotice | undefined> {
  const found = await sql<SendableNotice>`
    select n.id, n.org_id as "orgId", n.person_id as "personId", n.room, coalesce(p.name, n.room) as name,
      p.disabled_at is not null as "isDisabled", n.topic, n.locale, n.level, n.mode, n.is_call as "isCall", n.subject, n.lines,
      n.url, n.acknowledge_url as "acknowledgeUrl", n.thread, n.created_at as "createdAt", n.mentions, n.notifier,
      n.channel_id as "channelId", n.subscription_id as "subscriptionId", n.root_id as "rootId",
      n.instead_of as "insteadOf", n.replaced_by as "replacedBy", n.failed_at as "failedAt"
    from notices n left join people p on p.org_id = n.org_id and p.id = n.person_id
    where n.org_id = ${orgId} and n.id = ${id}`.execute(db)
  return found.rows[0]
}

/** Another robot of the room says it. */
export async function saveChannel(db: Db, orgId: string, id: string, channelId: string): Promise<void> {
  await sql`update notices set channel_id = ${channelId} where org_id = ${orgId} and id = ${id}`.execute(db)
}

/** What was thought lost came through. */
export async function clearFailure(db: Db, orgId: string, id: string): Promise<void> {
  await sql`
    update notices set failed_at = null, given_up_at = null where org_id = ${orgId} and id = ${id}`.execute(db)
}
