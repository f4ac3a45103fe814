import { MINUTE } from '../base/clock.ts'

/** Counts of one step of a series. `judged` = negative + neutral + positive: posts with text. */
export type Counted = {
  readonly posts: number
  /** neither repost nor comment: new voices */
  readonly originals: number
  readonly judged: number
  readonly negative: number
  readonly neutral: number
  readonly positive: number
}
export type SeriesStep = { readonly at: Date } & Counted

/** [from, to) */
export type Span = { readonly from: Date; readonly to: Date }

const NOTHING: Counted = { posts: 0, originals: 0, judged: 0, negative: 0, neutral: 0, positive: 0 }

/** Evenly spaced from the minute of `from` on, as long as a step begins before `to`: steps in which nothing was counted as zeros. */
export function fillSteps(found: readonly SeriesStep[], span: Span, stepMinutes: number): SeriesStep[] {
  const first = minuteOf(span.from).getTime()
  const known = new Map(found.map((step) => [step.at.getTime(), step]))
  const steps: SeriesStep[] = []
  for (let at = first; at < span.to.getTime(); at += stepMinutes * MINUTE) {
    steps.push(known.get(at) ?? { at: new Date(at), ...NOTHING })
  }
  return steps
}

/** The beginning of the minute in which it lies. */
export function minuteOf(time: Date): Date {
  return new Date(Math.floor(time.getTime() / MINUTE) * MINUTE)
}
