import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** By the menu at the left, as a person goes: a group that is folded is opened first, by the keyboard. */
export async function goByMenu(page: Page, group: string, place: string): Promise<void> {
  const menu = page.locator('.menu')
  const fold = menu.getByRole('button', { name: group })
  if ((await fold.getAttribute('aria-expanded')) === 'false') {
    await fold.focus()
    await page.keyboard.press('Enter')
  }
  await menu.getByRole('link', { name: place, exact: true }).click()
}

/**
 * A folded group stays folded for this person, also when the page is loaded anew; the group of the page that is opened is unfolded; what
 * waits inside of a folded one is told beside its name.
 */
export async function checkFolds(page: Page): Promise<void> {
  const menu = page.locator('.menu')
  const fold = menu.locator('.menu-fold').first()
  await fold.click()
  assert.equal(await fold.getAttribute('aria-expanded'), 'false')
  assert.match((await fold.locator('.menu-count').textContent()) ?? '', /^\d+$/)
  await page.reload()
  await fold.waitFor()
  assert.equal(await fold.getAttribute('aria-expanded'), 'false')
  await page.goto(new URL('/alerts/rules', page.url()).href)
  await menu.locator('a[aria-current=page]').waitFor()
  assert.equal(await fold.getAttribute('aria-expanded'), 'true')
}
