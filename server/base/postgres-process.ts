import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from './postgres-address.ts'
import type { Acting } from './postgres-cluster.ts'
import { isRunning, readText } from './process-lock.ts'

export type Postmaster = {
  readonly pid: number
  readonly address: Address
  readonly phase: 'starting' | 'ready' | 'stopping'
}

/** Crash recovery of a busy database takes minutes at worst; a start that takes longer is stuck. */
const START_MS = 10 * 60_000
const FAST_MS = 30_000
const IMMEDIATE_MS = 10_000
const POLL_MS = 20

/** The live postmaster of this data folder, if any. A zombie is none, nor is a process that was given the dead one's number. */
export function findPostmaster(data: string): Postmaster | undefined {
  // Lines: pid, data folder, start, port, socket folder, listen address, shared memory, state (man: postmaster.pid).
  const [pid, , , port, folder, listen, , state] = (readText(path.join(data, 'postmaster.pid')) ?? '').split('\n')
  if (!isPostmaster(Number(pid), data)) return undefined
  const phase = state?.startsWith('ready') ? 'ready' : state?.startsWith('stopping') ? 'stopping' : 'starting'
  return { pid: Number(pid), address: { host: folder || listen || '127.0.0.1', port: Number(port) }, phase }
}

/**
 * Starts a postmaster and waits until it takes connections. It gets a session of its own: a Ctrl-C meant for us would stop it
 * before we have finished, and it must outlive us for other processes.
 * @throws Error with the end of its log when it does not come up
 */
export async function startPostmaster(
  bin: string,
  data: string,
  log: string,
  settings: Record<string, string>,
  acting: Acting,
) {
  await clearLeftovers(data, settings.unix_socket_directories)
  const output = openSync(log, 'a', 0o640)
  const before = statSync(log).size
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(path.join(bin, 'postgres'), ['-D', data, ...args], {
    ...acting,
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  let failure: string | undefined
  child.on('error', (error) => {
    failure = error.message
  })
  child.on('exit', (code, signal) => {
    failure ??= `it ended with ${code ?? signal}`
  })
  child.unref()
  await untilReady(data, () => failure)
  if (failure === undefined) return
  throw new Error(`PostgreSQL did not start: ${failure}. ${lastLines(log, before)}`)
}

/** Waits until the postmaster takes connections, or until it is gone or `failure` says something. */
export async function untilReady(data: string, failure: () => string | undefined): Promise<void> {
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(POLL_MS)) {
    if (failure() !== undefined || findPostmaster(data)?.phase === 'ready') return
  }
  throw new Error(`the database in ${data} was not ready after ${START_MS / 60_000} minutes`)
}

/** Stops it in the gentlest way that works: fast (open transactions are rolled back), immediate, then by force. */
export async function stopPostmaster(data: string): Promise<'stopped' | 'forced'> {
  const found = findPostmaster(data)
  if (!found) return 'stopped'
  if (await endsAfter(found.pid, data, 'SIGINT', FAST_MS)) return 'stopped'
  if (!(await endsAfter(found.pid, data, 'SIGQUIT', IMMEDIATE_MS)))
    await endsAfter(found.pid, data, 'SIGKILL', IMMEDIATE_MS)
  await clearLeftovers(data, undefined)
  return 'forced'
}

async function endsAfter(pid: number, data: string, signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
  sendSignal(pid, signal)
  for (const until = Date.now() + limitMs; Date.now() < until; await sleep(POLL_MS)) {
    if (!isPostmaster(pid, data)) return true
  }
  return false
}

/**
 * After a killed postmaster its children notice within moments, but one that hangs keeps the shared memory, and the next start is
 * refused; so is one beside lock files that name a zombie, since signals can still be sent to it. Call when no postmaster lives.
 */
async function clearLeftovers(data: string, socketFolder: string | undefined): Promise<void> {
  for (const until = Date.now() + 5_000; childrenOf(data).length > 0 && Date.now() < until; ) await sleep(POLL_MS)
  for (const pid of childrenOf(data)) sendSignal(pid, 'SIGKILL')
  while (childrenOf(data).length > 0) await sleep(POLL_MS)
  rmSync(path.join(data, 'postmaster.pid'), { force: true })
  if (!socketFolder) return
  for (const name of readdirSync(socketFolder)) {
    if (name.startsWith('.s.PGSQL.')) rmSync(path.join(socketFolder, name), { force: true })
  }
}

/** Processes of PostgreSQL that work in this data folder, by /proc; elsewhere none are found and PostgreSQL's own check must do. */
function childrenOf(data: string): number[] {
  const folder = realpathSync(data)
  return pids().filter((pid) => isRunning(pid) && workingFolder(pid) === folder && isPostgres(pid))
}

function pids(): number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
  } catch {
    return []
  }
}

function isPostgres(pid: number): boolean {
  return /postgres/.test(readText(`/proc/${pid}/cmdline`) ?? '')
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

/** By its command line where /proc shows it; where it does not, a live process of that number has to be believed. */
function isPostmaster(pid: number, data: string): boolean {
  if (!isRunning(pid)) return false
  const words = readText(`/proc/${pid}/cmdline`)?.split('\0')
  return words === undefined || words.includes(data)
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function lastLines(log: string, from: number): string {
  const added = Buffer.from(readText(log) ?? '')
    .subarray(from)
    .toString()
  return added.trim().split('\n').slice(-8).join('\n')
}
