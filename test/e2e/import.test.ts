// A messy export comes in as it is and is found again: dropped, one column put right, dry run, taken in, what was refused taken back,
// the posts, a search, a track. Then the same file once more, on a phone: nothing new, and nothing to put right.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { browserTest } from '../support/chromium.ts'
import { makeHome, type Running, setUp } from '../support/product.ts'
import { READERS, type Reader } from './import-readers.ts'
import { searchAndTrack } from './import-search.ts'
import { checkPage, chooseLanguage, OWN_WORDS, openWatched, PICTURES } from './watched-page.ts'

const BOOT = path.resolve(import.meta.dirname, '../../boot.mjs')
/** What is in it, and why, is told in the README beside it. */
const FILE = path.resolve(import.meta.dirname, '../fixtures/messy/daily-report.csv')
const NEW = { posts: 61, relative: 3, repeated: 3, refused: 4 }
const COLLECTED_AT = '2026-06-03T18:00'

test('a messy export is taken in, looked through and watched for; again it adds nothing', browserTest(), async (t) => {
  const built = spawnSync(process.execPath, [BOOT, 'build'], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const home = await makeHome(t)
  const running = await home.start()
  const { cookie } = await setUp(running)
  const [first, again] = READERS
  await t.test('on a desktop, for the first time', async (t) => {
    const { page, close } = await enter(t, running, cookie, first)
    await drop(page, FILE)
    await putRight(page, first)
    await sayWhen(page, first)
    await takeIn(page, first)
    await takeRefused(page, first)
    await page.getByRole('link', { name: first.words.seePosts }).click()
    await searchAndTrack(page, first, NEW.posts)
    await close()
  })
  await t.test('the same file on a phone', async (t) => {
    const { page, close } = await enter(t, running, cookie, again)
    await page.locator('.drop input[type=file]').first().setInputFiles(FILE)
    await findKnown(page, again)
    await page.getByRole('link', { name: again.words.seenLink }).click()
    await page.getByRole('link', { name: again.words.seePosts }).click()
    await searchAndTrack(page, again, NEW.posts)
    await close()
  })
})

async function enter(t: TestContext, running: Running, cookie: string, reader: Reader) {
  const { context, page, complaints } = await openWatched(reader)
  t.after(async () => {
    // After a success the browser is closed already; after a failure one wants to see where it stood.
    await page.screenshot({ path: path.join(PICTURES, `where-it-failed-${reader.width}.png`) }).catch(() => undefined)
    await context.close()
  })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: running.url }])
  await context.addInitScript(OWN_WORDS)
  page.setDefaultTimeout(30_000)
  await page.goto(`${running.url}/import`)
  await chooseLanguage(page, reader)
  await page.locator('.drop').waitFor()
  await checkPage(page, reader, 'import')
  return { page, close: () => leave(context, complaints) }
}

async function leave(context: BrowserContext, complaints: readonly string[]): Promise<void> {
  assert.deepEqual(complaints, [])
  await context.close()
}

/** As from the desktop's own windows: a file that the browser may read because it was let go above the page. */
async function drop(page: Page, file: string): Promise<void> {
  const box = await page.locator('.drop').boundingBox()
  assert.ok(box)
  const [x, y] = [box.x + box.width / 2, box.y + 20]
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x, y, data })
}

/** What the shop answered was taken for what was said. */
async function putRight(page: Page, reader: Reader): Promise<void> {
  const { words } = reader
  await page.getByText(words.unknown).waitFor()
  await chosenOf(page, '客服回复内容').getByText(words.text, { exact: true }).waitFor()
  await page.getByText('您好，非常抱歉').first().waitFor()
  await checkPage(page, reader, 'import-mapping')
  const right = chosenOf(page, '网友说了啥')
  // By keyboard (not used, id, text): a click into the list while it unfolds was lost now and then.
  await right.getByRole('combobox').press('Enter')
  await page.locator('.ant-select-item-option-active', { hasText: words.notUsed }).waitFor()
  await right.getByRole('combobox').press('ArrowDown')
  await right.getByRole('combobox').press('ArrowDown')
  await page.locator('.ant-select-item-option-active', { hasText: words.text }).waitFor()
  await right.getByRole('combobox').press('Enter')
  await right.getByText(words.chosen).waitFor()
  await chosenOf(page, '客服回复内容').getByText(words.notUsed).waitFor()
  await page.locator('.example', { hasText: '半夜开始腹泻' }).waitFor()
  await page.getByRole('button', { name: words.useColumns }).click()
  await figure(page, words.refused, NEW.refused + NEW.relative).waitFor()
}

