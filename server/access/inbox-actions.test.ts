import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeDesk } from '../../test/support/channels.ts'
import { watchQueries } from '../../test/support/queries.ts'
import { inTransaction } from '../base/db.ts'
import { deliveriesOf } from './call-delivery-reads.ts'
import { readInbox, readNotices } from './inbox-actions.ts'
import { MOST_SUBJECT, MOST_TOGETHER, newsFor } from './inbox-news.ts'
import { sendNotice } from './notice-actions.ts'
import { listNotices } from './notice-list-actions.ts'

test('everybody who is told finds it in-app, newest first, until it is read; others do not', async (t) => {
  const { app, company, tell, one, clock } = await makeDesk(t)
  const acknowledgeUrl = (id: string) => `/a/${id}`
  await tell('one', { ...one, level: 1, acknowledgeUrl })
  clock.advance(1000)
  await tell('two', one)
  const inbox = await readInbox(app, company.commander, {})
  assert.deepEqual([inbox.unread, inbox.hasMore], [2, false])
  assert.deepEqual(
    inbox.notices.map(({ subject, level, mode, url, acknowledgeUrl: ack, readAt }) => [
      subject,
      level,
      mode,
      url,
      ack,
      readAt,
    ]),
    [
      ['two', 2, 'live', '/alerts/two', null, null],
      ['one', 1, 'live', '/alerts/one', `/a/${company.commander.id}`, null],
    ],
  )
  assert.equal((await readInbox(app, company.analyst, {})).unread, 0)
  const [newest] = inbox.notices
  assert.equal(await readNotices(app, company.analyst, [newest?.id ?? '']), 0)
  assert.equal((await readInbox(app, company.commander, {})).unread, 2, 'nobody reads for somebody else')
  assert.equal(await readNotices(app, company.commander, [newest?.id ?? '']), 1)
  const seenAt = clock.now()
  clock.advance(1000)
  assert.equal(await readNotices(app, company.commander, 'all'), 0)
  const after = await readInbox(app, company.commander, {})
  assert.equal(after.notices[0]?.readAt, seenAt.toISOString(), 'the first time counts')
  const program = { ...company.commander, kind: 'token' as const }
  await assert.rejects(readInbox(app, program, {}), { code: 'forbidden' })
  await assert.rejects(readNotices(app, program, 'all'), { code: 'forbidden' })
})

test('pages of the inbox follow each other without gaps', async (t) => {
  const { app, company, tell, one } = await makeDesk(t)
  for (let n = 1; n <= 7; n++) await tell(`cause ${n}`, one)
  const paged: string[] = []
  for (let before: string | undefined; ; ) {
    const { notices, hasMore } = await readInbox(app, company.commander, { limit: 3, before })
    paged.push(...notices.map(({ subject }) => subject))
    before = notices.at(-1)?.id
    if (!hasMore) break
  }
  assert.equal(new Set(paged).size, 7)
  assert.equal(paged.length, 7)
})

test('a drill is kept in-app, marked, and leaves the house by nothing', async (t) => {
  const desk = await makeDesk(t)
  const { app, company, tell, one } = desk
  const mail = await desk.addMail()
  assert.equal(await tell('drill', { ...one, mode: 'drill', rooms: true }), 0)
  await desk.work()
  assert.deepEqual(mail.arrived, [])
  const { notices, unread } = await readInbox(app, company.commander, {})
  assert.deepEqual([unread, notices[0]?.mode], [1, 'drill'])
  assert.deepEqual(await desk.states(), ['drill in-app drill'])
})

test('pages of the person hear of it, with the number of what is unread, and nobody else does', async (t) => {
  const { app, company, tell } = await makeDesk(t)
  const heard: { kind: string; body: unknown }[] = []
  const first = Promise.withResolvers<void>()
  const leave = await app.live.subscribe(company.orgId, ({ kind, body }) => {
    if (kind === 'access.notice') heard.push({ kind, body })
    if (heard.length === 3) first.resolve()
  })
  const two = { to: { personIds: [company.commander.id, company.pr.id] } }
  await tell('first', { ...two, words: () => ({ subject: '發'.repeat(1000), lines: [] }) })
  await tell('second', two)
  await readNotices(app, company.pr, 'all')
  await first.promise
  leave()
  const news = (id: string) => heard.map(({ body }) => newsFor(id, body))
  assert.deepEqual(
    news(company.commander.id).map((each) => each && [each.subject.length, each.level, each.unread]),
    [[MOST_SUBJECT, 2, 1], [6, 2, 2], undefined],
  )
  assert.deepEqual(
    news(company.pr.id).map((each) => each && [each.id === null, each.unread]),
    [
      [false, 1],
      [false, 2],
      [true, 0],
    ],
  )
  assert.deepEqual(news(company.analyst.id), [undefined, undefined, undefined])
})

test('an event for many holds what a live event may hold', () => {
  const id = '0'.repeat(36)
  const one = { id, subject: '發'.repeat(MOST_SUBJECT), level: 1, mode: 'live', unread: 10_000 }
  const body = Object.fromEntries(Array.from({ length: MOST_TOGETHER }, (_, at) => [`${at}${id}`, one]))
  assert.ok(Buffer.byteLength(JSON.stringify({ for: body })) < 64 * 1024)
})

test('the statements of a notice do not depend on how many people are told', async (t) => {
  const desk = await makeDesk(t)
  const { company, app } = desk
  await desk.addMail()
  await desk.addBark()
  await desk.addRobot('robot1')
  const people = [company.commander, company.pr, company.analyst, company.care, company.legal].map(({ id }) => id)
  const statements = async (key: string, personIds: string[]) => {
    const watched = watchQueries(app.db)
    const words = () => ({ subject: key, lines: [] })
    const notice = {
      orgId: company.orgId,
      key,
      topic: 'alert',
      mode: 'live',
      to: { personIds },
      rooms: true,
      words,
    } as const
    await inTransaction(watched.db, (trx) => sendNotice({ ...app, db: watched.db }, trx, notice))
    return watched.count('')
  }
  const [one, five] = [await statements('one', people.slice(0, 1)), await statements('five', people)]
  assert.equal(five, one)
  assert.ok(one > 5 && one <= 25, `${one} statements`)
})

test('what became of a thread: in-app with when it was seen, channels by name, rooms by theirs', async (t) => {
  const desk = await makeDesk(t)
  const { app, company, tell, one, clock } = desk
  await desk.addMail('Main mail')
  await desk.addRobot('robot1', '輿情群')
  await tell('one', { ...one, rooms: true, thread: 'a thread' })
  await desk.work()
  clock.advance(1000)
  await readNotices(app, company.commander, 'all')
  const rows = await deliveriesOf(app.db, company.orgId, 'a thread')
  assert.deepEqual(
    rows
      .map(({ personId, room, notifier, channelName, state, seenAt }) => {
        const isSeenNow = seenAt?.getTime() === clock.now().getTime()
        return [notifier, channelName, room, personId === company.commander.id, state, isSeenNow]
      })
      .sort(),
    [
      ['dingtalk', 'robot1', '輿情群', false, 'sent', false],
      ['email', 'Main mail', null, true, 'sent', false],
      ['in-app', null, null, true, 'seen', true],
    ],
  )
  assert.deepEqual(
    (await listNotices(app, company.administrator, { state: 'seen' })).map(({ to, notifier }) => [to, notifier]),
    [['周岚', 'in-app']],
  )
})
