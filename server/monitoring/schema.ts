import { type Static, Type } from 'typebox'

/** Shapes of /api/posts, /tracks, /sources, /replays and of the live events of monitoring. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const Count = Type.Integer({ minimum: 0, maximum: 2_000_000_000 })
const Stars = Type.Integer({ minimum: 1, maximum: 5 })

export const PLATFORMS = [
  'weibo',
  'wechat',
  'douyin',
  'kuaishou',
  'bilibili',
  'xiaohongshu',
  'zhihu',
  'tieba',
  'news',
  'forum',
  'video',
  'shop',
  'complaint',
  'hotline',
  'chat',
  'twitter',
  'bluesky',
  'mastodon',
  'facebook',
  'instagram',
  'youtube',
  'reddit',
  'other',
] as const
export const POST_KINDS = ['post', 'comment', 'repost', 'news', 'record'] as const
/** edited after it was first seen, gone at its source, verdict corrected by a person */
export const POST_MARKS = ['edited', 'deleted', 'corrected'] as const
export const SENTIMENT_NAMES = ['negative', 'neutral', 'positive'] as const
export const EMOTION_NAMES = ['none', 'anger', 'fear', 'sadness', 'disgust', 'surprise', 'joy'] as const
export const LANGUAGE_NAMES = ['zh-Hant', 'zh-Hans', 'yue', 'en', 'other'] as const
/** Not a union of literals made by `map`: its static type would be `never`. */
const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>(Type.Enum([...values]))

/**
 * POST /api/posts: one batch. Rows are checked one by one by a rule, not by this shape: a refused row is named with its reason and
 * the rest is kept. Hence `posts` is an array of anything here; PostInput is what a row must be.
 */
export const PostBatch = Type.Object({
  /** where they come from, in the sender's own words, such as `crm-export`: part of a post's identity */
  source: Type.String({ minLength: 1, maxLength: 100 }),
  posts: Type.Array(Type.Unknown(), {
    maxItems: 1000,
    examples: [
      [{ externalId: '1', platform: 'weibo', postedAt: '2026-03-02T10:00:00+08:00', text: '青禾豆浆喝完肚子疼' }],
    ],
  }),
})
export const PostInput = Type.Object({
  externalId: Type.String({ minLength: 1, maxLength: 200 }),
  platform: oneOf(PLATFORMS),
  /** ISO 8601 with a zone, such as 2026-11-24T08:00:00+08:00 */
  postedAt: Type.String(),
  text: Type.String({ maxLength: 100_000 }),
  kind: Type.Optional(oneOf(POST_KINDS)),
  title: Type.Optional(Type.String({ maxLength: 1000 })),
  url: Type.Optional(Type.String({ maxLength: 2000 })),
  author: Type.Optional(
    Type.Object({
      externalId: Type.Optional(Type.String({ maxLength: 200 })),
      name: Type.Optional(Type.String({ maxLength: 200 })),
      followers: Type.Optional(Count),
      isVerified: Type.Optional(Type.Boolean()),
      region: Type.Optional(Type.String({ maxLength: 100 })),
    }),
  ),
  reposts: Type.Optional(Count),
  comments: Type.Optional(Count),
  likes: Type.Optional(Count),
  /** what a reviewer gave; shown beside the verdict, which is made of the words alone */
  stars: Type.Optional(Stars),
  /** external ids, of the same source, of what this one answers or passes on directly, and of the very first one */
  parentExternalId: Type.Optional(Type.String({ maxLength: 200 })),
  rootExternalId: Type.Optional(Type.String({ maxLength: 200 })),
  /** which of these fields the sender concluded instead of reading them, such as `parentExternalId` from a `//@A:` chain */
  inferred: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 })),
  /** when it was seen so, ISO 8601 with a zone; else when it is sent. A post sent again with other words or counts has been edited, or has grown */
  seenAt: Type.Optional(Type.String()),
  /** how often its author has edited it, where the platform says so */
  edits: Type.Optional(Count),
  /** it is gone at its source: it stays readable here, with a mark */
  isDeleted: Type.Optional(Type.Boolean()),
})
export const RefusedRow = Type.Object({
  /** position in the batch, from 0; in a file the line, from 1 */
  index: Type.Integer(),
  field: Type.String(),
  code: Type.String(),
  reason: Type.String(),
})
/** → 200 also where every row was refused; 429 with Retry-After when too much is waiting; 507 when the disk is nearly full */
export const BatchAnswer = Type.Object({
  batchId: Uuid,
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  /** of the duplicates those that came with another text, other counts or a deletion; absent where there are none */
  changed: Type.Optional(Type.Integer()),
  refused: Type.Array(RefusedRow),
})

