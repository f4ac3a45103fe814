// On call in a real browser: who is on call, the calendar, the rules as sentences, a test call that is answered by the link of its
// message without being signed in. Opening that link answers nothing. Shifts as a calendar, by an address that needs no signing in.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest } from '../support/chromium.ts'
import { readCalendar } from '../support/ical.ts'
import { makeHome, type Running, setUp } from '../support/product.ts'
import { makeRoster, newestLink } from './roster.ts'
import { checkPage, chooseLanguage, OWN_WORDS, openWatched, type Screen } from './watched-page.ts'

const BOOT = path.resolve(import.meta.dirname, '../../boot.mjs')
type Words = Readonly<Record<'test' | 'take' | 'taken' | 'calendar' | 'whom' | 'answered' | 'address', string>>
const READERS: readonly (Screen & { readonly said: Words })[] = [
  {
    ...{ locale: 'zh-TW', language: 'zh-Hant', width: 1440, height: 900 },
    said: {
      test: '呼叫我試試',
      take: '我來處理',
      taken: '你已應答',
      calendar: '值班日曆',
      whom: '呼叫 總指揮',
      answered: '從訊息連結',
      address: '取得網址 – 我的班',
    },
  },
  {
    ...{ locale: 'zh-CN', language: 'zh-Hans', width: 390, height: 844 },
    said: {
      test: '呼叫我试试',
      take: '我来处理',
      taken: '你已应答',
      calendar: '值班日历',
      whom: '呼叫 总指挥',
      answered: '通过消息链接',
      address: '更换网址 – 我的班次',
    },
  },
  {
    ...{ locale: 'en-GB', language: 'en', width: 390, height: 844 },
    said: {
      test: 'Test call to me',
      take: 'I take it',
      taken: 'You have answered',
      calendar: 'Calendar',
      whom: 'call commander',
      answered: 'by the link in the message',
      address: 'New address – My shifts',
    },
  },
]

test('who is on call, and a call that is answered by its link, by three readers', browserTest(), async (t) => {
  const built = spawnSync(process.execPath, [BOOT, 'build'], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const home = await makeHome(t)
  const running = await home.start()
  const { cookie } = await setUp(running)
  await makeRoster(running, cookie)
  const [name = '', value = ''] = cookie.split('=')
  for (const { said, ...screen } of READERS) {
    const { context, page, complaints } = await openWatched(screen)
    t.after(() => context.close())
    await context.addInitScript(OWN_WORDS)
    await context.addCookies([{ name, value, url: running.url }])
    page.setDefaultTimeout(30_000)
    await page.goto(`${running.url}/oncall`)
    await chooseLanguage(page, screen)
    await page.getByRole('list', { name: said.calendar }).waitFor()
    assert.equal(await page.locator('.oncall-name').textContent(), '林可欣')
    await checkPage(page, screen, 'oncall')
    await subscribe(page, said)
    await page.goto(`${running.url}/alerts`)
    // On every page.
    await page.locator('.top-bar .oncall-mark').waitFor()
    await page.goto(`${running.url}/oncall?tab=policies`)
    await page.getByText(said.whom).first().waitFor()
    await checkPage(page, screen, 'oncall-policies')
    await page.goto(`${running.url}/oncall?tab=holidays`)
    await page.locator('.card').first().waitFor()
    await checkPage(page, screen, 'oncall-holidays')
    await page.goto(`${running.url}/oncall`)
    const asked = page.waitForResponse((answer) => answer.url().endsWith('/api/oncall/test-calls'))
    await page.getByRole('button', { name: said.test }).click()
    assert.equal((await asked).status(), 201)
    await answerByLink(page, running, await newestLink(home.folder), said, screen)
    await context.addCookies([{ name, value, url: running.url }])
    await page.goto(`${running.url}/oncall?tab=runs`)
    await page.getByText(said.answered).first().waitFor()
    await checkPage(page, screen, 'oncall-runs')
    assert.deepEqual(complaints, [])
    await context.close()
  }
})

/** The first reader gets an address, the others a new one: the earlier opens nothing any more. */
async function subscribe(page: Page, { address }: Words): Promise<void> {
  await page.getByRole('button', { name: address }).click()
  const isNew = page.locator('.ant-popover .ant-btn-primary')
  const shown = page.locator('.ant-modal textarea')
  await isNew.or(shown).first().waitFor()
  if (await isNew.isVisible()) await isNew.click()
  await shown.waitFor()
  const answer = await fetch(await shown.inputValue())
  assert.equal(answer.status, 200)
  const { events } = readCalendar(await answer.text())
  // Whoever never chose a language is written to in that of the organisation's zone.
  assert.ok(events.length > 0 && events.every((event) => event.endsWith('值班：輿情值班')), events.join('\n'))
}

async function answerByLink(page: Page, running: Running, link: string, said: Words, screen: Screen): Promise<void> {
  await page.context().clearCookies()
  const { pathname } = new URL(link)
  // Twice, as a scanner of mail does before the person: it stays open.
  for (let times = 0; times < 2; times++) {
    await page.goto(running.url + pathname)
    await page.getByRole('button', { name: said.take }).waitFor()
  }
  await checkPage(page, screen, 'call')
  await page.getByRole('button', { name: said.take }).click()
  await page.getByText(said.taken).waitFor()
  await checkPage(page, screen, 'call-answered')
}
