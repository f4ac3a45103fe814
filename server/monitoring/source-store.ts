import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { GAP_SHOWN_MS, healthOf } from './source-health.ts'
import { medianLag } from './source-lag.ts'
import { HEALTHS, type SettingValues, type Source } from './source-schema.ts'

/** A source as it is stored. */
export type SourceRow = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly state: 'on' | 'paused'
  readonly settings: SettingValues
  /** sealed */
  readonly secrets: Readonly<Record<string, string>>
  readonly zone: string
  readonly everySeconds: number | null
}

type CardRow = Omit<SourceRow, 'settings' | 'secrets' | 'zone'> & {
  readonly host: string | null
  readonly lastReceivedAt: Date | null
  readonly lastPostedAt: Date | null
  readonly foundAt: Date | null
  readonly askedAt: Date | null
  readonly answeredAt: Date | null
  readonly nextAt: Date | null
  readonly posts24h: number
  readonly refused24h: number
  readonly lags: readonly number[] | null
  readonly lastError: string | null
  readonly failures: number
  readonly failingSince: Date | null
  readonly errorCode: string | null
  readonly errorReason: string | null
  readonly gap: { code: string; reason: string; from: string; to: string } | null
  readonly silentSince: Date | null
  readonly coverage: { stated: number; stored: number; posts: number; since: string } | null
  readonly movedTo: string | null
}

/**
 * Those that want a person first, then the last to bring something.
 * @param id of one only
 */
export async function listSources(db: Db, orgId: string, now: Date, id?: string): Promise<Source[]> {
  const found = await sql<CardRow>`
    select s.source_id as id, s.name, s.kind, s.state, s.every_seconds as "everySeconds", s.host,
      s.last_received_at as "lastReceivedAt", s.last_posted_at as "lastPostedAt", s.found_at as "foundAt",
      s.asked_at as "askedAt", s.answered_at as "answeredAt", s.next_at as "nextAt",
      coalesce(h.posts, 0) as "posts24h", coalesce(h.refused, 0) as "refused24h", h.lags,
      case when s.last_error_at > ${now}::timestamptz - interval '24 hours' then s.last_error end as "lastError",
      s.failures, s.failing_since as "failingSince", s.error_code as "errorCode", s.error_reason as "errorReason",
      g.gap, case when s.silent_since >= s.found_at then s.silent_since end as "silentSince", s.coverage,
      s.moved_to as "movedTo"
    from sources s
    left join lateral (
      select sum(posts) as posts, sum(refused) as refused, (
        select array_agg(total order by n) from (
          select n, sum(lag)::int as total from source_hours i, unnest(i.lags) with ordinality as u (lag, n)
          where i.org_id = s.org_id and i.source = s.name and i.hour > ${now}::timestamptz - interval '24 hours'
          group by n) as classes) as lags
      from source_hours o
      where o.org_id = s.org_id and o.source = s.name and o.hour > ${now}::timestamptz - interval '24 hours'
    ) h on true
    left join lateral (
      select json_build_object('code', code, 'reason', reason, 'from', from_at, 'to', to_at) as gap
      from source_gaps where org_id = s.org_id and source_id = s.source_id
        and to_at > ${new Date(now.getTime() - GAP_SHOWN_MS)}
      order by to_at desc limit 1
    ) g on true
    where s.org_id = ${orgId} and (${id ?? null}::uuid is null or s.source_id = ${id ?? null})
    order by coalesce(s.found_at, s.made_at) desc nulls last, s.name`.execute(db)
  return found.rows
    .map((row) => cardOf(row, now))
    .sort((a, b) => HEALTHS.indexOf(a.health) - HEALTHS.indexOf(b.health))
    .sort((a, b) => Number(a.health === 'paused') - Number(b.health === 'paused'))
}

