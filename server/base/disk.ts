import { statfs } from 'node:fs/promises'
import { SECOND } from './clock.ts'
import type { Log } from './log.ts'

/** Room in the data folder. Below the threshold new posts are refused, so that alerts, sign-in and crises keep working. */
export type Disk = {
  isLow(): boolean
  /** undefined until first measured, or where the system cannot tell */
  freeBytes(): number | undefined
}

/** Low below the first, well again above the second: in between it stays as it was, or it would flicker. */
export const LOW_BYTES = 1 * 2 ** 30
export const ENOUGH_BYTES = 1.5 * 2 ** 30
const LOOK_MS = 10 * SECOND

export type DiskWatch = Disk & { look(): Promise<void>; stop(): void }

/** @param freeOf asked every ten seconds; tests hand in their own */
export function watchDisk(
  folder: string,
  log: Log,
  freeOf: (folder: string) => Promise<number> = freeBytesOf,
): DiskWatch {
  let free: number | undefined
  let low = false
  const look = async (): Promise<void> => {
    try {
      free = await freeOf(folder)
    } catch (error) {
      log.warn('free space cannot be measured', { error: (error as Error).message })
      return
    }
    const before = low
    low = free < (before ? ENOUGH_BYTES : LOW_BYTES)
    if (low && !before) log.error('the disk is nearly full: new posts are refused', { freeBytes: free })
    if (!low && before) log.info('the disk has room again: posts are taken', { freeBytes: free })
  }
  const timer = setInterval(() => void look(), LOOK_MS)
  timer.unref()
  return { isLow: () => low, freeBytes: () => free, look, stop: () => clearInterval(timer) }
}

/** What an ordinary user may still fill; root's reserve does not count. */
async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
