import { statfsSync } from 'node:fs'
import os from 'node:os'

/** Folder of the write-ahead log's archive, beside `data`. */
export const ARCHIVE = 'wal-archive'
/** Segments are archived only while this file exists in the archive folder. */
export const ARCHIVE_MARKER = 'on'

/**
 * Settings of the embedded database as `name → value`. Memory is measured in bytes and follows the container's limit where there is one.
 * @param disk size of the disk that the data lie on, in bytes
 *
 * `archive_mode` can only change with a restart, so it is on from the start; but until backups are set up (the marker file exists)
 * each segment is let go, and nothing piles up. Whoever creates the marker takes a full backup afterwards: earlier segments are gone.
 */
export function postgresSettings(
  memory = memoryBytes(),
  sharedMemory = sharedMemoryBytes(),
  disk = 0,
): Record<string, string> {
  const megabytes = (bytes: number, least: number, most: number): string =>
    `${Math.round(Math.min(most, Math.max(least, bytes / 2 ** 20)))}MB`
  return {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    wal_level: 'replica',
    archive_mode: 'on',
    archive_command: archiveCommand(),
    // A page that changes for the first time after a checkpoint is written whole: keys of posts fall on any page, so few checkpoints are
    // worth the room. At most a twentieth of the disk.
    max_wal_size: megabytes(disk / 20, 2048, 8192),
    min_wal_size: '256MB',
    checkpoint_timeout: '10min',

    shared_buffers: megabytes(memory / 8, 128, 2048),
    effective_cache_size: megabytes(memory / 2, 512, 16_384),
    work_mem: '16MB',
    maintenance_work_mem: megabytes(memory / 32, 64, 512),
    max_connections: '80',
    // A container's 64 MB of /dev/shm is too little for parallel plans: they would fail in the middle of a query.
    max_parallel_workers_per_gather: sharedMemory < 256 * 2 ** 20 ? '0' : '1',
    max_parallel_maintenance_workers: sharedMemory < 256 * 2 ** 20 ? '0' : '1',
    random_page_cost: '1.1',
    // Compiling plans costs more than it gives for queries of milliseconds.
    jit: 'off',

    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%a ',
    log_lock_waits: 'on',
    log_min_duration_statement: '2s',
    // Rows and parameters may name people; they belong in the database, not in a log.
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
  }
}

/** Run by the database in its `data` folder. Repeating a copy is harmless, and a half-written one never bears the final name. */
function archiveCommand(): string {
  const target = `../${ARCHIVE}/%f`
  const copy = `cp %p ${target}.part && sync ${target}.part && mv ${target}.part ${target}`
  return `test ! -e ../${ARCHIVE}/${ARCHIVE_MARKER} || cmp -s %p ${target} || { test ! -e ${target} && ${copy}; }`
}

/** Size of the disk on which a folder lies, in bytes; 0 where nobody says. */
export function diskBytes(folder: string): number {
  try {
    const { blocks, bsize } = statfsSync(folder)
    return blocks * bsize
  } catch {
    return 0
  }
}

function memoryBytes(): number {
  // Outside a container with a limit this is 0 or an absurdly large number.
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem()
}

function sharedMemoryBytes(): number {
  try {
    const { blocks, bsize } = statfsSync('/dev/shm')
    return blocks * bsize
  } catch {
    // macOS has no such folder, nor such a limit.
    return Number.POSITIVE_INFINITY
  }
}
