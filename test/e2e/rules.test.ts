// Rules in a real browser: the look back changes with the slider before anything is saved; saved, it has its version and reason; words
// are tried and kept. By keyboard alone where it can be.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { DAY, MINUTE } from '../../server/base/clock.ts'
import { browserTest } from '../support/chromium.ts'
import { makeHome, postJson, type Running, setUp } from '../support/product.ts'
import { sendPosts } from './storm.ts'
import { checkPage, chooseLanguage, OWN_WORDS, openWatched, type Screen } from './watched-page.ts'

const BOOT = path.resolve(import.meta.dirname, '../../boot.mjs')
type Words = Readonly<
  Record<'backTest' | 'every30' | 'reason' | 'save' | 'saved' | 'sent' | 'attempt' | 'words', string>
>
const READERS: readonly (Screen & { readonly brand: string; readonly said: Words })[] = [
  {
    ...{ locale: 'zh-TW', language: 'zh-Hant', width: 1440, height: 900, brand: '青禾' },
    said: {
      backTest: '近 30 天會發出',
      every30: '每 30 天一次',
      reason: '為何這樣改',
      save: '存檔並生效',
      saved: '已存',
      sent: '看帖文',
      attempt: '試算',
      words: '近 30 天有 60 帖符合',
    },
  },
  {
    ...{ locale: 'zh-CN', language: 'zh-Hans', width: 390, height: 844, brand: '白鷺' },
    said: {
      backTest: '近 30 天会发出',
      every30: '每 30 天一次',
      reason: '为何这样改',
      save: '保存并生效',
      saved: '已保存',
      sent: '看帖文',
      attempt: '试算',
      words: '近 30 天有 60 帖符合',
    },
  },
  {
    ...{ locale: 'en-GB', language: 'en', width: 390, height: 844, brand: '松嶺' },
    said: {
      backTest: 'would have sent',
      every30: 'one in 30 days',
      reason: 'Why this change',
      save: 'Save and use',
      saved: 'Saved',
      sent: 'Posts',
      attempt: 'Try',
      words: '60 posts matched in 30 days',
    },
  },
]

test('a rule is tried on the past, saved, and words are tried, by three readers', browserTest(), async (t) => {
  const built = spawnSync(process.execPath, [BOOT, 'build'], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const home = await makeHome(t)
  const running = await home.start()
  const { cookie, secret } = await setUp(running)
  const [name = '', value = ''] = cookie.split('=')
  for (const { brand, said, ...screen } of READERS) {
    const trackId = await watchedTrack(running, cookie, secret, brand)
    const { context, page, complaints } = await openWatched(screen)
    t.after(() => context.close())
    await context.addInitScript(OWN_WORDS)
    await context.addCookies([{ name, value, url: running.url }])
    page.setDefaultTimeout(30_000)
    await page.goto(`${running.url}/alerts/rules`)
    await chooseLanguage(page, screen)
    await page.locator(`a[href="/alerts/rules/${trackId}"]`).first().waitFor()
    await checkPage(page, screen, 'rules')
    await page.goto(`${running.url}/alerts/rules/${trackId}`)
    await tryOnPast(page, screen, said)
    await saveByKeyboard(page, screen, said)
    await tryWords(page, said)
    await page.goto(`${running.url}/alerts/quality`)
    // A track that has not been warned of has no figures yet, only its name.
    await page.locator('#content').locator('.quality, section p, .empty').first().waitFor()
    await checkPage(page, screen, 'quality')
    assert.deepEqual(complaints, [])
    await context.close()
  }
})

/** A fortnight of talk with one storm, read by the watch. */
async function watchedTrack(running: Running, cookie: string, secret: string, brand: string): Promise<string> {
  const own = { cookie, origin: running.url }
  const made = await postJson(running.url, '/api/tracks', { name: brand, expression: brand }, own)
  const { id } = (await made.json()) as { id: string }
  const now = Date.now()
  const usual = posts(brand, now - 13 * DAY, 13 * DAY - 30 * MINUTE, 900, '今天喝了')
  const storm = posts(`${brand} 腹泻`, now - 3 * DAY, 30 * MINUTE, 60, '喝完')
  await sendPosts(running, secret, usual, storm)
  for (;;) {
    const answer = await postJson(
      running.url,
      `/api/alert-rules/${id}/back-tests`,
      { detector: 'volume', days: 30 },
      own,
    )
    const { fired, historyDays } = (await answer.json()) as { fired: unknown[]; historyDays: number }
    if (historyDays > 9 && fired.length > 0) return id
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

function posts(brand: string, from: number, length: number, count: number, text: string) {
  return Array.from({ length: count }, (_, n) => ({
    externalId: `${brand} ${from} ${n}`,
    platform: 'weibo',
    postedAt: new Date(from + (n * length) / count).toISOString(),
    text: `${text}${brand} ${n}`,
    author: { name: `作者${n % 90}` },
  }))
}

async function tryOnPast(page: Page, screen: Screen, said: Words): Promise<void> {
  await page.getByText(said.backTest).waitFor()
  await page.locator('.rule-test').getByRole('button', { name: said.sent, exact: true }).first().click()
  await page.locator('.rule-moment .post-text').first().waitFor()
  await checkPage(page, screen, 'rule')
}

async function saveByKeyboard(page: Page, screen: Screen, said: Words): Promise<void> {
  await page.getByRole('slider').focus()
  await page.keyboard.press('ArrowRight')
  await page.locator('.rule-budget').getByText(said.every30).waitFor()
  await page.getByLabel(said.reason).first().focus()
  await page.keyboard.type('少打擾')
  await page.getByRole('button', { name: said.save }).press('Enter')
  await page.locator('.rule-now').getByText('30').first().waitFor()
  await page.getByText('少打擾').first().waitFor()
  await checkPage(page, screen, 'rule-saved')
}

async function tryWords(page: Page, said: Words): Promise<void> {
  await page.locator('form .ant-input').first().fill('腹泻')
  await page.keyboard.press('Enter')
  await page.getByText(said.words).waitFor()
}
