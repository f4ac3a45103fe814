import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Level } from './level.ts'
import type { WordRuleBody } from './rule-schema.ts'
import type { RuleVersion, ThresholdRow } from './rule-timeline.ts'

export type Slot = 'live' | 'shadow'
export type RuleKey = { readonly orgId: string; readonly trackId: string; readonly rule: string }
export type StoredVersion = RuleVersion & { readonly trackId: string; readonly rule: string; readonly slot: Slot }
export type StoredThreshold = ThresholdRow & { readonly trackId: string; readonly rule: string; readonly slot: Slot }

/** Of one track or of all, oldest first. */
export async function listVersions(db: Db, orgId: string, trackId?: string, rule?: string): Promise<StoredVersion[]> {
  const found = await sql<StoredVersion>`
    select track_id as "trackId", rule, slot, version, is_on as "isOn", settings, made_at as "madeAt", made_by_name as "byName", reason
    from alert_rules
    where org_id = ${orgId} and (${trackId ?? null}::uuid is null or track_id = ${trackId ?? null})
      and (${rule ?? null}::text is null or rule = ${rule ?? null}) and rule not like 'words:%'
    order by track_id, rule, slot, version`.execute(db)
  return found.rows
}

/** Of one track or of all, oldest first. */
export async function listThresholds(
  db: Db,
  orgId: string,
  trackId?: string,
  rule?: string,
): Promise<StoredThreshold[]> {
  const found = await sql<StoredThreshold>`
    select track_id as "trackId", rule, slot, at, threshold, reason, detail from rule_thresholds
    where org_id = ${orgId} and (${trackId ?? null}::uuid is null or track_id = ${trackId ?? null})
      and (${rule ?? null}::text is null or rule = ${rule ?? null})
    order by track_id, rule, slot, at`.execute(db)
  return found.rows
}

/** A version of a list of words, which is a rule `words:` and an id. */
export type WordVersion = Omit<StoredVersion, 'settings'> & { readonly orgId: string; readonly settings: WordRuleBody }

/** Of everybody, or of one track, oldest first. */
export async function listWordVersions(
  db: Db,
  orgId?: string,
  trackId?: string,
  rule?: string,
): Promise<WordVersion[]> {
  const found = await sql<WordVersion>`
    select org_id as "orgId", track_id as "trackId", rule, slot, version, is_on as "isOn", settings, made_at as "madeAt",
      made_by_name as "byName", reason
    from alert_rules
    where rule like 'words:%' and (${orgId ?? null}::uuid is null or org_id = ${orgId ?? null})
      and (${trackId ?? null}::uuid is null or track_id = ${trackId ?? null})
      and (${rule ?? null}::text is null or rule = ${rule ?? null})
    order by made_at, rule, version`.execute(db)
  return found.rows
}

