import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { readInbox, readNotices } from './inbox-actions.ts'
import { Inbox, InboxQuery, InboxReading, Unread } from './inbox-schema.ts'

/** /api/me/inbox: what one was told, inside of the product. */
export function inboxEndpoints(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/me/inbox',
      access: 'signed-in',
      summary: 'What one was told, newest first, and how much of it is unread',
      shapes: { query: InboxQuery, answer: Inbox },
      answer: async ({ actor, query }) => readInbox(app, actor, query),
    }),
    endpoint({
      method: 'POST',
      url: '/api/me/inbox/read',
      access: 'signed-in',
      summary: 'Note that one has read some of it, or all',
      shapes: { body: InboxReading, answer: Unread },
      answer: async ({ actor, body }) => ({ unread: await readNotices(app, actor, body.ids) }),
    }),
  ]
}
