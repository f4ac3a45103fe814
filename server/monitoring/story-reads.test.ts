import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeTalk } from '../../test/support/talk.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import { ingestPosts } from './actions.ts'
import type { PostInput } from './schema.ts'
import { listStories } from './story-reads.ts'

test('a thread is told by the post it began with, copies by the first of them', async (t) => {
  const { app, company, trackId, clock } = await makeTalk(t)
  const begin = clock.now().getTime() - HOUR
  const post = (externalId: string, minute: number, text: string, more: Partial<PostInput> = {}): PostInput => ({
    platform: 'weibo',
    externalId,
    kind: 'post',
    postedAt: new Date(begin + minute * MINUTE).toISOString(),
    text,
    author: { externalId: `author of ${externalId}`, name: externalId },
    ...more,
  })
  const below = { kind: 'repost', parentExternalId: 'root', rootExternalId: 'root' } as const
  const copy = '青禾 0312 批次喝完全家人腹瀉，客服讓我們多喝熱水，真是氣人'
  await ingestPosts(app, company.analyst, {
    source: 'test',
    posts: [
      post('root', 0, '青禾收到二十多條私信，都說喝完不舒服'),
      ...[1, 2, 3].map((n) => post(`answer ${n}`, n, `轉發 ${n}`, below)),
      post('first copy', 5, copy),
      post('second copy', 6, copy),
      post('alone', 7, '青禾今天出了新口味，包裝很好看，週末去買'),
    ],
  })
  // The judges of these tests give no fingerprints.
  await sql`update posts set fingerprint = 77 where external_id like '%copy'`.execute(app.db)
  const span = { from: new Date(begin), to: clock.now() }
  const stories = await listStories(app.db, company.orgId, trackId, span, 5)
  assert.deepEqual(
    stories.map(({ text, posts, authors }) => [text, posts, authors]),
    [
      ['青禾收到二十多條私信，都說喝完不舒服', 4, 4],
      [copy, 2, 2],
    ],
  )
})
