import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { othersHaveEnded } from '../../test/support/transactions.ts'
import { ingestPosts } from './actions.ts'
import { changeLexicon, makeLexicon } from './lexicon-actions.ts'
import { recountLexicon, runRecount } from './lexicon-recount-actions.ts'
import { countSearch, indexPosts, searchPosts } from './search-actions.ts'
import { makeTrack } from './track-actions.ts'

test('posts are found by the list of which they hold a word: at once, from the index, and after a recount', async (t) => {
  const made = await makeApp(t)
  const app = watching(made.app)
  const { analyst, orgId } = await makeCompany(app)
  await makeTrack(app, analyst, { name: '青禾', expression: '青禾' })
  const lists = await makeLexicon(app, analyst, { name: '食安', words: [{ expression: '腹瀉', weight: 4 }] })
  const other = await makeLexicon(app, analyst, { name: '退款', words: [{ expression: '退款', weight: 2 }] })
  const texts = ['青禾 喝了腹瀉', '青禾 好喝', '青禾 腹瀉要退款', '青禾 發霉']
  const postedAt = app.clock.now().toISOString()
  const posts = texts.map((text, n) => ({ externalId: `p${n}`, platform: 'weibo' as const, postedAt, text }))
  await ingestPosts(app, analyst, { source: 'test', posts })
  const found = async (lexiconId: string, rest = {}): Promise<string[]> => {
    const query = { lexiconId, ...rest }
    const page = await searchPosts(app, analyst, query)
    const { posts } = await countSearch(app, analyst, query)
    assert.equal(posts, page.posts.length, 'counted as many as listed')
    return page.posts.map(({ text }) => text).sort()
  }
  const seal = async (): Promise<void> => {
    const pending = () => sql`select 1 from search_changes where org_id = ${orgId}`.execute(app.db)
    // Transactions of other tests may still stand before ours: then a change is not settled yet.
    do {
      await othersHaveEnded(app.db)
      await indexPosts(app, { posts: 1, waitedMs: 0 })
    } while ((await pending()).rows.length > 0)
  }
  const before = async (): Promise<void> => {
    assert.deepEqual(await found(lists.id), ['青禾 喝了腹瀉', '青禾 腹瀉要退款'])
    assert.deepEqual(await found(other.id), ['青禾 腹瀉要退款'])
    assert.deepEqual(await found(lists.id, { expression: '退款' }), ['青禾 腹瀉要退款'])
    assert.deepEqual(await found(lists.id, { platform: 'douyin' }), [])
  }
  await before()
  await seal()
  await before()
  await changeLexicon(app, analyst, lists.id, { version: 1, name: '食安', words: [{ expression: '發霉', weight: 4 }] })
  await recountLexicon(app, analyst, lists.id)
  const recounts = await sql<{ id: string }>`
    select recount_id as id from lexicon_recounts where org_id = ${orgId}`.execute(app.db)
  await runRecount(app, orgId, recounts.rows[0]?.id ?? '')
  await seal()
  assert.deepEqual(await found(lists.id), ['青禾 發霉'])
})
