import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import { getOrganisation } from '../access/reads.ts'
import { DAY, MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import type { Metrics } from '../base/metrics.ts'
import { type Blindness, GRAVE_CODES, TROUBLE_CODES, type Trouble, type TroubleCode } from './blind-schema.ts'

/** Checked each minute: after so long it is not late, but has stopped. */
export const UNCHECKED_MS = 5 * MINUTE
const PAST_DAYS = 30
const MOST_PAST = 50

type Row = { code: TroubleCode; subject: string; since: Date; endedAt: Date | null; detail: Trouble['detail'] }

/** What is wrong now, and was lately. That nobody checks any more is found here, where whoever should have checked cannot. */
export async function blindness(db: Db, orgId: string, now: Date): Promise<Blindness> {
  const { checkedAt, madeAt, hasPosts } = await checkOf(db, orgId)
  const { isDemo } = await getOrganisation(db, orgId)
  const last = checkedAt ?? madeAt
  const unchecked =
    now.getTime() - last.getTime() > UNCHECKED_MS ? [troubleOf({ ...UNCHECKED, since: last, endedAt: null })] : []
  const troubles = [...unchecked, ...(await openTroubles(db, orgId))]
  const state = troubles.length > 0 ? 'troubled' : isDemo || !hasPosts ? 'not-set-up' : 'well'
  return {
    state,
    checkedAt: checkedAt?.toISOString() ?? null,
    troubles,
    past: await pastTroubles(db, orgId, new Date(now.getTime() - PAST_DAYS * DAY)),
  }
}

/** Said and not ended, gravest first. */
export async function openTroubles(db: Db, orgId: string): Promise<Trouble[]> {
  const { rows } = await sql<Row>`
    select code, subject, since, ended_at as "endedAt", detail from troubles
    where org_id = ${orgId} and ended_at is null and opened_at is not null order by since, trouble_id`.execute(db)
  const rank = (code: TroubleCode): number => TROUBLE_CODES.indexOf(code)
  return rows.map(troubleOf).sort((a, b) => Number(b.isGrave) - Number(a.isGrave) || rank(a.code) - rank(b.code))
}

/** Whether anything grave is wrong, in any organisation that is not a demonstration. */
export async function isGravelyBlind(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from troubles t join organisations o on o.id = t.org_id
    where not o.is_demo and t.ended_at is null and t.opened_at is not null and t.code = any(${[...GRAVE_CODES]})
    limit 1`.execute(db)
  return rows.length > 0
}

/** Read when somebody asks, so that every process of one database tells the same. */
export function addTroubleMetrics({ registry }: Metrics, db: Db): void {
  new Gauge({
    name: 'weiji_troubles',
    help: 'What keeps organisations from seeing, hearing or telling, by kind',
    labelNames: ['code'],
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ code: TroubleCode; n: number }>`
        select code, count(*) as n from troubles where ended_at is null and opened_at is not null group by code`
        .execute(db)
        .catch(() => ({ rows: undefined }))
      // Without the database the last values stand, and /readyz says so.
      if (!rows) return
      const counts = new Map(rows.map(({ code, n }) => [code, n]))
      for (const code of TROUBLE_CODES) this.set({ code }, counts.get(code) ?? 0)
    },
  })
  new Gauge({
    name: 'weiji_trouble_check_age_seconds',
    help: 'Since the check that is longest ago',
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ age: number | null }>`
        select extract(epoch from now() - min(checked_at))::float8 as age from trouble_checks`
        .execute(db)
        .catch(() => ({ rows: [] }))
      const age = rows[0]?.age
      if (age !== null && age !== undefined) this.set(age)
    },
  })
}

const UNCHECKED: Pick<Row, 'code' | 'subject' | 'detail'> = { code: 'unchecked', subject: '', detail: {} }

function troubleOf({ code, subject, since, endedAt, detail }: Row): Trouble {
  return {
    code,
    subject,
    isGrave: GRAVE_CODES.includes(code),
    since: since.toISOString(),
    until: endedAt?.toISOString() ?? null,
    detail,
  }
}

async function pastTroubles(db: Db, orgId: string, from: Date): Promise<Trouble[]> {
  const { rows } = await sql<Row>`
    select code, subject, since, ended_at as "endedAt", detail from troubles
    where org_id = ${orgId} and ended_at >= ${from} order by ended_at desc, trouble_id limit ${MOST_PAST}`.execute(db)
  return rows.map(troubleOf)
}

async function checkOf(db: Db, orgId: string): Promise<{ checkedAt: Date | null; madeAt: Date; hasPosts: boolean }> {
  const { rows } = await sql<{ checkedAt: Date | null; madeAt: Date; hasPosts: boolean }>`
    select (select checked_at from trouble_checks where org_id = o.id) as "checkedAt", o.created_at as "madeAt",
      exists (select 1 from ingest_batches where org_id = o.id and accepted > 0) as "hasPosts"
    from organisations o where o.id = ${orgId}`.execute(db)
  if (!rows[0]) throw new Error(`organisation ${orgId} is gone`)
  return rows[0]
}
