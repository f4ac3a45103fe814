import type { Db } from '../base/db.ts'
import { listTracks } from '../monitoring/reads.ts'
import { findAlert, listRelated } from './alert-store.ts'
import { isLive } from './transition.ts'

/** Names of the other tracks over which an alert reaches: of the same story, or merged into it. Of what has ended none. */
export async function otherTrackNames(db: Db, orgId: string, alertId: string): Promise<string[]> {
  const alert = await findAlert(db, orgId, alertId)
  if (!alert) return []
  const related = (await listRelated(db, alert)).filter(
    ({ track_id, state, merged_into }) =>
      track_id !== alert.track_id && (merged_into === alert.id ? state === 'merged' : isLive(state)),
  )
  if (related.length === 0) return []
  const tracks = new Map((await listTracks(db, orgId, { retired: true })).map(({ id, name }) => [id, name]))
  return [...new Set(related.map(({ track_id }) => tracks.get(track_id) ?? ''))].filter((name) => name !== '')
}
