import { type DestinationStream, type Logger, pino } from 'pino'
import { openLogFile } from './log-file.ts'

/** Structured, one JSON object a line. Fields hold ids and counts, never texts, names, addresses or secrets. */
export type Log = {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
  /** the same log with fields on every line, such as `{ requestId }` */
  with(fields: Readonly<Record<string, unknown>>): Log
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Names of fields that are never written, at the top and one level below: a mistake in a call must not leak. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'link',
  'email',
  'text',
  'databaseUrl',
  'set-cookie',
]
const REDACTED_PATHS = SECRET_FIELDS.flatMap((name) => [`["${name}"]`, `*["${name}"]`])
const MOST_HELD_BYTES = 2 ** 20
/** 200 MB at most. */
const ROTATION = { bytes: 20 * 2 ** 20, kept: 9 }

export function makeLog(destination: DestinationStream, level: LogLevel = 'info'): Log {
  const logger = pino(
    {
      level,
      base: { process: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    },
    destination,
  )
  return wrap(logger)
}

/**
 * For machines on standard output, one JSON object a line; where a person looks at the console, into rotated files below `folder`.
 * @param name of the file, such as `web`: processes do not share one
 * @returns also `close`, which writes what is still held back
 */
export function openLog(
  level: LogLevel,
  folder: string,
  name: string,
  isForPeople: boolean,
): { log: Log; close(): Promise<void> } {
  if (!isForPeople) return { log: makeLog(openOutput(1), level), close: async () => undefined }
  const file = openLogFile(folder, name, ROTATION)
  return { log: makeLog(file, level), close: file.close }
}

/**
 * Standard output, where nobody need read and the disk behind it may be full: lines are lost then, and nothing else is. `maxLength`, or
 * what cannot be written would pile up in memory.
 */
export function openOutput(fd: number): DestinationStream {
  const stream = pino.destination({ fd, sync: true, maxLength: MOST_HELD_BYTES })
  stream.on('error', () => undefined)
  return stream
}

/** For tests and commands that say everything themselves. */
export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLog,
}

function wrap(logger: Logger): Log {
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    with: (fields) => wrap(logger.child(fields)),
  }
}
