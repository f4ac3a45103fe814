import type { Log } from './log.ts'

/** What was opened, to be closed in the opposite order. One that fails to close does not keep the others from it. */
export type Ending = { add(what: string, close: () => Promise<unknown> | unknown): void; close(): Promise<boolean> }

export function makeEnding(log: () => Log): Ending {
  const opened: { what: string; close: () => Promise<unknown> | unknown }[] = []
  let ended: Promise<boolean> | undefined
  const closeAll = async (): Promise<boolean> => {
    let isClean = true
    for (const { what, close } of opened.reverse()) {
      try {
        await close()
      } catch (error) {
        isClean = false
        log().error('could not be closed', { what, error: (error as Error).message })
      }
    }
    return isClean
  }
  return { add: (what, close) => void opened.push({ what, close }), close: () => (ended ??= closeAll()) }
}

/** How long an end may take before we go all the same. */
const END_MS = 25_000

/**
 * Resolves when the process is asked to end: by a signal, or because boot.mjs, which started it, is gone. Asked a second time, it goes
 * at once.
 */
export function untilAsked(): Promise<void> {
  return new Promise((done) => {
    let asked = 0
    const ask = (): void => {
      asked += 1
      if (asked > 1) process.exit(130)
      setTimeout(() => process.exit(1), END_MS).unref()
      done()
    }
    for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(event, ask)
    // The channel to boot.mjs alone must not keep us running.
    process.channel?.unref()
  })
}

/** Rejects when something has gone wrong that nobody expected: what was under way is in an unknown state, so the process must end. */
export function untilBroken(): Promise<never> {
  return new Promise((_, fail) => {
    process.on('uncaughtException', fail)
    process.on('unhandledRejection', fail)
  })
}
