import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { operatorActor } from '../access/actor.ts'
import { Refusal } from '../base/errors.ts'
import { importCommand } from './import-commands.ts'
import { countPosts, keyNodes, listTracks, trackSeries, watchedUntil } from './reads.ts'
import { layOut, readEvent } from './recording.ts'
import { playReplay } from './replay-actions.ts'
import { replayCommand } from './replay-commands.ts'
import { listReplays } from './replay-store.ts'
import type { Watching } from './watching.ts'

const ONE = {
  event_id: 'e1',
  time: 1_347_334_462,
  text: '寧波婦兒醫院出事了\u2028壞',
  author: { id: 'a0', verified: false, followers: 227_833, location: '上海 黄浦区' },
  counts: { reposts: 225, comments: 55, likes: 0 },
  posts: [
    [86, -1, 'a1', '[泪]'],
    [-5, -1, 'a2', '醫院壞'],
    [120, 0, 'a3', ''],
    [7200, 2, 'a1', '醫院怎麼了'],
  ],
}
const TWO = { ...ONE, event_id: 'e2', time: ONE.time + 400 * 86_400, text: '豆漿', posts: [[60, -1, 'b1', '好']] }

async function call(
  t: TestContext,
  app: Watching,
  command: typeof replayCommand,
  lines: readonly string[] | Buffer,
  args: (file: string) => string[],
) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-replay-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'input')
  writeFileSync(file, Buffer.isBuffer(lines) ? lines : `${lines.join('\n')}\n`)
  const [stdout, stderr] = [collector(), collector()]
  const code = await command.run(
    args(file),
    { stdin: Readable.from([]), stdout: stdout.stream, stderr: stderr.stream },
    async () => app,
  )
  return { code, out: stdout.text(), err: stderr.text(), folder }
}

function collector() {
  const parts: string[] = []
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      parts.push(String(chunk))
      done()
    },
  })
  return { stream, text: () => parts.join('') }
}

async function company(t: TestContext) {
  const { app: bare, clock } = await makeApp(t)
  const app = watching(bare)
  return { app, clock, ...(await makeCompany(app)) }
}

