// What programs outside are told, and how they ask: a webhook made on its page, tested and looked at; the API's page searched.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest } from '../support/chromium.ts'
import { makeHome, type Running, setUp } from '../support/product.ts'
import { checkPage, OWN_WORDS, openWatched, type Screen } from './watched-page.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const SCREENS: readonly (Screen & { words: Words })[] = [
  {
    locale: 'zh-TW',
    language: 'zh-Hant',
    width: 1440,
    height: 900,
    words: {
      add: '新增',
      name: '名稱',
      url: '網址',
      save: '儲存',
      close: '關閉',
      test: '送一則測試',
      arrived: '已送達',
      found: '錯誤代碼',
    },
  },
  {
    locale: 'zh-CN',
    language: 'zh-Hans',
    width: 390,
    height: 844,
    words: {
      add: '新建',
      name: '名称',
      url: '网址',
      save: '保存',
      close: '关闭',
      test: '发送测试',
      arrived: '已送达',
      found: '错误代码',
    },
  },
  {
    locale: 'en-GB',
    language: 'en',
    width: 390,
    height: 844,
    words: {
      add: 'Add a webhook',
      name: 'Name',
      url: 'Address',
      save: 'Save',
      close: 'Close',
      test: 'Send a test',
      arrived: 'Arrived',
      found: 'Errors',
    },
  },
]
type Words = Readonly<Record<'add' | 'name' | 'url' | 'save' | 'close' | 'test' | 'arrived' | 'found', string>>

test('webhooks and the description of the API, for three readers', browserTest(), async (t) => {
  const built = spawnSync(process.execPath, [path.join(ROOT, 'boot.mjs'), 'build'], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const received: string[] = []
  const receiver = http.createServer((request, response) => {
    received.push(String(request.headers['webhook-signature']))
    response.end('thanks')
  })
  await new Promise<void>((go) => receiver.listen(0, '127.0.0.1', go))
  t.after(() => receiver.close())
  const home = await makeHome(t)
  const running = await home.start([], { WEIJI_PRIVATE_HOSTS: '127.0.0.1' })
  const { cookie } = await setUp(running)
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  for (const screen of SCREENS) {
    await t.test(`${screen.language} at ${screen.width}`, async (t) => {
      const before = received.length
      await look(t, running, cookie, screen, url)
      assert.equal(received.length, before + 1)
      assert.match(received.at(-1) ?? '', /^v1,/)
    })
  }
})

async function look(
  t: TestContext,
  running: Running,
  cookie: string,
  screen: (typeof SCREENS)[number],
  url: string,
): Promise<void> {
  const { words } = screen
  const { context, page, complaints } = await openWatched(screen)
  t.after(() => context.close())
  await context.addInitScript(OWN_WORDS)
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: running.url }])
  await page.goto(`${running.url}/administration/webhooks`)
  await page.getByRole('button', { name: words.add }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words.name).fill(`receiver ${screen.language}`)
  await dialog.getByLabel(words.url).fill(url)
  await dialog.getByRole('button', { name: words.save }).click()
  const secret = page.getByRole('dialog').filter({ has: page.locator('textarea.mono') })
  assert.match(await secret.locator('textarea').inputValue(), /^whsec_/)
  await secret.getByRole('button', { name: words.close }).last().click()
  await page.locator('textarea.mono').waitFor({ state: 'hidden' })
  await checkPage(page, screen, 'webhooks')
  await sendTest(page, words, `receiver ${screen.language}`)
  await page.goto(`${running.url}/administration/api`)
  await page.getByText(words.found).waitFor()
  await page.locator('.api-search input').fill('deliveries retrial')
  await page.locator('.api-row').first().locator('summary').first().click()
  await page.getByText('curl -X POST').waitFor()
  assert.equal(await page.locator('.api-row').count(), 1)
  await page.goto(`${running.url}/blindness`)
  await checkPage(page, screen, 'blindness')
  assert.deepEqual(complaints, [])
}

async function sendTest(page: Page, words: Words, name: string): Promise<void> {
  const row = page.locator('.row-card', { hasText: name })
  await row.getByRole('button', { name: words.test }).click()
  await page.locator('.delivery').getByText(words.arrived).waitFor()
}
