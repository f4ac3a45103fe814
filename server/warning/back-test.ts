import { HOUR } from '../base/clock.ts'
import { isAlarm, type Judged, judgePoints, type RulePoint, type RuleSeries } from './rule-alarms.ts'
import type { Mark } from './rule-mark.ts'
import type { BackTest } from './rule-schema.ts'
import { JOIN_HOURS } from './watch.ts'

/** What a rule would have said over points that are stored, beside what was really sent and how people marked it. */

export type TestedPoint = RulePoint & { readonly low: number; readonly high: number }

export type Fired<P> = { readonly point: P; readonly judged: Judged }

/** @param from points before it are only there for the rest and the last hour */
export function fire<P extends RulePoint>(series: RuleSeries, points: readonly P[], from: Date): Fired<P>[] {
  return judgePoints(series, points).flatMap((judged, n) => {
    const point = points[n]
    return point && point.at >= from && isAlarm(judged.why) ? [{ point, judged }] : []
  })
}

/** Whether two moments belong to one story, as alarms that join one alert do. */
export function isNear(one: Date, other: Date): boolean {
  return Math.abs(one.getTime() - other.getTime()) <= JOIN_HOURS * HOUR
}

/** What was really sent, and whether it still would be: `at` are the moments at which a rule would have spoken. */
export function keptOf(
  sent: readonly { readonly alertId: string; readonly number: number; readonly at: Date; readonly mark: Mark }[],
  at: readonly Date[],
): Pick<BackTest, 'sent' | 'crises' | 'lostCrises'> {
  const shown = sent.map(({ alertId, number, at: spokeAt, mark }) => {
    const isKept = at.some((each) => isNear(each, spokeAt))
    return { alertId, number, at: spokeAt.toISOString(), mark, isKept }
  })
  const crises = shown.filter(({ mark }) => mark === 'crisis')
  return { sent: shown, crises: crises.length, lostCrises: crises.filter(({ isKept }) => !isKept).length }
}

/** One curve of several series: at each moment the point that says most. */
export function loudestOf<P extends TestedPoint>(points: readonly P[]): P[] {
  const loudest = new Map<number, P>()
  for (const point of points) {
    const known = loudest.get(point.at.getTime())
    if (!known || known.score < point.score) loudest.set(point.at.getTime(), point)
  }
  return [...loudest.values()].sort((one, other) => one.at.getTime() - other.at.getTime())
}

/**
 * Thinned for a chart: every alarm, and of each step without one the point that says most.
 * @param alarms beginnings of points, in milliseconds
 */
export function thin<P extends TestedPoint>(points: readonly P[], alarms: ReadonlySet<number>, most: number): P[] {
  const size = Math.ceil(points.length / most)
  if (size <= 1) return [...points]
  const thinned: P[] = []
  for (let at = 0; at < points.length; at += size) {
    const part = points.slice(at, at + size)
    const spoken = part.filter((each) => alarms.has(each.at.getTime()))
    if (spoken.length > 0) thinned.push(...spoken)
    else thinned.push(part.reduce((best, each) => (each.score > best.score ? each : best)))
  }
  return thinned
}

export type WordStep = { readonly at: Date; readonly posts: number }
export type WordFired = { readonly at: Date; readonly from: Date; readonly posts: number }

/**
 * Where at least `posts` posts lie within the window that ends with a step; then half a day of rest: that it
 * grows is told by the alert that it has become.
 * @param known.before the last alarm that was kept  @param known.since steps that end by then only fill the window
 * @returns ends of steps
 */
export function fireWords(
  steps: readonly WordStep[],
  stepMinutes: number,
  { posts: least, windowMinutes }: { readonly posts: number; readonly windowMinutes: number },
  known: { readonly before?: Pick<WordFired, 'at'> | undefined; readonly since?: Date } = {},
): WordFired[] {
  const stepMs = stepMinutes * 60_000
  const length = Math.max(1, Math.round(windowMinutes / stepMinutes))
  const fired: WordFired[] = []
  let sum = 0
  steps.forEach(({ at, posts }, n) => {
    sum += posts - (steps[n - length]?.posts ?? 0)
    const end = new Date(at.getTime() + stepMs)
    if (sum < least || (known.since && end <= known.since)) return
    const last = fired.at(-1) ?? known.before
    const rests = last !== undefined && Math.abs(end.getTime() - last.at.getTime()) < JOIN_HOURS * HOUR
    if (rests) return
    fired.push({ at: end, from: new Date(end.getTime() - length * stepMs), posts: sum })
  })
  return fired
}
