import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { getThread, getThreadPage } from './thread-reads.ts'
import { Thread, ThreadPage, ThreadQuery } from './thread-schema.ts'
import type { Watching } from './watching.ts'

const PostId = Type.Object({ postId: Type.String({ format: 'uuid' }) })

export function threadEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/posts/:postId/thread',
      access: 'posts.read',
      summary: 'how the post and all that belongs to it spread: depth, growth, gaps',
      shapes: { params: PostId, answer: Thread },
      answer: async ({ actor, params }) => getThread(app.db, actor.orgId, params.postId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/posts/:postId/thread/answers',
      access: 'posts.read',
      summary: 'direct answers and reposts of one post of the tree, those with most below them first',
      shapes: { params: PostId, query: ThreadQuery, answer: ThreadPage },
      answer: async ({ actor, params, query }) => getThreadPage(app.db, actor.orgId, params.postId, query),
    }),
  ]
}