/** Three rows tell their time by when the file was made. */
async function sayWhen(page: Page, reader: Reader): Promise<void> {
  const { words } = reader
  await page.getByText(words.relative).waitFor()
  await checkPage(page, reader, 'import-relative')
  await page.getByRole('textbox', { name: words.source }).fill('市場部日報')
  await page.getByLabel(words.collectedAt).fill(COLLECTED_AT)
  await page.getByRole('button', { name: words.apply }).click()
  await figure(page, words.refused, NEW.refused).waitFor()
  await figure(page, words.fresh, NEW.posts).waitFor()
  await figure(page, words.repeated, NEW.repeated).waitFor()
  await checkPage(page, reader, 'import-trial')
}

async function takeIn(page: Page, reader: Reader): Promise<void> {
  const { words } = reader
  await page.getByRole('button', { name: words.start }).click()
  await page.locator('.page-head .tag', { hasText: words.done }).waitFor()
  await figure(page, words.accepted, NEW.posts).waitFor()
  await figure(page, words.duplicates, NEW.repeated).waitFor()
  await checkPage(page, reader, 'import-done')
}

/** Each refused row as it stood, with its line and the reason, in a file that can be put right and brought again. */
async function takeRefused(page: Page, { words }: Reader): Promise<void> {
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: words.downloadCsv }).click()
  const text = readFileSync(await (await coming).path(), 'utf8')
  assert.match(text, /^\ufeff序号,哪个平台,网友,网友说了啥,.*,weiji_file,weiji_line,weiji_field,weiji_reason\r\n/)
  for (const reason of [
    /^18,.*,好几百,.*,daily-report\.csv,\d+,likes,.*is no count/m,
    /^30,.*,上周三晚上,.*,postedAt,.*is no time/m,
    /daily-report\.csv,\d+,,.*14 cells, the header 12/m,
    /daily-report\.csv,\d+,,.*never closed/m,
  ])
    assert.match(text, reason)
  assert.equal(text.trim().split('\r\n').length, 1 + NEW.refused)
}

/** The file is known by its content, its columns by their names; how they are read can still be changed. */
async function findKnown(page: Page, reader: Reader): Promise<void> {
  const { words } = reader
  await page.getByText(words.seenBefore).waitFor()
  await page.getByText(words.remembered).waitFor()
  // The time of collection is not remembered: it is another for the next file.
  await page.getByLabel(words.collectedAt).fill(COLLECTED_AT)
  await page.getByRole('button', { name: words.apply }).click()
  await figure(page, words.known, NEW.posts).waitFor()
  await figure(page, words.fresh, 0).waitFor()
  await checkPage(page, reader, 'import-known')
  await page.getByRole('button', { name: words.changeColumns }).click()
  await chosenOf(page, '网友说了啥').getByText(words.text, { exact: true }).waitFor()
  await checkPage(page, reader, 'import-mapping')
  await page.getByRole('button', { name: words.start }).click()
  await page.locator('.page-head .tag', { hasText: words.done }).waitFor()
  await figure(page, words.accepted, 0).waitFor()
  await checkPage(page, reader, 'import-done')
}

function chosenOf(page: Page, column: string) {
  return page.locator('.mapping tr').filter({ has: page.getByRole('cell', { name: column, exact: true }) })
}

function figure(page: Page, name: string, count: number) {
  const exactly = new RegExp(`^${name}${count}$`)
  return page.locator('.figures-row > div').filter({ hasText: exactly })
}
