import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { InboundAnswer, InboundMapping, InboundPayload } from './inbound-schema.ts'
import type { Scheme, Wrong } from './inbound-signature.ts'

export type InboundRow = {
  readonly orgId: string
  readonly id: string
  readonly source: string
  readonly scheme: Scheme
  readonly mapping: InboundMapping | null
  readonly zone: string
  readonly isPaused: boolean
  readonly isMasked: boolean
  readonly createdAt: Date
  readonly oldSecretUntil: Date | null
  readonly lastAt: Date | null
  readonly wrongAt: Date | null
  readonly wrong: Wrong | null
}

const ROW = sql`
  w.org_id as "orgId", w.inbound_id as id, w.source, w.scheme, w.mapping, w.zone, w.created_at as "createdAt",
  w.wrong_at as "wrongAt", w.wrong,
  coalesce((select s.state = 'paused' from sources s where s.org_id = w.org_id and s.name = w.source), false) as "isPaused",
  not exists (select 1 from unmasked_sources u where u.org_id = w.org_id and u.source = w.source) as "isMasked",
  (select max(p.at) from inbound_payloads p where p.org_id = w.org_id and p.inbound_id = w.inbound_id) as "lastAt"`

/** @param now an earlier secret that is no longer good is not told of */
export async function listInbounds(db: Db, orgId: string, now: Date, id?: string): Promise<InboundRow[]> {
  const found = await sql<InboundRow>`
    select ${ROW}, (select max(k.good_until) from inbound_secrets k
      where k.org_id = w.org_id and k.inbound_id = w.inbound_id and k.good_until > ${now}) as "oldSecretUntil"
    from inbound_webhooks w
    where w.org_id = ${orgId} and (${id ?? null}::uuid is null or w.inbound_id = ${id ?? null})
    order by w.source`.execute(db)
  return found.rows
}

/** By the id alone: a sender knows of no organisation. */
export async function findInbound(db: Db, id: string): Promise<InboundRow | undefined> {
  const found = await sql<InboundRow>`
    select ${ROW}, null as "oldSecretUntil" from inbound_webhooks w where w.inbound_id = ${id}`.execute(db)
  return found.rows[0]
}

/** Sealed, the newest first. */
export async function goodSecrets(db: Db, { orgId, id }: InboundRow, now: Date): Promise<string[]> {
  const found = await sql<{ sealed: string }>`
    select sealed from inbound_secrets
    where org_id = ${orgId} and inbound_id = ${id} and (good_until is null or good_until > ${now})
    order by made_at desc, secret_id desc`.execute(db)
  return found.rows.map(({ sealed }) => sealed)
}

/** @returns false where a webhook brings posts under that name already */
export async function insertInbound(
  trx: Trx,
  made: { orgId: string; id: string; source: string; scheme: Scheme; zone: string; at: Date; by: string },
): Promise<boolean> {
  const found = await sql`
    insert into inbound_webhooks (org_id, inbound_id, source, scheme, zone, created_at, created_by)
    values (${made.orgId}, ${made.id}, ${made.source}, ${made.scheme}, ${made.zone}, ${made.at}, ${made.by})
    on conflict (org_id, source) do nothing returning 1`.execute(trx)
  return found.rows.length > 0
}

export async function lockInbound(trx: Trx, orgId: string, id: string): Promise<{ source: string } | undefined> {
  const found = await sql<{ source: string }>`
    select source from inbound_webhooks where org_id = ${orgId} and inbound_id = ${id} for update`.execute(trx)
  return found.rows[0]
}

/** The one before is good until the given time, older ones no longer. */
export async function insertSecret(
  trx: Trx,
  made: { orgId: string; id: string; secretId: string; sealed: string; at: Date; oldUntil: Date },
): Promise<void> {
  await sql`
    delete from inbound_secrets where org_id = ${made.orgId} and inbound_id = ${made.id} and good_until is not null`.execute(
    trx,
  )
  await sql`
    update inbound_secrets set good_until = ${made.oldUntil}
    where org_id = ${made.orgId} and inbound_id = ${made.id} and good_until is null`.execute(trx)
  await sql`
    insert into inbound_secrets (org_id, inbound_id, secret_id, sealed, made_at)
    values (${made.orgId}, ${made.id}, ${made.secretId}, ${made.sealed}, ${made.at})`.execute(trx)
}

export async function setMapping(trx: Trx, orgId: string, id: string, mapping: InboundMapping | null): Promise<void> {
  await sql`
    update inbound_webhooks set mapping = ${mapping === null ? null : JSON.stringify(mapping)}::jsonb
    where org_id = ${orgId} and inbound_id = ${id}`.execute(trx)
}

/** Its row among the sources says so, as for those that are asked. */
export async function setPaused(trx: Trx, orgId: string, source: string, isPaused: boolean): Promise<boolean> {
  const state = isPaused ? 'paused' : 'on'
  const found = await sql`
    update sources set state = ${state} where org_id = ${orgId} and name = ${source} and state <> ${state}
    returning 1`.execute(trx)
  return found.rows.length > 0
}

export async function deleteInbound(trx: Trx, orgId: string, id: string): Promise<void> {
  await sql`delete from inbound_webhooks where org_id = ${orgId} and inbound_id = ${id}`.execute(trx)
}

/** At most once in ten seconds: whoever hammers at the door must not make us write. */
export async function noteWrong(db: Db, { orgId, id }: InboundRow, at: Date, wrong: Wrong): Promise<void> {
  await sql`
    update inbound_webhooks set wrong_at = ${at}, wrong = ${wrong}
    where org_id = ${orgId} and inbound_id = ${id}
      and (wrong_at is null or wrong_at < ${at}::timestamptz - interval '10 seconds')`.execute(db)
}

