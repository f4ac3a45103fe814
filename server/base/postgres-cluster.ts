import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { DatabaseUser } from './postgres-owner.ts'
import type { Programs } from './postgres-programs.ts'
import { ARCHIVE } from './postgres-settings.ts'
import { readText } from './process-lock.ts'

export const SUPERUSER = 'weiji'

/** Files and folders of one embedded database: everything below `root` is its own. */
export type Places = {
  readonly root: string
  /** PostgreSQL's own folder */
  readonly data: string
  readonly log: string
  readonly lock: string
  readonly holders: string
  readonly programs: string
  readonly password: string
  /** which folder or port it last listened on */
  readonly address: string
}

/** What `spawn` needs to act as the database's user; a folder it can surely enter, and an environment with nothing of ours. */
export type Acting = { uid?: number; gid?: number; cwd: string; env: Record<string, string> }

export function placesBelow(root: string): Places {
  const at = (name: string): string => path.join(root, name)
  return {
    root,
    data: at('data'),
    log: at('postgres.log'),
    lock: at('lock'),
    holders: at('holders'),
    programs: at('programs'),
    password: at('password'),
    address: at('address.json'),
  }
}

export function actingAs(user: DatabaseUser): Acting {
  return {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    ...(user.gid === undefined ? {} : { gid: user.gid }),
    cwd: '/',
    // "C": messages in English, and macOS needs some locale named. TMPDIR and the like of ours may be closed to that user.
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  }
}

/**
 * Makes the database folder where there is none, and refuses one of another major version. Hold the lock.
 * @returns the password of the superuser
 */
export function ensureCluster(places: Places, programs: Programs, user: DatabaseUser, sync: boolean): string {
  mkdirSync(places.holders, { recursive: true })
  // Root's database user passes through here to reach `data`; the password beside it stays ours.
  chmodSync(places.root, user.uid === undefined ? 0o700 : 0o711)
  const version = readText(path.join(places.data, 'PG_VERSION'))?.trim()
  if (version === undefined) return createCluster(places, programs, user, sync)
  if (version !== String(programs.major)) {
    throw new Error(
      `${places.data} was made by PostgreSQL ${version}, and this is PostgreSQL ${programs.major}, which cannot open it: ` +
        'export it with the Weiji that made it, then import it into a new folder',
    )
  }
  const password = readText(places.password)
  if (!password)
    throw new Error(`${places.password} is missing or cannot be read: without it the database cannot be opened`)
  return password
}

function createCluster(places: Places, programs: Programs, user: DatabaseUser, sync: boolean): string {
  if (existsSync(places.data) && readdirSync(places.data).length > 0) {
    throw new Error(`${places.data} is not empty and holds no database: move it away`)
  }
  for (const name of readdirSync(places.root)) {
    if (name.startsWith('data.')) rmSync(path.join(places.root, name), { recursive: true, force: true })
  }
  const draft = path.join(places.root, `data.${process.pid}`)
  makeOwned(draft, user)
  makeOwned(path.join(places.root, ARCHIVE), user)
  const password = randomBytes(24).toString('base64url')
  writeFileSync(places.password, password, { mode: 0o600 })
  initialise(draft, programs, user, password, sync)
  // Renamed only when whole: an interrupted start begins anew.
  renameSync(draft, places.data)
  return password
}

function initialise(data: string, programs: Programs, user: DatabaseUser, password: string, sync: boolean): void {
  // Read by the database's user, who may not read our own copy.
  const passwordFile = `${data}.password`
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' })
  try {
    if (user.uid !== undefined) chownSync(passwordFile, user.uid, user.gid ?? user.uid)
    const locale =
      programs.major >= 17
        ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
        : ['--locale=C.UTF-8']
    const args = [
      '-D',
      data,
      '-U',
      SUPERUSER,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--data-checksums',
    ]
    const done = spawnSync(path.join(programs.bin, 'initdb'), [...args, ...locale, ...(sync ? [] : ['--no-sync'])], {
      ...actingAs(user),
      encoding: 'utf8',
    })
    if (done.error) throw new Error(`cannot run initdb as ${user.name}: ${done.error.message}`, { cause: done.error })
    if (done.status !== 0) throw new Error(`initdb ended with ${done.status ?? done.signal}: ${done.stderr.trim()}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** A folder of the database's user, closed to all others. */
export function makeOwned(folder: string, user: DatabaseUser): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? user.uid)
}
