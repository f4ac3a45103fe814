import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { openRumour, stepRumour } from './rumour-actions.ts'
import { getPostRumour, getRumour, listRumours } from './rumour-reads.ts'
import { NewRumour, NewRumourStep, PostRumour, RumourPage, RumourQuery, RumourStory } from './rumour-schema.ts'
import type { Watching } from './watching.ts'

const Uuid = Type.String({ format: 'uuid' })
const StoryId = Type.Object({ storyId: Uuid })
const PostId = Type.Object({ postId: Uuid })

export function rumourEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/rumours',
      access: 'posts.read',
      summary: 'stories that may be rumours or arranged, with reasons; those to be looked at first come first',
      shapes: { query: RumourQuery, answer: Type.Array(RumourStory) },
      answer: async ({ actor, query }) => listRumours(app.db, actor.orgId, query.show ?? 'open'),
    }),
    endpoint({
      method: 'POST',
      url: '/api/rumours',
      access: 'rumours.verify',
      summary: 'opens the story of a post to be checked',
      shapes: { body: NewRumour, answer: RumourPage },
      status: 201,
      answer: async ({ actor, body }) => openRumour(app, actor, body.postId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/rumours/:storyId',
      access: 'posts.read',
      summary: 'one story: its score, reasons with posts, near copies, and what people found out',
      shapes: { params: StoryId, answer: RumourPage },
      answer: async ({ actor, params }) => getRumour(app.db, actor.orgId, params.storyId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/rumours/:storyId/steps',
      access: 'rumours.verify',
      summary: 'checking, a verdict with its reason, or the clarification; it holds for all near copies',
      shapes: { params: StoryId, body: NewRumourStep, answer: RumourPage },
      status: 201,
      answer: async ({ actor, params, body }) => stepRumour(app, actor, params.storyId, body),
    }),
    endpoint({
      method: 'GET',
      url: '/api/posts/:postId/rumour',
      access: 'posts.read',
      summary: 'the story that a post belongs to, or a verified one that its text nearly copies',
      shapes: { params: PostId, answer: PostRumour },
      answer: async ({ actor, params }) => getPostRumour(app.db, actor.orgId, params.postId),
    }),
  ]
}
