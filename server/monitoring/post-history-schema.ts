import { type Static, Type } from 'typebox'
import { EMOTION_NAMES, PostCard, SENTIMENT_NAMES } from './schema.ts'

/** Shapes of what became of a post: corrections, versions, growth, deletions; and of its author. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const Sentiment = Type.Unsafe<(typeof SENTIMENT_NAMES)[number]>(Type.Enum([...SENTIMENT_NAMES]))
const Emotion = Type.Unsafe<(typeof EMOTION_NAMES)[number]>(Type.Enum([...EMOTION_NAMES]))
const Reason = Type.Optional(Type.String({ maxLength: 2000 }))

export const Verdict = Type.Object({ sentiment: Type.Union([Sentiment, Type.Null()]), emotion: Emotion })
/** POST /api/posts/:postId/corrections {NewCorrection} → PostHistory */
export const NewCorrection = Type.Object({ sentiment: Sentiment, emotion: Type.Optional(Emotion), reason: Reason })
/** POST /api/posts/:postId/corrections/:correctionId/undoing {Undoing} → PostHistory */
export const Undoing = Type.Object({ reason: Reason })
/** POST /api/posts/:postId/deletion {NewDeletion} → PostHistory: it is gone at its source, or (isDeleted false) it is there after all */
export const NewDeletion = Type.Object({
  isDeleted: Type.Optional(Type.Boolean()),
  /** when that was seen; left out: now */
  seenAt: Type.Optional(Time),
  /** how that is known, in one's own words */
  knownBy: Type.String({ minLength: 1, maxLength: 500 }),
})

export const PostVersion = Type.Object({
  seenAt: Time,
  title: Type.String(),
  text: Type.String(),
  sentiment: Type.Union([Sentiment, Type.Null()]),
  negative: Type.Number(),
  emotion: Emotion,
  trackIds: Type.Array(Uuid),
  /** how often it was edited, as its source says */
  edits: Type.Union([Type.Integer(), Type.Null()]),
})
export const Correction = Type.Object({
  id: Uuid,
  madeAt: Time,
  madeByName: Type.String(),
  reason: Type.String(),
  old: Verdict,
  now: Verdict,
  /** the correction that this one takes back */
  undoes: Type.Union([Uuid, Type.Null()]),
  /** in force now, so that it can be taken back */
  isInForce: Type.Boolean(),
  /** of words that have been edited since */
  isOfEarlierText: Type.Boolean(),
})
/** GET /api/posts/:postId/history → PostHistory */
export const PostHistory = Type.Object({
  /** what the model says of the present text */
  model: Verdict,
  /** texts as they stood, oldest first, the present one last; empty where it never changed */
  versions: Type.Array(PostVersion),
  /** counts as they grew, oldest first, the present ones last; empty where they never changed */
  growth: Type.Array(
    Type.Object({ at: Time, reposts: Type.Integer(), comments: Type.Integer(), likes: Type.Integer() }),
  ),
  /** oldest first */
  deletions: Type.Array(
    Type.Object({
      id: Uuid,
      isDeleted: Type.Boolean(),
      seenAt: Time,
      /** `source` where it came with the posts */
      knownBy: Type.String(),
      recordedAt: Time,
      recordedByName: Type.String(),
    }),
  ),
  corrections: Type.Array(Correction),
})

/** GET /api/author?platform&authorId → AuthorPage: what stored posts tell of an author, nothing else */
export const AuthorPage = Type.Object({
  platform: Type.String(),
  authorId: Type.String(),
  /** names under which the author wrote, newest first, with the first and last post under each */
  names: Type.Array(Type.Object({ name: Type.String(), from: Time, to: Time, posts: Type.Integer() })),
  regions: Type.Array(Type.Object({ name: Type.String(), posts: Type.Integer() })),
  isVerified: Type.Boolean(),
  firstAt: Time,
  lastAt: Time,
  posts: Type.Integer(),
  /** only the newest so many were looked at */
  isCut: Type.Boolean(),
  kinds: Type.Array(Type.Object({ name: Type.String(), posts: Type.Integer() })),
  /** with text: the denominator of the three */
  judged: Type.Integer(),
  negative: Type.Integer(),
  neutral: Type.Integer(),
  positive: Type.Integer(),
  /** as posts told them when they were written, oldest first */
  followers: Type.Array(Type.Object({ at: Time, followers: Type.Integer() })),
  tracks: Type.Array(
    Type.Object({
      id: Uuid,
      name: Type.String(),
      posts: Type.Integer(),
      judged: Type.Integer(),
      negative: Type.Integer(),
    }),
  ),
  /** posts whose text is nearly that of another post of the same author */
  nearCopies: Type.Integer(),
  /** posts of which the fingerprint could be compared: the denominator of it */
  compared: Type.Integer(),
  newest: Type.Array(PostCard),
})

export type NewCorrection = Static<typeof NewCorrection>
export type NewDeletion = Static<typeof NewDeletion>
export type PostVersion = Static<typeof PostVersion>
export type Correction = Static<typeof Correction>
export type PostHistory = Static<typeof PostHistory>
export type AuthorPage = Static<typeof AuthorPage>
