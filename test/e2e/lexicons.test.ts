// Sensitive words in a real browser: a starter list looked through, tried on a text, mistakes put right, imported, saved, counted anew.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest } from '../support/chromium.ts'
import { makeHome, postJson, setUp } from '../support/product.ts'
import { checkPage, enter, openWatched, type Screen } from './watched-page.ts'

const BOOT = path.resolve(import.meta.dirname, '../../boot.mjs')
type Words = Readonly<
  Record<'starter' | 'attempt' | 'add' | 'word' | 'read' | 'take' | 'save' | 'recount' | 'recounted' | 'reason', string>
>
const READERS: readonly (Screen & { readonly words: Words })[] = [
  {
    locale: 'zh-TW',
    language: 'zh-Hant',
    width: 1440,
    height: 900,
    words: {
      starter: '食品安全',
      attempt: '用一段文字試試',
      add: '加一個詞',
      word: '詞或關鍵詞式',
      read: '讀一遍',
      take: '加到詞庫（未儲存）',
      save: '儲存詞庫',
      recount: '重算近 14 天',
      recounted: '重算完',
      reason: '為何修改',
    },
  },
  {
    locale: 'zh-CN',
    language: 'zh-Hans',
    width: 390,
    height: 844,
    words: {
      starter: '数据安全',
      attempt: '用一段文字试试',
      add: '添加一个词',
      word: '词或表达式',
      read: '读一遍',
      take: '加入词库（未保存）',
      save: '保存词库',
      recount: '重算近 14 天',
      recounted: '重算完成',
      reason: '修改原因',
    },
  },
  {
    locale: 'en-GB',
    language: 'en',
    width: 390,
    height: 844,
    words: {
      starter: 'Staff',
      attempt: 'Try it on a text',
      add: 'Add a word',
      word: 'Word or expression',
      read: 'Read it',
      take: 'Add to the list (not saved yet)',
      save: 'Save the list',
      recount: 'Count the last 14 days anew',
      recounted: 'Counted anew',
      reason: 'Why',
    },
  },
]

test(
  'a list of sensitive words is begun, tried, imported, saved and counted anew, by three readers',
  browserTest(),
  async (t) => {
    const built = spawnSync(process.execPath, [BOOT, 'build'], { encoding: 'utf8' })
    assert.equal(built.status, 0, built.stderr)
    const running = await (await makeHome(t)).start()
    const { cookie, secret } = await setUp(running)
    const track = { name: '青禾', expression: '青禾' }
    assert.equal((await postJson(running.url, '/api/tracks', track, { cookie, origin: running.url })).status, 201)
    const posts = [1, 2, 3].map((n) => ({
      externalId: `${n}`,
      platform: 'weibo',
      postedAt: new Date(Date.now() - n * 60_000).toISOString(),
      text: n === 3 ? '青禾好喝' : `青禾豆浆喝完很怪，试试词${n}`,
    }))
    const sent = await postJson(
      running.url,
      '/api/posts',
      { source: 's', posts },
      { authorization: `Bearer ${secret}` },
    )
    assert.equal(sent.status, 200)
    for (const reader of READERS) {
      const { context, page, complaints } = await openWatched(reader)
      t.after(() => context.close())
      await enter(context, page, running.url, cookie, reader, '/lexicons')
      await journey(page, reader)
      assert.deepEqual(complaints, [])
      await context.close()
    }
  },
)

async function journey(page: Page, reader: (typeof READERS)[number]): Promise<void> {
  const { words } = reader
  await page.getByRole('link', { name: words.starter, exact: true }).waitFor()
  await checkPage(page, reader, 'lexicons')
  await page.getByRole('link', { name: words.starter, exact: true }).click()
  const save = page.getByRole('button', { name: words.save })
  await save.waitFor()
  await page.getByRole('textbox', { name: words.attempt }).fill('我試試词2')
  // A word with a mistake keeps the list from being saved, and says why beside it.
  await page.getByRole('button', { name: words.add }).click()
  const first = page.getByRole('textbox', { name: words.word }).first()
  await first.fill('(怪')
  await page.locator('.lexicon-wrong').first().waitFor()
  assert.ok(await save.isDisabled())
  await first.fill('試試词')
  await page.locator('.card mark', { hasText: '試試词' }).first().waitFor()
  await checkPage(page, reader, 'lexicon-new')
  await page
    .locator('section', { has: page.getByRole('button', { name: words.read }) })
    .locator('textarea')
    .first()
    .fill('喝完很怪\t4\n退貨\t9')
  await page.getByRole('button', { name: words.read }).click()
  await page.locator('.lexicon-errors li').waitFor()
  await checkPage(page, reader, 'lexicon-import')
  await page.getByRole('button', { name: words.take }).click()
  await page.getByRole('textbox', { name: words.reason }).fill('客服常聽到')
  await save.click()
  await page.waitForURL(/\/lexicons\/[0-9a-f-]{36}$/)
  await page.getByRole('button', { name: words.recount }).click()
  await page.getByText(words.recounted).waitFor()
  await page.locator('.post .tag', { hasText: words.starter }).first().waitFor()
  assert.equal(await page.locator('button.post').count(), 2)
  await checkPage(page, reader, 'lexicon')
}
