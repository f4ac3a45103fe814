// Alerts in a real browser, by keyboard in the list and within the thumb's reach on a phone; an acknowledgement that does not arrive says so.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest } from '../support/chromium.ts'
import { makeHome, type Running, setUp } from '../support/product.ts'
import { raisedAlert } from './storm.ts'
import { checkPage, chooseLanguage, OWN_WORDS, openWatched, type Screen } from './watched-page.ts'

const BOOT = path.resolve(import.meta.dirname, '../../boot.mjs')
/** Touch targets that a thumb finds (WCAG 2.2, 2.5.5). */
const TOUCH = 44
const READERS: readonly (Screen & { readonly brand: string })[] = [
  { locale: 'zh-TW', language: 'zh-Hant', width: 1440, height: 900, brand: '青禾' },
  { locale: 'zh-CN', language: 'zh-Hans', width: 390, height: 844, brand: '白鷺' },
  { locale: 'en-GB', language: 'en', width: 390, height: 844, brand: '松嶺' },
]

test('an alert is found, opened and taken on by three readers', browserTest(), async (t) => {
  const built = spawnSync(process.execPath, [BOOT, 'build'], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const home = await makeHome(t)
  const running = await home.start()
  const { cookie, secret } = await setUp(running)
  const [name = '', value = ''] = cookie.split('=')
  for (const { brand, ...screen } of READERS) {
    const id = await raisedAlert(running, cookie, secret, brand)
    const { context, page, complaints } = await openWatched(screen)
    t.after(() => context.close())
    await context.addInitScript(OWN_WORDS)
    await context.addCookies([{ name, value, url: running.url }])
    await page.goto(`${running.url}/alerts`)
    await chooseLanguage(page, screen)
    const row = page.locator('.row-card', { hasText: brand })
    await row.first().waitFor()
    await checkPage(page, screen, 'alerts')
    while ((await page.locator('.alert-chosen', { hasText: brand }).count()) === 0) await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`/alerts/${id}`))
    await page.locator('.verb-primary').waitFor()
    await checkPage(page, screen, 'alert-page')
    await assertReach(page, screen)
    await takeOn(page, running, id)
    await page.screenshot({ path: `test-results/${screen.language}-${screen.width}-alert-taken.png`, fullPage: true })
    await splitPlatform(page, screen)
    assert.deepEqual(
      complaints.filter((text) => !text.includes('ERR_FAILED')),
      [],
    )
    await context.close()
  }
})

/** The line fails first: what was shown at once is taken back and said; then it arrives. */
async function takeOn(page: Page, running: Running, id: string): Promise<void> {
  const url = `${running.url}/api/alerts/${id}/acknowledgement`
  await page.route(url, (route) => route.abort('failed'))
  await page.locator('.verb-primary').click()
  await page.locator('.verb-trouble').waitFor()
  await page.locator('.verb-primary').waitFor()
  await page.unroute(url)
  await page.locator('.verb-primary').click()
  await page.locator('.verb-primary').waitFor({ state: 'detached' })
}

/** One platform becomes an alert of its own, and its page opens. */
async function splitPlatform(page: Page, { language }: Screen): Promise<void> {
  const before = page.url()
  await page.getByRole('button', { name: language === 'en' ? 'Split' : '拆分', exact: true }).click()
  const dialog = page.locator('.ant-modal')
  await dialog.locator('.ant-radio-wrapper').nth(1).click()
  await dialog.locator('textarea').fill('另一件事')
  await page.screenshot({ path: `test-results/${language}-split.png` })
  await dialog.locator('.ant-btn-primary').click()
  await page.waitForURL((url) => url.href !== before && /\/alerts\/[0-9a-f-]{36}/.test(url.href))
  await page.locator('.alert-verbs').waitFor()
}

async function assertReach(page: Page, { width, height }: Screen): Promise<void> {
  if (width > 500) return
  const boxes = await page.locator('.alert-verbs .verb').evaluateAll((all) =>
    all.map((each) => {
      const { top, bottom, height: size } = each.getBoundingClientRect()
      return { top, bottom, size }
    }),
  )
  assert.ok(boxes.length >= 4)
  for (const { top, bottom, size } of boxes) {
    assert.ok(size >= TOUCH, `${size} px high`)
    assert.ok(top > height / 2 && bottom <= height, `from ${top} to ${bottom} of ${height}`)
  }
}
