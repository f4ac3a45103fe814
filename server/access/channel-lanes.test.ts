/** Each channel is sent by itself: what hangs holds up nothing else, and what is said in a room keeps its order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeDesk } from '../../test/support/channels.ts'
import { silentLog } from '../base/log.ts'
import { startSender } from '../base/outbox-sender.ts'
import { changeChannel } from './channel-actions.ts'
import { noticeChannels } from './channel-send-actions.ts'

test('a robot that takes calls and never answers holds up no other of its kind; each room hears things in their order', async (t) => {
  const desk = await makeDesk(t)
  const { app, company, clock, robots, tell } = desk
  const hung = await desk.addRobot('hung', '甲')
  const [quick, other] = [await desk.addRobot('quick', '乙'), await desk.addRobot('other', '丙')]
  const hear = (id: string, isOn: boolean) => changeChannel(app, company.administrator, id, { isOn })
  for (const id of [quick, other]) await hear(id, false)
  robots.script('hung', ...Array.from({ length: 60 }, () => 'hang' as const))
  // Level 1 is never gathered: they wait in line one by one.
  const grave = { to: { personIds: [] }, rooms: true, level: 1 } as const
  for (let n = 0; n < 40; n++) await tell(`hung ${n}`, grave)
  await hear(hung, false)
  for (const id of [quick, other]) await hear(id, true)
  for (let n = 0; n < 12; n++) {
    await tell(`quick ${n}`, grave)
    clock.advance(1)
  }
  await hear(hung, true)
  const stop = startSender({ db: app.db, clock, log: silentLog, channels: noticeChannels(app) })
  t.after(() => {
    robots.close()
    return stop()
  })
  while (robots.saidBy('quick').length + robots.saidBy('other').length < 24) await robots.next()
  assert.ok(robots.saidBy('hung').length <= 1, 'one at a time is on its way to a robot of DingTalk')
  for (const by of ['quick', 'other'])
    assert.deepEqual(
      robots.saidBy(by).map(({ text }) => /quick \d+/.exec(text)?.[0]),
      Array.from({ length: 12 }, (_, n) => `quick ${n}`),
    )
})
