/** A clock that stands still until it is told. */
export type TestClock = { now(): Date; set(at: Date): void; advance(ms: number): void }

export const TEST_START = new Date('2026-03-02T02:00:00Z')

export function standingClock(start: Date = TEST_START): TestClock {
  let at = start.getTime()
  return {
    now: () => new Date(at),
    set: (to) => {
      at = to.getTime()
    },
    advance: (ms) => {
      at += ms
    },
  }
}
