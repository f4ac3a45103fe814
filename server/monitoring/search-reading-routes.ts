import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { readForPages } from './search-patterns.ts'
import { Reading, ReadingQuery } from './search-reading-schema.ts'
import type { Watching } from './watching.ts'

export function searchReadingEndpoint(app: Watching): AppEndpoint {
  return endpoint({
    method: 'GET',
    url: '/api/search/reading',
    access: 'posts.read',
    summary:
      'how an expression is read: its mistake and the place of it, or patterns of its words for marking them in texts',
    shapes: { query: ReadingQuery, answer: Reading },
    answer: async ({ query }) => readForPages(app.judges.fold, query.expression),
  })
}
