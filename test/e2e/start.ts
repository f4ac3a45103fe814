import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { checkPage, type Screen } from './watched-page.ts'

/** The founder is led to a first track, goes as far as its words, and leaves: nothing is forced, and nothing is lost. */
export async function lookAtStart(page: Page, screen: Screen): Promise<void> {
  await page.waitForURL(/\/start$/)
  await page.getByText('這樣對嗎？').waitFor()
  await checkPage(page, screen, 'start')
  await page.getByRole('button', { name: '完成，下一步' }).click()
  await page.getByLabel('品牌').fill('青禾酸奶，Tea Time')
  await page.getByLabel('別的寫法').fill('清禾')
  await page.getByRole('button', { name: '完成，下一步' }).click()
  await page.getByText('要監測哪些字詞？').waitFor()
  await page.getByText('還沒有帖文可試').waitFor()
  await checkPage(page, screen, 'start-track')
  assert.equal(await page.getByLabel('關鍵詞式').inputValue(), '(青禾酸奶 | "Tea Time" | 清禾 | TeaTime)')
  await page.getByRole('link', { name: '稍後再做' }).click()
  await page.getByText('開始使用：完成 2 / 5').waitFor()
}
