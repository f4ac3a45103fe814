import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { MINUTE } from '../../server/base/clock.ts'
import { inTransaction } from '../../server/base/db.ts'
import type { LiveEvent } from '../../server/base/live.ts'
import { declareCrisis } from '../../server/crises/declaration-actions.ts'
import { getCrisisPage } from '../../server/crises/reads.ts'
import type { CrisisPage, Declaration } from '../../server/crises/schema.ts'
import { takeAlarm } from '../../server/warning/group-actions.ts'
import { makeTalk, type Talk } from './talk.ts'

export type Room = Talk & {
  /** an alert of the company's track, raised now */
  raise(mode?: 'live' | 'drill'): Promise<string>
  /** @returns the id of the crisis, declared by the commander */
  declare(given?: Partial<Declaration>): Promise<string>
  page(crisisId: string): Promise<CrisisPage>
  /** what pages were told of crises */
  readonly heard: Pick<LiveEvent, 'kind' | 'body'>[]
}

/** The company with ten angry posts of the last minutes, and what a crisis needs. */
export async function makeRoom(t: TestContext): Promise<Room> {
  const talk = await makeTalk(t)
  const heard: Room['heard'] = []
  const { live } = talk.app
  const app: Talk['app'] = {
    ...talk.app,
    live: {
      subscribe: (...given) => live.subscribe(...given),
      publish: async (...given) => {
        await live.publish(...given)
        if (given[2] === 'crises.crisis') heard.push({ kind: given[2], body: given[3] })
      },
    },
  }
  const { clock, company, trackId } = talk
  const start = clock.now()
  await talk.say({ from: start, minutes: 5, count: 10, negative: 10 })
  clock.advance(6 * MINUTE)
  const raise: Room['raise'] = async (mode = 'live') => {
    const alarm = {
      detector: 'volume',
      version: '1',
      score: 9,
      observed: 10,
      expected: 0,
      windowMinutes: 5,
      isOfPosts: true,
    }
    const watched = { orgId: company.orgId, trackId, mode }
    const alert = await inTransaction(app.db, (trx) =>
      takeAlarm(app, trx, watched, { ...alarm, at: new Date(start.getTime() + 5 * MINUTE) }),
    )
    assert.ok(alert)
    return alert.id
  }
  const declare: Room['declare'] = async (given = {}) => {
    const usual = { title: '豆浆', type: 'opinion', level: 2, commanderId: company.commander.id } as const
    return declareCrisis(app, company.commander, { ...usual, ...given })
  }
  const page: Room['page'] = (crisisId) =>
    getCrisisPage(app.db, company.orgId, crisisId, { actorId: company.commander.id, now: clock.now() })
  return { ...talk, app, raise, declare, page, heard }
}
