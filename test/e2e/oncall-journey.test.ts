// One night of on call in a real browser: a roster with a rotation and fixed shifts, policies by channel and hour with their preview, an
// alert that calls, the phone page that answers it, and handing it over as a call. Three readers look at every dialog, by day and in the dark.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { HAND_OVER_WORDS } from '../../web/oncall/hand-over-words.ts'
import { POLICY_WORDS } from '../../web/oncall/policy-words.ts'
import { ROSTER_WORDS } from '../../web/oncall/roster-words.ts'
import { ONCALL_WORDS } from '../../web/oncall/words.ts'
import { UI_WORDS } from '../../web/ui/ui-words.ts'
import { type Locale, wordsIn } from '../../web/ui/words.ts'
import { browserTest } from '../support/chromium.ts'
import { makeHome, postJson, type Running, setUp } from '../support/product.ts'
import { checkContrast } from './contrast.ts'
import { newestLink } from './roster.ts'
import { raisedAlert } from './storm.ts'
import { checkPage, enter, OWN_WORDS, openWatched, PICTURES, type Screen } from './watched-page.ts'

const BOOT = path.resolve(import.meta.dirname, '../../boot.mjs')
const ME = '林可欣'
const COLLEAGUE = '王分析'
type Reader = Screen & { readonly language: Locale }
const DESK: Reader = { locale: 'zh-TW', language: 'zh-Hant', width: 1440, height: 900 }
const PHONES: readonly Reader[] = [
  { locale: 'zh-CN', language: 'zh-Hans', width: 390, height: 844 },
  { locale: 'en-GB', language: 'en', width: 390, height: 844 },
  { locale: 'en-GB', language: 'en', width: 1440, height: 900 },
]

const saysOf = ({ language }: Reader) => ({
  oncall: wordsIn(ONCALL_WORDS, language),
  roster: wordsIn(ROSTER_WORDS, language),
  policy: wordsIn(POLICY_WORDS, language),
  hand: wordsIn(HAND_OVER_WORDS, language),
  ui: wordsIn(UI_WORDS, language),
})
type Says = ReturnType<typeof saysOf>

test(
  'a roster and policies are made, an alert calls, is answered on the phone and handed over as a call',
  browserTest(),
  async (t) => {
    const built = spawnSync(process.execPath, [BOOT, 'build'], { encoding: 'utf8' })
    assert.equal(built.status, 0, built.stderr)
    const home = await makeHome(t)
    const running = await home.start()
    const { cookie, secret } = await setUp(running)
    await joinColleague(running, cookie)
    const desk = await openWatched(DESK)
    t.after(() => desk.context.close())
    await enter(desk.context, desk.page, running.url, cookie, DESK, '/oncall')
    const says = saysOf(DESK)
    await makeRoster(desk.page, says)
    await makePolicies(desk.page, says)
    await lookAtCourse(desk.page, says)
    const alertId = await raisedAlert(running, cookie, secret, '青禾')
    await answerOnPhone(t, running, await newestLink(home.folder), saysOf(PHONES[0] ?? DESK))
    await desk.page.goto(`${running.url}/alerts/${alertId}`)
    await desk.page.getByText(says.oncall.byLink).first().waitFor()
    await handOver(desk.page, says)
    for (const reader of [DESK, ...PHONES]) await lookAround(t, running, cookie, alertId, reader)
    assert.deepEqual(desk.complaints, [])
  },
)

