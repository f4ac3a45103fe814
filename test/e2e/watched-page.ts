import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../support/chromium.ts'
import { checkContrast } from './contrast.ts'

export type Screen = {
  readonly locale: string
  readonly language: string
  readonly width: number
  readonly height: number
}

export const PICTURES = path.resolve(import.meta.dirname, '../../test-results')
/** `{n}` that nobody filled, a code in place of its words, what JavaScript says of nothing. */
const UNTRANSLATED =
  /\{\w+\}|\[\w+:|\b[a-z]+_[a-z_]+\b|\b(?!iP(?:hone|ad)\b)[a-z]+[A-Z][a-z]\w*\b|\bundefined\b|\bNaN\b|\[object /

/** A browser of one reader, whose pages are watched: whatever the console or the policy complains of fails the test. */
export async function openWatched(
  screen: Screen,
): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const isPhone = screen.width < 500
  const context = await launchBrowser({
    locale: screen.locale,
    viewport: { width: screen.width, height: screen.height },
    isMobile: isPhone,
    hasTouch: isPhone,
    timezoneId: 'Asia/Taipei',
  })
  const page = context.pages()[0] ?? (await context.newPage())
  const complaints: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    // The browser itself reports each refusal that it sees; refusals are the server's ordinary answers.
    if (message.type() === 'error' && !/status of 4\d\d/.test(text)) complaints.push(text)
    if (/Content Security Policy/.test(text)) complaints.push(text)
  })
  page.on('pageerror', (error) => complaints.push(String(error.stack)))
  return { context, page, complaints }
}

/** Signs a browser in by its cookie, on a page, in the reader's language. */
export async function enter(
  context: BrowserContext,
  page: Page,
  url: string,
  cookie: string,
  screen: Screen,
  path: string,
): Promise<void> {
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url }])
  await context.addInitScript(OWN_WORDS)
  page.setDefaultTimeout(30_000)
  await page.goto(`${url}${path}`)
  await chooseLanguage(page, screen)
}

/** As a person does, by the bar at the top; the server keeps it. */
export async function chooseLanguage(page: Page, { language }: Screen): Promise<void> {
  const choice = page.locator('.top-bar .language-switch')
  await choice.waitFor()
  if ((await choice.inputValue()) !== language) {
    const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/me/locale'))
    await choice.selectOption(language)
    await kept
  }
  await page.locator(`html[lang=${language}]`).waitFor()
}

/**
 * What must hold of every page: the right language, all words translated, nothing wider than the screen, nothing too faint to read. Keeps
 * a picture.
 */
export async function checkPage(page: Page, screen: Screen, name: string): Promise<void> {
  // Waits for what is still coming: the page's own code first, before which there is nothing at all; charts are loaded on their own.
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.loading, .bone'))
  const seen = await page.evaluate(() => ({
    language: document.documentElement.lang,
    tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    text: ownWords(document.body),
    title: document.querySelector('h1')?.textContent ?? '',
  }))
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: path.join(PICTURES, `${screen.language}-${screen.width}-${name}.png`) })
  assert.equal(seen.language, screen.language, name)
  assert.equal(seen.tooWide, 0, `${name}: wider than the screen`)
  assert.notEqual(seen.title, '', `${name}: without a title`)
  const found = UNTRANSLATED.exec(seen.text)
  assert.equal(
    found,
    null,
    `${name}: "${found?.[0]}" in: ${seen.text.slice(Math.max(0, (found?.index ?? 0) - 60)).slice(0, 160)}`,
  )
  await checkContrast(page, name)
}

/** Runs in the page: its text without what people, systems and browsers wrote (posts, expressions, names of devices). */
declare function ownWords(body: HTMLElement): string
export const OWN_WORDS = `window.ownWords = (body) => {
  const others = '.post-text, .post-whole, .post-title, .post-author, .break, .row-title, .timeline-detail, code, textarea, svg, style, script, noscript'
  const words = []
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest(others)) words.push(node.data)
  return words.join(' ')
}`
