// The main job in a real browser against the real product: set up by the printed link, a track, posts, the stream, an alert,
// acknowledged, declared, briefed. Six readers: three languages, desktop and phone. One server for all.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest } from '../support/chromium.ts'
import { makeHome, postJson, type Running } from '../support/product.ts'
import { inviteTwo, lookAsAuditor, openOffLine, printInTheDark } from './company.ts'
import { checkContrast } from './contrast.ts'
import { checkFolds, goByMenu } from './menu.ts'
import { writeRecording } from './recording.ts'
import { searchStream } from './search.ts'
import { lookAtStart } from './start.ts'
import { checkPage, OWN_WORDS, openWatched, PICTURES, type Screen } from './watched-page.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const DESKTOP = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const SCREENS: readonly (Screen & { brand: string })[] = [
  { locale: 'zh-TW', language: 'zh-Hant', ...DESKTOP, brand: '青禾' },
  { locale: 'zh-CN', language: 'zh-Hans', ...PHONE, brand: '白鷺' },
  { locale: 'en-US', language: 'en', ...DESKTOP, brand: '松嶺' },
  { locale: 'zh-HK', language: 'zh-Hant', ...PHONE, brand: '海棠' },
  { locale: 'zh-CN', language: 'zh-Hans', ...DESKTOP, brand: '雲峯' },
  { locale: 'en-GB', language: 'en', ...PHONE, brand: '沙洲' },
]
const FOUNDER = { email: 'lin.kexin@qinghe.example', password: 'qing he de 豆浆 1987' }
const MOST_SIGN_IN_BYTES = 150_000
const PLACES = [
  '/',
  '/stream',
  '/tracks',
  '/rumours',
  '/lexicons',
  '/lexicons/new',
  '/hot-lists',
  '/sources',
  '/sources/webhooks',
  '/import',
  '/replays',
  '/blindness',
  '/start',
  '/alerts?state=all',
  '/alerts/rules',
  '/alerts/quality',
  '/oncall',
  '/crises?state=all',
  '/inbox',
  '/me',
]
/** Of whatever language: colours do not depend on it, and every page is looked at on both screens. */
const DARK_LANGUAGE = 'zh-Hans'
const OFFICES = ['people', 'tokens', 'channels', 'webhooks', 'audit', 'work'].map((name) => `/administration/${name}`)