export const PostTrack = Type.Object({
  id: Uuid,
  weight: Type.Number(),
  /** true: its own words do not match, but the post that it passes on or answers does */
  isInherited: Type.Boolean(),
})
/** One post in lists and in the live stream. */
export const PostCard = Type.Object({
  id: Uuid,
  source: Type.String(),
  platform: oneOf(PLATFORMS),
  kind: oneOf(POST_KINDS),
  author: Type.Object({
    id: Type.String(),
    name: Type.String(),
    followers: Type.Union([Type.Integer(), Type.Null()]),
    isVerified: Type.Boolean(),
    region: Type.String(),
  }),
  title: Type.String(),
  text: Type.String(),
  url: Type.String(),
  postedAt: Time,
  receivedAt: Time,
  /** null where there is no text to judge */
  sentiment: Type.Union([oneOf(SENTIMENT_NAMES), Type.Null()]),
  /** of being negative, 0..1 */
  negative: Type.Number(),
  emotion: oneOf(EMOTION_NAMES),
  language: oneOf(LANGUAGE_NAMES),
  reposts: Type.Integer(),
  comments: Type.Integer(),
  likes: Type.Integer(),
  /** of a review; absent where its author gave none */
  stars: Type.Optional(Stars),
  tracks: Type.Array(PostTrack),
  parentId: Type.Union([Uuid, Type.Null()]),
  rootId: Type.Union([Uuid, Type.Null()]),
  /** lexicons of sensitive words of which it holds some, the gravest first; absent where it holds none */
  lexicons: Type.Optional(
    Type.Array(Type.Object({ id: Uuid, weight: Type.Integer(), words: Type.Array(Type.String()) })),
  ),
  /** what became of it since: absent where nothing did */
  marks: Type.Optional(Type.Array(oneOf(POST_MARKS))),
})
/** GET /api/posts?…PostFilter → {posts, next}: newest first; `next` goes into `before` */
export const PostFilter = Type.Object({
  trackId: Type.Optional(Uuid),
  platform: Type.Optional(Type.String({ maxLength: 30 })),
  sentiment: Type.Optional(Type.String({ maxLength: 10 })),
  emotion: Type.Optional(Type.String({ maxLength: 10 })),
  kind: Type.Optional(Type.String({ maxLength: 10 })),
  /** plain words that must all stand in the text */
  words: Type.Optional(Type.String({ maxLength: 200 })),
  authorId: Type.Optional(Type.String({ maxLength: 200 })),
  rootId: Type.Optional(Uuid),
  /** reviews with so many stars or fewer: 2 finds complaints whose words are neutral */
  mostStars: Type.Optional(Stars),
  /** those that came in one import */
  importId: Type.Optional(Uuid),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  before: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export const PostList = Type.Object({ posts: Type.Array(PostCard), next: Type.Union([Type.String(), Type.Null()]) })
/** GET /api/posts/:postId → PostPage */
export const PostPage = Type.Object({
  post: PostCard,
  probabilities: Type.Object({ negative: Type.Number(), neutral: Type.Number(), positive: Type.Number() }),
  modelVersion: Type.String(),
  matches: Type.Array(
    Type.Object({
      trackId: Uuid,
      trackName: Type.String(),
      isInherited: Type.Boolean(),
      /** UTF-16 offsets into the text (title, a line break, text where there is a title) */
      reasons: Type.Array(
        Type.Object({ word: Type.String(), weight: Type.Number(), start: Type.Integer(), end: Type.Integer() }),
      ),
    }),
  ),
  /** lexicons of which it holds words, by the list that was in force then, the gravest first */
  lexicons: Type.Array(
    Type.Object({
      lexiconId: Uuid,
      name: Type.String(),
      weight: Type.Integer(),
      reasons: Type.Array(
        Type.Object({ word: Type.String(), weight: Type.Number(), start: Type.Integer(), end: Type.Integer() }),
      ),
    }),
  ),
  root: Type.Union([PostCard, Type.Null()]),
  /** what passes it on or answers it, largest first, at most 50 */
  answers: Type.Array(PostCard),
  answerCount: Type.Integer(),
  /** `similarity`: of fingerprints, 1 = the same */
  nearCopies: Type.Array(Type.Object({ ...PostCard.properties, similarity: Type.Number() })),
})

/** GET /api/tracks → Track[]; POST /api/tracks {NewTrack} → Track; PUT /api/tracks/:trackId {NewTrack}; POST /api/tracks/:trackId/retirement */
export const Track = Type.Object({
  id: Uuid,
  name: Type.String(),
  expression: Type.String(),
  version: Type.Integer(),
  isRetired: Type.Boolean(),
  createdAt: Time,
  posts24h: Type.Integer(),
  negative24h: Type.Integer(),
  judged24h: Type.Integer(),
})
export const NewTrack = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  expression: Type.String({ minLength: 1, maxLength: 5000 }),
})
/** POST /api/tracks/trial {expression} → what it would have matched among the newest posts; or the errors of the expression */
export const Trial = Type.Object({
  errors: Type.Array(Type.Object({ code: Type.String(), at: Type.Integer() })),
  looked: Type.Integer(),
  matched: Type.Integer(),
  examples: Type.Array(PostCard),
})

