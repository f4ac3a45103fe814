import type { RUN_STATES } from './recording-schema.ts'

export type RunState = (typeof RUN_STATES)[number]

/** What may become of a run. Whatever has ended stays ended: playing it again is another run. */
const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  running: ['paused', 'stopped', 'done', 'failed'],
  paused: ['running', 'stopped'],
  stopped: [],
  done: [],
  failed: [],
}

export function mayBecome(from: RunState, to: RunState): boolean {
  return NEXT[from].includes(to)
}

/** Where a run stands and how it moves. */
export type Motion = {
  /** times as fast as recorded; null = as fast as possible */
  readonly speed: number | null
  readonly spanMs: number
  readonly positionMs: number
  /** as fast as possible up to here */
  readonly fastUntilMs: number
  /** where it was at which moment; null: not moving yet */
  readonly anchorAt: Date | null
  readonly anchorMs: number
}

/** Up to where posts are due, in ms of the recording. */
export function dueMs({ speed, spanMs, fastUntilMs, anchorAt, anchorMs }: Motion, now: Date): number {
  if (speed === null) return spanMs
  const moved = anchorAt === null ? 0 : (now.getTime() - anchorAt.getTime()) * speed
  return Math.min(spanMs, Math.max(anchorMs + moved, fastUntilMs))
}

/** Once what is told fast is through, time goes on from there at the run's own speed. */
export function isThroughFast({ fastUntilMs, anchorMs }: Motion, toldMs: number): boolean {
  return fastUntilMs > anchorMs && toldMs >= fastUntilMs
}

/** Real warnings wait while a recording plays among real posts: not longer than this. */
export const LONGEST_HERE_MS = 60 * 60_000

/** How long it takes, at least. */
export function lastsMs(spanMs: number, speed: number | null): number {
  return speed === null ? 0 : spanMs / speed
}