test('from the printed link to a brief, for six readers', browserTest(), async (t) => {
  const built = spawnSync(process.execPath, [path.join(ROOT, 'boot.mjs'), 'build'], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const home = await makeHome(t)
  const running = await home.start()
  const recording = path.join(home.folder, 'recording.jsonl')
  writeRecording(
    recording,
    SCREENS.map(({ brand }) => brand),
  )
  const begun = { isWhole: false }
  await t.test('the founder sets up, watches posts come, and is warned', async (t) => {
    await beginning(t, running, () => replay(home.folder, home.port, recording))
    begun.isWhole = true
  })
  await t.test('colleagues are invited, and the line fails', (t) => around(t, running))
  // Without an alert there is nothing for the readers to do.
  assert.ok(begun.isWhole, 'the beginning failed')
  for (const screen of SCREENS) {
    await t.test(`${screen.language} at ${screen.width}: alert, crisis, brief`, (t) => journey(t, running, screen))
  }
})

async function beginning(t: TestContext, running: Running, play: () => Promise<void>): Promise<void> {
  const [screen] = SCREENS
  assert.ok(screen)
  const { context, page, complaints } = await open(t, screen)
  const link = /http\S+\/setup#\S+/.exec(running.said())?.[0]
  assert.ok(link, running.said())
  await page.goto(link)
  await checkPage(page, screen, 'setup')
  assert.ok(!page.url().includes('#'), 'the one-time token stays in the address')
  for (const [label, value] of [
    ['機構名稱', '青禾食品'],
    ['時區', 'Asia/Taipei'],
    ['你的姓名', '林可欣'],
    ['電郵', FOUNDER.email],
    ['密碼', FOUNDER.password],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByRole('button', { name: '建立並登入' }).click()
  await lookAtStart(page, screen)
  await page.getByText('還沒有監測主題，因此甚麼也看不到').first().waitFor()
  await checkPage(page, screen, 'overview-empty')
  await makeTrack(page, screen)
  const secret = await makeToken(page, screen)
  await watchStream(page, running, secret)
  await page.getByRole('link', { name: '態勢' }).click()
  await searchStream(page, screen)
  await play()
  const notice = page.locator('.notice').first()
  await notice.waitFor()
  await checkPage(page, screen, 'notice')
  await notice.getByRole('link', { name: '看預警' }).click()
  await page.waitForURL(/\/alerts\//)
  assert.deepEqual(complaints, [])
  await context.close()
}

async function around(t: TestContext, running: Running): Promise<void> {
  const [screen] = SCREENS
  assert.ok(screen)
  const { context, page, complaints } = await open(t, screen)
  await page.goto(`${running.url}/sign-in`)
  await signIn(page)
  await page.locator('.verdict').waitFor()
  const link = await inviteTwo(page)
  assert.deepEqual(complaints, [])
  await openOffLine(page)
  await context.close()
  const auditor = await open(t, screen)
  await lookAsAuditor(auditor.page, screen, link)
  assert.deepEqual(auditor.complaints, [])
  await auditor.context.close()
}

async function makeTrack(page: Page, screen: Screen): Promise<void> {
  await page.getByRole('link', { name: '建立主題' }).click()
  await page.getByLabel('名稱').fill('青禾')
  await page.getByLabel('關鍵詞式').fill('(青禾 | 清禾')
  await page.getByText('這個括號沒有結束。').waitFor()
  await checkPage(page, screen, 'track-mistake')
  await page.getByLabel('關鍵詞式').fill('青禾 | 清禾')
  await page.getByText('還沒有帖文可試').waitFor()
  await page.getByRole('button', { name: '儲存主題' }).click()
  await page.waitForURL(/\/tracks$/)
  await page.locator('.track-row', { hasText: '青禾 | 清禾' }).waitFor()
}

async function makeToken(page: Page, screen: Screen): Promise<string> {
  await goByMenu(page, '管理', '接入令牌')
  await page.getByRole('button', { name: '新增令牌' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('用在哪個系統').fill('crm')
  // Our server may be on this very machine or next door: that the browser has no network says nothing about it.
  await page.evaluate(() => dispatchEvent(new Event('offline')))
  await dialog.getByRole('button', { name: '新增令牌' }).click()
  const secret = await page.getByRole('textbox', { name: '令牌只顯示這一次' }).inputValue()
  await checkPage(page, screen, 'token')
  await page.getByRole('dialog').getByRole('button', { name: '關閉' }).last().click()
  return secret
}

/** At the top new posts appear by themselves; further down they wait until they are asked for. Nothing is loaded anew. */
async function watchStream(page: Page, running: Running, secret: string): Promise<void> {
  await page.getByRole('link', { name: '帖文', exact: true }).click()
  await page.getByText('還沒有帖文', { exact: true }).waitFor()
  await page.evaluate(() => Object.assign(window, { isSame: true }))
  await send(running, secret, 0, 30)
  await page.getByText('第 29 條').waitFor()
  await page.locator('.stream-list').evaluate((list) => list.scrollTo({ top: 900 }))
  await send(running, secret, 30, 5)
  await page.getByRole('button', { name: '5 條新帖文' }).click()
  await page.getByText('第 34 條').waitFor()
  // More at once than are told one by one: the list catches up by itself and leaves none out.
  const caughtUp = page.waitForResponse((answer) => answer.url().includes('/api/posts?'))
  await send(running, secret, 35, 120)
  await caughtUp
  const told = page.getByText('第 60 條', { exact: false })
  for (let steps = 0; steps < 100 && !(await told.isVisible()); steps++)
    await page.locator('.stream-list').evaluate((list) => list.scrollBy(0, 300))
  await told.waitFor()
  await page.locator('.stream-list').evaluate((list) => list.scrollTo({ top: 0 }))
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByText('符合「青禾」').waitFor()
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => Object.hasOwn(window, 'isSame')), true, 'the page was loaded anew')
}

async function send(running: Running, secret: string, from: number, count: number): Promise<void> {
  const posts = Array.from({ length: count }, (_, i) => ({
    externalId: `p${from + i}`,
    platform: 'weibo',
    postedAt: new Date(Date.now() - 1000 + i).toISOString(),
    text: `青禾的豆漿，第 ${from + i} 條 <script>alert(1)</script>`,
    author: { name: `讀者${from + i}` },
  }))
  const answer = await postJson(
    running.url,
    '/api/posts',
    { source: 'crm', posts },
    { authorization: `Bearer ${secret}` },
  )
  const { accepted } = (await answer.json()) as { accepted: number }
  assert.equal(accepted, count)
}

/** As an operator would: the command, beside the running product. */
async function replay(folder: string, port: number, file: string): Promise<void> {
  const tracks = SCREENS.slice(1).flatMap(({ brand }) => ['--track', `${brand}=${brand}`])
  const args = [path.join(ROOT, 'server/cli.ts'), 'replay', file, '--all', '--speed', 'max', ...tracks]
  const env = { PATH: process.env.PATH, WEIJI_DATA: folder, PORT: String(port), WEIJI_THREADS: '1' }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(String(chunk)))
  const [code] = (await once(child, 'exit')) as [number | null]
  assert.equal(code, 0, said.join(''))
}

async function journey(t: TestContext, running: Running, screen: Screen & { brand: string }): Promise<void> {
  const { context, page, complaints } = await open(t, screen)
  await page.goto(`${running.url}/alerts`)
  await page.waitForURL(/sign-in/)
  await checkPage(page, screen, 'sign-in')
  await checkWeight(t, page)
  await signIn(page)
  await page.waitForURL(/\/alerts$/)
  await chooseLanguage(page, screen)
  await page.locator('.row-link', { hasText: screen.brand }).first().click()
  await page.locator('.verb-primary').waitFor()
  await checkPage(page, screen, 'alert')
  await page.locator('.verb-primary').click()
  await page.locator('.verb-primary').waitFor({ state: 'detached' })
  await declare(page, screen)
  await readBrief(page, screen)
  for (const place of [...PLACES, ...OFFICES]) {
    await page.goto(`${running.url}${place}`)
    await page.locator('h1').first().waitFor()
    const name = place.replace(/\?.*/, '').replaceAll('/', '-').slice(1) || 'overview'
    await checkPage(page, screen, name)
    if (screen.language === DARK_LANGUAGE) await lookInTheDark(page, name)
  }
  if (screen.width === DESKTOP.width) await checkFolds(page)
  assert.deepEqual(complaints, [])
  await context.close()
}

/** The same page as it is read at night, without being loaded anew. */
async function lookInTheDark(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForFunction(hasTurned, 'dark')
  await checkContrast(page, `${name} in the dark`)
  await page.emulateMedia({ colorScheme: null })
  await page.waitForFunction(hasTurned, 'light')
}

/** Runs in the page. Links change their colours in some tenths of a second. */
function hasTurned(scheme: string): boolean {
  const isMoving = document.getAnimations().some((each) => each instanceof CSSTransition)
  return document.documentElement.style.colorScheme === scheme && !isMoving
}

/** On a poor connection the sign-in page has to be there at once, also for who asked for another page. */
async function checkWeight(t: TestContext, page: Page): Promise<void> {
  const bytes = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  )
  t.diagnostic(`sign-in page: ${bytes} bytes of compressed JavaScript`)
  assert.ok(bytes > 10_000 && bytes <= MOST_SIGN_IN_BYTES, `${bytes} bytes`)
}

async function signIn(page: Page): Promise<void> {
  await page.locator('input[type=email]').fill(FOUNDER.email)
  await page.locator('input[autocomplete=current-password]').fill('not this one')
  await page.locator('.door-submit').click()
  await page.getByRole('alert').waitFor()
  await page.locator('input[autocomplete=current-password]').fill(FOUNDER.password)
  await page.locator('.door-submit').click()
}

/** The person's own choice, kept by the reader before, wins over the browser's; the switch changes it at once. */
async function chooseLanguage(page: Page, screen: Screen): Promise<void> {
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/me/locale'))
  await page.locator('.top-bar .language-switch').selectOption(screen.language === 'en' ? 'zh-Hant' : 'en')
  await kept
  const again = page.waitForResponse((answer) => answer.url().endsWith('/api/me/locale'))
  await page.locator('.top-bar .language-switch').selectOption(screen.language)
  await again
  await page.locator(`html[lang=${screen.language}]`).waitFor()
}

/** From the alert to a declared crisis in at most three clicks; here they are counted by the browser itself. */
async function declare(page: Page, screen: Screen): Promise<void> {
  await page.evaluate(() => {
    const counted = { clicks: 0 }
    Object.assign(window, { counted })
    addEventListener('click', (event) => void (event.isTrusted && counted.clicks++), true)
  })
  await page.locator('.verb-grave').click()
  await page.locator('.declare-verbs button').waitFor()
  await checkPage(page, screen, 'declare')
  await page.locator('.declare-verbs button').click()
  await page.waitForURL(/\/crises\//)
  const clicks = await page.evaluate(() => (window as unknown as { counted: { clicks: number } }).counted.clicks)
  assert.ok(clicks <= 3, `${clicks} clicks`)
  await page.locator('.clocks .countdown').first().waitFor()
  await page.locator('.timeline li').first().waitFor()
  await checkPage(page, screen, 'room')
}

/** Each number opens the posts behind it, and there are as many as it says. */
async function readBrief(page: Page, screen: Screen): Promise<void> {
  await page.locator('a[href$="/briefs/draft"]').click()
  const number = page.locator('.figures-row .number-link').first()
  await number.waitFor()
  await checkPage(page, screen, 'brief')
  await printInTheDark(page)
  const said = Number((await number.textContent())?.replaceAll(/\D/g, ''))
  const href = (await number.getAttribute('href')) ?? ''
  assert.ok(said > 100, `${said} posts in the brief`)
  await number.click()
  await page.locator('.stream-row').first().waitFor()
  const listed = await page.evaluate(
    async (query) => {
      let count = 0
      for (let before = ''; ; ) {
        const answer = await fetch(`/api/posts${query}&limit=200${before}`)
        const { posts, next } = (await answer.json()) as { posts: unknown[]; next: string | null }
        count += posts.length
        if (next === null) return count
        before = `&before=${encodeURIComponent(next)}`
      }
    },
    href.slice(href.indexOf('?')),
  )
  assert.equal(listed, said, 'the number and the list of its posts differ')
}

async function open(t: TestContext, screen: Screen) {
  const opened = await openWatched(screen)
  t.after(async () => {
    // After a success the browser is closed already; after a failure one wants to see where it stood.
    await opened.page.screenshot({ path: path.join(PICTURES, 'where-it-failed.png') }).catch(() => undefined)
    await opened.context.close()
  })
  await opened.context.addInitScript(OWN_WORDS)
  opened.page.setDefaultTimeout(15_000)
  return opened
}
