import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App, AppEndpoint } from '../app.ts'
import { SECOND } from '../base/clock.ts'
import { endpoint } from '../base/endpoint.ts'
import { listFeeds, makeFeed, type ReadFeed, readFeed, renewFeed, revokeFeed } from './feed-actions.ts'
import { CalendarParams, Feed, FeedParams, MadeFeed, NewFeed } from './feed-schema.ts'

/** /api/oncall/feeds for whoever subscribes, /api/oncall/calendars for the program that then asks. */
export function feedEndpoints(app: App): AppEndpoint[] {
  return [...keeping(app), asking(app)]
}

/** For people only; they need `people.read` as well. */
function keeping(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/oncall/feeds',
      access: 'signed-in',
      summary: 'My calendars of shifts that programs subscribe to',
      shapes: { answer: Type.Array(Feed) },
      answer: ({ actor }) => listFeeds(app, actor),
    }),
    endpoint({
      method: 'POST',
      url: '/api/oncall/feeds',
      access: 'signed-in',
      summary: 'A calendar to subscribe to; its address is shown once',
      shapes: { body: NewFeed, answer: MadeFeed },
      status: 201,
      answer: ({ actor, body }) => makeFeed(app, actor, body.rosterId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/oncall/feeds/:feedId/secret',
      access: 'signed-in',
      summary: 'A new address for it; the earlier one opens nothing any more',
      shapes: { params: FeedParams, answer: MadeFeed },
      answer: ({ actor, params }) => renewFeed(app, actor, params.feedId),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/oncall/feeds/:feedId',
      access: 'signed-in',
      summary: 'Give a calendar up: its address opens nothing any more',
      shapes: { params: FeedParams },
      answer: ({ actor, params }) => revokeFeed(app, actor, params.feedId),
    }),
  ]
}

function asking(app: App): AppEndpoint {
  return endpoint({
    method: 'GET',
    url: '/api/oncall/calendars/:token',
    access: 'public',
    summary: 'A calendar of shifts as iCalendar (RFC 5545), by its secret address',
    shapes: { params: CalendarParams },
    answer: async ({ params, request, reply }) => {
      const feed = await readFeed(app, params.token.replace(/\.ics$/, ''))
      reply.headers({
        etag: feed.tag,
        'last-modified': feed.changedAt.toUTCString(),
        'cache-control': 'private, no-cache',
      })
      if (isKnown(request, feed)) await reply.code(304).send()
      else await reply.type('text/calendar; charset=utf-8').send(feed.text)
    },
  })
}

/** RFC 9110, 13.1: where both are asked, the tag alone counts. */
function isKnown({ headers }: FastifyRequest, { tag, changedAt }: ReadFeed): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined)
    return tags.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag)
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return Math.floor(changedAt.getTime() / SECOND) * SECOND <= since
}
