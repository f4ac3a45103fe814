import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { readText } from './process-lock.ts'

/** The user who runs the database. `uid` and `gid` are absent when that is ourselves. */
export type DatabaseUser = { readonly uid?: number; readonly gid?: number; readonly name: string }

/**
 * Who may run the database on `dataDir`. PostgreSQL refuses root, so root hands it to `postgres` or `nobody`, or to whom the
 * folder's database already belongs.
 * @throws Error in words for an operator when nobody suitable is found
 */
export function databaseUser(dataDir: string): DatabaseUser {
  if (process.getuid?.() !== 0) return ourselves(dataDir)
  const users = readUsers()
  const cluster = path.join(dataDir, 'data')
  const owner = existsSync(cluster) ? statSync(cluster).uid : undefined
  const names = ['postgres', '_postgres', 'nobody']
  const found =
    owner === undefined
      ? names.map((name) => users.find((user) => user.name === name)).find((user) => user !== undefined)
      : users.find((user) => user.uid === owner)
  if (found === undefined || !(found.uid > 0)) {
    throw new Error(
      owner === undefined
        ? 'PostgreSQL does not run as root and there is no user "postgres" or "nobody" to run it: add one, or start as another user'
        : `${cluster} belongs to user id ${owner}, who cannot run PostgreSQL: give it to a user named in /etc/passwd`,
    )
  }
  return found
}

/**
 * The first folder on the way to `dataDir` (which need not exist) that the database's user cannot enter, such as a home of mode
 * 0700 when root starts us; undefined when the way is open.
 */
export function closedFolder(dataDir: string, user: DatabaseUser = databaseUser(dataDir)): string | undefined {
  if (user.uid === undefined) return undefined
  const way = ancestors(path.resolve(dataDir)).filter((folder) => existsSync(folder))
  const last = way.at(-1)
  if (last === undefined || canEnter(last, user)) return undefined
  return way.find((folder) => !canEnter(folder, user))
}

/** Asked of the system, not of the mode bits: access lists and mounts have their say too. */
function canEnter(folder: string, user: DatabaseUser): boolean {
  const { uid, gid } = user
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], {
    cwd: '/',
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  })
  if (tried.error) throw new Error(`cannot act as user ${user.name}: ${tried.error.message}`, { cause: tried.error })
  return tried.status === 0
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [...ancestors(parent), folder]
}

function ourselves(dataDir: string): DatabaseUser {
  const cluster = path.join(dataDir, 'data')
  const uid = process.getuid?.()
  try {
    const { username } = os.userInfo()
    if (existsSync(cluster) && statSync(cluster).uid !== uid) {
      throw new Error(
        `${cluster} belongs to user id ${statSync(cluster).uid}, and this is ${username} (${uid}): start as its owner`,
      )
    }
    return { name: username }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error
    throw new Error(
      `user id ${uid} has no entry in /etc/passwd, which PostgreSQL needs: start as a named user, or set DATABASE_URL`,
      { cause: error },
    )
  }
}

function readUsers(): { name: string; uid: number; gid: number }[] {
  return (readText('/etc/passwd') ?? '').split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}
