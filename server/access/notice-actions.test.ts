import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { NEAR, NOTICE, setUpMail } from '../../test/support/notices.ts'
import { MINUTE } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { removeChannel } from './channel-actions.ts'
import { listChannels } from './channel-store.ts'
import { chooseNotices, type Notice, sendNotice } from './notice-actions.ts'
import { gatherNotices } from './notice-gather-actions.ts'
import { countNotices, getOwnNotices, listNotices, retryNotices } from './notice-list-actions.ts'
import { chooseLocale, disablePerson } from './people-actions.ts'
import { findPerson, listActs } from './reads.ts'

async function prepare(t: TestContext) {
  const { app, clock } = await makeApp(t, NEAR)
  const company = await makeCompany(app)
  const { orgId } = company
  const tell = (key: string, more: Partial<Notice> = {}) =>
    inTransaction(app.db, (trx) => sendNotice(app, trx, { ...NOTICE, orgId, key, ...more }))
  const one = { to: { personIds: [company.commander.id] } }
  return { app, clock, company, tell, one }
}

test('a notice goes to whoever handles alerts, once for its cause, in each one’s language, by a letter that leads to the page', async (t) => {
  const { app, clock, company, tell } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  await chooseLocale(app, company.care, 'en')
  // Administrator, commander, PR, customer service, analyst.
  assert.equal(await tell('one'), 5)
  assert.equal(await tell('one'), 0)
  await deliver()
  await deliver()
  const subjects = Object.fromEntries(server.arrived.map(({ envelope, subject }) => [envelope.to[0], subject]))
  assert.deepEqual(subjects, {
    [company.emails.administrator]: '正在擴大',
    [company.emails.commander]: '正在擴大',
    [company.emails.pr]: '正在擴大',
    [company.emails.care]: 'It grows',
    [company.emails.analyst]: '正在擴大',
  })
  assert.equal(server.arrived.length, 5)
  assert.match(server.arrived[0]?.text ?? '', /http:\/\/localhost:8080\/alerts\/0{8}/)
  assert.match(server.arrived[0]?.raw ?? '', /^List-Unsubscribe: <http:\/\/localhost:8080\/me#notices>/m)
})

test('what is rolled back is never told, and may be told later', async (t) => {
  const { app, company, clock, tell } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  const failing = inTransaction(app.db, async (trx) => {
    await sendNotice(app, trx, { ...NOTICE, orgId: company.orgId, key: 'one' })
    throw new Error('rolled back')
  })
  await assert.rejects(failing, /rolled back/)
  await deliver()
  assert.deepEqual(server.arrived, [])
  assert.equal(await tell('one'), 5)
})

test('a notice that cannot be made does not undo its cause, and can be told later', async (t) => {
  const { app, company, tell } = await prepare(t)
  const errors: unknown[] = []
  const log = { ...app.log, error: (_: string, fields?: unknown) => void errors.push(fields) }
  const broken = () => {
    throw new Error('no such language')
  }
  await inTransaction(app.db, async (trx) => {
    const notice = { ...NOTICE, orgId: company.orgId, key: 'one', words: broken }
    assert.equal(await sendNotice({ ...app, log }, trx, notice), 0)
    await chooseLocale({ ...app, db: trx }, company.analyst, 'en')
  })
  assert.deepEqual(errors, [{ orgId: company.orgId, key: 'one', topic: 'alert', error: 'no such language' }])
  assert.equal((await findPerson(app.db, company.orgId, company.analyst.id))?.locale, 'en')
  await tell('one')
  assert.equal((await listNotices(app, company.administrator, {})).length, 5)
})

test('two workers that find the same cause at once tell it once, and send each letter once', async (t) => {
  const { app, company, clock, tell } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  const counts = await Promise.all([tell('one'), tell('one'), tell('one')])
  assert.deepEqual(counts.sort(), [0, 0, 5])
  await Promise.all([deliver(), deliver(), deliver()])
  assert.equal(server.arrived.length, 5)
})

test('choices are kept to: off, a lower level, another topic; programs have none', async (t) => {
  const { app, company, tell } = await prepare(t)
  const { commander, auditor, analyst } = company
  await chooseNotices(app, commander, { topic: 'alert', isOn: false, leastLevel: 2 })
  await chooseNotices(app, auditor, { topic: 'alert', isOn: true, leastLevel: 3 })
  await chooseNotices(app, analyst, { topic: 'alert', isOn: true, leastLevel: 1 })
  await tell('moderate', { level: 2 })
  await tell('minor', { level: 3 })
  const rows = await listNotices(app, company.administrator, {})
  const toOf = (level: number) => rows.filter((row) => row.level === level).map(({ to }) => to)
  assert.deepEqual(toOf(2).sort(), ['何敏', '吳佩珊', '宋怡', '林可欣'].sort())
  assert.deepEqual(toOf(3), ['何敏'])
  const own = await getOwnNotices(app, auditor)
  assert.deepEqual(own.topics, [
    { topic: 'alert', hasLevels: true, isChosen: true, isOn: true, leastLevel: 3 },
    { topic: 'rumour', hasLevels: false, isChosen: false, isOn: false, leastLevel: 2 },
    { topic: 'blind', hasLevels: false, isChosen: false, isOn: false, leastLevel: 2 },
  ])
  assert.equal(own.locale, 'zh-Hant')
  const program = { ...analyst, kind: 'token' as const }
  await assert.rejects(chooseNotices(app, program, { topic: 'alert', isOn: true, leastLevel: 1 }), {
    code: 'forbidden',
  })
  await assert.rejects(getOwnNotices(app, program), { code: 'forbidden' })
})

test('who is called is called: light or switched off, and at once, however much came before', async (t) => {
  const { app, company, clock, tell, one } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  await chooseNotices(app, company.commander, { topic: 'alert', isOn: false, leastLevel: 1 })
  assert.equal(await tell('spared', { ...one, level: 1 }), 0)
  for (let n = 1; n <= 12; n++) assert.equal(await tell(`call ${n}`, { ...one, level: 3, isCall: true }), 1)
  await deliver()
  assert.equal(server.arrived.length, 12)
})

test('people who are disabled, or named by nobody, are not told; the one who did it neither', async (t) => {
  const { app, company, clock, tell, one } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  assert.equal(await tell('of two', { to: { personIds: [company.legal.id, company.pr.id] }, except: company.pr.id }), 1)
  assert.equal(await tell('late', one), 1)
  await disablePerson(app, company.administrator, company.commander.id, 'left')
  assert.equal(await tell('gone', one), 0)
  await deliver()
  assert.deepEqual(
    server.arrived.map(({ envelope }) => envelope.to),
    [[company.emails.legal]],
  )
  const [row] = await listNotices(app, company.administrator, { state: 'set-aside' })
  assert.match(row?.said ?? '', /disabled/)
})

test('without a mail server nothing is put out, and everybody sees that it was not', async (t) => {
  const { app, company, tell } = await prepare(t)
  assert.equal(await tell('one'), 0)
  const outbox = await sql`select 1 from outbox`.execute(app.db)
  assert.equal(outbox.rows.length, 0)
  assert.deepEqual(await countNotices(app, company.administrator), {
    waiting: 0,
    retrying: 0,
    held: 0,
    quiet: 0,
    sent: 0,
    failedOver: 0,
    setAside: 0,
    undelivered: 0,
    unsent: 5,
  })
  const { isSetUp, unsent } = await getOwnNotices(app, company.commander)
  assert.deepEqual([isSetUp, unsent], [false, 1])
  assert.deepEqual(
    (await listNotices(app, company.administrator, {})).map(({ state }) => state),
    Array(5).fill('unsent'),
  )
})

test('a drill leaves the house by no letter, and is no failure', async (t) => {
  const { app, company, clock, tell } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  assert.equal(await tell('drill', { mode: 'drill' }), 0)
  await deliver()
  assert.deepEqual(server.arrived, [])
  const states = (await listNotices(app, company.administrator, {})).map(({ state }) => state)
  assert.deepEqual(states, Array(5).fill('drill'))
  assert.equal((await countNotices(app, company.administrator)).unsent, 0)
})

test('a storm: five letters, then one that holds the rest; the gravest come through; nothing is lost from the record', async (t) => {
  const { app, company, clock, tell, one } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  const words = (n: number) => () => ({ subject: `cause ${n}`, lines: [], url: `/alerts/${n}` })
  for (let n = 1; n <= 20; n++) {
    await tell(`cause ${n}`, { ...one, level: n === 20 ? 1 : 2, words: words(n) })
    clock.advance(1000)
  }
  await deliver()
  await deliver()
  assert.deepEqual(
    server.arrived.map(({ subject }) => subject).sort(),
    [1, 2, 3, 4, 5, 20].map((n) => `cause ${n}`).sort(),
  )
  assert.equal(await gatherNotices(app), 0)
  clock.advance(5 * MINUTE)
  assert.deepEqual((await Promise.all([gatherNotices(app), gatherNotices(app)])).sort(), [0, 1])
  await deliver()
  const gathered = server.arrived.at(-1)
  assert.equal(server.arrived.length, 7)
  assert.equal(gathered?.subject, 'Weiji：14 則通知（10:00 至 10:00）')
  for (let n = 6; n < 20; n++)
    assert.match(gathered?.text ?? '', new RegExp(`10:00 {2}cause ${n} {2}http://localhost:8080/alerts/${n}\n`))
  const rows = await listNotices(app, company.administrator, {})
  const states = Object.groupBy(rows, ({ state }) => state)
  assert.deepEqual([states.sent?.length, states.gathered?.length], [7, 14])
  clock.advance(10 * MINUTE)
  await tell('afterwards', { ...one, words: words(21) })
  await deliver()
  assert.equal(server.arrived.at(-1)?.subject, 'cause 21')
})

test('the queue tells what happened to each: sent with the answer, tried again, set aside, and all of those again at once', async (t) => {
  const { app, company, clock, tell, one } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  server.script.push(
    { code: 450, text: '4.2.0 greylisted' },
    { code: 554, text: '5.7.1 <zhou.lan@qinghe.example> spam' },
  )
  await tell('later', one)
  await deliver()
  clock.advance(1)
  await tell('never', one)
  await deliver()
  clock.advance(1)
  await tell('good', one)
  await deliver()
  const [good, never, later] = await listNotices(app, company.administrator, {})
  assert.deepEqual([good?.state, good?.code], ['sent', null])
  assert.match(good?.said ?? '', /^250 2\.0\.0 Ok: queued as 1/)
  assert.deepEqual([never?.state, never?.code, never?.nextAt], ['undelivered', 'refused', null])
  assert.match(never?.said ?? '', /554 5\.7\.1 <…@qinghe\.example> spam/)
  assert.deepEqual([later?.state, later?.code], ['retrying', 'later'])
  assert.equal(later?.nextAt, new Date(clock.now().getTime() - 2 + 5000).toISOString())
  assert.deepEqual(await countNotices(app, company.administrator), {
    waiting: 0,
    retrying: 1,
    held: 0,
    quiet: 0,
    sent: 1,
    failedOver: 0,
    setAside: 0,
    undelivered: 1,
    unsent: 0,
  })
  await assert.rejects(retryNotices(app, company.commander, 'mended'), { code: 'forbidden' })
  await assert.rejects(retryNotices(app, company.administrator, ' '), { code: 'reason-missing' })
  assert.equal(await retryNotices(app, company.administrator, 'mended'), 1)
  clock.advance(6000)
  await deliver()
  assert.equal((await countNotices(app, company.administrator)).sent, 3)
  const [act] = await listActs(app.db, company.orgId, { verbs: ['retryFailure'] })
  assert.deepEqual([act?.objectId, act?.detail], [never?.failureId, { reason: 'mended' }])
})

test('a connection that breaks after the letter: the same Message-ID comes again', async (t) => {
  const { app, company, clock, tell, one } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  server.script.push('take-and-break')
  await tell('one', one)
  await deliver()
  clock.advance(6000)
  await deliver()
  assert.equal(server.arrived.length, 2)
  assert.equal(server.arrived[0]?.messageId, server.arrived[1]?.messageId)
  assert.equal(server.arrived[0]?.date?.getTime(), server.arrived[1]?.date?.getTime())
})

test('a mail server that is switched off leaves what waits to a person', async (t) => {
  const { app, company, clock, tell, one } = await prepare(t)
  const { deliver } = await setUpMail(t, app, company, clock)
  await tell('one', one)
  const [mail] = await listChannels(app.db, company.orgId)
  await removeChannel(app, company.administrator, mail?.id ?? '')
  await deliver()
  const [row] = await listNotices(app, company.administrator, {})
  assert.deepEqual([row?.state, row?.code, row?.said], ['undelivered', 'settings', 'email is not set up'])
})

test('pages of the queue follow each other without gaps', async (t) => {
  const { app, company, tell } = await prepare(t)
  for (const key of ['one', 'two', 'three']) await tell(key)
  const all = await listNotices(app, company.administrator, { limit: 200 })
  assert.equal(all.length, 15)
  const paged: string[] = []
  for (let before: string | undefined; ; before = paged.at(-1)) {
    const page = await listNotices(app, company.administrator, { limit: 4, before })
    if (page.length === 0) break
    paged.push(...page.map(({ id }) => id))
  }
  assert.deepEqual(
    paged,
    all.map(({ id }) => id),
  )
})
