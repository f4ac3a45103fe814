import type { App } from '../app.ts'
import type { Judges } from './judges.ts'
import type { Search } from './search-engine.ts'

/** What monitoring's actions receive: App, the threads that judge texts and those that search them. Made in main.ts. */
export type Watching = App & { readonly judges: Judges; readonly search: Search }
