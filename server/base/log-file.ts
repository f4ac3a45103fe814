import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { pino } from 'pino'

export type LogFile = { write(line: string): void; close(): Promise<void> }

/**
 * `NAME.log` in the folder, and older ones as NAME.1.log, NAME.2.log …; each line is written at once, so that the last words of a
 * process that dies are there. Not pino-roll: it turns the file over only when nothing waits to be written, which under load never is.
 * @param kept how many older ones
 */
export function openLogFile(folder: string, name: string, { bytes, kept }: { bytes: number; kept: number }): LogFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const at = (n: number): string => path.join(folder, n === 0 ? `${name}.log` : `${name}.${n}.log`)
  let size = existsSync(at(0)) ? statSync(at(0)).size : 0
  const stream = pino.destination({ dest: at(0), sync: true, mode: 0o600 })
  // A full disk must not end the process: what is told elsewhere (metrics, /readyz) has to do.
  stream.on('error', () => undefined)
  const turnOver = (): void => {
    rmSync(at(kept), { force: true })
    for (let n = kept - 1; n >= 0; n--) if (existsSync(at(n))) renameSync(at(n), at(n + 1))
    stream.reopen()
    size = 0
  }
  return {
    write: (line) => {
      stream.write(line)
      size += Buffer.byteLength(line)
      if (size >= bytes) turnOver()
    },
    close: () =>
      new Promise((done) => {
        stream.once('close', done)
        stream.end()
      }),
  }
}
