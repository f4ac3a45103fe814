import { readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/** The scale ends here. */
const MOST = 19

/** Lets another process stand back where there are fewer processors than work. @param by 0 to 19, on top of how far it does already */
export function standBack(pid: number, by: number): void {
  if (process.platform !== 'win32') lower(() => pid, by)
}

/** The same of the very thread that runs this: Linux keeps a priority for each, and takes its number where others take a process's. */
export function standBackHere(by: number): void {
  if (process.platform === 'linux') lower(() => Number(readlinkSync('/proc/thread-self').split('/').at(-1)), by)
}

function lower(idOf: () => number, by: number): void {
  try {
    const id = idOf()
    setPriority(id, Math.min(MOST, getPriority(id) + by))
  } catch {
    // A sandbox may forbid it, or it runs as somebody else: then all are equal.
  }
}
