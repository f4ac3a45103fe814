import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { DAY, MINUTE } from '../base/clock.ts'
import { openDatabase } from '../base/db.ts'
import { ingestPosts } from './actions.ts'
import { findFigures } from './search-figures-store.ts'
import { type Lookup, openLookup } from './search-lookup-store.ts'
import { sealNext } from './search-seal-store.ts'

const START = Date.UTC(2026, 2, 2, 1)
const AT_ONCE = { posts: 1, waitedMs: 0 }

test('what was counted of a segment is counted once, whatever comes behind it; over another span of time it is counted anew', async (t) => {
  const { app: bare, url } = await makeApp(t)
  const app = watching(bare)
  const database = openDatabase(url, { connections: 3 })
  t.after(() => database.close())
  const { orgId, analyst } = await makeCompany(app, 'figures')
  const on = { ...database, fold: app.judges.fold }
  const open = (): Lookup => openLookup({ ...on, columnBytes: 1e7, blockBytes: 1e7, isCancelled: () => false })
  const kept = open()
  const counted: number[] = []
  const spied: Lookup = {
    ...kept,
    catalog: {
      ...kept.catalog,
      columns: (org, segment) => {
        counted.push(segment.segmentId)
        return kept.catalog.columns(org, segment)
      },
    },
  }
  let number = 0
  const send = async (minutes: readonly number[], text: string): Promise<void> => {
    const posts = minutes.map((minute, i) => ({
      externalId: String(number++),
      platform: i % 3 === 0 ? ('weibo' as const) : ('douyin' as const),
      kind: 'post' as const,
      postedAt: new Date(START + minute * MINUTE).toISOString(),
      text: `${text}${i}`,
      author: { externalId: 'a', name: 'a', region: i % 2 === 0 ? '上海' : '广东' },
    }))
    await ingestPosts(app, analyst, { source: 'test', posts })
    // Transactions of other tests may still stand before ours: then it is not settled yet.
    for (let sealed = 0; sealed < posts.length; )
      sealed += (await sealNext(on, orgId, app.clock.now(), AT_ONCE))?.posts ?? 0
  }
  // Six characters: the index does not decide about them alone, texts are read.
  const request = { orgId, sought: { expression: '退款一直不到' }, steps: 30, now: START + DAY }
  const ask = async (): Promise<number> => {
    counted.length = 0
    const [found, expected] = [await findFigures(spied, request), await findFigures(open(), request)]
    assert.deepEqual(found, expected)
    return new Set(counted).size
  }
  const hour = Array.from({ length: 60 }, (_, i) => i)
  await send(hour, '退款一直不到')
  await send(hour, '退款一直到，不好')
  assert.equal(await ask(), 2)
  assert.equal(await ask(), 0, 'nothing new: nothing is counted')
  await send([30, 31], '退款一直不到')
  assert.equal(await ask(), 1, 'the new one alone')
  await send([-3000], '退款一直不到')
  assert.equal(await ask(), 3, 'wider bars: the two that hold something, and the new one')
  assert.equal(await ask(), 0)
})