/** GET /api/tracks/:trackId/series?from&to&stepMinutes → SeriesPoint[], evenly spaced, gaps as zeros */
export const SeriesPoint = Type.Object({
  at: Time,
  posts: Type.Integer(),
  /** neither repost nor comment: new voices */
  originals: Type.Integer(),
  /** posts with text, which have a sentiment: the denominator of shares */
  judged: Type.Integer(),
  negative: Type.Integer(),
  neutral: Type.Integer(),
  positive: Type.Integer(),
})

/** GET /api/replays → running and past replays, newest first */
export const Replay = Type.Object({
  id: Uuid,
  name: Type.String(),
  state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('stopped')]),
  startedAt: Time,
  /** how far it is, in the shifted time of its posts */
  upTo: Time,
  posts: Type.Integer(),
  total: Type.Integer(),
})

/**
 * GET /api/live (server-sent events; one stream for the whole page; `id:` can be sent back as Last-Event-ID). Events:
 *   monitoring.posts   {posts: PostCard[] (at most 50, newest of the batch that match a track), count, trackCounts: {trackId: n}}
 *   warning.alert      {alertId, state, headlineParts…}      see warning/schema.ts
 *   crises.crisis      {crisisId, …}                         see crises/schema.ts
 *   hello              {}                                    once at the beginning
 */
export const LivePosts = Type.Object({
  posts: Type.Array(PostCard),
  count: Type.Integer(),
  trackCounts: Type.Record(Type.String(), Type.Integer()),
})

export type PostBatch = Static<typeof PostBatch>
export type PostInput = Static<typeof PostInput>
export type RefusedRow = Static<typeof RefusedRow>
export type BatchAnswer = Static<typeof BatchAnswer>
export type PostCard = Static<typeof PostCard>
export type PostFilter = Static<typeof PostFilter>
export type PostList = Static<typeof PostList>
export type PostPage = Static<typeof PostPage>
export type Track = Static<typeof Track>
export type NewTrack = Static<typeof NewTrack>
export type Trial = Static<typeof Trial>
export type SeriesPoint = Static<typeof SeriesPoint>
export type Replay = Static<typeof Replay>
export type LivePosts = Static<typeof LivePosts>
