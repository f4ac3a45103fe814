import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { detectors } from '../detectors/index.ts'
import type { SilentTrack } from './blindness.ts'
import { listThresholds, listVersions } from './rule-store.ts'
import { ruleAtOf } from './rule-timeline.ts'

type Row = {
  readonly trackId: string
  readonly name: string
  readonly detector: string
  readonly score: number
  readonly since: Date | null
}

/** Tracks of which nothing has come for longer than their own rhythm allows, by the rule that holds of each; the longest silence first. */
export async function silentTracks(db: Db, orgId: string, now: Date): Promise<SilentTrack[]> {
  const silences = detectors.filter(({ tells }) => tells === 'silence')
  const { rows } = await sql<Row>`
    select t.track_id as "trackId", v.name, s.detector, r.score,
      (select max(at) from readings p where p.org_id = s.org_id and p.track_id = s.track_id and p.detector = s.detector
        and p.subject = s.subject and p.value > 0) as since
    from series_states s
      join tracks t on t.org_id = s.org_id and t.track_id = s.track_id and t.retired_at is null
      join track_versions v on v.org_id = t.org_id and v.track_id = t.track_id and v.version = t.version,
      lateral (select score, able from readings r where r.org_id = s.org_id and r.track_id = s.track_id and r.detector = s.detector
        and r.subject = s.subject and r.at < s.upto_at order by at desc limit 1) r
    where s.org_id = ${orgId} and s.detector = any(${silences.map(({ id }) => id)}) and s.failure is null and r.able
      and r.score >= ${Math.min(...silences.map(({ speaking }) => speaking.threshold)) / 2}
    order by since`.execute(db)
  const silent: SilentTrack[] = []
  for (const { trackId, name, detector, score, since } of rows) {
    const rule = await ruleNow(db, { orgId, trackId, rule: detector }, now)
    if (since && rule.isOn && score >= Math.fround(rule.threshold)) silent.push({ trackId, track: name, since })
  }
  return silent
}

/** How often people were told so of each track since then. */
export async function silencesTold(db: Db, orgId: string, since: Date): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ trackId: string; n: number }>`
    select detail->>'trackId' as "trackId", count(*)::int as n from troubles
    where org_id = ${orgId} and code = 'track-silent' and opened_at >= ${since} and detail ? 'trackId' group by 1`.execute(
    db,
  )
  return new Map(rows.map(({ trackId, n }) => [trackId, n]))
}

async function ruleNow(
  db: Db,
  { orgId, trackId, rule }: { readonly orgId: string; readonly trackId: string; readonly rule: string },
  now: Date,
) {
  const versions = (await listVersions(db, orgId, trackId, rule)).filter(({ slot }) => slot === 'live')
  const thresholds = (await listThresholds(db, orgId, trackId, rule)).filter(({ slot }) => slot === 'live')
  const usual = detectors.find(({ id }) => id === rule)?.speaking.threshold ?? 0
  return ruleAtOf(versions, thresholds, usual)(now)
}
