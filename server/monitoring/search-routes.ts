import type { FastifyReply } from 'fastify'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { countSearch, searchPosts } from './search-actions.ts'
import { SearchFigures, SearchFiguresQuery, SearchPage, SearchPageQuery } from './search-schema.ts'
import type { Watching } from './watching.ts'

export function searchEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/search',
      access: 'posts.read',
      summary: 'posts in which an expression of the track language and all filters hold, newest first',
      shapes: { query: SearchPageQuery, answer: SearchPage },
      answer: async ({ actor, query, reply }) => searchPosts(app, actor, query, untilGone(reply)),
    }),
    endpoint({
      method: 'GET',
      url: '/api/search/figures',
      access: 'posts.read',
      summary: 'how many posts hold, over time and by platform, sentiment, region, source and track',
      shapes: { query: SearchFiguresQuery, answer: SearchFigures },
      answer: async ({ actor, query, reply }) => countSearch(app, actor, query, untilGone(reply)),
    }),
  ]
}

/** Aborted when the page that asked has gone on to something else. */
function untilGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}
