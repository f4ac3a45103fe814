import type { Clock } from './base/clock.ts'
import type { CommandOf } from './base/command.ts'
import type { Config } from './base/config.ts'
import type { Db } from './base/db.ts'
import type { Endpoint } from './base/endpoint.ts'
import type { Live } from './base/live.ts'
import type { Load } from './base/load.ts'
import type { Log } from './base/log.ts'
import type { Metrics } from './base/metrics.ts'
import type { Outbox } from './base/outbox.ts'
import type { Queue } from './base/queue.ts'

/** What every action receives. Made once in main.ts, by tests in test/support/app.ts. Under ten members. */
export type App = {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly config: Config
  /** work for later, enqueued in the transaction of its cause */
  readonly queue: Queue
  /** what reaches outside, exactly once */
  readonly outbox: Outbox
  /** what open pages are told at once */
  readonly live: Live
  readonly metrics: Metrics
  /** whether there is room for more: `load.pressure.enter(bytes)`, `load.disk.isLow()` */
  readonly load: Load
}

/** Who acts. `operator` is whoever runs commands on the machine; `system` is a job. */
export type Actor = {
  readonly kind: 'person' | 'token' | 'operator' | 'system'
  readonly orgId: string
  /** the person's, token's id; for operator and system a fixed word */
  readonly id: string
  readonly name: string
  /** rows of role_permissions at the time of the call, or the token's own, fewer, ones */
  readonly permissions: ReadonlySet<string>
  readonly sessionId?: string
}

export type AppEndpoint = Endpoint<Actor>
export type Command = CommandOf<App>
