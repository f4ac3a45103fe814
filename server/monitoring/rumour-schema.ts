import { type Static, Type } from 'typebox'
import { PostCard } from './schema.ts'

const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const STATES = ['unverified', 'checking', 'true', 'false', 'misleading', 'unprovable', 'clarified'] as const
const State = Type.Unsafe<(typeof STATES)[number]>(Type.Enum([...STATES]))
const VERDICT_NAMES = ['true', 'false', 'misleading', 'unprovable'] as const
const Verdict = Type.Union([Type.Unsafe<(typeof VERDICT_NAMES)[number]>(Type.Enum([...VERDICT_NAMES])), Type.Null()])
export const REASON_CODES = [
  'known',
  'hearsay',
  'no-source',
  'sensational',
  'questioned',
  'synchrony',
  'few-followers',
  'repeated',
] as const

/** A sign that a person can check, with the posts that show it. */
export const RumourReason = Type.Object({
  code: Type.Unsafe<(typeof REASON_CODES)[number]>(Type.Enum([...REASON_CODES])),
  /** as the text engine folds them: Simplified script, lower case */
  words: Type.Array(Type.String()),
  numbers: Type.Record(Type.String(), Type.Number()),
  postIds: Type.Array(Uuid),
  /** `known`: the story that was verified before, and what was found */
  storyId: Type.Optional(Uuid),
  verdict: Type.Optional(Verdict),
})
export const RumourStep = Type.Object({
  from: State,
  to: State,
  at: Time,
  byName: Type.String(),
  note: Type.String(),
  link: Type.String(),
})
/** A thread with its near copies: what the model says, why, and what people found out. */
export const RumourStory = Type.Object({
  id: Uuid,
  state: State,
  verdict: Verdict,
  /** states that it may go to now */
  ways: Type.Array(State),
  /** the post that began it */
  first: Type.Union([PostCard, Type.Null()]),
  trackIds: Type.Array(Uuid),
  firstAt: Time,
  lastAt: Time,
  posts: Type.Integer(),
  authors: Type.Integer(),
  copies: Type.Integer(),
  /** 0..1 of a story among as many rumours as others; null where the model was not asked */
  score: Type.Union([Type.Number(), Type.Null()]),
  spreadScore: Type.Union([Type.Number(), Type.Null()]),
  scoreHours: Type.Union([Type.Integer(), Type.Null()]),
  /** how likely its copies came so close together by chance; null where there are too few */
  chance: Type.Union([Type.Number(), Type.Null()]),
  reasons: Type.Array(RumourReason),
  modelVersion: Type.String(),
  scoredAt: Time,
  openedByPerson: Type.Boolean(),
})
/** GET /api/rumours?show=… → RumourStory[]: those to be looked at first */
export const RUMOUR_SHOWS = ['open', 'decided', 'all'] as const
export const RumourQuery = Type.Object({
  show: Type.Optional(Type.Unsafe<(typeof RUMOUR_SHOWS)[number]>(Type.Enum([...RUMOUR_SHOWS]))),
})
/** GET /api/rumours/:storyId, POST /api/rumours {postId}, POST /api/rumours/:storyId/steps {NewRumourStep} → RumourPage */
export const RumourPage = Type.Object({
  story: RumourStory,
  steps: Type.Array(RumourStep),
  /** posts that reasons name, by their ids */
  evidence: Type.Array(PostCard),
  copies: Type.Array(PostCard),
})
export const NewRumour = Type.Object({ postId: Uuid })
export const NewRumourStep = Type.Object({
  to: State,
  note: Type.Optional(Type.String({ maxLength: 2000 })),
  link: Type.Optional(Type.String({ maxLength: 2000 })),
})
/** GET /api/posts/:postId/rumour → PostRumour: the story it belongs to, or a verified one that its text nearly copies */
export const PostRumour = Type.Object({
  story: Type.Union([RumourStory, Type.Null()]),
  /** true: it is no member yet, its text is a near copy */
  isNearCopy: Type.Boolean(),
})

export type RumourReason = Static<typeof RumourReason>
export type RumourStep = Static<typeof RumourStep>
export type RumourStory = Static<typeof RumourStory>
export type RumourPage = Static<typeof RumourPage>
export type NewRumourStep = Static<typeof NewRumourStep>
export type PostRumour = Static<typeof PostRumour>
