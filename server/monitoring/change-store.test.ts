import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { DAY, HOUR, SECOND } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { ingestPosts } from './actions.ts'
import { adoptAnswers } from './adoption-actions.ts'
import { takeCountChanges } from './change-actions.ts'
import { sumLate } from './counting.ts'
import { listCountChanges } from './reads.ts'
import type { PostInput } from './schema.ts'
import { makeTrack } from './track-actions.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const ago = (ms: number): Date => new Date(NOW.getTime() - ms)

test('late is what is older than half a minute, old what is older than five hours and a half; a fortnight ago nobody reads', () => {
  const of = (trackId: string, ms: number) => ({ trackId, of: { postedAt: ago(ms) } })
  const late = sumLate(
    [
      of('b', 30 * SECOND),
      of('b', 31 * SECOND),
      of('b', HOUR),
      of('b', 6 * HOUR),
      of('a', 14 * DAY),
      of('a', 15 * DAY),
    ],
    NOW,
  )
  assert.deepEqual(late, [
    { trackId: 'a', isOld: true, since: ago(14 * DAY), posts: 1 },
    { trackId: 'b', isOld: false, since: ago(HOUR), posts: 2 },
    { trackId: 'b', isOld: true, since: ago(6 * HOUR), posts: 1 },
  ])
})

async function makeScene(t: Parameters<typeof makeApp>[0]) {
  const { app: bare, clock } = await makeApp(t)
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  const track = await makeTrack(app, analyst, { name: '豆漿', expression: '豆漿' })
  let sent = 0
  const send = (...rows: (Partial<PostInput> & { ago: number })[]) =>
    ingestPosts(app, analyst, {
      source: 's',
      posts: rows.map(({ ago: age, ...row }) => ({
        externalId: `post ${sent++}`,
        platform: 'weibo',
        postedAt: new Date(clock.now().getTime() - age).toISOString(),
        text: '豆漿',
        ...row,
      })),
    })
  const marks = async () =>
    (await listCountChanges(app.db, orgId)).map(({ trackId, isOld, since, posts }) => ({
      isOwn: trackId === track.id,
      isOld,
      since,
      posts,
    }))
  return { app, clock, orgId, send, marks }
}

test('posts in time, posts of no track and posts sent again mark nothing; late ones add up', async (t) => {
  const { send, marks } = await makeScene(t)
  await send({ ago: 0, externalId: 'one' }, { ago: 29 * SECOND })
  await send({ ago: HOUR, text: '茶' })
  await send({ ago: HOUR, externalId: 'one' })
  assert.deepEqual(await marks(), [])
  await send({ ago: HOUR })
  await send({ ago: 2 * HOUR }, { ago: 10 * HOUR })
  await send({ ago: HOUR })
  assert.deepEqual(await marks(), [
    { isOwn: true, isOld: false, since: ago(2 * HOUR), posts: 3 },
    { isOwn: true, isOld: true, since: ago(10 * HOUR), posts: 1 },
  ])
})

test('what is taken is exactly what was seen: a change that comes meanwhile stays', async (t) => {
  const { app, orgId, send, marks } = await makeScene(t)
  await send({ ago: HOUR }, { ago: 10 * HOUR })
  const seen = await listCountChanges(app.db, orgId)
  await send({ ago: 2 * HOUR })
  await inTransaction(app.db, (trx) => takeCountChanges(trx, orgId, seen))
  assert.deepEqual(await marks(), [{ isOwn: true, isOld: false, since: ago(2 * HOUR), posts: 3 - 1 }])
  const more = await listCountChanges(app.db, orgId)
  await inTransaction(app.db, (trx) => takeCountChanges(trx, orgId, more))
  assert.deepEqual(await marks(), [])
})

test('an answer that is adopted late changes the counts of its own minute', async (t) => {
  const { app, clock, orgId, send, marks } = await makeScene(t)
  await send({ ago: 0, externalId: 'answer', text: '[泪]', parentExternalId: 'root', rootExternalId: 'root' })
  clock.advance(HOUR)
  await send({ ago: 0, externalId: 'root' })
  assert.deepEqual(await marks(), [])
  assert.equal(await adoptAnswers(app, orgId), 1)
  assert.deepEqual(await marks(), [{ isOwn: true, isOld: false, since: NOW, posts: 1 }])
})
