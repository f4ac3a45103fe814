// Verification in a real browser: a story that the job found, its signs and posts, a verdict, and what a near copy's page then says.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest } from '../support/chromium.ts'
import { makeHome, postJson, type Running, setUp } from '../support/product.ts'
import { checkPage, enter, openWatched, type Screen } from './watched-page.ts'

const BOOT = path.resolve(import.meta.dirname, '../../boot.mjs')
const STORY = '听说青禾豆浆里验出致癌物，快转发出去，不要再给孩子喝了'
const READERS: readonly (Screen & {
  readonly words: Readonly<Record<'check' | 'again' | 'false' | 'grounds' | 'save' | 'see', string>>
})[] = [
  {
    locale: 'zh-TW',
    language: 'zh-Hant',
    width: 1440,
    height: 900,
    words: {
      check: '開始查證',
      again: '重新查證',
      false: '不實',
      grounds: '依據（別人要能核對）',
      save: '確定',
      see: '看整件事與疑點',
    },
  },
  {
    locale: 'zh-CN',
    language: 'zh-Hans',
    width: 390,
    height: 844,
    words: {
      check: '开始查证',
      again: '重新查证',
      false: '不实',
      grounds: '依据（他人要能核对）',
      save: '确定',
      see: '查看整件事与疑点',
    },
  },
  {
    locale: 'en-GB',
    language: 'en',
    width: 390,
    height: 844,
    words: {
      check: 'Start checking',
      again: 'Check again',
      false: 'It is false',
      grounds: 'Grounds (so that others can check them)',
      save: 'Save',
      see: 'See the whole story and its signs',
    },
  },
]

test('a likely rumour is found, looked into and judged, by three readers', browserTest(), async (t) => {
  const built = spawnSync(process.execPath, [BOOT, 'build'], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const running = await (await makeHome(t)).start()
  const { cookie, secret } = await setUp(running)
  const track = { name: '青禾', expression: '青禾' }
  assert.equal((await postJson(running.url, '/api/tracks', track, { cookie, origin: running.url })).status, 201)
  for (const [nth, reader] of READERS.entries()) {
    // Each reader a story of their own: what one has judged waits for nobody else.
    await tellStory(running, secret, nth)
    const { context, page, complaints } = await openWatched(reader)
    t.after(() => context.close())
    await enter(context, page, running.url, cookie, reader, '/rumours')
    await journey(page, running, reader)
    assert.deepEqual(complaints, [])
    await context.close()
  }
})

async function tellStory(running: Running, secret: string, nth: number): Promise<void> {
  const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString()
  const text =
    nth === 0
      ? STORY
      : `${['', '网传青禾门店后厨有老鼠，紧急扩散给身边的人，央视都报了', 'Apparently Qinghe 青禾 soy milk made dozens of people ill, please share'][nth]}`
  const by = (name: string) => ({ author: { externalId: name, name, followers: 12 } })
  const talk = Array.from({ length: 40 }, (_, i) => ({
    externalId: `${nth} t${i}`,
    platform: 'weibo',
    postedAt: at(80 - i),
    text: `青禾第${i}家店今天排队`,
    ...by(`t${i}`),
  }))
  const copies = Array.from({ length: 9 }, (_, i) => ({
    externalId: `${nth} c${i}`,
    platform: 'weibo',
    postedAt: at(70 - i * 0.2),
    text,
    ...by(`c${nth}${i}`),
  }))
  const root = { kind: 'comment', rootExternalId: `${nth} c0`, parentExternalId: `${nth} c0` }
  const replies = ['真的假的？', '求证', '这是谣言吧', '官方已经辟谣', '好可怕'].map((said, i) => ({
    externalId: `${nth} r${i}`,
    platform: 'weibo',
    postedAt: at(60 - i),
    text: said,
    ...by(`r${nth}${i}`),
    ...root,
  }))
  const sent = await postJson(
    running.url,
    '/api/posts',
    { source: 's', posts: [...talk, ...copies, ...replies] },
    { authorization: `Bearer ${secret}` },
  )
  assert.equal(sent.status, 200)
}

async function journey(page: Page, running: Running, reader: (typeof READERS)[number]): Promise<void> {
  const { words } = reader
  const row = page.locator('.rumour-row').first()
  // The job looks once a minute, and the page hears of it.
  await row.waitFor({ timeout: 150_000 })
  await checkPage(page, reader, 'rumours')
  await row.locator('a.rumour-title').click()
  await page.locator('.rumour-toggle').first().click()
  await page.locator('.rumour-reasons button.post').first().waitFor()
  await checkPage(page, reader, 'rumour')
  await page.getByRole('button', { name: words.check }).click()
  await page.getByRole('button', { name: words.false, exact: true }).click()
  await page.getByRole('textbox', { name: words.grounds }).fill('三批检测报告均合格')
  await checkPage(page, reader, 'rumour-verdict')
  await page.getByRole('dialog').getByRole('button', { name: words.save }).click()
  await page.getByRole('button', { name: words.again }).waitFor()
  await checkPage(page, reader, 'rumour-judged')
  const id = await page.evaluate(async () => {
    const story = location.pathname.split('/').at(-1)
    const answer = await fetch(`/api/rumours/${story}`)
    return ((await answer.json()) as { copies: { id: string }[] }).copies.at(-1)?.id ?? ''
  })
  await page.goto(`${running.url}/posts/${id}`)
  await page.getByRole('link', { name: words.see }).waitFor()
  await checkPage(page, reader, 'rumour-of-post')
}
