import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Locale, NotifyCode, RoomLimit, Settings } from '../notifiers/contract.ts'
import { allowedOf, freeAt, type Spent, windowMs } from './channel-budget.ts'
import type { NoticeLevel, RoomTopic } from './notice-topics.ts'

/** A configured notifier. */
export type ChannelRow = {
  readonly id: string
  readonly orgId: string
  /** id of a member of server/notifiers */
  readonly notifier: string
  readonly name: string
  /** robots of the same room say a message there once; null: it reaches people */
  readonly room: string | null
  /** without secrets */
  readonly settings: Settings
  /** sealed (channel-secret-actions.ts opens them) */
  readonly secrets: string | null
  readonly sealContext: string
  readonly isOn: boolean
  /** of a room: what is told there, and from which level on */
  readonly topics: readonly RoomTopic[]
  readonly leastLevel: NoticeLevel
  readonly locale: Locale | null
  readonly position: number
  readonly changedAt: Date
  /** since its settings were changed */
  readonly sentAt: Date | null
  readonly failedAt: Date | null
  readonly failureCode: NotifyCode | null
  readonly failure: string | null
  /** the product switched it off, since the other side said that it is no more */
  readonly goneAt: Date | null
  readonly goneSaid: string | null
  readonly restsUntil: Date | null
  readonly sends: readonly Date[]
  readonly removedAt: Date | null
}

const COLUMNS = sql`
  id, org_id as "orgId", notifier, name, room, settings, secrets, seal_context as "sealContext", is_on as "isOn", topics,
  least_level as "leastLevel", locale, position, changed_at as "changedAt", sent_at as "sentAt", failed_at as "failedAt",
  failure_code as "failureCode", failure, gone_at as "goneAt", gone_said as "goneSaid", rests_until as "restsUntil", sends, removed_at as "removedAt"`

/** In the order in which they are tried. */
export async function listChannels(
  db: Db,
  orgId: string,
  { withRemoved = false }: { readonly withRemoved?: boolean } = {},
): Promise<ChannelRow[]> {
  const found = await sql<ChannelRow>`
    select ${COLUMNS} from channels where org_id = ${orgId} and (${withRemoved} or removed_at is null)
    order by position, created_at, id`.execute(db)
  return found.rows
}

/** Also one that was removed: what is on its way may still name it. */
export async function findChannel(db: Db, orgId: string, id: string): Promise<ChannelRow | undefined> {
  const found = await sql<ChannelRow>`
    select ${COLUMNS} from channels where org_id = ${orgId} and id = ${id}`.execute(db)
  return found.rows[0]
}

