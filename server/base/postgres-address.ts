import { lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { makeOwned } from './postgres-cluster.ts'
import type { DatabaseUser } from './postgres-owner.ts'
import { readText } from './process-lock.ts'

/** Where the database listens: `host` is a folder (starting with "/") for a Unix socket, else the loopback address. */
export type Address = { readonly host: string; readonly port: number }

/** The kernel's limit for the path of a socket, in bytes, without the closing zero. */
const LONGEST_SOCKET_PATH = 107
const PORT = 5432

/**
 * The address of the next start: the last one where it still serves, so that clients of a crashed database find it again.
 * A socket in a folder of the database's user; the loopback where no folder for one can be made.
 * @param file where the address is remembered
 */
export async function chooseAddress(file: string, user: DatabaseUser, loopback: boolean): Promise<Address> {
  const last = readAddress(file)
  const again = last && loopback === !isSocket(last) && (await isUsable(last, user)) ? last : undefined
  const address = again ?? (loopback ? await freePort() : (socketFolder(user) ?? (await freePort())))
  writeFileSync(file, JSON.stringify(address), { mode: 0o600 })
  return address
}

/** Removes the socket's folder, after the database has stopped. */
export function forgetAddress(file: string): void {
  const address = readAddress(file)
  if (address && isSocket(address)) rmSync(address.host, { recursive: true, force: true })
  rmSync(file, { force: true })
}

export function isSocket(address: Address): boolean {
  return address.host.startsWith('/')
}

export function listenSettings(address: Address): Record<string, string> {
  return isSocket(address)
    ? {
        listen_addresses: '',
        unix_socket_directories: address.host,
        unix_socket_permissions: '0700',
        port: String(address.port),
      }
    : { listen_addresses: address.host, unix_socket_directories: '', port: String(address.port) }
}

/** A new folder with a name nobody can guess beforehand, outside the checkout, whose path may be too long for a socket. */
function socketFolder(user: DatabaseUser): Address | undefined {
  for (const parent of [os.tmpdir(), '/tmp', '/var/tmp']) {
    if (Buffer.byteLength(path.join(parent, 'weiji-XXXXXX', `.s.PGSQL.${PORT}.lock`)) > LONGEST_SOCKET_PATH) continue
    try {
      const host = mkdtempSync(path.join(parent, 'weiji-'))
      makeOwned(host, user)
      return { host, port: PORT }
    } catch {
      // not writable: the next one
    }
  }
  return undefined
}

/** A folder in /tmp may have been swept and made anew by a stranger: it must still be the user's own and closed. */
async function isUsable(address: Address, user: DatabaseUser): Promise<boolean> {
  if (!isSocket(address)) return (await listenOnce(address.port)) === address.port
  try {
    const stat = lstatSync(address.host)
    return stat.isDirectory() && stat.uid === (user.uid ?? process.getuid?.()) && (stat.mode & 0o077) === 0
  } catch {
    return false
  }
}

async function freePort(): Promise<Address> {
  const port = await listenOnce(0)
  if (port === undefined) throw new Error('no free port on 127.0.0.1 for the database')
  return { host: '127.0.0.1', port }
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(undefined))
    server.listen(port, '127.0.0.1', () => {
      const bound = server.address()
      server.close(() => done(typeof bound === 'object' && bound ? bound.port : undefined))
    })
  })
}

function readAddress(file: string): Address | undefined {
  const text = readText(file)
  return text ? (JSON.parse(text) as Address) : undefined
}
