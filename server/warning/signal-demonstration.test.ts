// What the detectors of single posts say of the story that the demonstration tells.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { watching } from '../../test/support/judges.ts'
import { othersHaveEnded } from '../../test/support/transactions.ts'
import { makeDemoOrganisation } from '../access/setup-actions.ts'
import { MINUTE, SECOND } from '../base/clock.ts'
import { startDemonstration, tellDemonstrations } from '../monitoring/demonstration-actions.ts'
import { startJudges } from '../monitoring/judges.ts'
import { watchSignals } from './signal-actions.ts'

test('the demonstration: an influential account, fast posts, a story on two more platforms, a hot list; nothing of the fortnight or of the competitor', async (t) => {
  const { app: bare, clock } = await makeApp(t)
  const judges = await startJudges({ size: 1 })
  t.after(judges.close)
  const app = watching(bare, judges)
  const { orgId } = await makeDemoOrganisation(app)
  await startDemonstration(app, orgId)
  const begun = clock.now()
  for (let minute = 0; minute <= 45; minute += 3) {
    await othersHaveEnded(app.db)
    await watchSignals(app)
    clock.advance(3 * MINUTE - 15 * SECOND)
    await startDemonstration(app, orgId)
    clock.advance(15 * SECOND)
    await tellDemonstrations(app)
  }
  await othersHaveEnded(app.db)
  await watchSignals(app)
  const found = await sql<{ detector: string; track: string; at: Date; name: string | null }>`
    select m.detector, v.name as track, m.at, m.subject ->> 'authorName' as name
    from alert_alarms m join track_versions v on v.org_id = m.org_id and v.track_id = m.track_id
    where m.org_id = ${orgId} order by m.at`.execute(app.db)
  const by = Map.groupBy(found.rows, ({ detector }) => detector)
  assert.deepEqual([...by.keys()].sort(), ['hot-topic', 'key-account', 'platform-jump', 'velocity'])
  assert.deepEqual(
    by.get('key-account')?.map(({ name }) => name),
    ['示范·阿穗吃遍城'],
  )
  // Two topics of ours enter the list and climb; what is told on one platform after the other has several stories.
  const most = { 'key-account': 1, velocity: 3, 'hot-topic': 6, 'platform-jump': 8 } as Readonly<Record<string, number>>
  for (const [detector, alarms] of by)
    assert.ok(alarms.length <= (most[detector] ?? 0), `${alarms.length} of ${detector}`)
  assert.deepEqual(new Set(found.rows.map(({ track }) => track)), new Set(['青禾酸奶']))
  const [account] = found.rows
  assert.ok(account && account.at < begun, 'known at the first look')
  const quiet = await sql`select 1 from signal_tellings where org_id = ${orgId} and not is_loud`.execute(app.db)
  assert.deepEqual(quiet.rows, [], 'nothing in the fortnight before')
})
