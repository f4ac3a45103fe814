import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { ingestPosts } from './actions.ts'
import { countPosts } from './reads.ts'
import { makeTrack } from './track-actions.ts'
import { countTracks } from './track-count-reads.ts'

test('all tracks at once are counted as each by itself, wherever the span begins and ends', async (t) => {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  const tracks = [
    await makeTrack(app, analyst, { name: 'a', expression: '退款' }),
    await makeTrack(app, analyst, { name: 'b', expression: '客服' }),
  ]
  const begin = Date.UTC(2026, 2, 2, 1)
  const posts = Array.from({ length: 90 }, (_, i) => ({
    externalId: String(i),
    platform: 'weibo' as const,
    postedAt: new Date(begin + i * 3_700).toISOString(),
    text: ['退款壞', '退款客服', '客服好', '別的'][i % 4] ?? '',
  }))
  await ingestPosts(app, analyst, { source: 's', posts })
  for (const [from, to] of [
    [0, 400_000],
    [1, 60_000],
    [60_000, 120_000],
    [61_001, 62_000],
    [59_000, 61_000],
    [30_500, 299_999],
  ]) {
    const span = { from: new Date(begin + (from ?? 0)), to: new Date(begin + (to ?? 0)) }
    const all = await countTracks(app.db, orgId, span)
    for (const { id } of tracks) {
      const { posts: many, judged, negative } = await countPosts(app.db, orgId, id, span)
      assert.deepEqual(
        all.get(id) ?? { posts: 0, judged: 0, negative: 0 },
        { posts: many, judged, negative },
        `${from} ${to}`,
      )
    }
  }
})