test('a recording is played so that it ends now, with its tree, times and authors, under a track made for it', async (t) => {
  const { app, clock, orgId } = await company(t)
  const { code, out, err } = await call(t, app, replayCommand, gzipSync(`${JSON.stringify(ONE)}\n`), (file) => [file])
  assert.equal(code, 0, err)
  const now = clock.now()
  const first = new Date(now.getTime() - 7_200_000)
  const end = JSON.parse(out)
  assert.deepEqual(
    [end.state, end.accepted, end.total, end.firstAt, end.lastAt],
    ['done', 5, 5, first.toISOString(), now.toISOString()],
  )
  assert.match(err, /1 posts that were recorded before what they answer are played with it/)
  assert.match(err, /no track matches event e1: made "寧波婦兒醫院出事了/)

  const [track] = await listTracks(app.db, orgId)
  assert.ok(track)
  const span = { from: first, to: new Date(now.getTime() + 1) }
  const counts = await countPosts(app.db, orgId, track.id, span)
  assert.deepEqual([counts.posts, counts.originals, counts.reposts, counts.judged, counts.authors], [5, 1, 4, 4, 4])
  const nodes = await keyNodes(app.db, orgId, track.id, span, 9)
  assert.deepEqual(
    nodes.map(({ post, descendants, direct }) => [
      post.author.id,
      post.author.region,
      post.author.followers,
      descendants,
      direct,
    ]),
    [
      ['a0', '上海', 227_833, 4, 2],
      ['a1', '', null, 2, 1],
      ['a3', '', null, 1, 1],
    ],
  )
  assert.deepEqual(
    (await listReplays(app.db, orgId, now)).map(({ state, posts, total }) => [state, posts, total]),
    [['done', 5, 5]],
  )
  assert.deepEqual(await watchedUntil(app.db, orgId, now), new Date(now.getTime() - 30_000))

  // Once it has ended, the same call plays it again: other posts, at other times.
  clock.advance(86_400_000)
  const again = await call(t, app, replayCommand, [JSON.stringify(ONE)], (file) => [file])
  assert.deepEqual([again.code, JSON.parse(again.out).accepted], [0, 5])
  assert.equal((await listTracks(app.db, orgId)).length, 1)
})

test('a run that was stopped goes on where it was, and nothing is doubled', async (t) => {
  const { app, clock, orgId, analyst } = await company(t)
  const events = Array.from({ length: 2500 }, (_, i) => [i, -1, `u${i}`, ''])
  const event = readEvent({ ...ONE, posts: events })
  assert.ok(event)
  let batches = 0
  const input = {
    timeline: layOut([event]),
    name: 'long',
    runKey: 'long',
    speed: undefined,
    isStopped: () => batches > 0,
    wait: async () => undefined,
    onProgress: async () => void batches++,
  }
  const stopped = await playReplay(app, analyst, input)
  assert.deepEqual([stopped.state, stopped.sent, stopped.accepted], ['stopped', 1000, 1000])
  clock.advance(3_600_000)
  const done = await playReplay(app, operatorActor(orgId), { ...input, isStopped: () => false })
  assert.deepEqual(
    [done.id, done.isResumed, done.state, done.accepted, done.firstAt],
    [stopped.id, true, 'done', 1501, stopped.firstAt],
  )
  const [replay] = await listReplays(app.db, orgId, clock.now())
  assert.deepEqual([replay?.state, replay?.posts, replay?.total], ['done', 2501, 2501])
})

test('at a speed, posts come when they are due, and the cursor moves through silence', async (t) => {
  const { app, clock, orgId, analyst } = await company(t)
  const event = readEvent(ONE)
  assert.ok(event)
  const began = clock.now().getTime()
  const seen: [number, number][] = []
  const end = await playReplay(app, analyst, {
    timeline: layOut([event]),
    name: 'paced',
    runKey: 'paced',
    speed: 10,
    isStopped: () => false,
    wait: async (ms) => {
      assert.ok(ms > 0 && ms <= 5000)
      clock.advance(Math.ceil(ms))
      const until = await watchedUntil(app.db, orgId, clock.now())
      assert.ok(until.getTime() <= clock.now().getTime())
    },
    onProgress: async ({ sent }) => void seen.push([sent, clock.now().getTime() - began]),
  })
  assert.deepEqual(seen, [
    [2, 0],
    [3, 8600],
    [4, 12_000],
    [5, 720_000],
  ])
  assert.equal(end.lastAt.getTime(), clock.now().getTime(), 'the last post falls on the moment at which the run ends')
  const [step] = await trackSeries(
    app.db,
    orgId,
    '00000000-0000-0000-0000-000000000000',
    { from: end.firstAt, to: new Date(end.lastAt.getTime() + 1) },
    1440,
  )
  assert.equal(step?.posts, 5)
})

test('the same run in two processes is refused while one lives', async (t) => {
  const { app, analyst } = await company(t)
  const event = readEvent(TWO)
  assert.ok(event)
  const input = {
    timeline: layOut([event]),
    name: 'x',
    runKey: 'x',
    speed: 1,
    isStopped: () => false,
    onProgress: async () => undefined,
  }
  let inner: unknown
  await assert.rejects(
    playReplay(app, analyst, {
      ...input,
      wait: async () => {
        inner = await playReplay(app, analyst, { ...input, wait: async () => undefined }).catch(
          (error: unknown) => error,
        )
        throw new Error('enough')
      },
    }),
    /enough/,
  )
  assert.ok(inner instanceof Refusal && inner.code === 'wrong-state')
})

test('events of different years are played a day apart, in the order of the posts', () => {
  const events = [readEvent(TWO), readEvent(ONE)].filter((event) => event !== undefined)
  const { posts, span, shortened, dropped } = layOut(events, { hours: 1 })
  assert.deepEqual(
    posts.map(({ event, index, offset }) => [event.id, index, offset / 1000]),
    [
      ['e1', -1, 0],
      ['e1', 1, 0],
      ['e1', 0, 86],
      ['e1', 2, 120],
      ['e2', -1, 86_400],
      ['e2', 0, 86_460],
    ],
  )
  assert.deepEqual([span, shortened, dropped], [86_460_000, 1, 1])
})

test('what is no recording, and a wrong call, are said', async (t) => {
  const { app } = await company(t)
  const bad = JSON.stringify({ ...ONE, posts: [[1, 0, 'x', 'answers itself']] })
  const { code, err } = await call(t, app, replayCommand, ['{"a":1}', 'not json', bad], (file) => [file])
  assert.equal(code, 2)
  assert.match(err, /line 1 is no recorded cascade.*\nline 2.*\nline 3.*\n.*no recorded cascade in it/s)
  for (const args of [
    [],
    ['a', 'b'],
    ['f', '--event', 'x', '--all'],
    ['f', '--speed', '-1'],
    ['f', '--track', 'x'],
    ['/nowhere'],
  ]) {
    assert.equal((await call(t, app, replayCommand, [], () => args)).code, 2, args.join(' '))
  }
})

test('import takes a file by lines, names what it refuses, and does no harm again', async (t) => {
  const { app } = await company(t)
  const good = (id: number) =>
    JSON.stringify({ externalId: `${id}`, platform: 'weibo', postedAt: '2026-03-02T01:00:00Z', text: '好\u2028好' })
  const lines = [
    good(1),
    '',
    '{"externalId": 2',
    `{"text":"${'x'.repeat(2 ** 20)}"}`,
    '{"externalId":"5"}',
    ...Array.from({ length: 1500 }, (_, i) => good(i + 10)),
  ]
  const bytes = Buffer.concat([
    Buffer.from('\ufeff'),
    Buffer.from(`${lines.join('\r\n')}\r\n`),
    Buffer.from([0x22, 0xff, 0x22]),
  ])
  const first = await call(t, app, importCommand, gzipSync(bytes), (file) => [file, '--source', 'file'])
  assert.equal(first.code, 1)
  assert.deepEqual(JSON.parse(first.out), { lines: 1505, accepted: 1501, duplicates: 0, refused: 4 })
  assert.match(first.err, /line 3: the line is not JSON/)
  assert.match(first.err, /line 4: the line is longer/)
  assert.match(first.err, /line 5, platform: platform is needed/)
  assert.match(first.err, /line 1506: the line is not valid UTF-8/)
  const again = await call(t, app, importCommand, [good(1), good(10)], (file) => [file, '--source', 'file'])
  assert.deepEqual([again.code, JSON.parse(again.out)], [0, { lines: 2, accepted: 0, duplicates: 2, refused: 0 }])
  assert.equal((await call(t, app, importCommand, [], (file) => [file])).code, 2)
})
