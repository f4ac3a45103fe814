import { HOUR, SECOND } from '../base/clock.ts'

/** @param chance 0..1, so that sources made in the same minute do not stay together for ever */
export type Pace = { readonly everySeconds: number; readonly now: Date; readonly chance: number }

const MOST_BACK_OFF_MS = 6 * HOUR
/** Of the interval, to either side. */
const JITTER = 0.1

/** After an answer: at its own interval, not before the other side's wish. */
export function nextAfterAnswer({ everySeconds, now, chance }: Pace, notBefore: Date | undefined): Date {
  const usual = now.getTime() + everySeconds * SECOND * (1 + JITTER * (2 * chance - 1))
  return new Date(Math.round(Math.max(usual, notBefore?.getTime() ?? 0)))
}

/**
 * After the n-th failure in a row: the interval, doubled each time, at most six hours, somewhere in its upper half: many sources of one
 * host that failed together come back apart. Where the other side named a time, not before it.
 */
export function nextAfterFailure(
  { everySeconds, now, chance }: Pace,
  failures: number,
  retryAt: Date | undefined,
): Date {
  const doubled = everySeconds * SECOND * 2 ** Math.min(failures - 1, 20)
  const wait = Math.max(everySeconds * SECOND, Math.min(doubled, MOST_BACK_OFF_MS)) * (0.5 + 0.5 * chance)
  return new Date(Math.round(Math.max(now.getTime() + wait, retryAt?.getTime() ?? 0)))
}
