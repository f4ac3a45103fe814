import type { AlertCard, AlertNews } from './schema.ts'
import { isLive } from './transition.ts'

export type CallNews =
  /** isAgain: it has doubled or reached another platform since people were called */
  | { readonly kind: 'call'; readonly isAgain: boolean }
  | { readonly kind: 'raise' }
  | { readonly kind: 'end'; readonly how: 'acknowledged' | 'closed' }
  | { readonly kind: 'none' }

/**
 * What the news of an alert means for calling people. "Acknowledged" mutes it only until it doubles or reaches a new platform: then the
 * calling begins anew, with whoever acknowledged it first.
 * @param isByActor somebody acted; else the watch saw something
 */
export function callNewsOf({ state }: Pick<AlertCard, 'state'>, news: AlertNews, isByActor: boolean): CallNews {
  if (!isLive(state)) return { kind: 'end', how: 'closed' }
  if (news === 'grew' || news === 'spread') return { kind: 'call', isAgain: true }
  if (news === 'raised' || news === 'recurred') return { kind: 'call', isAgain: false }
  if (state === 'open') return { kind: 'raise' }
  return isByActor ? { kind: 'end', how: 'acknowledged' } : { kind: 'raise' }
}
