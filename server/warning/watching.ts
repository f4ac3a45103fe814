import type { App } from '../app.ts'
import type { Judges } from '../monitoring/judges.ts'

/** What watching and its pages receive: App, and the text engine's folding, which words of different scripts are counted by. */
export type WatchApp = App & { readonly judges: Pick<Judges, 'fold'> }
/** What the page of one alert receives beside: the engine's verdict on a sentence. */
export type PageApp = App & { readonly judges: Pick<Judges, 'fold' | 'judge'> }