/** Two people who save at once save one after the other. */
export async function lockRules(trx: Trx, { orgId, trackId }: Omit<RuleKey, 'rule'>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`rules ${orgId} ${trackId}`}, 0))`.execute(trx)
}

export type NewVersion = Omit<RuleVersion, 'version' | 'settings'> & {
  readonly slot: Slot
  readonly by: string
  /** RuleSettings, or a WordRuleBody of a list of words */
  readonly settings: object
}

/** @returns the number of the version */
export async function insertVersion(trx: Trx, { orgId, trackId, rule }: RuleKey, made: NewVersion): Promise<number> {
  const { slot, isOn, settings, madeAt, by, byName, reason } = made
  const found = await sql<{ version: number }>`
    insert into alert_rules (org_id, track_id, rule, slot, version, is_on, settings, made_at, made_by, made_by_name, reason)
    values (${orgId}, ${trackId}, ${rule}, ${slot},
      (select coalesce(max(version), 0) + 1 from alert_rules
        where org_id = ${orgId} and track_id = ${trackId} and rule = ${rule} and slot = ${slot}),
      ${isOn}, ${JSON.stringify(settings)}::jsonb, ${madeAt}, ${by}, ${byName}, ${reason})
    returning version`.execute(trx)
  return found.rows[0]?.version ?? 0
}

export async function insertThreshold(
  trx: Trx,
  { orgId, trackId, rule }: RuleKey,
  slot: Slot,
  row: ThresholdRow,
): Promise<void> {
  await sql`
    insert into rule_thresholds (org_id, track_id, rule, slot, at, threshold, reason, detail)
    values (${orgId}, ${trackId}, ${rule}, ${slot}, ${row.at}, ${row.threshold}, ${row.reason}, ${JSON.stringify(row.detail)}::jsonb)
    on conflict (org_id, track_id, rule, slot, at) do update set threshold = excluded.threshold, reason = excluded.reason,
      detail = excluded.detail`.execute(trx)
}

export type RuleAlarmRow = {
  readonly subject: string
  readonly slot: Slot | 'held'
  readonly leastLevel?: Level | null
  /** end of the point */
  readonly at: Date
  readonly version: number
  readonly cause: 'score' | 'fixed'
  readonly threshold: number
  readonly score: number
  readonly loudness: number
  readonly value: number
  readonly baseline: number
}

/** @returns false where it was kept already */
export async function insertRuleAlarm(
  trx: Trx,
  { orgId, trackId, rule }: RuleKey,
  row: RuleAlarmRow,
): Promise<boolean> {
  const { subject, slot, at, version, cause, threshold, score, loudness, value, baseline, leastLevel = null } = row
  const done = await sql`
    insert into rule_alarms (org_id, track_id, rule, subject, slot, at, version, cause, threshold, score, loudness, value, baseline,
      least_level)
    values (${orgId}, ${trackId}, ${rule}, ${subject}, ${slot}, ${at}, ${version}, ${cause}, ${threshold}, ${score}, ${loudness},
      ${value}, ${baseline}, ${leastLevel})
    on conflict do nothing`.execute(trx)
  return done.numAffectedRows === 1n
}

/** Of one slot, from `since` on, oldest first. @param version only of this one */
export async function listRuleAlarms(
  db: Db,
  { orgId, trackId, rule }: RuleKey,
  slot: Slot,
  since: Date,
  version?: number,
): Promise<RuleAlarmRow[]> {
  const found = await sql<RuleAlarmRow>`
    select subject, slot, at, version, cause, threshold, score, loudness, value, baseline from rule_alarms
    where org_id = ${orgId} and track_id = ${trackId} and rule = ${rule} and slot = ${slot} and at >= ${since}
      and (${version ?? null}::int is null or version = ${version ?? null})
    order by at, subject`.execute(db)
  return found.rows
}

export type HeldRow = RuleAlarmRow & { readonly rule: string }

export async function findHeld(trx: Trx, orgId: string, trackId: string, since: Date): Promise<HeldRow[]> {
  const found = await sql<HeldRow>`
    select rule, subject, slot, at, version, cause, threshold, score, loudness, value, baseline, least_level as "leastLevel"
    from rule_alarms where org_id = ${orgId} and track_id = ${trackId} and slot = 'held' and at >= ${since} order by at`.execute(
    trx,
  )
  return found.rows
}

export async function deleteHeld(
  trx: Trx,
  orgId: string,
  trackId: string,
  { rule, subject, at }: HeldRow,
): Promise<void> {
  await sql`
    delete from rule_alarms where org_id = ${orgId} and track_id = ${trackId} and rule = ${rule} and subject = ${subject}
      and slot = 'held' and at = ${at}`.execute(trx)
}

/** Up to where a rule in shadow has read; undefined: this version has read nothing yet. */
export async function findShadowCursor(
  trx: Trx,
  { orgId, trackId, rule }: RuleKey,
  version: number,
): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select upto_at as at from shadow_cursors
    where org_id = ${orgId} and track_id = ${trackId} and rule = ${rule} and version = ${version} for update`.execute(
    trx,
  )
  return found.rows[0]?.at
}

export async function saveShadowCursor(
  trx: Trx,
  { orgId, trackId, rule }: RuleKey,
  version: number,
  at: Date,
): Promise<void> {
  await sql`
    insert into shadow_cursors (org_id, track_id, rule, version, upto_at)
    values (${orgId}, ${trackId}, ${rule}, ${version}, ${at})
    on conflict (org_id, track_id, rule) do update set version = excluded.version, upto_at = excluded.upto_at`.execute(
    trx,
  )
}
