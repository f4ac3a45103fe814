// Channels in a real browser: a room and a person's push set up and tested against a stand-in of their servers, an address confirmed,
// quiet hours, and a call that comes by all of them and is answered from the bell. Browser push: the worker shows what it is sent.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { browserTest } from '../support/chromium.ts'
import { makeHome, postJson, type Running, setUp } from '../support/product.ts'
import { makeRoster } from './roster.ts'
import { checkPage, enter, openWatched, type Screen } from './watched-page.ts'

const BOOT = path.resolve(import.meta.dirname, '../../boot.mjs')
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const BARK_KEY = 'ynJ5Ft4atkMkWeo2PAvFhF'

type Words = Readonly<
  Record<
    'add' | 'save' | 'keep' | 'close' | 'took' | 'write' | 'test' | 'arrived' | 'confirmed' | 'quiet' | 'acknowledge',
    string
  >
>
const READERS: readonly (Screen & { readonly said: Words })[] = [
  {
    ...{ locale: 'zh-TW', language: 'zh-Hant', width: 1440, height: 900 },
    said: {
      add: '新增渠道',
      save: '儲存並測試',
      keep: '儲存',
      close: '關閉',
      took: '對方已收下',
      write: '填寫',
      test: '送我一則測試',
      arrived: '收到了',
      confirmed: '已確認收到',
      quiet: '免打擾',
      acknowledge: '我來處理',
    },
  },
  {
    ...{ locale: 'zh-CN', language: 'zh-Hans', width: 390, height: 844 },
    said: {
      add: '新增渠道',
      save: '保存并测试',
      keep: '保存',
      close: '关闭',
      took: '对方已接收',
      write: '填写',
      test: '给我发送测试',
      arrived: '收到了',
      confirmed: '已确认收到',
      quiet: '免打扰',
      acknowledge: '我来处理',
    },
  },
  {
    ...{ locale: 'en-GB', language: 'en', width: 390, height: 844 },
    said: {
      add: 'Add a channel',
      save: 'Save and test',
      keep: 'Save',
      close: 'Close',
      took: 'It was taken',
      write: 'Fill in',
      test: 'Send me a test',
      arrived: 'It arrived',
      confirmed: 'Confirmed',
      quiet: 'Quiet hours',
      acknowledge: 'I have it',
    },
  },
]

