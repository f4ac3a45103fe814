import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process, told apart from a later one that was given the same number. */
export type Owner = { readonly pid: number; readonly since: string }

/**
 * Runs `work` while no other process (nor other call in this one) holds the lock `file`. A lock whose owner is dead is taken over.
 * The same scheme as in boot.mjs, which an old Node must run before anything is installed.
 * @param waitMs how long to wait for another; then it throws, naming the owner
 */
export async function withLock<T>(file: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const text = JSON.stringify({ token: randomBytes(8).toString('hex'), ...thisProcess() })
  const until = Date.now() + waitMs
  while (!createWhole(file, text)) {
    const found = readText(file)
    if (found !== undefined && !isOwnerAlive(readOwner(found))) clearStale(file, found, text)
    else if (Date.now() > until) throw new Error(`${file} is held by process ${readOwner(found ?? '').pid}`)
    else await sleep(25)
  }
  try {
    return await work()
  } finally {
    if (readText(file) === text) rmSync(file, { force: true })
  }
}

export function thisProcess(): Owner {
  return { pid: process.pid, since: startOf(process.pid) }
}

/** True while that very process runs: a zombie does not, and a pid that was given to another process does not count. */
export function isOwnerAlive(owner: Owner): boolean {
  return isRunning(owner.pid) && startOf(owner.pid) === owner.since
}

/** True while a process of this number runs. A zombie no longer runs, although signals can still be sent to it. */
export function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, and belongs to someone else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return statOf(pid)?.[0] !== 'Z'
}

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Only whoever holds the guard removes another's lock, so that two takers never both believe they have it. */
function clearStale(file: string, stale: string, text: string): void {
  const guard = `${file}.takeover`
  if (!createWhole(guard, text)) {
    const found = readText(guard)
    if (found !== undefined && !isOwnerAlive(readOwner(found))) rmSync(guard, { force: true })
    return
  }
  if (readText(file) === stale) rmSync(file, { force: true })
  rmSync(guard, { force: true })
}

/** Creates the file with its whole text or not at all: nobody reads a lock that is still empty. */
function createWhole(file: string, text: string): boolean {
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  writeFileSync(draft, text)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function readOwner(text: string): Owner {
  try {
    const { pid, since } = JSON.parse(text) as Owner
    return { pid, since }
  } catch {
    return { pid: 0, since: '' }
  }
}

/** When the process began, in the kernel's ticks since boot. Empty where there is no /proc: then the number alone must do. */
function startOf(pid: number): string {
  return statOf(pid)?.[19] ?? ''
}

/** The fields of /proc/PID/stat after the name, which may itself hold spaces and brackets. */
function statOf(pid: number): string[] | undefined {
  return readText(`/proc/${pid}/stat`)?.split(') ').pop()?.split(' ')
}
