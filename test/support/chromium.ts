import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

export type FoundChromium = { readonly path: string } | { readonly missing: string }

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const REMEDY =
  'no Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk) or set WEIJI_CHROMIUM to its program'

/** The browser's program, or what to do about its absence. */
export function findChromium(): FoundChromium {
  const own = process.env.WEIJI_CHROMIUM
  if (own) return existsSync(own) ? { path: own } : { missing: `WEIJI_CHROMIUM names ${own}, which does not exist` }
  const found = PATHS.find((file) => existsSync(file))
  return found ? { path: found } : { missing: REMEDY }
}

/**
 * Options for `test(name, options, …)` of a test that needs the browser: skipped with the remedy where there is none, but in CI
 * not skipped, so that it fails.
 */
export function browserTest(): { skip?: string } {
  const found = findChromium()
  return 'missing' in found && process.env.CI !== 'true' ? { skip: found.missing } : {}
}

/** Installs it where that is ours to do: as root on Debian and its kin, none at hand. Returns what to do where it fails. */
export function installChromium(say: (text: string) => void): FoundChromium {
  const found = findChromium()
  if ('path' in found || process.env.WEIJI_CHROMIUM || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return found
  say('installing Chromium for the browser tests by apt-get (a minute or two) …')
  const install = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk']
  // A fresh image has no package lists, or stale ones.
  if (!apt(install)) {
    apt(['update'])
    apt(install)
  }
  return findChromium()
}

function apt(args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2], timeout: 10 * 60_000 }).status === 0
}

/**
 * A browser with an empty profile of its own, whose `close()` removes the profile too.
 * @param options of playwright-core's launchPersistentContext, such as locale, viewport, isMobile
 */
export async function launchBrowser(
  options: NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]> = {},
): Promise<BrowserContext> {
  const found = findChromium()
  if ('missing' in found) throw new Error(found.missing)
  const profile = mkdtempSync(path.join(os.tmpdir(), 'weiji-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: found.path,
    headless: true,
    args: [
      // Chromium's sandbox refuses root; the pages are our own.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ...options,
  })
  context.on('close', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }))
  return context
}
