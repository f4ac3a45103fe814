import { channelEndpoints } from './access/channel-routes.ts'
import { inboxEndpoints } from './access/inbox-routes.ts'
import { noticeEndpoints } from './access/notice-routes.ts'
import { pushEndpoints } from './access/push-routes.ts'
import { accessEndpoints } from './access/routes.ts'
import { authenticate, findAgain } from './access/session-actions.ts'
import { startEndpoints } from './access/start-routes.ts'
import { webhookEndpoints } from './access/webhook-routes.ts'
import { workEndpoints } from './access/work-routes.ts'
import type { Actor, AppEndpoint } from './app.ts'
import type { Gate } from './base/http.ts'
import { listCrises } from './crises/reads.ts'
import { crisesEndpoints } from './crises/routes.ts'
import { monitoringEndpoints } from './monitoring/routes.ts'
import type { Watching } from './monitoring/watching.ts'
import { oncallEndpoints } from './oncall/routes.ts'
import { acknowledgeAlert } from './warning/actions.ts'
import { blindEndpoints } from './warning/blind-routes.ts'
import { qualityEndpoints } from './warning/quality-routes.ts'
import { replayAlertEndpoints } from './warning/replay-alert-routes.ts'
import { warningEndpoints } from './warning/routes.ts'
import { ruleEndpoints } from './warning/rule-routes.ts'

/** Every endpoint there is: one line per feature. */
export function allEndpoints(app: Watching): AppEndpoint[] {
  return [
    ...accessEndpoints(app),
    ...workEndpoints(app),
    ...channelEndpoints(app),
    ...noticeEndpoints(app),
    ...inboxEndpoints(app),
    ...pushEndpoints(app),
    ...webhookEndpoints(app),
    ...startEndpoints(app),
    // Answering a call takes the alert on, which on call may not know of.
    ...oncallEndpoints(app, { alert: acknowledgeAlert }),
    ...monitoringEndpoints(app, (actor) => findAgain(app, actor)),
    ...warningEndpoints(app),
    ...ruleEndpoints(app),
    ...qualityEndpoints(app, (db, orgId) => listCrises(db, orgId, 'all')),
    ...blindEndpoints(app),
    ...replayAlertEndpoints(app),
    ...crisesEndpoints(app),
  ]
}

/** Who may come in and what they may do. */
export function accessGate(app: Watching): Gate<Actor> {
  return {
    authenticate: (request) => authenticate(app, request),
    has: (actor, permission) => actor.permissions.has(permission),
    keyOf: ({ orgId, kind, id }) => `${orgId} ${kind} ${id}`,
  }
}
