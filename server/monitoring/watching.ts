import type { App } from '../app.ts'
import type { Judges } from './judges.ts'

/** What monitoring's actions receive: App and the threads that judge texts. Made in main.ts. */
export type Watching = App & { readonly judges: Judges }