type Taken = {
  readonly url: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

test('channels, one’s own addresses, quiet hours and the bell, by three readers', browserTest(), async (t) => {
  const built = spawnSync(process.execPath, [BOOT, 'build'], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const { taken, base } = await startOutside(t)
  for (const { said, ...screen } of READERS) {
    await t.test(`${screen.language} at ${screen.width}`, async (t) => {
      const home = await makeHome(t)
      const running = await home.start([], { WEIJI_PRIVATE_HOSTS: '127.0.0.1' })
      const { cookie } = await setUp(running)
      const { context, page, complaints } = await openWatched(screen)
      t.after(() => context.close())
      await enter(context, page, running.url, cookie, screen, '/administration/channels')
      await checkPage(page, screen, 'channels-none')
      taken.length = 0
      await addRoom(page, said, `${base}/room`)
      assert.match(String(taken.at(-1)?.headers['webhook-signature']), /^v1,/)
      await addChannel(page, said, 'bark', base)
      await checkPage(page, screen, 'channels')
      await ownChannels(page, running, said, screen)
      assert.equal(taken.at(-1)?.body.device_key, BARK_KEY)
      await callAndAnswer(page, running, cookie, said, screen, taken)
      if (screen.width > 500) await pushShown(context, page, running)
      assert.deepEqual(complaints, [])
    })
  }
})

/** Takes whatever a webhook or Bark would be sent. */
async function startOutside(t: TestContext): Promise<{ taken: Taken[]; base: string }> {
  const taken: Taken[] = []
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>
      taken.push({ url: request.url ?? '', headers: request.headers, body })
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"code":200,"message":"success"}')
    })
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  t.after(() => server.close())
  return { taken, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function openForm(page: Page, said: Words, kind: string) {
  await page.getByRole('button', { name: said.add }).first().click()
  await page.locator(`[data-kind=${kind}]`).click()
  return page.getByRole('dialog')
}

async function addRoom(page: Page, said: Words, url: string): Promise<void> {
  const dialog = await openForm(page, said, 'webhook')
  const secrets = dialog.locator('input[type=password]')
  await secrets.nth(0).fill(url)
  await secrets.nth(1).fill(SECRET)
  await dialog.getByRole('button', { name: said.save }).click()
  await dialog.getByText(said.took).waitFor()
  await dialog.getByRole('button', { name: said.close }).last().click()
  await page.locator('.channel-row').waitFor()
}

async function addChannel(page: Page, said: Words, kind: string, server: string): Promise<void> {
  const dialog = await openForm(page, said, kind)
  await dialog.locator('.channel-rare > summary').click()
  await dialog.locator('input[inputmode=text]').first().fill(server)
  await dialog.getByRole('button', { name: said.keep, exact: true }).click()
  await page.locator('.channel-row').nth(1).waitFor()
}

async function ownChannels(page: Page, running: Running, said: Words, screen: Screen): Promise<void> {
  await page.goto(`${running.url}/me`)
  const line = page.locator('.own-channels > li').first()
  await line.getByRole('button', { name: said.write }).click()
  await line.locator('input').last().fill(BARK_KEY)
  await line.getByRole('button', { name: said.keep, exact: true }).click()
  await line.getByRole('button', { name: said.test }).click()
  await line.getByRole('button', { name: said.arrived }).click()
  await line.getByText(said.confirmed).waitFor()
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/me/quiet-hours'))
  await page.getByRole('switch', { name: said.quiet }).click()
  assert.equal((await kept).status(), 200)
  await page.locator('input[type=time]').first().waitFor()
  await checkPage(page, screen, 'own-channels')
}

/** A call breaks quiet hours, goes by every channel and to the bell, and is answered from there. */
async function callAndAnswer(
  page: Page,
  running: Running,
  cookie: string,
  said: Words,
  screen: Screen,
  taken: readonly Taken[],
): Promise<void> {
  const before = taken.length
  await callMe(running, cookie)
  await page.locator('.bell-count').waitFor()
  await page.goto(`${running.url}/inbox`)
  const first = page.locator('.inbox > li').first()
  await first.locator('strong').waitFor()
  await checkPage(page, screen, 'inbox')
  while (!taken.slice(before).some(({ body }) => body.device_key === BARK_KEY)) await page.waitForTimeout(200)
  const seen = page.waitForResponse((answer) => answer.url().endsWith('/api/me/inbox/read'))
  await first.getByRole('link', { name: said.acknowledge }).click()
  await page.waitForURL(/\/a\//)
  // Whoever leaves the page at once breaks it off.
  assert.equal((await seen).status(), 200)
  await page.goto(`${running.url}/inbox`)
  await page.locator('.inbox > li').first().waitFor()
  await page.locator('.bell-count').waitFor({ state: 'detached' })
}

async function callMe(running: Running, cookie: string): Promise<void> {
  await makeRoster(running, cookie)
  const made = await postJson(running.url, '/api/oncall/test-calls', {}, { cookie, origin: running.url })
  assert.equal(made.status, 201, await made.clone().text())
}

/** Makers of browsers take pushes at servers that a test cannot reach: the browser is handed one as if it had come from there. */
async function pushShown(context: BrowserContext, page: Page, running: Running): Promise<void> {
  await context.grantPermissions(['notifications'], { origin: running.url })
  const devtools = await context.newCDPSession(page)
  const registered = new Promise<string>((go) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      for (const { registrationId, isDeleted } of registrations) if (!isDeleted) go(registrationId)
    })
  })
  await devtools.send('ServiceWorker.enable')
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/push-worker.js')
    await navigator.serviceWorker.ready
  })
  const said = {
    ...{ id: '1', tag: 'alert', level: 1, locale: 'zh-Hant', at: '2026-03-02T02:00:00Z' },
    ...{ title: '一級 豆漿發霉', body: '60 分鐘內 500 條帖文' },
    link: { url: `${running.url}/alerts`, text: '看預警' },
    acknowledge: { url: `${running.url}/a/abc`, text: '我來處理' },
  }
  const registrationId = await registered
  const newest = { ...said, id: '2', title: '一級 豆漿發霉，已倍增' }
  // The second time is a repeat of the first, as when the connection broke after it was taken.
  for (const data of [said, said, newest]) {
    await devtools.send('ServiceWorker.deliverPushMessage', {
      ...{ origin: running.url, registrationId },
      data: JSON.stringify(data),
    })
    // One notification at a time: what is newer took the place of what was there.
    await page.waitForFunction(async (title) => {
      const shown = await (await navigator.serviceWorker.ready).getNotifications()
      return shown.length === 1 && shown[0]?.title === title
    }, data.title)
  }
  // Asked until there is one: while one takes the place of another there may be none.
  const verbs = await page.waitForFunction(async () => {
    const [shown] = await (await navigator.serviceWorker.ready).getNotifications()
    return (shown as unknown as { actions: { title: string }[] } | undefined)?.actions.map(({ title }) => title)
  })
  assert.deepEqual(await verbs.jsonValue(), ['我來處理', '看預警'])
}
