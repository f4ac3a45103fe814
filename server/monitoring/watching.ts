import type { App } from '../app.ts'
import type { Db } from '../base/db.ts'
import type { Judges } from './judges.ts'
import type { Search } from './search-engine.ts'

/** What monitoring's actions receive: App, the threads that judge texts and those that search them. Made in main.ts. */
export type Watching = App & {
  readonly judges: Judges
  readonly search: Search
  /** where what comes in is stored, so that pages do not wait behind it; `db` where there is none */
  readonly background?: Db
}
