// All checks, in the order in which a mistake is cheapest to find: lint, types, the pages' build, the tests.
//   npm test                      all
//   npm test -- server/base       only the tests whose path begins with or holds this
//   npm test -- --only types      lint | types | build | unit | e2e
// The last line is `N passed, N failed` (and `, N skipped`); lint, types and build count as one check each.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import { installChromium } from '../test/support/chromium.ts'
import { globalSetup, globalTeardown } from '../test/support/global-setup.ts'

type Tally = { passed: number; failed: number; skipped: string[] }

const ROOT = path.resolve(import.meta.dirname, '..')
const FOLDERS = ['server', 'test', 'bench', 'scripts', 'web']
const KINDS = ['lint', 'types', 'build', 'unit', 'e2e'] as const
/** For a whole test file. Far above what any needs: it is there so that a hang ends. */
const FILE_MS = 10 * 60_000

const { values, positionals } = parseArgs({
  options: { only: { type: 'string', multiple: true } },
  allowPositionals: true,
})
const only = values.only ?? (positionals.length > 0 ? ['unit', 'e2e'] : [...KINDS])
const unknown = only.find((kind) => !KINDS.some((known) => known === kind))
if (unknown !== undefined) {
  console.error(`--only ${unknown}: one of ${KINDS.join(', ')}`)
  process.exit(2)
}
process.chdir(ROOT)

const tally: Tally = { passed: 0, failed: 0, skipped: [] }
if (only.includes('lint')) step('lint', [program('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'])
if (only.includes('types')) step('types', [program('typescript/bin/tsc'), '--noEmit', '-p', '.'])
if (only.includes('build') && existsSync('vite.config.ts')) step('pages', ['boot.mjs', 'build'])
await runTests(testFiles().filter(isWanted))

for (const line of tally.skipped) console.log(`skipped: ${line}`)
const skipped = tally.skipped.length > 0 ? `, ${tally.skipped.length} skipped` : ''
console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`)
process.exitCode = tally.failed > 0 ? 1 : 0

function step(name: string, args: string[]): void {
  const began = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${status === 0 ? '✔' : '✖'} ${name} (${seconds} s)`)
  if (status === 0) tally.passed += 1
  else tally.failed += 1
}

function program(file: string): string {
  return path.join('node_modules', file)
}

function testFiles(): string[] {
  return FOLDERS.filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
    .filter((name) => /\.test\.tsx?$/.test(name))
    .sort()
}

function isWanted(file: string): boolean {
  const kind = file.startsWith('test/e2e/') ? 'e2e' : 'unit'
  return only.includes(kind) && (positionals.length === 0 || positionals.some((part) => file.includes(part)))
}

async function runTests(files: string[]): Promise<void> {
  if (files.length === 0) return
  if (files.some((file) => file.startsWith('test/e2e/'))) installChromium(console.error)
  const stopped = new AbortController()
  // 'disconnect': boot.mjs was killed outright. Asked to stop, we still end the test processes and their database.
  for (const end of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(end, () => stopped.abort())
  process.channel?.unref()
  await globalSetup()
  try {
    await report(run({ files, concurrency: 2, timeout: FILE_MS, signal: stopped.signal }))
  } finally {
    await globalTeardown()
  }
}

async function report(stream: ReturnType<typeof run>): Promise<void> {
  stream.on('test:pass', ({ name, file, skip }) => {
    if (skip === undefined || skip === false) return
    tally.skipped.push(`${path.relative(ROOT, file ?? '')}: ${name}${typeof skip === 'string' ? `: ${skip}` : ''}`)
  })
  stream.on('test:summary', ({ file, counts }) => {
    if (file !== undefined) return
    tally.passed += counts.passed
    tally.failed += counts.tests - counts.passed - counts.skipped - counts.todo
  })
  // Not `compose`, which drops what the reporter says last: the failures in full.
  const lines = stream.pipe(new spec())
  lines.pipe(process.stdout)
  await finished(lines)
}
