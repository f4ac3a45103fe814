import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import { MINUTE } from '../../server/base/clock.ts'
import { inTransaction } from '../../server/base/db.ts'
import { ingestPosts } from '../../server/monitoring/actions.ts'
import { rankedEntries } from '../../server/monitoring/hot-list-entry.ts'
import { storeRanks } from '../../server/monitoring/hot-list-store.ts'
import { makeTrack } from '../../server/monitoring/track-actions.ts'
import type { Watching } from '../../server/monitoring/watching.ts'
import { watchSignals } from '../../server/warning/signal-actions.ts'
import { makeApp, type TestAppOptions } from './app.ts'
import { makeCompany } from './company.ts'
import { watching } from './judges.ts'
import { othersHaveEnded } from './transactions.ts'

/** A post, on Weibo and of this track unless it says otherwise. */
export type Sent = { readonly text?: string; readonly minutesAgo?: number } & Record<string, unknown>

/** A company with one track, and the watch of single posts and hot lists over what is sent to it through the real pipeline. */
export async function makeScene(t: TestContext, options: TestAppOptions = {}) {
  const made = await makeApp(t, options)
  const app = watching(made.app)
  const company = await makeCompany(app)
  const { id: trackId } = await makeTrack(app, company.analyst, { name: '青禾', expression: '青禾' })
  let sent = 0
  const send = async (posts: readonly Sent[], by: Watching = app): Promise<void> => {
    const rows = posts.map(({ text, minutesAgo = 0, ...rest }) => {
      sent += 1
      const postedAt = new Date(made.clock.now().getTime() - minutesAgo * MINUTE).toISOString()
      return {
        externalId: `s${sent}`,
        platform: 'weibo',
        postedAt,
        text: text ?? `青禾 ${sent} ${Math.imul(sent, 7919)}`,
        ...rest,
      }
    })
    for (let at = 0; at < rows.length; at += 1000)
      await ingestPosts(by, company.analyst, { source: 'test', posts: rows.slice(at, at + 1000) })
  }
  const alarms = async () => {
    const found = await sql<{ detector: string; mode: string; observed: number; at: Date; score: number }>`
      select m.detector, a.mode, m.observed, m.at, m.score from alert_alarms m join alerts a on a.org_id = m.org_id and a.id = m.alert_id
      where m.org_id = ${company.orgId} order by m.at, m.detector`.execute(app.db)
    return found.rows
  }
  const tellings = async () => {
    const found = await sql<{ detector: string; subject: string; isLoud: boolean; mode: string }>`
      select detector, subject, is_loud as "isLoud", mode from signal_tellings where org_id = ${company.orgId} order by 1, 2`.execute(
      app.db,
    )
    return found.rows
  }
  const watch = async (): Promise<void> => {
    await othersHaveEnded(app.db)
    await watchSignals(app)
  }
  /** One look at a hot list, the first topic on top. */
  const look = (minutesAgo: number, topics: readonly string[]) => {
    const at = new Date(made.clock.now().getTime() - minutesAgo * MINUTE).toISOString()
    const rows = topics.map((topic, n) => ({
      row: n + 1,
      post: { externalId: topic, platform: 'weibo' as const, postedAt: at, text: topic },
      ranks: [{ list: '微博熱搜', rank: n + 1, at }],
    }))
    return inTransaction(app.db, (trx) =>
      storeRanks(trx, company.orgId, 'lists', made.clock.now(), rankedEntries(rows)),
    )
  }
  return { ...made, app, company, trackId, send, look, alarms, tellings, watch }
}

/** Ten days of people with a few hundred followers each. */
export function everyday(count: number): Sent[] {
  return Array.from({ length: count }, (_, n) => ({
    minutesAgo: 14_400 - Math.floor((n * 14_300) / count),
    author: { externalId: `u${n % 83}`, name: `user ${n % 83}`, followers: 80 + ((n * 37) % 700) },
  }))
}
export const star = { externalId: 'star', name: '大V', followers: 3_000_000, isVerified: true }
