import { DAY } from '../base/clock.ts'
import type { Health } from './source-schema.ts'

export type HealthFacts = {
  readonly state: 'on' | 'paused'
  readonly isAsked: boolean
  readonly failures: number
  /** end of the last gap */
  readonly gapTo: Date | undefined
  readonly isSilent: boolean
  readonly refused24h: number
  readonly answeredAt: Date | undefined
  readonly lastReceivedAt: Date | undefined
}

/** A gap is history after that; it stays on the source's page. */
export const GAP_SHOWN_MS = DAY

/** What a source is called, the gravest first. A part of what there was to get is never called well. */
export function healthOf(facts: HealthFacts, now: Date): Health {
  if (facts.state === 'paused') return 'paused'
  if (facts.failures > 0) return 'failing'
  if (facts.gapTo !== undefined && now.getTime() - facts.gapTo.getTime() < GAP_SHOWN_MS) return 'gap'
  if (facts.isSilent) return 'silent'
  if (facts.refused24h > 0) return 'refused'
  const isNew = facts.isAsked ? facts.answeredAt === undefined : facts.lastReceivedAt === undefined
  return isNew ? 'new' : 'ok'
}
