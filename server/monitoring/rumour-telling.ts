import { UNLIKELY } from './rumour-coordination.ts'
import type { RumourReason } from './rumour-schema.ts'
import type { ClaimState } from './rumour-states.ts'

/**
 * From here on the model's word counts as "likely"; only from an hour on: of the first post alone it was no better than a coin on stories
 * of another year (docs/decisions/0025-rumours.md).
 */
export const LIKELY = 0.8
/** A story that few have heard of is on its page; from here on whoever verifies is told. */
export const LEAST_TOLD = 20
/** Nobody is woken for what has come to rest. */
const GROWING_MS = 30 * 60_000

type Story = {
  readonly state: ClaimState
  readonly posts: number
  readonly lastAt: Date
  readonly score: number | null
  readonly hours: number | null
  readonly chance: number | null
  readonly reasons: readonly RumourReason[]
}

/**
 * Whether somebody who verifies should hear of a story now: doubtful in itself (said by the model after an hour, by how close together its
 * copies came, or as the copy of what is known to be untrue), large, still growing, and nobody is at it.
 */
export function isWorthTelling({ state, posts, lastAt, score, hours, chance, reasons }: Story, now: Date): boolean {
  if (state !== 'unverified' || posts < LEAST_TOLD) return false
  if (now.getTime() - lastAt.getTime() > GROWING_MS) return false
  const isLikely = score !== null && hours !== null && hours > 0 && score >= LIKELY
  const isArranged = chance !== null && chance < UNLIKELY
  return isLikely || isArranged || reasons.some(({ code }) => code === 'known')
}
