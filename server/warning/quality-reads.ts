import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import type { App } from '../app.ts'
import { DAY } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import type { Metrics } from '../base/metrics.ts'
import { listTracks } from '../monitoring/reads.ts'
import { type JudgedAlert, qualityOf } from './quality.ts'
import type { QualityPage } from './quality-schema.ts'
import { markOf } from './rule-mark.ts'
import type { AlertState } from './schema.ts'

const USUAL_DAYS = 90
const WEEK = 7 * DAY

/** A crisis as far as its warning goes; handed in, because crises come after warning. */
export type Declared = {
  readonly trackId: string | null
  readonly alertId: string | null
  readonly declaredAt: string
  readonly mode: 'live' | 'drill'
}
export type ListDeclared = (db: Db, orgId: string) => Promise<readonly Declared[]>

/** How good the alerts of the last days were, by track and all together; without drills, and without what people split off or merged. */
export async function qualityPage(
  { db, clock }: App,
  orgId: string,
  listDeclared: ListDeclared,
  days: number = USUAL_DAYS,
): Promise<QualityPage> {
  const now = clock.now()
  const since = new Date(now.getTime() - days * DAY)
  const alerts = await listJudged(db, orgId, since)
  const crises = (await listDeclared(db, orgId)).filter(
    ({ mode, declaredAt }) => mode === 'live' && new Date(declaredAt) >= since,
  )
  const tracks = (await listTracks(db, orgId)).map(({ id, name, createdAt }) => {
    const own = alerts.filter(({ trackId }) => trackId === id)
    const weeks = (now.getTime() - Math.max(since.getTime(), createdAt.getTime())) / WEEK
    const declared = crises.filter(({ trackId }) => trackId === id)
    return { trackId: id, trackName: name, weeks, ...qualityOf(own, declared, weeks) }
  })
  const weeks = tracks.reduce((sum, track) => sum + track.weeks, 0)
  return { days, whole: qualityOf(alerts, crises, weeks), tracks }
}

type Row = {
  readonly trackId: string
  readonly state: AlertState
  readonly crisisId: string | null
  readonly raisedAt: Date
  readonly acknowledgedAt: Date | null
  readonly isByPerson: boolean
}

async function listJudged(db: Db, orgId: string, since: Date): Promise<(JudgedAlert & { trackId: string })[]> {
  const found = await sql<Row>`
    select a.track_id as "trackId", a.state, a.crisis_id as "crisisId", a.raised_at as "raisedAt",
      a.acknowledged_at as "acknowledgedAt", exists (select 1 from alert_transitions t where t.org_id = a.org_id
        and t.alert_id = a.id and t.verb = 'resolve') as "isByPerson"
    from alerts a where a.org_id = ${orgId} and a.mode = 'live' and a.state <> 'merged'
      and a.split_from is null and a.raised_at >= ${since}`.execute(db)
  return found.rows.map(({ state, crisisId, ...row }) => ({ ...row, mark: markOf(state, crisisId) }))
}

/** Over all organisations and the last 90 days; read when somebody asks, so that every process of one database tells the same. */
export function addQualityMetrics({ registry }: Metrics, db: Db): void {
  new Gauge({
    name: 'weiji_alert_marks',
    help: 'Alerts of the last 90 days by what became of them',
    labelNames: ['mark'],
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ state: AlertState; crisisId: string | null; n: number }>`
        select state, crisis_id as "crisisId", count(*) as n from alerts
        where mode = 'live' and state <> 'merged' and split_from is null and raised_at >= now() - interval '90 days' group by 1, 2`
        .execute(db)
        .catch(() => ({ rows: undefined }))
      if (!rows) return
      for (const mark of ['false', 'crisis', 'resolved', 'open'] as const) {
        const own = rows.filter(({ state, crisisId }) => markOf(state, crisisId) === mark)
        this.set(
          { mark },
          own.reduce((sum, { n }) => sum + n, 0),
        )
      }
    },
  })
  new Gauge({
    name: 'weiji_alert_acknowledge_median_seconds',
    help: 'From raising to acknowledging, median of the last 90 days',
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ seconds: number | null }>`
        select percentile_cont(0.5) within group (order by extract(epoch from acknowledged_at - raised_at))::float8 as seconds
        from alerts where mode = 'live' and split_from is null and acknowledged_at is not null and raised_at >= now() - interval '90 days'`
        .execute(db)
        .catch(() => ({ rows: [] }))
      const seconds = rows[0]?.seconds
      if (seconds !== null && seconds !== undefined) this.set(seconds)
    },
  })
}
