import { type LastAlarm, type Speaking, speaks } from '../detectors/contract/speaking.ts'

/**
 * When a rule speaks, over the points that a detector has read. The watch, the shadow and the back-test all ask here, so that what is
 * shown before saving is what will be sent.
 */

/** What a person may ask beyond the detector's own measure. */
export type Conditions = {
  /** fewer posts in the last hour: silence, whatever the score */
  readonly leastPosts?: number
  /** speaks as well when the last hour holds so many times the usual (counts only) */
  readonly timesUsual?: number
  /** speaks as well when the last hour's share is so high, of at least so many judged posts (shares only) */
  readonly share?: { readonly least: number; readonly posts: number }
}

/** What holds at one moment. */
export type RuleAt = {
  readonly version: number
  readonly isOn: boolean
  readonly threshold: number
  readonly conditions: Conditions
  /** 3: every alarm is raised; 2, 1: only from this gravity on */
  readonly leastLevel: 1 | 2 | 3
}

/** One point as the detector read it; of a share `value` is that of the last hour, `of` its judged posts. */
export type RulePoint = {
  readonly at: Date
  readonly value: number
  readonly of: number
  readonly baseline: number
  readonly score: number
  readonly able: boolean
  readonly loudness: number
}

export type Why = 'spoke' | 'spoke-fixed' | 'off' | 'below' | 'unable' | 'few-posts' | 'resting'

export type Judged = {
  readonly at: Date
  readonly why: Why
  readonly rule: RuleAt
  /** posts of the last hour: judged ones for a share */
  readonly hourPosts: number
  /** while it rests: when that ends */
  readonly restsUntil?: Date
}

/** `timesUsual` of next to nothing is nothing: at least so many posts in the hour. */
export const LEAST_FIXED_POSTS = 5
const HOUR_POINTS = 12

export type RuleSeries = {
  readonly speaking: Speaking
  readonly stepMinutes: number
  readonly isShare: boolean
  readonly ruleAt: (at: Date) => RuleAt
}

/**
 * @param points evenly spaced or with gaps, oldest first
 * @param lead the points before, for the last hour; may be fewer than eleven
 * @param before the last alarm before them
 */
export function judgePoints(
  series: RuleSeries,
  points: readonly RulePoint[],
  lead: readonly RulePoint[] = [],
  before: { readonly at: Date; readonly loudness: number } | undefined = undefined,
): Judged[] {
  const step = series.stepMinutes * 60_000
  const rowOf = (at: Date): number => Math.round(at.getTime() / step)
  let last: LastAlarm | undefined = before && { row: rowOf(before.at), loudness: before.loudness }
  const hour = lead.slice(-(HOUR_POINTS - 1))
  return points.map((point) => {
    hour.push(point)
    while ((hour[0]?.at.getTime() ?? 0) <= point.at.getTime() - HOUR_POINTS * step) hour.shift()
    const rule = series.ruleAt(point.at)
    const hourPosts = series.isShare ? point.of : sum(hour.map(({ value }) => value))
    const row = rowOf(point.at)
    const why = whyOf(series, rule, point, hour, hourPosts, row, last)
    if (why === 'resting' && last) {
      const restsUntil = new Date((last.row + series.speaking.restPoints) * step)
      return { at: point.at, why, rule, hourPosts, restsUntil }
    }
    if (why === 'spoke' || why === 'spoke-fixed') last = { row, loudness: point.loudness }
    return { at: point.at, why, rule, hourPosts }
  })
}

export function isAlarm(why: Why): boolean {
  return why === 'spoke' || why === 'spoke-fixed'
}

function whyOf(
  { speaking, isShare }: RuleSeries,
  rule: RuleAt,
  point: RulePoint,
  hour: readonly RulePoint[],
  hourPosts: number,
  row: number,
  last: LastAlarm | undefined,
): Why {
  const { threshold, conditions } = rule
  if (!rule.isOn) return 'off'
  if (hourPosts < (conditions.leastPosts ?? 0)) return 'few-posts'
  const { score, able: isAble, loudness } = point
  const isLoud = isAble && Math.fround(score) >= Math.fround(threshold)
  const isFixed = isFixedMet(conditions, isShare, point, hour, hourPosts)
  if (!isLoud && !isFixed) return Math.fround(score) >= Math.fround(threshold) ? 'unable' : 'below'
  // a fixed condition is as loud as it takes: only the rest may still hold it back
  const heard = isLoud ? { score, isAble, loudness } : { score: threshold, isAble: true, loudness }
  if (!speaks({ ...speaking, threshold }, row, heard, last)) return 'resting'
  return isLoud ? 'spoke' : 'spoke-fixed'
}

function isFixedMet(
  { timesUsual, share }: Conditions,
  isShare: boolean,
  point: RulePoint,
  hour: readonly RulePoint[],
  hourPosts: number,
): boolean {
  if (isShare) return share !== undefined && point.of >= share.posts && point.value >= share.least
  if (timesUsual === undefined) return false
  const usual = sum(hour.map(({ baseline }) => baseline))
  return hourPosts >= LEAST_FIXED_POSTS && hourPosts >= timesUsual * usual
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
