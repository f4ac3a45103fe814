import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { getAuthorPage } from './author-reads.ts'
import { AuthorPage } from './post-history-schema.ts'
import type { Watching } from './watching.ts'

/** In the query, not in the path: ids of authors may be names with any character, and longer than a path's part may be. */
const AuthorQuery = Type.Object({
  platform: Type.String({ maxLength: 30 }),
  authorId: Type.String({ minLength: 1, maxLength: 200 }),
})

export function authorEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/author',
      access: 'posts.read',
      summary: 'what stored posts tell of one author: names, followers as seen, tracks, shares with their denominators',
      shapes: { query: AuthorQuery, answer: AuthorPage },
      answer: async ({ actor, query }) => getAuthorPage(app, actor.orgId, query.platform, query.authorId),
    }),
  ]
}
