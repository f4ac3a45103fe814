import { Type } from 'typebox'
import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { chooseNotices } from './notice-actions.ts'
import { countNotices, getOwnNotices, listNotices, retryNotices } from './notice-list-actions.ts'
import {
  NoticeChoice,
  NoticeCounts,
  NoticeQuery,
  NoticeRow,
  OwnNotices,
  Retried,
  RetryReason,
} from './notice-schema.ts'

/** /api/notices and /api/me/notices: what was told to whom, and what one is told of. */
export function noticeEndpoints(app: App): AppEndpoint[] {
  return [...queue(app), ...own(app)]
}

function queue(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/notices',
      access: 'work.manage',
      summary: 'What was told to whom and what became of it, newest first',
      shapes: { query: NoticeQuery, answer: Type.Array(NoticeRow) },
      answer: async ({ actor, query }) => listNotices(app, actor, query),
    }),
    endpoint({
      method: 'GET',
      url: '/api/notices/counts',
      access: 'work.manage',
      summary: 'How many notices of the last 30 days are on their way, sent, set aside, or could not be sent',
      shapes: { answer: NoticeCounts },
      answer: async ({ actor }) => countNotices(app, actor),
    }),
    endpoint({
      method: 'POST',
      url: '/api/notices/retrial',
      access: 'work.manage',
      summary: 'Try all notices again that were set aside',
      shapes: { body: RetryReason, answer: Retried },
      answer: async ({ actor, body }) => ({ count: await retryNotices(app, actor, body.reason) }),
    }),
  ]
}

function own(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/me/notices',
      access: 'signed-in',
      summary: 'What one is told of outside of the product',
      shapes: { answer: OwnNotices },
      answer: async ({ actor }) => getOwnNotices(app, actor),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/me/notices',
      access: 'signed-in',
      summary: 'Choose what to be told of',
      shapes: { body: NoticeChoice, answer: OwnNotices },
      answer: async ({ actor, body }) => {
        await chooseNotices(app, actor, body)
        return getOwnNotices(app, actor)
      },
    }),
  ]
}