/** Whoever adds, renames or orders channels of an organisation does so after the other. */
export async function lockChannels(trx: Trx, orgId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('channels ' || ${orgId}, 0))`.execute(trx)
}

export type SavedChannel = Pick<
  ChannelRow,
  | 'id'
  | 'orgId'
  | 'name'
  | 'room'
  | 'settings'
  | 'secrets'
  | 'sealContext'
  | 'isOn'
  | 'topics'
  | 'leastLevel'
  | 'locale'
  | 'position'
>

export async function insertChannel(
  trx: Trx,
  at: Date,
  by: string,
  channel: SavedChannel & Pick<ChannelRow, 'notifier'>,
): Promise<void> {
  const { orgId, id, notifier, name, room, settings, secrets, sealContext, isOn, topics, leastLevel, locale } = channel
  await sql`
    insert into channels (org_id, id, notifier, name, room, settings, secrets, seal_context, is_on, topics, least_level, locale,
      position, created_at, created_by, changed_at, changed_by)
    values (${orgId}, ${id}, ${notifier}, ${name}, ${room}, ${JSON.stringify(settings)}::jsonb, ${secrets}, ${sealContext},
      ${isOn}, ${[...topics]}::text[], ${leastLevel}, ${locale}, ${channel.position}, ${at}, ${by}, ${at}, ${by})`.execute(
    trx,
  )
}

/** @param isNew its settings changed: what an earlier server said is nothing about this one, nor are its limits this one's */
export async function updateChannel(
  trx: Trx,
  at: Date,
  by: string,
  channel: SavedChannel,
  isNew: boolean,
): Promise<void> {
  const { orgId, id, name, room, settings, secrets, sealContext, isOn, topics, leastLevel, locale, position } = channel
  await sql`
    update channels set name = ${name}, room = ${room}, settings = ${JSON.stringify(settings)}::jsonb, secrets = ${secrets},
      seal_context = ${sealContext}, is_on = ${isOn}, topics = ${[...topics]}::text[], least_level = ${leastLevel},
      locale = ${locale}, position = ${position}, changed_at = ${at}, changed_by = ${by},
      gone_at = case when ${isOn} then null else gone_at end, gone_said = case when ${isOn} then null else gone_said end
    where org_id = ${orgId} and id = ${id}`.execute(trx)
  if (isNew)
    await sql`
      update channels set sent_at = null, failed_at = null, failure_code = null, failure = null, rests_until = null
      where org_id = ${orgId} and id = ${id}`.execute(trx)
}

/** Its name stays, for what it carried; what it was set up with does not. */
export async function removeChannelRow(trx: Trx, at: Date, by: string, orgId: string, id: string): Promise<void> {
  await sql`
    update channels set removed_at = ${at}, is_on = false, settings = '{}', secrets = null, changed_at = ${at}, changed_by = ${by}
    where org_id = ${orgId} and id = ${id} and removed_at is null`.execute(trx)
}

/** The first is tried first. */
export async function savePositions(trx: Trx, orgId: string, ids: readonly string[]): Promise<void> {
  await sql`
    update channels c set position = w.position - 1
    from unnest(${[...ids]}::uuid[]) with ordinality as w (id, position)
    where c.org_id = ${orgId} and c.id = w.id`.execute(trx)
}

export async function noteTaken(db: Db, orgId: string, channelId: string, at: Date): Promise<void> {
  await sql`update channels set sent_at = ${at} where org_id = ${orgId} and id = ${channelId}`.execute(db)
}

export async function noteRefused(
  db: Db,
  orgId: string,
  channelId: string,
  { at, code, said }: { readonly at: Date; readonly code: NotifyCode; readonly said: string },
): Promise<void> {
  await sql`
    update channels set failed_at = ${at}, failure_code = ${code}, failure = ${said}
    where org_id = ${orgId} and id = ${channelId}`.execute(db)
}

/**
 * Nothing is sent by it any more until a person switches it on.
 * @returns false where it was off already, or somebody changed it since it was read: what was said is not of that one
 */
export async function markGone(
  trx: Trx,
  { orgId, id, changedAt }: Pick<ChannelRow, 'orgId' | 'id' | 'changedAt'>,
  at: Date,
  said: string,
): Promise<boolean> {
  const done = await sql`
    update channels set is_on = false, gone_at = ${at}, gone_said = ${said}
    where org_id = ${orgId} and id = ${id} and is_on and removed_at is null and changed_at = ${changedAt}`.execute(trx)
  return done.numAffectedRows === 1n
}

/** It is left alone until then; a rest is never made shorter by another worker. */
export async function restChannel(db: Db, orgId: string, channelId: string, until: Date): Promise<void> {
  await sql`
    update channels set rests_until = greatest(rests_until, ${until}::timestamptz)
    where org_id = ${orgId} and id = ${channelId}`.execute(db)
}

export type Taken = { readonly ok: true } | { readonly ok: false; readonly freeAt: Date }

/**
 * Takes the place of one message before it sets out. In any window of the budget's length no more than `messages` set out, and no more
 * than that without the `reserve` where none is of the gravest level, however many workers ask at once: the row is one, and whoever
 * waited for it counts from the latest message there is, not from when it began to wait.
 * @param limit of the channel's notifier; undefined: its platform does not count, and only a rest holds it
 */
export async function takeBudget(
  db: Db,
  orgId: string,
  channelId: string,
  limit: RoomLimit | undefined,
  level: number | undefined,
  now: Date,
): Promise<Taken> {
  const mayGo = sql`org_id = ${orgId} and id = ${channelId} and removed_at is null and (rests_until is null or rests_until <= ${now})`
  const done = limit
    ? await takePlace(db, mayGo, windowMs(limit), allowedOf(limit, level), now)
    : await sql`select 1 from channels where ${mayGo}`.execute(db)
  if (done.rows.length === 1) return { ok: true }
  const found = await sql<Spent>`
    select sends, rests_until as "restsUntil" from channels where org_id = ${orgId} and id = ${channelId}`.execute(db)
  const [spent = { sends: [], restsUntil: null }] = found.rows
  return { ok: false, freeAt: freeAt(spent, limit, level, now) }
}

function takePlace(db: Db, mayGo: ReturnType<typeof sql>, window: number, allowed: number, now: Date) {
  const ms = sql`${window} * interval '1 millisecond'`
  // What lies a window ahead was written by a clock that was wrong, and counts for nothing.
  const latest = sql`greatest(${now}::timestamptz, (select max(s) from unnest(sends) s where s < ${now}::timestamptz + ${ms}))`
  const recent = sql`from unnest(sends) s where s > ${latest} - ${ms} and s < ${now}::timestamptz + ${ms}`
  return sql`
    update channels set sends = array(select s ${recent} order by s) || ${latest}
    where ${mayGo} and (select count(*) ${recent}) < ${allowed}
    returning 1`.execute(db)
}
