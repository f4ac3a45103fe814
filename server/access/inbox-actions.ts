import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { NEWS } from './inbox-news.ts'
import type { Inbox } from './inbox-schema.ts'
import { countUnread, type KeptNotice, listKept, markRead } from './inbox-store.ts'
import { permitPerson } from './permit.ts'

const MOST = 30

/** What one was told, newest first. @throws Refusal `forbidden` for programs */
export async function readInbox(
  app: App,
  actor: Actor,
  { before, limit = MOST }: { readonly before?: string | undefined; readonly limit?: number | undefined },
): Promise<Inbox> {
  permitPerson(actor)
  const { orgId, id } = actor
  const found = await listKept(app.db, orgId, id, { before, limit: limit + 1 })
  const unread = (await countUnread(app.db, orgId, [id])).get(id) ?? 0
  return { notices: found.slice(0, limit).map((notice) => shown(app, notice)), unread, hasMore: found.length > limit }
}

/** The receipt of what is told in-app. No act that others must know of, so no audit row. @returns how many are left */
export async function readNotices(app: App, actor: Actor, ids: readonly string[] | 'all'): Promise<number> {
  permitPerson(actor)
  const { orgId, id } = actor
  return inTransaction(app.db, async (trx) => {
    const count = await markRead(trx, app.clock.now(), orgId, id, ids)
    const unread = (await countUnread(trx, orgId, [id])).get(id) ?? 0
    // Other pages of the same person show the number too.
    if (count > 0)
      await app.live.publish(trx, orgId, NEWS, {
        for: { [id]: { id: null, subject: '', level: null, mode: 'live', unread } },
      })
    return unread
  })
}

/** Addresses of ours become paths: who reads this here has come in by whatever name the house has for them. */
function shown(
  { config }: App,
  { createdAt, readAt, url, acknowledgeUrl, ...notice }: KeptNotice,
): Inbox['notices'][number] {
  const path = (address: string | null): string | null =>
    address?.startsWith(`${config.publicUrl}/`) ? address.slice(config.publicUrl.length) : address
  return {
    ...notice,
    url: path(url),
    acknowledgeUrl: path(acknowledgeUrl),
    at: createdAt.toISOString(),
    readAt: readAt?.toISOString() ?? null,
  }
}
