import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { checkPage, type Screen } from './watched-page.ts'

/** Finds, narrows, keeps, takes out and makes a track of what was found; the counts, the list and the file agree. */
export async function searchStream(page: Page, screen: Screen): Promise<void> {
  await page.locator('.search-jump input').fill('豆浆 (1 | "第 2")')
  await page.keyboard.press('Enter')
  await page.getByText('這個詞太短').waitFor()
  await checkPage(page, screen, 'search-mistake')
  await page.getByLabel('搜尋內文').fill('豆浆 "第 12"')
  await page.locator('mark', { hasText: '豆漿' }).first().waitFor()
  await page.waitForURL(/expression=/)
  const found = await countOf(page)
  assert.ok(found > 0)
  await narrowByTime(page)
  await checkPage(page, screen, 'search')
  await page.getByRole('button', { name: '全部清除' }).click()
  await page.getByLabel('搜尋內文').fill('豆漿')
  await page.keyboard.press('Enter')
  await keep(page)
  await takeOut(page)
  await page.getByRole('link', { name: '存成監測主題' }).click()
  await page.getByLabel('關鍵詞式').waitFor()
  assert.equal(await page.getByLabel('關鍵詞式').inputValue(), '豆漿')
  await page.getByText(/條帖文中符合/).waitFor()
}

async function countOf(page: Page): Promise<number> {
  const text = (await page.locator('.search-figures strong').textContent()) ?? ''
  return Number(text.replaceAll(/\D/g, ''))
}

/** A span is chosen by dragging over the bars; it stands in the address. */
async function narrowByTime(page: Page): Promise<void> {
  const box = await page.locator('.histogram svg').boundingBox()
  assert.ok(box)
  await page.mouse.move(box.x + 1, box.y + 10)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 1, box.y + 10, { steps: 4 })
  await page.mouse.up()
  await page.waitForURL(/from=.*&to=|to=.*&from=/)
}

async function keep(page: Page): Promise<void> {
  await page.getByRole('button', { name: '儲存搜尋' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名稱').fill('豆漿')
  await dialog.getByRole('button', { name: '儲存', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '已存的搜尋' }).click()
  await page.locator('.saved-row').getByRole('link', { name: '豆漿' }).click()
  await page.locator('.saved-row').waitFor({ state: 'hidden' })
  await page.waitForURL(/expression=/)
}

async function takeOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: '匯出' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'JSONL' }).check()
  const started = page.waitForEvent('download')
  const button = dialog.getByRole('button', { name: /匯出 .* 列/ })
  const promised = Number((await button.textContent())?.replaceAll(/\D/g, ''))
  await button.click()
  const lines = readFileSync(await (await started).path(), 'utf8')
    .trimEnd()
    .split('\n')
  assert.equal(lines.length, promised, 'the file and the number on the button differ')
  assert.ok(lines.every((line) => /豆[漿浆]/.test(JSON.parse(line).text)))
  await dialog.getByText(`已匯出 ${promised} 列`).waitFor()
  await dialog.getByRole('button', { name: '關閉' }).last().click()
  await dialog.waitFor({ state: 'hidden' })
}
