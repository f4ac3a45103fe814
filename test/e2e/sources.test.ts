// Adding a source in a real browser: a trial that fails in words, one that shows what would come, the source at work, moved, paused.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest } from '../support/chromium.ts'
import { type FeedServer, rssOf, startFeedServer } from '../support/feed-server.ts'
import { makeHome, type Running, setUp } from '../support/product.ts'
import { checkPage, enter, openWatched, type Screen } from './watched-page.ts'

const BOOT = path.resolve(import.meta.dirname, '../../boot.mjs')
type Words = Readonly<Record<'kind' | 'attempt' | 'signIn' | 'name' | 'save' | 'pause' | 'moved', string>>
const READERS: readonly (Screen & { readonly words: Words })[] = [
  {
    locale: 'zh-TW',
    language: 'zh-Hant',
    width: 1440,
    height: 900,
    words: {
      kind: '訂閱（RSS、Atom、JSON）',
      attempt: '試讀一次',
      signIn: '來的是登入頁，不是訂閱',
      name: '名稱',
      save: '儲存並開始',
      pause: '暫停',
      moved: '改用新地址',
    },
  },
  {
    locale: 'zh-CN',
    language: 'zh-Hans',
    width: 390,
    height: 844,
    words: {
      kind: '订阅（RSS、Atom、JSON）',
      attempt: '试读一次',
      signIn: '返回的是登录页，不是订阅',
      name: '名称',
      save: '保存并开始',
      pause: '暂停',
      moved: '改用新地址',
    },
  },
  {
    locale: 'en-GB',
    language: 'en',
    width: 1440,
    height: 900,
    words: {
      kind: 'Feed (RSS, Atom, JSON)',
      attempt: 'Try it',
      signIn: 'A sign-in page came instead of a feed',
      name: 'Name',
      save: 'Save and begin',
      pause: 'Pause',
      moved: 'Use the new address',
    },
  },
]

test('a source is added, watched, moved and paused, by three readers', browserTest(), async (t) => {
  const built = spawnSync(process.execPath, [BOOT, 'build'], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const web = await startFeedServer(t)
  const home = await makeHome(t)
  const running = await home.start([], { WEIJI_PRIVATE_HOSTS: '127.0.0.1' })
  const { cookie } = await setUp(running)
  web.answer('/sign-in', { headers: { 'content-type': 'text/html' }, body: '<html><title>登录</title></html>' })
  web.answer('/old', { status: 301, headers: { location: '/new' } })
  web.answer('/new', {
    body: rssOf(Array.from({ length: 12 }, (_, n) => [`i${n}`, new Date(Date.now() - n * 60_000)])),
  })
  for (const reader of READERS) {
    const { context, page, complaints } = await openWatched(reader)
    t.after(() => context.close())
    await enter(context, page, running.url, cookie, reader, '/sources')
    await journey(page, running, web, reader)
    assert.deepEqual(complaints, [])
    await context.close()
  }
})

async function journey(page: Page, running: Running, web: FeedServer, reader: (typeof READERS)[number]): Promise<void> {
  const { words, language } = reader
  await page.locator('a.primary-link[href="/sources/new"]').first().click()
  await page.getByText(words.kind, { exact: true }).click()
  const address = page.locator('form.column input').first()
  await address.fill(`${web.url}/sign-in`)
  await page.getByRole('button', { name: words.attempt }).click()
  await page.getByText(words.signIn).waitFor()
  await checkPage(page, reader, 'source-trial-failed')
  await address.fill(`${web.url}/old`)
  await page.getByRole('button', { name: words.attempt }).click()
  await page.getByText('青禾 i0', { exact: true }).waitFor()
  await page.getByRole('textbox', { name: new RegExp(`^${words.name} ·`) }).fill(`論壇 ${language}`)
  await checkPage(page, reader, 'source-trial')
  await page.getByRole('button', { name: words.save }).click()
  await page.waitForURL(/\/sources\/[0-9a-f-]{36}$/)
  await page.locator('.tag-good').first().waitFor()
  await checkPage(page, reader, 'source')
  await page.getByRole('button', { name: words.moved }).click()
  await page.getByRole('button', { name: words.moved }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: words.pause, exact: true }).click()
  await page.locator('.ant-popconfirm .ant-btn-primary').click()
  await page.locator('.page-verbs .ant-btn-primary').waitFor()
  await page.goto(`${running.url}/sources`)
  await page.locator('.track-row', { hasText: `論壇 ${language}` }).waitFor()
  await checkPage(page, reader, 'sources')
}
