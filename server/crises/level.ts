import type { Level } from './clocks.ts'
import { LEVEL_DIMENSIONS, type LevelDimension, type ReasonCode } from './schema.ts'

/**
 * How grave is it (handbook 三(一)3; ASSESS-3): eight dimensions of 0–4, red lines, and the two examples of the handbook. A proposal
 * with its reasons, from nothing but what the data tell at this moment; a person confirms.
 */
export type Rubric = {
  readonly version: number
  /** lower bounds of the scores 1, 2, 3, 4; for `velocity` upper bounds in minutes of doubling */
  readonly bounds: Readonly<Record<ScoredDimension, readonly [number, number, number, number]>>
  readonly weights: Readonly<Record<LevelDimension, number>>
  /** share of the greatest possible score from which a level begins, 0..1 */
  readonly bands: { readonly 1: number; readonly 2: number }
  /** so close below a band the higher level is taken */
  readonly doubt: number
  /** a share of fewer judged posts is no share, a doubling of fewer posts no doubling */
  readonly leastJudged: number
  readonly leastPosts: number
  /** a red line that words speak of: in at least so many posts, and such a part of those read */
  readonly redLinePosts: number
  readonly redLineShare: number
  readonly hundreds: { readonly complainants: number; readonly media: number }
  readonly single: { readonly complainants: number; readonly posts: number }
  /** hours below the band before a level may be lowered */
  readonly holdHours: number
}
export type ScoredDimension = 'reach' | 'velocity' | 'negative_share' | 'complainants' | 'media'

/** What the data tell; null = nothing is known about it. */
export type LevelFacts = {
  readonly posts: number | null
  readonly judged: number
  /** sum of followers of the authors, an upper bound of who could have seen it */
  readonly reach: number | null
  /** minutes in which the number of posts doubled, at its fastest; null where it did not */
  readonly doublingMinutes: number | null
  readonly negativeShare: number | null
  readonly usualNegativeShare: number | null
  /** authors of negative posts */
  readonly complainants: number | null
  /** distinct media accounts and great voices among the authors seen */
  readonly media: number | null
  readonly redLines: readonly RedLine[]
}
export type RedLine = {
  readonly kind: 'injury' | 'leak' | 'official'
  /** posts that speak of it, of how many read; for `official` the accounts */
  readonly posts: number
  readonly of: number
  readonly example: string
}

export type LevelProposal = {
  readonly level: Level
  readonly dimensions: { readonly key: LevelDimension; readonly score: number | null }[]
  readonly reasons: ReasonCode[]
  readonly rubricVersion: number
}

export function proposeLevel(facts: LevelFacts, rubric: Rubric): LevelProposal {
  const lines = facts.redLines.filter((line) => isCrossed(line, rubric))
  const scored = scoreOf(facts, rubric)
  const scores = new Map<LevelDimension, number>(scored.map(({ key, score }) => [key, score]))
  if (lines.some(({ kind }) => kind === 'injury')) scores.set('harm', 4)
  if (lines.some(({ kind }) => kind !== 'injury')) scores.set('legal', 4)
  const verdict = decide(facts, lines, scores, rubric)
  return {
    level: verdict.level,
    dimensions: LEVEL_DIMENSIONS.map((key) => ({ key, score: scores.get(key) ?? null })),
    reasons: [
      ...scored.map(({ key, score, values }) => ({ code: key, values: { ...values, score } })),
      ...verdict.reasons,
    ],
    rubricVersion: rubric.version,
  }
}

type Verdict = { readonly level: Level; readonly reasons: readonly ReasonCode[] }

/** Red lines first, then the handbook's examples, then the sum; "in doubt take the higher" decides what is left. */
function decide(
  facts: LevelFacts,
  lines: readonly RedLine[],
  scores: ReadonlyMap<LevelDimension, number>,
  rubric: Rubric,
): Verdict {
  if (lines.length > 0) return { level: 1, reasons: lines.map(redLineReason) }
  if (scores.size === 0) return { level: 2, reasons: [{ code: 'nothing_known', values: {} }] }
  const byScore = fromScore(scores, rubric)
  const complainants = facts.complainants ?? 0
  const media = facts.media ?? 0
  if (byScore.level > 2 && complainants >= rubric.hundreds.complainants && media >= rubric.hundreds.media)
    return { level: 2, reasons: [{ code: 'hundreds_and_media', values: { complainants, media } }] }
  const posts = facts.posts ?? Number.POSITIVE_INFINITY
  const isSingle = facts.complainants !== null && complainants <= rubric.single.complainants
  if (isSingle && media === 0 && posts <= rubric.single.posts)
    return { level: 3, reasons: [{ code: 'single_bad_review', values: { complainants, posts } }] }
  return byScore
}