/** Everybody in turn, and a fixed shift that is repeated and moved; the preview shows it before it is saved. */
async function makeRoster(page: Page, { oncall, roster, ui }: Says): Promise<void> {
  await page.getByRole('button', { name: oncall.addRoster }).click()
  const dialog = page.locator('.ant-modal')
  await choose(page, dialog.getByLabel(oncall.people), ME, COLLEAGUE)
  assert.equal(
    await dialog.locator('.ant-select-selection-item', { hasText: new RegExp(`${ME}|${COLLEAGUE}`) }).count(),
    2,
  )
  await dialog.getByRole('button', { name: roster.addFixed }).click()
  await dialog.getByRole('button', { name: roster.dayLater }).click()
  await dialog.getByRole('button', { name: roster.repeat, exact: true }).click()
  await dialog.getByLabel(roster.times).fill('2')
  await dialog.getByRole('button', { name: roster.repeatDo }).click()
  assert.equal(await dialog.locator('.oncall-fixed').count(), 3)
  // The same again loses to the one that is there, and says so.
  await dialog.getByRole('button', { name: roster.repeat, exact: true }).first().click()
  await dialog.getByLabel(roster.times).fill('1')
  await dialog.getByRole('button', { name: roster.repeatDo }).click()
  const loser = dialog.locator('.oncall-fixed', { hasText: roster.conflict })
  assert.equal(await loser.count(), 1)
  await dialog.getByText(roster.conflicts({ n: 1 })).waitFor()
  await loser.getByRole('button', { name: roster.remove }).click()
  await dialog.getByText(roster.conflicts({ n: 1 })).waitFor({ state: 'detached' })
  await dialog.getByText(roster.noGaps).waitFor()
  await page.screenshot({ path: path.join(PICTURES, 'zh-Hant-1440-oncall-roster-made.png') })
  await dialog.getByRole('button', { name: ui.save }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.locator('.oncall-name').waitFor()
}

/** A policy more, another order, one step by message to the phone alone; what is left open is marked. */
async function makePolicies(page: Page, { oncall, policy, ui }: Says): Promise<void> {
  await page.getByRole('button', { name: oncall.tabPolicies }).click()
  await page.getByRole('button', { name: oncall.editPolicies, exact: true }).click()
  const dialog = page.locator('.ant-modal')
  const cards = dialog.locator('.oncall-layer')
  const before = await cards.count()
  await cards.first().getByRole('button', { name: policy.copy }).click()
  assert.equal(await cards.count(), before + 1)
  await cards.nth(1).getByText(policy.neverTaken).waitFor()
  await cards.nth(1).getByRole('button', { name: policy.removePolicy }).click()
  await cards.last().getByRole('button', { name: policy.removePolicy }).click()
  assert.equal(await dialog.locator('.oncall-uncovered').count(), 3)
  await dialog.getByRole('button', { name: policy.addPolicy }).click()
  assert.equal(await dialog.locator('.oncall-uncovered').count(), 0)
  await choose(page, cards.first().getByLabel(policy.channels).first(), 'Twilio')
  await dialog.getByRole('button', { name: ui.save }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('Twilio').first().waitFor()
}

async function lookAtCourse(page: Page, { policy }: Says): Promise<void> {
  await page.getByRole('button', { name: policy.atNight }).click()
  const course = page.locator('.oncall-course')
  await course.getByText('03:10').first().waitFor()
  assert.match((await course.locator('li').first().textContent()) ?? '', new RegExp(`${ME}|${COLLEAGUE}`))
  assert.match((await course.locator('.oncall-course-final').textContent()) ?? '', /無人應答/)
}

async function answerOnPhone(t: TestContext, running: Running, link: string, { oncall }: Says): Promise<void> {
  const [screen = DESK] = PHONES
  const { context, page, complaints } = await openWatched(screen)
  t.after(() => context.close())
  await context.addInitScript(OWN_WORDS)
  page.setDefaultTimeout(30_000)
  await page.goto(running.url + new URL(link).pathname)
  await page.getByRole('button', { name: oncall.take }).waitFor()
  await look(page, 'call-page', screen)
  await page.getByRole('button', { name: oncall.take }).click()
  await page.getByText(oncall.answeredByYou).waitFor()
  assert.deepEqual(complaints, [])
  await context.close()
}

/** To a colleague, who is called; whoever may not handle alerts is not offered. */
async function handOver(page: Page, { hand, oncall }: Says): Promise<void> {
  await page.getByRole('button', { name: hand.open }).click()
  const dialog = page.locator('.ant-modal')
  await dialog.locator('.ant-radio-wrapper', { hasText: COLLEAGUE }).last().click()
  await dialog.getByLabel(hand.why).fill('我去開會')
  await dialog.getByRole('button', { name: hand.call({ name: COLLEAGUE }) }).click()
  await dialog.waitFor({ state: 'detached' })
  await page
    .getByText(oncall.called({ who: COLLEAGUE }))
    .first()
    .waitFor()
}

/** Every page and dialog, as one reader sees it. */
async function lookAround(
  t: TestContext,
  running: Running,
  cookie: string,
  alertId: string,
  screen: Reader,
): Promise<void> {
  const { context, page, complaints } = await openWatched(screen)
  t.after(() => context.close())
  const { oncall, hand } = saysOf(screen)
  await enter(context, page, running.url, cookie, screen, '/oncall')
  await page.locator('.oncall-name').waitFor()
  await look(page, 'oncall-now', screen)
  await page.getByRole('button', { name: oncall.editRoster, exact: true }).click()
  await page.locator('.ant-modal .oncall-timeline').waitFor()
  await lookAtDialog(page, 'oncall-roster', screen)
  await page.goto(`${running.url}/oncall?tab=policies`)
  await page.locator('.oncall-course').waitFor()
  await look(page, 'oncall-policies', screen)
  await page.getByRole('button', { name: oncall.editPolicies, exact: true }).click()
  await page.locator('.ant-modal .oncall-course').waitFor()
  await lookAtDialog(page, 'oncall-policies-edit', screen)
  await page.goto(`${running.url}/oncall?tab=runs`)
  await page.locator('.oncall-run').first().waitFor()
  await look(page, 'oncall-runs', screen)
  await page.goto(`${running.url}/alerts/${alertId}`)
  await page.getByRole('button', { name: hand.open }).click()
  await page.locator('.ant-modal').getByText(hand.how).waitFor()
  await lookAtDialog(page, 'oncall-hand-over', screen)
  assert.deepEqual(complaints, [])
  await context.close()
}

/** The whole dialog, however long: as high as it is. */
async function lookAtDialog(page: Page, name: string, screen: Reader): Promise<void> {
  const dialog = page.locator('.ant-modal')
  await dialog.waitFor()
  const box = await dialog.locator('.ant-modal-container, .ant-modal-content').first().boundingBox()
  await page.setViewportSize({
    width: screen.width,
    height: Math.max(screen.height, Math.ceil((box?.height ?? 0) + 160)),
  })
  await look(page, name, screen)
  await page.setViewportSize({ width: screen.width, height: screen.height })
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
}

/** By day and in the dark: the right language, nothing too wide, nothing too faint. */
async function look(page: Page, name: string, screen: Reader): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.waitForFunction((scheme) => document.documentElement.style.colorScheme === scheme, colorScheme)
    await checkPage(page, screen, `${name}-${colorScheme}`)
    await checkContrast(page, `${screen.language} ${screen.width} ${name} ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: null })
}

/** As a person does: opens the list, finds the name, presses it. */
async function choose(page: Page, field: Locator, ...names: string[]): Promise<void> {
  for (const name of names) {
    await field.click()
    await field.fill(name)
    const open = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)')
    const option = open.locator('.ant-select-item-option', { hasText: name }).first()
    await option.click()
    // A list that is still opening may lose a click.
    await option.and(page.locator('.ant-select-item-option-selected')).waitFor()
  }
  await page.keyboard.press('Escape')
}

async function joinColleague(running: Running, cookie: string): Promise<void> {
  const own = { cookie, origin: running.url }
  const body = { name: COLLEAGUE, email: 'wang@qinghe.example', roles: ['analyst'] }
  const made = await postJson(running.url, '/api/people', body, own)
  assert.equal(made.status, 201, await made.clone().text())
  const { link } = (await made.json()) as { link: string }
  const given = { token: link.split('#').at(-1), password: 'only for reading 55 books' }
  const joined = await postJson(running.url, '/api/invitations', given)
  assert.ok(joined.ok, await joined.clone().text())
}
