import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Desk, makeDesk } from '../../test/support/channels.ts'
import { readInbox } from './inbox-actions.ts'
import { countNotices } from './notice-list-actions.ts'
import { chooseQuietHours } from './quiet-hours-actions.ts'

const NIGHT = { isOn: true, starts: '22:00', ends: '07:30', zone: 'Asia/Taipei', days: [1, 2, 3, 4, 5, 6, 7] }

/** It is 23:00 in Taipei, and the commander is not to be disturbed until 07:30. */
async function makeNight(t: Parameters<typeof makeDesk>[0]) {
  const desk = await makeDesk(t)
  const mail = await desk.addMail()
  desk.clock.set(at('2026-03-02T23:00'))
  await chooseQuietHours(desk.app, desk.company.commander, NIGHT)
  return { ...desk, mail }
}

function at(wall: string): Date {
  return new Date(`${wall}:00+08:00`)
}

async function workAt(desk: Desk, wall: string): Promise<void> {
  desk.clock.set(at(wall))
  await desk.work()
}

test('in quiet hours level 2 waits, level 1 and calls do not, and the morning brings the rest in one letter', async (t) => {
  const night = await makeNight(t)
  const { mail, tell, one } = night
  await tell('before bed', { ...one, level: 2 })
  await tell('grave', { ...one, level: 1 })
  await tell('call', { ...one, level: 3, isCall: true })
  await workAt(night, '2026-03-03T02:00')
  await tell('at two', { ...one, level: 2 })
  await workAt(night, '2026-03-03T07:29')
  assert.deepEqual(mail.arrived.map(({ subject }) => subject).sort(), ['call', 'grave'])
  const counts = await countNotices(night.app, night.company.administrator)
  assert.deepEqual([counts.quiet, counts.held], [2, 0])
  assert.equal((await readInbox(night.app, night.company.commander, {})).unread, 4, 'in-app it is there at once')
  await workAt(night, '2026-03-03T07:30')
  const morning = mail.arrived.at(-1)
  assert.equal(mail.arrived.length, 3)
  assert.equal(morning?.subject, 'Weiji：2 則通知（23:00 至 02:00）')
  assert.match(morning?.text ?? '', /23:00 {2}before bed {2}http.*\n02:00 {2}at two {2}http/)
  assert.deepEqual(await night.states(), [
    'gathered email at two',
    'gathered email before bed',
    'sent email Weiji：2 則通知（23:00 至 02:00）',
    'sent email call',
    'sent email grave',
  ])
})

test('a single one of the night comes as itself, and others are not held', async (t) => {
  const night = await makeNight(t)
  const { mail, tell, one, company } = night
  await tell('alone', { to: { personIds: [company.commander.id, company.pr.id] } })
  await night.work()
  assert.deepEqual(
    mail.arrived.map(({ envelope }) => envelope.to),
    [[company.emails.pr]],
  )
  await workAt(night, '2026-03-03T07:30')
  await tell('by day', one)
  await night.work()
  assert.deepEqual(
    mail.arrived.slice(1).map(({ subject, envelope }) => [subject, envelope.to[0]]),
    [
      ['alone', company.emails.commander],
      ['by day', company.emails.commander],
    ],
  )
})

test('what was held for its number stays held when quiet hours begin before it is due', async (t) => {
  const night = await makeNight(t)
  const { mail, tell, one } = night
  night.clock.set(at('2026-03-02T21:58'))
  for (let n = 1; n <= 8; n++) {
    await tell(`cause ${n}`, one)
    night.clock.advance(1000)
  }
  await workAt(night, '2026-03-02T21:59')
  assert.equal(mail.arrived.length, 5)
  await workAt(night, '2026-03-02T22:04')
  await workAt(night, '2026-03-03T03:00')
  assert.equal(mail.arrived.length, 5)
  await workAt(night, '2026-03-03T07:30')
  assert.equal(mail.arrived.length, 6)
  assert.match(mail.arrived[5]?.text ?? '', /cause 6 .*\n.*cause 7 .*\n.*cause 8/)
})

test('a room has no quiet hours', async (t) => {
  const night = await makeNight(t)
  const { robots, tell, one } = night
  await night.addRobot('robot1')
  await tell('night', { ...one, rooms: true })
  await night.work()
  assert.equal(robots.said.length, 1)
  assert.deepEqual(await night.states(), ['quiet email night', 'sent dingtalk night'])
})