/** Over the dimensions that are known: what nobody knows yet neither frightens nor soothes. */
function fromScore(scores: ReadonlyMap<LevelDimension, number>, rubric: Rubric): Verdict {
  let sum = 0
  let most = 0
  for (const [key, score] of scores) {
    sum += rubric.weights[key] * score
    most += rubric.weights[key] * 4
  }
  const share = most > 0 ? sum / most : 0
  const level = levelOf(share, rubric)
  const values = { percent: Math.round(share * 100), known: scores.size, of: LEVEL_DIMENSIONS.length }
  const higher = levelOf(share + rubric.doubt, rubric)
  if (higher < level)
    return { level: higher, reasons: [{ code: 'in_doubt_higher', values: { ...values, level: higher } }] }
  if (scores.size < 3 && level === 3) return { level: 2, reasons: [{ code: 'little_known', values }] }
  return { level, reasons: [{ code: 'score_band', values: { ...values, level } }] }
}

function levelOf(share: number, { bands }: Rubric): Level {
  return share >= bands[1] ? 1 : share >= bands[2] ? 2 : 3
}

function isCrossed({ kind, posts, of }: RedLine, rubric: Rubric): boolean {
  if (kind === 'official') return posts > 0
  return posts >= rubric.redLinePosts && posts >= of * rubric.redLineShare
}

function redLineReason({ kind, posts, of, example }: RedLine): ReasonCode {
  return { code: `red_line_${kind}`, values: { posts, of, example } }
}

type Scored = { readonly key: ScoredDimension; readonly score: number; readonly values: Record<string, number> }

function scoreOf(facts: LevelFacts, rubric: Rubric): Scored[] {
  const found: Scored[] = []
  const add = (key: ScoredDimension, value: number, values: Record<string, number>): void => {
    found.push({ key, score: rubric.bounds[key].filter((bound) => value >= bound).length, values })
  }
  if (facts.reach !== null) add('reach', facts.reach, { followers: facts.reach })
  const isMany = (facts.posts ?? 0) >= rubric.leastPosts
  if (facts.doublingMinutes !== null && isMany) found.push(velocity(facts.doublingMinutes, rubric))
  if (facts.negativeShare !== null && facts.judged >= rubric.leastJudged) {
    const usual = facts.usualNegativeShare ?? 0
    // Rounded: 0.45 − 0.1 must not fall short of 0.35 by the last bit.
    const rise = Math.round((facts.negativeShare - usual) * 1e6) / 1e6
    add('negative_share', rise, { now: facts.negativeShare, usual, judged: facts.judged })
  }
  if (facts.complainants !== null) add('complainants', facts.complainants, { count: facts.complainants })
  if (facts.media !== null) add('media', facts.media, { count: facts.media })
  return found
}

function velocity(minutes: number, { bounds }: Rubric): Scored {
  const score = bounds.velocity.filter((bound) => minutes <= bound).length
  return { key: 'velocity', score, values: { minutes } }
}

/**
 * The shortest time in which what had been said doubled.
 * @param counts evenly spaced, oldest first @param least a doubling to fewer posts than this is chance
 * @returns minutes, at least one step; null where it never doubled
 */
export function doublingTime(counts: readonly number[], stepMinutes: number, least: number): number | null {
  const totals: number[] = []
  for (const count of counts) totals.push((totals.at(-1) ?? 0) + count)
  let best = Number.POSITIVE_INFINITY
  let start = 0
  for (const [i, total] of totals.entries()) {
    if (total < least) continue
    // The latest moment at which there was at most half of it.
    while (start < i && (totals[start + 1] ?? 0) * 2 <= total) start++
    const half = (totals[start] ?? 0) * 2 <= total ? start : -1
    if ((counts[i] ?? 0) > 0) best = Math.min(best, i - half)
  }
  return Number.isFinite(best) ? best * stepMinutes : null
}
