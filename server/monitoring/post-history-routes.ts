import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { correctPost, undoCorrection } from './correction-actions.ts'
import { recordDeletion } from './post-history-actions.ts'
import { getPostHistory } from './post-history-reads.ts'
import { NewCorrection, NewDeletion, PostHistory, Undoing } from './post-history-schema.ts'
import type { Watching } from './watching.ts'

const Uuid = Type.String({ format: 'uuid' })
const PostId = Type.Object({ postId: Uuid })
const CorrectionId = Type.Object({ postId: Uuid, correctionId: Uuid })

export function postHistoryEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/posts/:postId/history',
      access: 'posts.read',
      summary: 'what became of a post: corrected verdicts, edits, growing counts, deletion',
      shapes: { params: PostId, answer: PostHistory },
      answer: async ({ actor, params }) => getPostHistory(app.db, actor.orgId, params.postId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/posts/:postId/corrections',
      access: 'posts.correct',
      summary: 'a verdict in place of the model’s; all counts are corrected with it',
      shapes: { params: PostId, body: NewCorrection, answer: PostHistory },
      status: 201,
      answer: async ({ actor, params, body }) => {
        await correctPost(app, actor, params.postId, body)
        return getPostHistory(app.db, actor.orgId, params.postId)
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/posts/:postId/corrections/:correctionId/undoing',
      access: 'posts.correct',
      summary: 'takes the correction in force back',
      shapes: { params: CorrectionId, body: Undoing, answer: PostHistory },
      answer: async ({ actor, params, body }) => {
        const { postId, correctionId } = params
        await undoCorrection(app, actor, postId, { correctionId, reason: body.reason })
        return getPostHistory(app.db, actor.orgId, postId)
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/posts/:postId/deletion',
      access: 'posts.send',
      summary: 'a post is gone at its source, or is there after all; it stays readable here',
      shapes: { params: PostId, body: NewDeletion, answer: PostHistory },
      answer: async ({ actor, params, body }) => {
        const { isDeleted = true, seenAt, knownBy } = body
        const at = seenAt === undefined ? app.clock.now() : new Date(seenAt)
        await recordDeletion(app, actor, params.postId, { isDeleted, seenAt: at, knownBy })
        return getPostHistory(app.db, actor.orgId, params.postId)
      },
    }),
  ]
}
