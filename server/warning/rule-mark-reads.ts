import { sql } from 'kysely'
import { DAY, MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { type Mark, markOf } from './rule-mark.ts'
import type { AlertState } from './schema.ts'

export type SpokenAlert = {
  readonly trackId: string
  readonly detector: string
  readonly alertId: string
  readonly number: number
  /** end of the point at which this detector first spoke in it */
  readonly at: Date
  /** the loudest that it was */
  readonly score: number
  readonly mark: Mark
}

type Row = Omit<SpokenAlert, 'mark'> & { readonly state: AlertState; readonly crisisId: string | null }

/** One that was merged into another shares its mark. Alerts of life in which detectors spoke in [from, to), by track or of all. */
export async function listSpoken(
  db: Db,
  orgId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
  trackId?: string,
): Promise<SpokenAlert[]> {
  const found = await sql<Row>`
    select a.track_id as "trackId", m.detector, a.id as "alertId", a.number, min(m.at) as at, max(m.score) as score,
      coalesce(into_.state, a.state) as state, coalesce(into_.crisis_id, a.crisis_id) as "crisisId"
    from alert_alarms m join alerts a on a.org_id = m.org_id and a.id = m.alert_id
      left join alerts into_ on into_.org_id = a.org_id and into_.id = a.merged_into
    where m.org_id = ${orgId} and m.at >= ${from} and m.at < ${to} and a.mode = 'live'
      and (${trackId ?? null}::uuid is null or a.track_id = ${trackId ?? null})
    group by a.track_id, m.detector, a.id, a.number, into_.state, a.state, into_.crisis_id, a.crisis_id order by min(m.at), a.number`.execute(
    db,
  )
  return found.rows.map(({ state, crisisId, ...row }) => ({ ...row, mark: markOf(state, crisisId) }))
}

/** Days of scores beyond the warm-up, of the last 90. */
export async function historyDaysOf(
  db: Db,
  orgId: string,
  since: Date,
  trackId?: string,
): Promise<(trackId: string, detector: string, stepMinutes: number) => number> {
  const found = await sql<{ trackId: string; detector: string; n: number }>`
    select track_id as "trackId", detector, max(n) as n from (
      select track_id, detector, count(*) as n from readings
      where org_id = ${orgId} and at >= ${since} and phase = 'watching'
        and (${trackId ?? null}::uuid is null or track_id = ${trackId ?? null})
      group by track_id, detector, subject) s
    group by 1, 2`.execute(db)
  const counts = new Map(found.rows.map((row) => [`${row.trackId} ${row.detector}`, row.n]))
  return (track, detector, stepMinutes) => ((counts.get(`${track} ${detector}`) ?? 0) * stepMinutes * MINUTE) / DAY
}
