import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { makeHome, postJson, setUp } from './support/product.ts'

const BOUND = { timeout: 120_000 }
const CLI = path.resolve(import.meta.dirname, '../server/cli.ts')

test(
  'it starts on an empty folder, says where to go, stops when asked, and starts again with everything there',
  BOUND,
  async (t) => {
    const home = await makeHome(t)
    const first = await home.start()
    assert.match(first.said(), new RegExp(`is running at http://localhost:${home.port}\\n`))
    assert.equal((await fetch(`${first.url}/healthz`)).status, 200)
    assert.deepEqual(await (await fetch(`${first.url}/readyz`)).json(), {
      status: 'ready',
      database: true,
      migrations: true,
      disk: 'enough',
    })
    const { secret } = await setUp(first)
    const busy = await home.startWrongly()
    assert.equal(busy.code, 1)
    assert.match(busy.said, new RegExp(`port ${home.port} is in use.*PORT=${home.port + 1}`))
    const list = spawnSync(process.execPath, [CLI, 'verify-audit'], {
      env: { ...process.env, WEIJI_DATA: home.folder, DATABASE_URL: '' },
      encoding: 'utf8',
    })
    assert.equal(list.status, 0, list.stderr)
    assert.match(list.stdout, /whole/)
    assert.equal(await first.end('SIGTERM'), 0)
    assert.equal(existsSync(path.join(home.folder, 'postgres/data/postmaster.pid')), false)
    assert.doesNotMatch(first.logged() + first.said().replace(/\/setup#\S+/, ''), /qing he de|weiji_session|豆浆/)
    const second = await home.start()
    assert.doesNotMatch(second.said(), /setup#/)
    const posts = await fetch(`${second.url}/api/posts`, { headers: { authorization: `Bearer ${secret}` } })
    assert.equal(posts.status, 200)
    assert.equal(await second.end('SIGINT'), 0)
  },
)

test('one process for the pages and one for the jobs share a database; either may go and come', BOUND, async (t) => {
  const home = await makeHome(t)
  const web = await home.start(['--role', 'web'])
  const worker = await home.start(['--role', 'worker'])
  const { secret } = await setUp(web)
  assert.equal(await worker.end('SIGTERM'), 0)
  assert.equal((await fetch(`${web.url}/readyz`)).status, 200)
  const post = { externalId: '1', platform: 'weibo', postedAt: new Date().toISOString(), text: '退款' }
  const sent = await postJson(
    web.url,
    '/api/posts',
    { source: 'test', posts: [post] },
    { authorization: `Bearer ${secret}` },
  )
  assert.equal(((await sent.json()) as { accepted: number }).accepted, 1)
  const again = await home.start(['--role', 'worker'])
  assert.equal(await web.end('SIGTERM'), 0)
  assert.equal(await again.end('SIGTERM'), 0)
  assert.equal(existsSync(path.join(home.folder, 'postgres/data/postmaster.pid')), false)
})

test(
  'a demo prints a link that signs in once, and the product stops when whoever started it is gone',
  BOUND,
  async (t) => {
    const home = await makeHome(t)
    const running = await home.start(['--demo'])
    const token = /\/sign-in#(\S+)/.exec(running.said())?.[1]
    const enter = () => postJson(running.url, '/api/sessions/link', { token })
    const first = await enter()
    assert.equal(((await first.json()) as { organisation: { isDemo: boolean } }).organisation.isDemo, true)
    assert.equal((await enter()).status, 410)
    const exit = once(running.child, 'exit')
    running.child.disconnect()
    assert.deepEqual(await exit, [0, null])
  },
)

const WRONG: [string, string[], Record<string, string>, RegExp][] = [
  ['a role that does not exist', ['--role', 'boss'], {}, /--role boss: one of all, web, worker/],
  ['a flag that does not exist', ['--fast'], {}, /--fast/],
  ['a port that is none', [], { PORT: 'eighty' }, /PORT is "eighty"/],
  [
    'a database that does not answer',
    [],
    { DATABASE_URL: 'postgres://u:geheim@127.0.0.1:1/x' },
    /ECONNREFUSED|refused/,
  ],
]
for (const [what, args, env, message] of WRONG) {
  test(`started wrongly, ${what}: said in words, and no stack`, BOUND, async (t) => {
    const home = await makeHome(t)
    const { code, said } = await home.startWrongly(args, env)
    assert.equal(code, 1)
    assert.match(said, message)
    assert.doesNotMatch(said, /geheim|\n\s+at /)
  })
}