/** No request takes longer: whoever was at work on the message then was killed, and what he had stored is known by its ids. */
const ABANDONED_SECONDS = 120

/** @returns undefined: first seen; else what was answered, or null while that is still at work */
export async function claimMessage(
  db: Db,
  { orgId, id }: InboundRow,
  message: Uint8Array,
  at: Date,
): Promise<{ readonly answer: InboundAnswer | null } | undefined> {
  const made = await sql`
    insert into inbound_seen as s (org_id, inbound_id, message, seen_at) values (${orgId}, ${id}, ${message}, ${at})
    on conflict (org_id, inbound_id, message) do update set seen_at = excluded.seen_at
      where s.answer is null and s.seen_at < excluded.seen_at - ${ABANDONED_SECONDS} * interval '1 second'
    returning 1`.execute(db)
  if (made.rows.length > 0) return undefined
  const found = await sql<{ answer: InboundAnswer | null }>`
    select answer from inbound_seen where org_id = ${orgId} and inbound_id = ${id} and message = ${message}`.execute(db)
  return { answer: found.rows[0]?.answer ?? null }
}

export async function keepAnswer(
  db: Db,
  { orgId, id }: InboundRow,
  message: Uint8Array,
  answer: InboundAnswer,
): Promise<void> {
  await sql`
    update inbound_seen set answer = ${JSON.stringify(answer)}::jsonb
    where org_id = ${orgId} and inbound_id = ${id} and message = ${message}`.execute(db)
}

/** It came to nothing: the sender may try the very same message again. */
export async function forgetMessage(db: Db, { orgId, id }: InboundRow, message: Uint8Array): Promise<void> {
  await sql`
    delete from inbound_seen where org_id = ${orgId} and inbound_id = ${id} and message = ${message}`.execute(db)
}

export type NewPayload = Omit<InboundPayload, 'at' | 'isKept'> & { readonly at: Date; readonly sealed: string | null }
const KEPT_PAYLOADS = 20
const KEPT_SEALED = 5

/** Of the many that came, a few are remembered, and of those that could not be read still fewer with what they held. */
export async function insertPayload(db: Db, { orgId, id }: InboundRow, made: NewPayload): Promise<void> {
  await sql`
    insert into inbound_payloads (org_id, inbound_id, payload_id, at, bytes, result, reason, accepted, duplicates, refused, sealed)
    values (${orgId}, ${id}, ${made.id}, ${made.at}, ${made.bytes}, ${made.result}, ${made.reason}, ${made.accepted},
      ${made.duplicates}, ${made.refused}, ${made.sealed})`.execute(db)
  await sql`
    with ranked as (
      select payload_id, row_number() over (order by at desc, payload_id desc) as place,
        row_number() over (partition by sealed is null order by at desc, payload_id desc) as kept, sealed is not null as held
      from inbound_payloads where org_id = ${orgId} and inbound_id = ${id}
    ), gone as (
      delete from inbound_payloads p using ranked r
      where p.org_id = ${orgId} and p.inbound_id = ${id} and p.payload_id = r.payload_id
        and r.place > ${KEPT_PAYLOADS} and not (r.held and r.kept <= ${KEPT_SEALED})
    )
    update inbound_payloads p set sealed = null from ranked r
    where p.org_id = ${orgId} and p.inbound_id = ${id} and p.payload_id = r.payload_id and r.held
      and r.kept > ${KEPT_SEALED} and r.place <= ${KEPT_PAYLOADS}`.execute(db)
}

export async function listPayloads(db: Db, orgId: string, id: string): Promise<(NewPayload & { isKept: boolean })[]> {
  const found = await sql<NewPayload & { isKept: boolean }>`
    select payload_id as id, at, bytes, result, reason, accepted, duplicates, refused, sealed is not null as "isKept"
    from inbound_payloads where org_id = ${orgId} and inbound_id = ${id}
    order by at desc, payload_id desc limit ${KEPT_PAYLOADS}`.execute(db)
  return found.rows
}

/** @returns undefined where there is none, null where it holds nothing any more */
export async function findSealed(
  db: Db,
  orgId: string,
  id: string,
  payloadId: string,
): Promise<string | null | undefined> {
  const found = await sql<{ sealed: string | null }>`
    select sealed from inbound_payloads
    where org_id = ${orgId} and inbound_id = ${id} and payload_id = ${payloadId}`.execute(db)
  return found.rows[0]?.sealed
}

export async function updatePayload(
  db: Db,
  { orgId, id }: InboundRow,
  payloadId: string,
  sums: Pick<InboundPayload, 'result' | 'reason' | 'accepted' | 'duplicates' | 'refused'> & { readonly keeps: boolean },
): Promise<void> {
  await sql`
    update inbound_payloads set result = ${sums.result}, reason = ${sums.reason}, accepted = ${sums.accepted},
      duplicates = ${sums.duplicates}, refused = ${sums.refused}, sealed = case when ${sums.keeps} then sealed end
    where org_id = ${orgId} and inbound_id = ${id} and payload_id = ${payloadId}`.execute(db)
}

/** Payloads hold what people said: a fortnight is enough to put a mapping right. */
export async function sweepInbound(db: Db, now: Date): Promise<void> {
  const day = new Date(now.getTime() - 86_400_000)
  const fortnight = new Date(now.getTime() - 14 * 86_400_000)
  await sql`delete from inbound_seen where seen_at < ${day}`.execute(db)
  await sql`delete from inbound_secrets where good_until < ${now}`.execute(db)
  await sql`update inbound_payloads set sealed = null where sealed is not null and at < ${fortnight}`.execute(db)
}
