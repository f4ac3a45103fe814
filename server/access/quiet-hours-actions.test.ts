import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { chooseQuietHours, quietHoursOf } from './quiet-hours-actions.ts'
import { listQuietHours } from './quiet-hours-store.ts'

const NIGHT = { isOn: true, starts: '22:30', ends: '07:00', zone: 'Europe/Berlin', days: [5, 1, 7] }

test('quiet hours are off until chosen, in the organisation’s zone, and then as they were given', async (t) => {
  const { app } = await makeApp(t)
  const { orgId, analyst, commander } = await makeCompany(app)
  const usual = { isOn: false, starts: '22:00', ends: '08:00', zone: 'Asia/Taipei', days: [1, 2, 3, 4, 5, 6, 7] }
  assert.deepEqual(await quietHoursOf(app.db, orgId, analyst.id), usual)
  await chooseQuietHours(app, analyst, NIGHT)
  await chooseQuietHours(app, analyst, { ...NIGHT, starts: '23:00' })
  assert.deepEqual(
    [...(await listQuietHours(app.db, orgId, [analyst.id, commander.id]))],
    [[analyst.id, { ...NIGHT, starts: '23:00', days: [1, 5, 7] }]],
  )
})

test('a span without length, or a zone that is none, is refused by its field', async (t) => {
  const { app } = await makeApp(t)
  const { analyst, administrator } = await makeCompany(app)
  const wrong = async (more: Partial<typeof NIGHT>, field: string) =>
    assert.rejects(chooseQuietHours(app, analyst, { ...NIGHT, ...more }), (error: { detail: { field: string } }) => {
      assert.equal(error.detail.field, field)
      return true
    })
  await wrong({ ends: '22:30' }, 'ends')
  for (const zone of ['Mars/Olympus', '+08:00', '']) await wrong({ zone }, 'zone')
  await assert.rejects(chooseQuietHours(app, { ...administrator, kind: 'token' }, NIGHT), { code: 'forbidden' })
})
