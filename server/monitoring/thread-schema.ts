import { type Static, Type } from 'typebox'
import { PostCard } from './schema.ts'

/** Shapes of how a post spread. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })

/** GET /api/posts/:postId/thread → Thread: the whole of which the post is a part */
export const Thread = Type.Object({
  rootId: Uuid,
  /** null: the first post was not collected */
  root: Type.Union([PostCard, Type.Null()]),
  /** collected below the root */
  reposts: Type.Integer(),
  comments: Type.Integer(),
  /** the longest way from the root */
  depth: Type.Integer(),
  /** how many stand how far from the root: place 0 is the root */
  byDepth: Type.Array(Type.Integer()),
  /** edges that were concluded, and posts between that are known to be missing */
  inferred: Type.Integer(),
  missing: Type.Integer(),
  /** only the first so many were looked at */
  isCut: Type.Boolean(),
  /** how many there were by then, evenly spaced */
  spread: Type.Array(Type.Object({ at: Time, reposts: Type.Integer(), comments: Type.Integer() })),
  /** ids from the root to the post that was asked for, both included */
  way: Type.Array(Uuid),
})
export const ThreadQuery = Type.Object({
  /** whose direct answers; left out: the root's */
  under: Type.Optional(Uuid),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
})
export const ThreadEntry = Type.Object({
  post: PostCard,
  direct: Type.Integer(),
  descendants: Type.Integer(),
  depth: Type.Integer(),
  /** given: by id; inferred: concluded from `//@…`; unknown: only the root is known */
  edge: Type.Union([Type.Literal('given'), Type.Literal('inferred'), Type.Literal('unknown')]),
  /** posts between it and what it hangs on that were not collected */
  missing: Type.Integer(),
  isAtLeast: Type.Boolean(),
})
/** GET /api/posts/:postId/thread/answers?…ThreadQuery → ThreadPage: direct answers, those with most below them first */
export const ThreadPage = Type.Object({ entries: Type.Array(ThreadEntry), total: Type.Integer() })

export type Thread = Static<typeof Thread>
export type ThreadEntry = Static<typeof ThreadEntry>
export type ThreadPage = Static<typeof ThreadPage>
