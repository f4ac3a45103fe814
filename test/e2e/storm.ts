import assert from 'node:assert/strict'
import { DAY, MINUTE } from '../../server/base/clock.ts'
import { postJson, type Running } from '../support/product.ts'

/** A quiet fortnight and a storm of the last half hour. @returns the alert of it */
export async function raisedAlert(running: Running, cookie: string, secret: string, brand: string): Promise<string> {
  const own = { cookie, origin: running.url }
  await postJson(running.url, '/api/tracks', { name: brand, expression: brand }, own)
  const now = Date.now()
  const usual = posts(brand, now - 13 * DAY, 13 * DAY - 40 * MINUTE, 900, '今天喝了', 'weibo')
  const storm = posts(`${brand}豆浆腹泻`, now - 35 * MINUTE, 25 * MINUTE, 200, '喝完就拉肚子，太差了', 'weibo')
  const other = posts(`${brand}豆浆`, now - 20 * MINUTE, 10 * MINUTE, 40, '垃圾产品要求退货', 'douyin')
  await sendPosts(running, secret, usual, storm, other)
  for (;;) {
    const answer = await fetch(`${running.url}/api/alerts`, { headers: own })
    const alerts = (await answer.json()) as { id: string; trackName: string }[]
    const mine = alerts.find(({ trackName }) => trackName === brand)
    if (mine) return mine.id
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

function posts(brand: string, from: number, length: number, count: number, text: string, platform: string) {
  return Array.from({ length: count }, (_, n) => ({
    externalId: `${brand} ${from} ${n}`,
    platform,
    postedAt: new Date(from + (n * length) / count).toISOString(),
    text: `${text}${brand} ${n % 7}`,
    author: {
      externalId: `a${n % 90}`,
      name: `作者${n % 90}`,
      followers: (n % 90) * 1000,
      region: n % 2 ? '台北' : '上海',
    },
  }))
}

/** As a program does, 500 at once. */
export async function sendPosts(
  running: Running,
  secret: string,
  ...lists: readonly (readonly object[])[]
): Promise<void> {
  for (const posts of lists)
    for (let at = 0; at < posts.length; at += 500) {
      const body = { source: 'test', posts: posts.slice(at, at + 500) }
      const answer = await postJson(running.url, '/api/posts', body, { authorization: `Bearer ${secret}` })
      assert.ok(answer.status < 300, await answer.text())
    }
}
