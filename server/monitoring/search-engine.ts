import type { Sought } from './search-sought.ts'
import type { Tally } from './search-tally.ts'

/** A post and its place in the order of lists. */
export type Ref = { readonly id: string; readonly at: number }
export type PageRequest = {
  readonly orgId: string
  readonly sought: Sought
  readonly before?: Ref
  readonly limit: number
}
export type RefPage = {
  readonly refs: readonly Ref[]
  /** where the next page goes on; null at the end */
  readonly next: Ref | null
  /** ms; undefined: everything that is stored is found */
  readonly behind: number | undefined
}
export type FiguresRequest = {
  readonly orgId: string
  readonly sought: Sought
  readonly steps: number
  /** ms: no bar begins later */
  readonly now: number
}
export type Figures = {
  readonly tally: Tally
  readonly isExact: boolean
  readonly sampled: number
  readonly outOf: number
  readonly behind: number | undefined
}

/** What is worth a segment: so many posts, or fewer that have waited so long. */
export type Due = { readonly posts: number; readonly waitedMs: number }
export type SealReport = { readonly posts: number; readonly changes: number; readonly isMore: boolean }

/** The search engine, for all organisations. Made once in main.ts; threads start with the first call that needs them. */
export type Search = {
  /** @throws Refusal busy where the organisation asks too much at once, Cancelled when `signal` says so */
  page(request: PageRequest, signal?: AbortSignal): Promise<RefPage>
  figures(request: FiguresRequest, signal?: AbortSignal): Promise<Figures>
  /** null: another process is at it */
  seal(orgId: string, now: Date, due: Due): Promise<SealReport | null>
  merge(orgId: string, now: Date): Promise<number | null>
  /** To be called where searches will be answered: begins to load what the first of them would else wait for. */
  warm(): Promise<void>
  close(): Promise<void>
}
