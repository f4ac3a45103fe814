import { actorKey, systemActor } from '../access/actor.ts'
import type { App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { overlapOf } from '../monitoring/story-reads.ts'
import { type AlertRow, listNeighbours, updateAlert } from './alert-store.ts'
import { sameStory } from './story.ts'
import { insertMember } from './story-store.ts'
import { JOIN_HOURS } from './watch.ts'

/** @returns the alert, with its group where another track tells the same story; `isTold`: people know it already, as grave as it is here */
export async function joinStory(app: App, trx: Trx, alert: AlertRow): Promise<{ alert: AlertRow; isTold: boolean }> {
  const { org_id: orgId, track_id: trackId, from_at: from, detected_at: to } = alert
  for (const other of await listNeighbours(trx, alert, JOIN_HOURS)) {
    const overlap = await overlapOf(trx, orgId, trackId, other.track_id, { from, to })
    const same = sameStory(overlap, alert.top_words, other.top_words)
    if (!same) continue
    const groupId = other.group_id ?? newId(app.clock.now().getTime())
    const watch = systemActor(orgId, 'watch')
    const by = { byKey: actorKey(watch), byName: watch.name }
    if (other.group_id === null) {
      await updateAlert(trx, other, { group_id: groupId })
      await insertMember(trx, { orgId, groupId, alertId: other.id, at: app.clock.now(), ...same, ...by })
    }
    await insertMember(trx, { orgId, groupId, alertId: alert.id, at: app.clock.now(), ...same, ...by })
    return { alert: await updateAlert(trx, alert, { group_id: groupId }), isTold: other.level <= alert.level }
  }
  return { alert, isTold: false }
}
