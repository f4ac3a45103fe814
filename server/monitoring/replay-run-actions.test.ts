import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { getOrganisation, listActs } from '../access/reads.ts'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { ingestPosts } from './actions.ts'
import { listTracks, watchedUntil } from './reads.ts'
import { recordFile, recordOwn, removeRecording } from './recording-actions.ts'
import { findPlayers, playRun } from './replay-play-actions.ts'
import { makeRunLink, pauseRun, resumeRun, seekRun, startRun, stopRun } from './replay-run-actions.ts'
import { findRun, leaseRun } from './replay-run-store.ts'
import { makeTrack } from './track-actions.ts'

/** A post a minute for two hours, each but the first passing the first on. */
async function makeDesk(t: TestContext) {
  const { app: bare, clock } = await makeApp(t)
  const app = watching(bare)
  const company = await makeCompany(app)
  await makeTrack(app, company.analyst, { name: '豆漿', expression: '豆漿' })
  const start = clock.now().getTime() - 10 * HOUR
  const posts = Array.from({ length: 121 }, (_, i) => ({
    externalId: `p${i}`,
    platform: 'weibo',
    postedAt: new Date(start + i * MINUTE).toISOString(),
    text: i === 0 ? '豆漿壞' : '[淚]',
    ...(i === 0 ? {} : { kind: 'repost', parentExternalId: 'p0' }),
  }))
  const file = `${posts.map((post) => JSON.stringify(post)).join('\n')}\n`
  const record = (text = file) =>
    recordFile(app, company.analyst, {
      name: 'recorded.jsonl',
      bytes: (async function* () {
        yield Buffer.from(text)
      })(),
    })
  const recording = await record()
  const wait = async (ms: number): Promise<void> => clock.advance(ms)
  const play = (id: string) => playRun(app, company.orgId, id, { wait, isLastTry: true })
  const run = async (id: string) => {
    const found = await findRun(app.db, company.orgId, id)
    assert.ok(found)
    return found
  }
  const begin = (into: 'here' | 'practice', speed: number | null) =>
    startRun(app, company.analyst, { recordingId: recording.id, into, speed })
  const told = async (orgId: string) => {
    const found = await sql<{ n: number; tracked: number; last: Date | null }>`
      select count(*)::int as n, max(posted_at) as last,
        (select count(*)::int from post_tracks t where t.org_id = ${orgId}) as tracked
      from posts where org_id = ${orgId} and source = 'replay'`.execute(app.db)
    return found.rows[0]
  }
  return { app, clock, company, recording, record, play, run, begin, told }
}

