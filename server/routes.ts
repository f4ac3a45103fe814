import { accessEndpoints } from './access/routes.ts'
import { authenticate, findAgain } from './access/session-actions.ts'
import { workEndpoints } from './access/work-routes.ts'
import type { Actor, AppEndpoint } from './app.ts'
import type { Gate } from './base/http.ts'
import { crisesEndpoints } from './crises/routes.ts'
import { monitoringEndpoints } from './monitoring/routes.ts'
import type { Watching } from './monitoring/watching.ts'
import { warningEndpoints } from './warning/routes.ts'

/** Every endpoint there is: one line per feature. */
export function allEndpoints(app: Watching): AppEndpoint[] {
  return [
    ...accessEndpoints(app),
    ...workEndpoints(app),
    ...monitoringEndpoints(app, (actor) => findAgain(app, actor)),
    ...warningEndpoints(app),
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
