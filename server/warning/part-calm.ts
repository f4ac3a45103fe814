import { SPREAD } from './watch.ts'

export type PartCounts = {
  /** of the hours that must have been calm */
  readonly posts: number
  /** in hours as many, before the story began */
  readonly usual: number
}

/** How far chance carries a count beyond the usual, in its standard deviations (of a Poisson). */
const CHANCE = 3

/**
 * Whether what was split off an alert is as usual again. A part has no detector of its own, so its counts are held against those of the
 * week before; fewer posts than make a new front never hold it open.
 */
export function isCalmPart({ posts, usual }: PartCounts): boolean {
  return posts < SPREAD.posts || posts <= usual + CHANCE * Math.sqrt(usual)
}