function cardOf(row: CardRow, now: Date): Source {
  const isAsked = row.everySeconds !== null
  const lag = medianLag(row.lags ?? [])
  const health = healthOf(
    {
      state: row.state,
      isAsked,
      failures: row.failures,
      gapTo: row.gap ? new Date(row.gap.to) : undefined,
      isSilent: row.silentSince !== null,
      refused24h: row.refused24h,
      answeredAt: row.answeredAt ?? undefined,
      lastReceivedAt: row.lastReceivedAt ?? undefined,
    },
    now,
  )
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    health,
    state: row.state,
    isAsked,
    host: row.host ?? '',
    everySeconds: row.everySeconds,
    lastReceivedAt: isoOf(row.lastReceivedAt),
    lastPostedAt: isoOf(row.lastPostedAt),
    foundAt: isoOf(row.foundAt),
    askedAt: isoOf(row.askedAt),
    answeredAt: isoOf(row.answeredAt),
    nextAt: row.state === 'on' ? isoOf(row.nextAt) : null,
    posts24h: row.posts24h,
    refused24h: row.refused24h,
    lastError: row.lastError,
    failure: failureOf(row),
    gap: row.gap && { ...row.gap, from: iso(row.gap.from), to: iso(row.gap.to) },
    silentSince: isoOf(row.silentSince),
    lagSeconds: lag === undefined ? null : Number.isFinite(lag) ? lag : -1,
    coverage: row.coverage,
    movedTo: row.movedTo,
  }
}

function failureOf({ failures, failingSince, errorCode, errorReason }: CardRow): Source['failure'] {
  if (failures === 0 || failingSince === null) return null
  return { code: errorCode ?? '', reason: errorReason ?? '', since: iso(failingSince), times: failures }
}

const iso = (at: Date | string): string => new Date(at).toISOString()
const isoOf = (at: Date | null): string | null => at?.toISOString() ?? null

const COLUMNS = sql`source_id as id, name, kind, state, settings, secrets, zone, every_seconds as "everySeconds"`

export async function findSource(db: Db, orgId: string, id: string): Promise<SourceRow | undefined> {
  const found = await sql<SourceRow>`
    select ${COLUMNS} from sources where org_id = ${orgId} and source_id = ${id}`.execute(db)
  return found.rows[0]
}

/** Held until the transaction ends: of two changes at once the second sees the first. */
export async function lockSource(trx: Trx, orgId: string, id: string): Promise<SourceRow | undefined> {
  const found = await sql<SourceRow>`
    select ${COLUMNS} from sources where org_id = ${orgId} and source_id = ${id} for update`.execute(trx)
  return found.rows[0]
}

export type StoredSettings = Pick<SourceRow, 'settings' | 'secrets' | 'zone' | 'everySeconds'> & {
  readonly host: string | undefined
}
export type MadeSource = StoredSettings & {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly by: string
}

/** Due at once. @returns false where the name is taken */
export async function insertSource(trx: Trx, orgId: string, now: Date, made: MadeSource): Promise<boolean> {
  const found = await sql`
    insert into sources (org_id, source_id, name, kind, settings, secrets, zone, every_seconds, host, next_at, made_at, made_by)
    values (${orgId}, ${made.id}, ${made.name}, ${made.kind}, ${json(made.settings)}, ${json(made.secrets)}, ${made.zone},
      ${made.everySeconds}, ${made.host ?? null}, ${now}, ${now}, ${made.by})
    on conflict (org_id, name) do nothing returning 1`.execute(trx)
  return found.rows.length > 0
}

/** @param isElsewhere it is another address now: what was seen at the old one says nothing, and its faults are not its own */
export async function updateSource(
  trx: Trx,
  orgId: string,
  id: string,
  now: Date,
  changed: StoredSettings & { readonly isElsewhere: boolean },
): Promise<void> {
  const { isElsewhere } = changed
  await sql`
    update sources set settings = ${json(changed.settings)}, secrets = ${json(changed.secrets)}, zone = ${changed.zone},
      every_seconds = ${changed.everySeconds}, host = ${changed.host ?? null}, next_at = ${now},
      cursor = case when ${isElsewhere} then null else cursor end,
      moved_to = case when ${isElsewhere} then null else moved_to end,
      failures = 0, failing_since = null, error_code = null, error_reason = null,
      -- Whoever is asking with the old settings finds his answer refused.
      lease_token = null, lease_until = null
    where org_id = ${orgId} and source_id = ${id}`.execute(trx)
}

export async function setSourceState(
  trx: Trx,
  orgId: string,
  id: string,
  state: 'on' | 'paused',
  now: Date,
): Promise<void> {
  await sql`
    update sources set state = ${state}, next_at = case when ${state} = 'on' then ${now}::timestamptz else next_at end,
      -- While it was paused it was not silent of itself.
      silent_since = null
    where org_id = ${orgId} and source_id = ${id}`.execute(trx)
}

export async function setDue(trx: Trx, orgId: string, id: string, now: Date): Promise<void> {
  await sql`update sources set next_at = ${now} where org_id = ${orgId} and source_id = ${id}`.execute(trx)
}

function json(value: unknown) {
  return sql`${JSON.stringify(value)}::jsonb`
}
