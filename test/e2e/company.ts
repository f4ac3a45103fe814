import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { goByMenu } from './menu.ts'
import { checkPage, type Screen } from './watched-page.ts'

const COLLEAGUES = [
  { name: '王分析', email: 'wang@qinghe.example', role: '分析員' },
  { name: '周審計', email: 'zhou@qinghe.example', role: '審計員' },
] as const
const PASSWORD = 'only for reading 55 books'

/** Two are invited one after the other: what was chosen for the first must not be given to the second. @returns the auditor's link */
export async function inviteTwo(page: Page): Promise<string> {
  await goByMenu(page, '管理', '人員與角色')
  const links: string[] = []
  for (const { name, email, role } of COLLEAGUES) {
    await page.getByRole('button', { name: '邀請' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('姓名').fill(name)
    await dialog.getByLabel('電郵').fill(email)
    const chosen = dialog.locator('label', { has: page.getByRole('checkbox', { checked: true }) })
    assert.match((await chosen.allTextContents()).join(), /^分析員[^,]*$/, 'the dialog does not begin anew')
    if (role === '審計員') {
      await dialog.locator('label', { hasText: '分析員' }).click()
      await dialog.locator('label', { hasText: role }).click()
    } else await dialog.locator('label', { hasText: '總指揮' }).click()
    await dialog.getByRole('button', { name: '邀請' }).click()
    const link = page.getByRole('textbox', { name: `把這條連結交給 ${name}` })
    links.push(await link.inputValue())
    await page.getByRole('button', { name: '關閉' }).last().click()
    await link.waitFor({ state: 'hidden' })
  }
  assert.equal(await page.locator('.row-card', { hasText: '周審計' }).getByText('總指揮').count(), 0)
  return links[1] ?? ''
}

/** The auditor joins by the link, and finds in place of what is not for them a page that says so. */
export async function lookAsAuditor(page: Page, screen: Screen, link: string): Promise<void> {
  const refused: string[] = []
  page.on('response', (answer) => void (answer.status() === 410 && refused.push(answer.url())))
  await page.goto(link)
  await page.getByLabel('新密碼').fill('short')
  await page.getByRole('button', { name: '設定密碼並登入' }).click()
  await page.getByText('密碼太弱').waitFor()
  await checkPage(page, screen, 'invitation')
  await page.getByLabel('新密碼').fill(PASSWORD)
  await page.getByRole('button', { name: '設定密碼並登入' }).click()
  await page.locator('.verdict').waitFor()
  assert.deepEqual(refused, [], 'the used link was asked for again')
  for (const path of ['/administration/tokens', '/tracks/new']) {
    await page.goto(new URL(path, link).href)
    await page.getByText('你看不到這一頁').waitFor()
  }
}

/** A brief read in the dark and printed is black on white. */
export async function printInTheDark(page: Page): Promise<void> {
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForFunction(() => document.documentElement.style.colorScheme === 'dark')
  const onScreen = await ink()
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
  await page.waitForFunction(() => document.documentElement.style.colorScheme === 'light')
  assert.notEqual(await ink(), onScreen)
  await page.emulateMedia({ colorScheme: null, media: null })
}

/** The line is down when a page is opened for the first time: the frame stays, and the page comes by itself once the line is back. */
export async function openOffLine(page: Page): Promise<void> {
  await page.route('**/*', (route) => route.abort())
  await goByMenu(page, '管理', '操作紀錄')
  await page.getByText('連不上伺服器').waitFor()
  assert.ok(await page.getByRole('navigation').first().isVisible(), 'the frame is gone')
  await page.unroute('**/*')
  await page.getByRole('heading', { name: '操作紀錄' }).waitFor()
}
