import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Reader } from './import-readers.ts'
import { checkPage } from './watched-page.ts'

const WORDS = '酸奶 退款'
/** In the messy export: with both words, and of these on Weibo. */
const FOUND = { all: 19, weibo: 11 }

/** From the posts of one import to two words on one platform, counted and drawn, and on to a track that tells what it would have found. */
export async function searchAndTrack(page: Page, reader: Reader, all: number): Promise<void> {
  const { words } = reader
  await page.locator('.stream-row').first().waitFor()
  await checkPage(page, reader, 'import-posts')
  await page.getByRole('button', { name: words.ofImport }).click()
  await counted(page, all)
  await page.getByLabel(words.search).fill(WORDS)
  await page.getByLabel(words.search).press('Enter')
  await counted(page, FOUND.all)
  await narrow(page, reader)
  await counted(page, FOUND.weibo)
  assert.ok((await page.locator('.histogram .histogram-all').count()) > 1, 'no histogram')
  await page.locator('.stream-row').first().waitFor()
  await page.locator('.stream-row').filter({ hasNotText: '退款' }).first().waitFor({ state: 'detached' })
  await checkPage(page, reader, 'import-search')
  await saveAsTrack(page, reader, all)
}

async function counted(page: Page, count: number): Promise<void> {
  await page.locator('.search-figures strong', { hasText: new RegExp(`^${count} `) }).waitFor()
}

async function narrow(page: Page, { words, width }: Reader): Promise<void> {
  const isPhone = width < 500
  if (isPhone) await page.getByRole('button', { name: words.filters }).click()
  await page.locator('.facet button', { hasText: words.weibo }).first().click()
  if (isPhone) await page.getByRole('button', { name: words.show }).click()
}

async function saveAsTrack(page: Page, reader: Reader, looked: number): Promise<void> {
  const { words, language } = reader
  await page.getByRole('link', { name: words.toTrack }).click()
  await page.getByLabel(words.expression).waitFor()
  assert.equal(await page.getByLabel(words.expression).inputValue(), WORDS)
  await page
    .locator('.card strong', { hasText: String(looked) })
    .filter({ hasText: String(FOUND.all) })
    .waitFor()
  await page.getByLabel(words.name, { exact: true }).fill(`退款 ${language}`)
  await checkPage(page, reader, 'import-track')
  await page.getByRole('button', { name: words.saveTrack }).click()
  await page.waitForURL(/\/tracks$/)
  await page
    .locator('.track-row', { hasText: `退款 ${language}` })
    .filter({ hasText: WORDS })
    .waitFor()
}
