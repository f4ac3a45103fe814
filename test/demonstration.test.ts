import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeDemoOrganisation } from '../server/access/setup-actions.ts'
import type { App } from '../server/app.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../server/base/clock.ts'
import { startDemonstration, tellDemonstrations } from '../server/monitoring/demonstration-actions.ts'
import { startJudges } from '../server/monitoring/judges.ts'
import type { Watching } from '../server/monitoring/watching.ts'
import { watchAll } from '../server/warning/watch-actions.ts'
import { makeApp } from './support/app.ts'
import { TEST_START } from './support/clock.ts'
import { makeCompany } from './support/company.ts'
import { watching } from './support/judges.ts'

type Alerted = { orgId: string; name: string; state: string; level: number; words: string[]; detectedAt: Date }

async function listAlerted(app: App): Promise<Alerted[]> {
  const found = await sql<Alerted>`
    select a.org_id as "orgId", v.name, a.state, a.level, a.top_words as words, a.detected_at as "detectedAt"
    from alerts a join track_versions v on v.org_id = a.org_id and v.track_id = a.track_id
    order by a.org_id, a.number`.execute(app.db)
  return found.rows
}

// In the middle of the day, at night, and in the morning when people wake up and begin to write.
for (const hour of [0, 13.27, 20.71]) {
  test(`a demonstration that is begun ${hour} hours later warns at the first watch, once, of its own crisis only`, async (t) => {
    const { app: bare, clock } = await makeApp(t)
    const judges = await startJudges({ size: 1 })
    t.after(judges.close)
    const app: Watching = watching(bare, judges)
    clock.set(new Date(TEST_START.getTime() + hour * HOUR))
    const company = await makeCompany(app)
    const { orgId } = await makeDemoOrganisation(app)
    await startDemonstration(app, orgId)
    await Promise.all([watchAll(app), watchAll(app)])
    const [alert, ...others] = await listAlerted(app)
    assert.deepEqual(others, [], 'neither the promotion nor the competitor')
    assert.deepEqual([alert?.orgId, alert?.name, alert?.state], [orgId, '青禾酸奶', 'open'])
    assert.ok(alert && alert.detectedAt.getTime() > clock.now().getTime() - 20 * MINUTE)
    assert.ok(
      alert.words.some((word) => /腹[泻瀉]|退款|批次|0312|拉肚子/.test(word)),
      `grown words: ${alert.words}`,
    )
    // Two workers go on with it, one of them after a restart; the crisis grows, fades, and a quiet day follows.
    for (let minute = 0; minute < 45; minute += 3) {
      clock.advance(minute === 21 ? 4 * MINUTE : 3 * MINUTE - 15 * SECOND)
      await startDemonstration(app, orgId)
      clock.advance(15 * SECOND)
      await Promise.all([tellDemonstrations(app), tellDemonstrations(app)])
      await watchAll(app)
    }
    const after = await listAlerted(app)
    assert.deepEqual(
      after.map(({ name, level }) => [name, level]),
      [['青禾酸奶', 1]],
      'the same alert, by now a major one',
    )
    clock.advance(DAY)
    await tellDemonstrations(app)
    await watchAll(app)
    assert.equal((await listAlerted(app)).filter((each) => each.orgId === company.orgId).length, 0)
    assert.equal((await listAlerted(app)).length, 1)
  })
}
