import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTalk, type Talk } from '../../test/support/talk.ts'
import { DAY, MINUTE, SECOND } from '../base/clock.ts'
import { handOverAlert } from './handover-actions.ts'
import { mergeAlerts, splitAlert, unmergeAlert } from './merge-actions.ts'
import { alertPage } from './page-reads.ts'
import { getAlert, listAlerts } from './reads.ts'
import type { AlertCard, AlertScope } from './schema.ts'

const FRIDAY = 14 * DAY

/** A fortnight of habit, then a storm on Weibo and Douyin that ends at once; the analyst has split a part of it off. */
async function stormWithPart(talk: Talk, scope: AlertScope): Promise<{ whole: AlertCard; part: AlertCard; end: Date }> {
  const { app, clock, company, say, settle } = talk
  const begin = clock.now()
  const storm = new Date(begin.getTime() + FRIDAY)
  clock.set(storm)
  await say({ from: begin, minutes: 14 * 24 * 60, count: 2000, negative: 100 })
  await settle()
  await say({ from: storm, minutes: 25, count: 300, negative: 200, text: '青禾豆浆喝完腹泻' })
  await say({ from: storm, minutes: 25, count: 90, negative: 60, platform: 'douyin', text: '青禾豆浆工厂停电' })
  clock.set(new Date(storm.getTime() + 30 * MINUTE + 31 * SECOND))
  await settle()
  const [whole] = await listAlerts(app.db, company.orgId)
  assert.ok(whole)
  const part = await splitAlert(app, company.analyst, whole.id, { scope, reason: 'another matter' })
  return { whole, part, end: new Date(storm.getTime() + 30 * MINUTE) }
}

for (const scope of [{ platform: 'douyin' }, { words: ['停电'] }]) {
  test(`split off by ${Object.keys(scope)}: it ends by itself after two calm hours, not before, and both keep their record`, async (t) => {
    const talk = await makeTalk(t)
    const { app, clock, company, settle } = talk
    const { whole, part, end } = await stormWithPart(talk, scope)
    const ends: number[] = []
    for (let minute = 5; minute <= 200; minute += 5) {
      clock.set(new Date(end.getTime() + minute * MINUTE + 31 * SECOND))
      await settle()
      if ((await getAlert(app.db, company.orgId, part.id)).state === 'resolved') ends.push(minute)
    }
    assert.ok((ends[0] ?? 0) >= 115 && (ends[0] ?? 0) <= 135, `${ends[0]} minutes`)
    const page = await alertPage(app, company.orgId, part.id)
    assert.deepEqual(
      page.transitions.map(({ verb, to, byName }) => [verb, to, byName]),
      [
        ['split', 'acknowledged', company.analyst.name],
        ['auto_resolve', 'resolved', 'watch'],
      ],
    )
    assert.equal(page.stages.at(-1)?.why, 'calm')
    assert.ok((await alertPage(app, company.orgId, whole.id)).related.some(({ id }) => id === part.id))
  })
}

test('a part that goes on stays open, however calm the rest is', async (t) => {
  const talk = await makeTalk(t)
  const { app, clock, company, say, settle } = talk
  const { part, end } = await stormWithPart(talk, { platform: 'douyin' })
  await say({ from: end, minutes: 4 * 60, count: 240, platform: 'douyin', text: '青禾豆浆工厂停电' })
  for (let minute = 30; minute <= 240; minute += 30) {
    clock.set(new Date(end.getTime() + minute * MINUTE + 31 * SECOND))
    await settle()
  }
  assert.equal((await getAlert(app.db, company.orgId, part.id)).state, 'acknowledged')
})

test('handed over, merged and taken back: each keeps its rows, its holder and its own history', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const { whole, part } = await stormWithPart(talk, { platform: 'douyin' })
  await handOverAlert(app, company.analyst, part.id, { toId: company.pr.id, reason: 'I am off' })
  await mergeAlerts(app, company.commander, part.id, { into: whole.id, reason: 'the same after all' })
  const merged = await alertPage(app, company.orgId, part.id)
  assert.deepEqual([merged.alert.state, merged.alert.mergedInto], ['merged', whole.id])
  assert.deepEqual(
    merged.handovers.map(({ byName, toName, reason }) => [byName, toName, reason]),
    [[company.analyst.name, company.pr.name, 'I am off']],
  )
  const back = await unmergeAlert(app, company.commander, part.id, 'two matters')
  assert.deepEqual([back.state, back.holder?.name], ['acknowledged', company.pr.name])
  const verbs = async (id: string) => (await alertPage(app, company.orgId, id)).transitions.map(({ verb }) => verb)
  assert.deepEqual(await verbs(part.id), ['split', 'merge', 'unmerge'])
  assert.deepEqual(await verbs(whole.id), ['raise'])
})
