import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { ConfigError, readConfig, SETTINGS } from './config.ts'

const KEY = createSecretKey(Buffer.alloc(32, 7))
const read = (env: Record<string, string>) =>
  readConfig(
    env,
    () => '/data/default',
    () => KEY,
  )

test('without settings everything has a sensible value', () => {
  const { threads, ...config } = read({})
  assert.ok(threads >= 1 && threads <= 4)
  assert.deepEqual(config, {
    port: 8080,
    host: '127.0.0.1',
    dataDir: '/data/default',
    databaseUrl: undefined,
    postgresBin: undefined,
    publicUrl: 'http://localhost:8080',
    trustedProxies: 0,
    logLevel: 'info',
    metricsToken: undefined,
    secretKey: KEY,
    privateHosts: [],
    heartbeatUrl: undefined,
  })
})

test('each setting is taken, trimmed; an empty one is an absent one', () => {
  const config = read({
    PORT: ' 9000 ',
    HOST: '0.0.0.0',
    WEIJI_DATA: '/srv/weiji',
    DATABASE_URL: 'postgres://u:p@/weiji?host=%2Frun',
    WEIJI_PUBLIC_URL: 'https://weiji.example.com/',
    WEIJI_TRUSTED_PROXIES: '1',
    WEIJI_THREADS: '',
    WEIJI_SECRET_KEY: Buffer.alloc(32, 9).toString('base64'),
    WEIJI_PRIVATE_HOSTS: 'RSSHub.internal, 10.0.0.0/8,',
    WEIJI_HEARTBEAT_URL: 'https://hc.example/1',
  })
  assert.equal(config.port, 9000)
  assert.equal(config.dataDir, '/srv/weiji')
  assert.equal(config.publicUrl, 'https://weiji.example.com')
  assert.equal(config.trustedProxies, 1)
  assert.deepEqual(config.secretKey.export(), Buffer.alloc(32, 9))
  assert.deepEqual(config.privateHosts, ['rsshub.internal', '10.0.0.0/8'])
  assert.equal(config.heartbeatUrl, 'https://hc.example/1')
})

const WRONG: [string, string][] = [
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'mysql://root:geheim@host'],
  ['WEIJI_PUBLIC_URL', 'weiji.example.com'],
  ['WEIJI_PUBLIC_URL', 'https://example.com/weiji'],
  ['WEIJI_TRUSTED_PROXIES', '-1'],
  ['WEIJI_LOG_LEVEL', 'loud'],
  ['WEIJI_THREADS', '0'],
  ['WEIJI_SECRET_KEY', 'geheim'],
  ['WEIJI_PRIVATE_HOSTS', 'a b'],
  ['WEIJI_HEARTBEAT_URL', 'geheim'],
]
for (const [name, value] of WRONG) {
  test(`${name}=${value} is refused by name`, () => {
    const isNamed = (error: unknown): boolean =>
      error instanceof ConfigError && error.message.startsWith(name) && !error.message.includes('geheim')
    assert.throws(() => read({ [name]: value }), isNamed)
  })
}

test('docs/operations.md has the table of settings', () => {
  const document = readFileSync(path.join(import.meta.dirname, '../../docs/operations.md'), 'utf8')
  for (const [name, { fallback, meaning }] of Object.entries(SETTINGS)) {
    const row = `| \`${name}\` | ${fallback === '' ? '–' : `\`${fallback}\``} | ${meaning} |`
    assert.ok(document.includes(row), `this row: ${row}`)
  }
})
