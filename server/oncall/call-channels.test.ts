/** A night with channels: by what people are called, and what breaks their quiet hours. 周岚 has SMS and e-mail, the others e-mail. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { type Desk, makeDesk } from '../../test/support/channels.ts'
import { callOf, rosterOf } from '../../test/support/oncall.ts'
import { chooseQuietHours } from '../access/quiet-hours-actions.ts'
import { inTransaction } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { beginCall, endCall } from './actions.ts'
import { callDue } from './call-step-actions.ts'
import { READY_POLICIES } from './policy-seed.ts'
import { previewCall } from './preview-actions.ts'
import { makeOncallRoster } from './roster-actions.ts'
import { changePolicies, readPolicies } from './setting-actions.ts'

const SAYS = '請應答：青禾 是平時的 40 倍'
const NIGHT = { isOn: true, starts: '22:00', ends: '08:00', zone: 'Asia/Taipei', days: [1, 2, 3, 4, 5, 6, 7] }

type Night = Desk & { readonly alertId: string; call(): Promise<boolean> }

/** 周岚 is on call, 吳佩珊 is next; level 1 calls the first two by SMS alone. It is 03:10. */
async function makeNight(t: TestContext): Promise<Night> {
  const desk = await makeDesk(t)
  const { app, clock, company } = desk
  clock.set(new Date('2026-03-04T03:10:00+08:00'))
  await desk.addMail()
  await desk.addSms('+886912345678')
  const [layer] = rosterOf(company).layers
  assert.ok(layer)
  const people = [company.commander.id, company.care.id]
  await makeOncallRoster(app, company.commander, rosterOf(company, { layers: [{ ...layer, people }] }))
  const [major, ...others] = READY_POLICIES.policies
  assert.ok(major)
  const steps = major.steps.map((step, n) => (n < 2 ? { ...step, notifiers: ['twilio'] } : step))
  await changePolicies(app, company.commander, 0, { ...READY_POLICIES, policies: [{ ...major, steps }, ...others] })
  const alertId = newId(clock.now().getTime())
  const call = () => inTransaction(app.db, (trx) => beginCall(app, trx, callOf(company, alertId)))
  return { ...desk, alertId, call }
}

test('in quiet hours a notice of level 2 waits until they end; a call of level 1 goes at once, by the channel of its step alone', async (t) => {
  const night = await makeNight(t)
  const { app, clock, company } = night
  for (const person of [company.commander, company.care]) await chooseQuietHours(app, person, NIGHT)
  await night.tell('grows', night.one)
  const after = async (time: string) => {
    const before = await night.states()
    clock.set(new Date(`2026-03-04T${time}:00+08:00`))
    if (time === '03:10') await night.call()
    else await callDue(app)
    return (await night.states()).filter((line) => !before.includes(line)).map((line) => line.slice(0, -SAYS.length))
  }
  assert.deepEqual(await night.states(), ['quiet email grows'])
  assert.deepEqual(await after('03:10'), ['waiting twilio '])
  // Who has no phone is called by what there is: a limit never makes silence.
  assert.deepEqual(await after('03:15'), ['waiting email '])
  // Whoever was woken hears at once that it is taken.
  const subject = { kind: 'alert' as const, id: night.alertId }
  const by = company.care
  await inTransaction(app.db, (trx) => endCall(app, trx, company.orgId, subject, { by, how: 'acknowledged' }))
  const taken = (await night.states()).filter((line) => line.includes('吳佩珊 已應答'))
  assert.ok(taken.length > 0 && taken.every((line) => line.startsWith('waiting ')), taken.join())
  assert.ok((await night.states()).includes('quiet email grows'))
})

test('the signed link is the button of the message and said once; the way on is the page of the alert', async (t) => {
  const night = await makeNight(t)
  await night.call()
  const found = await sql<{ url: string; acknowledge: string; lines: string[] }>`
    select url, acknowledge_url as acknowledge, lines from notices where subject like '請應答%' and state = 'put'`.execute(
    night.app.db,
  )
  const [row] = found.rows
  assert.match(row?.acknowledge ?? '', /\/a\/[\w-]{43}$/)
  assert.match(row?.url ?? '', new RegExp(`/alerts/${night.alertId}$`))
  assert.ok(!row?.lines.join().includes('/a/'))
})

test('the preview names by what each would be called; whoever no channel reaches stands there without one', async (t) => {
  const night = await makeNight(t)
  const { app, company, clock } = night
  const { steps } = await previewCall(app, company.analyst, { at: clock.now().toISOString(), level: 1 })
  assert.deepEqual(
    steps.slice(0, 4).map(({ people }) => people),
    [
      [{ name: '周岚', channels: ['twilio'] }],
      [{ name: '吳佩珊', channels: ['email'] }],
      [{ name: '周岚', channels: ['email', 'twilio'] }],
      [{ name: '許國維', channels: ['email'] }],
    ],
  )
  const { notifiers } = await readPolicies(app, company.analyst)
  assert.deepEqual(
    notifiers.filter(({ isInUse }) => isInUse).map(({ id }) => id),
    ['email', 'twilio'],
  )
  assert.ok(
    notifiers.slice(0, 2).every(({ isInUse }) => isInUse),
    'what is set up comes first',
  )
})
