import { Refusal } from './errors.ts'

/** Bounded admission: what does not fit is told to come again, instead of filling memory until everything fails. */
export type Pressure = {
  /**
   * Takes in one piece of work.
   * @returns gives its place back; call it when the work has ended, however it ended
   * @throws Refusal busy, with the seconds to wait
   */
  enter(bytes: number): () => void
  readonly waiting: () => number
  readonly bytes: () => number
}

const RETRY_SECONDS = 1

/** @param limits most pieces of work at a time, and most bytes of them together (one piece alone is always taken) */
export function makePressure(limits: { mostWaiting: number; mostBytes: number }): Pressure {
  let waiting = 0
  let held = 0
  return {
    enter: (bytes) => {
      const isFull = waiting >= limits.mostWaiting || (waiting > 0 && held + bytes > limits.mostBytes)
      if (isFull)
        throw new Refusal('busy', { retryAfter: RETRY_SECONDS, reason: 'too much is being taken in at this moment' })
      waiting += 1
      held += bytes
      let hasLeft = false
      return () => {
        if (hasLeft) return
        hasLeft = true
        waiting -= 1
        held -= bytes
      }
    },
    waiting: () => waiting,
    bytes: () => held,
  }
}