test('as fast as possible into a practice organisation, labelled, with our tracks; nothing reaches our own figures', async (t) => {
  const { app, clock, company, recording, play, run, begin, told } = await makeDesk(t)
  assert.deepEqual([recording.posts, recording.spanMs, recording.note.format], [121, 2 * HOUR, 'weiji'])
  const id = await begin('practice', null)
  await play(id)
  const { state, sent, accepted, targetOrgId, positionMs } = await run(id)
  assert.deepEqual([state, sent, accepted, positionMs], ['done', 121, 121, 2 * HOUR])
  const organisation = await getOrganisation(app.db, targetOrgId)
  assert.deepEqual(
    [organisation.isDemo, organisation.name, organisation.zone],
    [true, '回放：recorded.jsonl', 'Asia/Taipei'],
  )
  const there = await told(targetOrgId)
  assert.deepEqual([there?.n, there?.tracked, there?.last], [121, 121, clock.now()], 'the last post falls on now')
  assert.equal((await told(company.orgId))?.n, 0)
  assert.ok((await listTracks(app.db, targetOrgId)).some(({ expression }) => expression === '豆漿'))
  const link = await makeRunLink(app, company.analyst, id)
  assert.match(link, /^http:\/\/localhost:8080\/sign-in#.{20,}/)
  const verbs = await listActs(app.db, company.orgId, { objectKind: 'replay' })
  assert.deepEqual(
    verbs.map(({ verb }) => verb),
    ['startReplay', 'endReplay'],
  )
})

test('at a speed posts come when they are due; paused, time stands still and detectors wait', async (t) => {
  const { app, clock, company, play, run, begin, told } = await makeDesk(t)
  const id = await begin('practice', 60)
  await play(id)
  const first = await run(id)
  assert.equal(first.state, 'running')
  assert.ok(first.sent >= 15 && first.sent <= 17, `${first.sent} posts after 15 s at one a second`)
  await pauseRun(app, company.analyst, id)
  await assert.rejects(pauseRun(app, company.analyst, id), { code: 'wrong-state' })
  const paused = await run(id)
  const until = await watchedUntil(app.db, paused.targetOrgId, clock.now())
  for (let minutes = 0; minutes < 5; minutes++) {
    clock.advance(MINUTE)
    await findPlayers(app)
    await play(id)
  }
  assert.equal((await run(id)).sent, paused.sent)
  assert.deepEqual(await watchedUntil(app.db, paused.targetOrgId, clock.now()), until)
  await resumeRun(app, company.analyst, id)
  await play(id)
  const resumed = await run(id)
  assert.ok(
    resumed.sent >= paused.sent + 14 && resumed.sent <= paused.sent + 17,
    `${resumed.sent} after ${paused.sent}`,
  )
  await stopRun(app, company.analyst, id)
  await assert.rejects(resumeRun(app, company.analyst, id), { code: 'wrong-state' })
  await play(id)
  assert.equal((await told(paused.targetOrgId))?.n, resumed.sent)
})

test('forward is told fast up to there and goes on at its speed; a paused run pauses there again', async (t) => {
  const { app, company, play, run, begin } = await makeDesk(t)
  const id = await begin('practice', 1)
  await play(id)
  assert.equal((await run(id)).sent, 1)
  assert.equal(await seekRun(app, company.analyst, id, HOUR), id)
  await play(id)
  const there = await run(id)
  assert.deepEqual([there.state, there.sent], ['running', 61])
  assert.ok(there.positionMs >= HOUR && there.positionMs < HOUR + 30 * SECOND, `${there.positionMs}`)
  await pauseRun(app, company.analyst, id)
  await seekRun(app, company.analyst, id, 1.5 * HOUR)
  await play(id)
  assert.deepEqual([(await run(id)).state, (await run(id)).sent], ['paused', 91])
  await assert.rejects(seekRun(app, company.analyst, id, 3 * HOUR), { code: 'invalid' })
})

test('backward is a new run in a fresh practice organisation; among real posts it is refused, with the reason', async (t) => {
  const { app, company, play, run, begin } = await makeDesk(t)
  const id = await begin('practice', 1)
  await seekRun(app, company.analyst, id, HOUR)
  await play(id)
  await pauseRun(app, company.analyst, id)
  const other = await seekRun(app, company.analyst, id, 10 * MINUTE)
  await play(other)
  const [before, after] = [await run(id), await run(other)]
  assert.notEqual(other, id)
  assert.notEqual(after.targetOrgId, before.targetOrgId)
  assert.deepEqual([before.state, after.state, after.sent], ['stopped', 'paused', 11])

  const here = await begin('here', 100)
  await play(here)
  await seekRun(app, company.analyst, here, HOUR)
  await play(here)
  await assert.rejects(seekRun(app, company.analyst, here, 0), (error: { code: string; message: string }) => {
    assert.equal(error.code, 'wrong-state')
    assert.match(error.message, /cannot be untold/)
    return true
  })
})

test('here: refused where real warnings would wait too long; paused, they do not wait, and what follows is told later', async (t) => {
  const { app, clock, company, play, run, begin, told } = await makeDesk(t)
  await assert.rejects(begin('here', 1), { code: 'invalid' })
  const id = await begin('here', 100)
  await play(id)
  const before = await run(id)
  assert.ok(
    (await watchedUntil(app.db, company.orgId, clock.now())) < new Date(clock.now().getTime() - MINUTE),
    'it waits while it plays',
  )
  await pauseRun(app, company.analyst, id)
  assert.deepEqual(
    await watchedUntil(app.db, company.orgId, clock.now()),
    new Date(clock.now().getTime() - 30 * SECOND),
  )
  const last = (await told(company.orgId))?.last
  clock.advance(3 * HOUR)
  await resumeRun(app, company.analyst, id)
  for (let slices = 0; slices < 20 && (await run(id)).state === 'running'; slices++) await play(id)
  const done = await run(id)
  assert.deepEqual([done.state, (await told(company.orgId))?.n], ['done', 121])
  assert.ok(done.baseAt > before.baseAt && last && done.baseAt.getTime() + done.positionMs > last.getTime())
})

test('a player that was killed: the next goes on where the posts are, and doubles none; two never play at once', async (t) => {
  const { app, clock, company, play, run, begin, told } = await makeDesk(t)
  const id = await begin('practice', null)
  const real = app.live.publish
  let batches = 0
  const dying = {
    ...app,
    live: {
      ...app.live,
      publish: async (...given: Parameters<typeof real>) => {
        if (given[2] === 'monitoring.posts' && ++batches === 1) throw new Error('killed')
        return real(...given)
      },
    },
  }
  const wait = async (ms: number): Promise<void> => clock.advance(ms)
  await assert.rejects(playRun(dying, company.orgId, id, { wait, isLastTry: false }), /killed/)
  const target = (await run(id)).targetOrgId
  assert.deepEqual([(await run(id)).sent, (await told(target))?.n], [0, 0], 'the batch and its cursor are one')
  // Killed without a word: its lease is there until it ends.
  assert.ok(await leaseRun(app.db, company.orgId, id, clock.now(), new Date(clock.now().getTime() + 30 * SECOND)))
  await play(id)
  assert.equal((await run(id)).sent, 0)
  clock.advance(31 * SECOND)
  await Promise.all([play(id), play(id)])
  assert.deepEqual([(await run(id)).state, (await run(id)).sent, (await told(target))?.n], ['done', 121, 121])
})

test('what fails at the last try has failed, and says why', async (t) => {
  const { app, company, run, begin } = await makeDesk(t)
  const id = await begin('practice', null)
  const broken = { ...app, judges: { ...app.judges, judge: async () => Promise.reject(new Error('no weights')) } }
  const wait = async (): Promise<void> => undefined
  await playRun(broken, company.orgId, id, { wait, isLastTry: true })
  assert.deepEqual([(await run(id)).state, (await run(id)).error], ['failed', 'no weights'])
})

test('recordings: a span of our own posts, the story, packed cascades; what holds no post is refused', async (t) => {
  const { app, company, record, play, run, recording } = await makeDesk(t)
  await assert.rejects(record('nothing at all\n'), { code: 'invalid' })
  await ingestPosts(app, company.analyst, {
    source: 'crm',
    posts: [{ externalId: '1', platform: 'weibo', postedAt: '2026-03-02T01:00:00Z', text: '豆漿' }],
  })
  const own = await recordOwn(app, company.analyst, {
    kind: 'posts',
    from: '2026-03-02T00:00:00Z',
    to: '2026-03-02T02:00:00Z',
  })
  assert.deepEqual([own.posts, own.kind], [1, 'posts'])
  const story = await recordOwn(app, company.analyst, { kind: 'story' })
  assert.ok(story.posts > 300 && story.spanMs > 20 * HOUR, JSON.stringify(story))
  assert.equal((await recordOwn(app, company.analyst, { kind: 'story' })).id, story.id, 'there is one story')
  const cascade = JSON.stringify({
    event_id: 'e1',
    time: 1_400_000_000,
    text: '曝光 某某超市出售過期牛奶',
    posts: [
      [60, -1, 'u', '過期牛奶太可怕'],
      [120, 0, 'v', '過期牛奶'],
    ],
  })
  const bytes = (async function* () {
    yield gzipSync(`${cascade}\n${cascade}\n`)
  })()
  const made = await recordFile(app, company.analyst, { name: 'cascade.jsonl.gz', bytes })
  assert.deepEqual([made.posts, made.note.events, made.note.format], [3, 1, 'cascades'])
  const id = await startRun(app, company.analyst, { recordingId: made.id, into: 'practice', speed: null })
  await play(id)
  const { targetOrgId } = await run(id)
  const seen = await sql<{
    n: number
  }>`select count(*)::int as n from post_tracks where org_id = ${targetOrgId}`.execute(app.db)
  assert.equal(seen.rows[0]?.n, 3, 'a track was made that sees it')
  await removeRecording(app, company.analyst, recording.id)
  await assert.rejects(startRun(app, company.analyst, { recordingId: recording.id, into: 'practice', speed: null }), {
    code: 'not-found',
  })
})

test('only who may replay, and only one’s own', async (t) => {
  const { app, company, recording, begin } = await makeDesk(t)
  const id = await begin('practice', 1)
  const stranger = await makeCompany(app, 'stranger')
  await assert.rejects(pauseRun(app, stranger.analyst, id), { code: 'not-found' })
  await assert.rejects(makeRunLink(app, stranger.analyst, id), { code: 'not-found' })
  await assert.rejects(startRun(app, stranger.analyst, { recordingId: recording.id, into: 'here', speed: null }), {
    code: 'not-found',
  })
  await assert.rejects(pauseRun(app, company.legal, id), { code: 'forbidden' })
})
