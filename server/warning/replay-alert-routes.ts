import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { HOUR } from '../base/clock.ts'
import { endpoint } from '../base/endpoint.ts'
import { Refusal } from '../base/errors.ts'
import { findRunTarget } from '../monitoring/replay-run-reads.ts'
import { listAlerts } from './reads.ts'
import { AlertCard } from './schema.ts'
import type { WatchApp } from './watching.ts'

const RunId = Type.Object({ runId: Type.String({ format: 'uuid' }) })

/** Alerts that a recording raised on the way, for whoever plays it, also where they are a practice organisation's. */
export function replayAlertEndpoints(app: WatchApp): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/replay-runs/:runId/alerts',
      access: 'replays.run',
      summary: 'Alerts that were raised while a recording was played, newest first',
      shapes: { params: RunId, answer: Type.Array(AlertCard) },
      answer: async ({ actor, params }) => {
        const target = await findRunTarget(app.db, actor.orgId, params.runId)
        if (!target) throw new Refusal('not-found')
        const { from, to } = target.told
        const alerts = await listAlerts(app.db, target.targetOrgId, { state: 'all' })
        // A point ends a little after the last post that it holds.
        const until = new Date(to.getTime() + HOUR)
        return alerts.filter(({ detectedAt }) => new Date(detectedAt) >= from && new Date(detectedAt) <= until)
      },
    }),
  ]
}
