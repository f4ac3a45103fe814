import type { App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import { cutTo, unitsOf } from '../notifiers/contract/cut.ts'
import { type InboxNews, MOST_SUBJECT, MOST_TOGETHER, NEWS } from './inbox-news.ts'
import { countUnread } from './inbox-store.ts'
import { insertNotices, type NewNotice } from './notice-row-store.ts'

/** Keeps them where their people read them, and tells the pages that these have open. */
export async function putInApp(app: App, trx: Trx, orgId: string, kept: readonly NewNotice[]): Promise<void> {
  await insertNotices(trx, app.clock.now(), kept)
  const people = kept.flatMap(({ personId }) => personId ?? [])
  const unread = await countUnread(trx, orgId, people)
  for (let at = 0; at < kept.length; at += MOST_TOGETHER) {
    const news: InboxNews = {}
    for (const { personId, id, subject, level, mode } of kept.slice(at, at + MOST_TOGETHER))
      if (personId !== null)
        news[personId] = {
          id,
          subject: cutTo(subject, MOST_SUBJECT, unitsOf),
          level,
          mode,
          unread: unread.get(personId) ?? 0,
        }
    await app.live.publish(trx, orgId, NEWS, { for: news })
  }
}
