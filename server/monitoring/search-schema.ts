import { type Static, Type } from 'typebox'
import { EMOTION_NAMES, LANGUAGE_NAMES, PLATFORMS, POST_KINDS, PostCard, SENTIMENT_NAMES } from './schema.ts'

/** Shapes of /api/search. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
/** Several names, comma-separated: any of them. */
const Names = Type.String({ maxLength: 300 })
const Followers = Type.Integer({ minimum: 0, maximum: 2_000_000_000 })

/** What is looked for: everything that is given must hold. */
export const SearchQuery = Type.Object({
  /** the language of tracks (docs/tracks.md); plain words must all stand in the text */
  expression: Type.Optional(Type.String({ maxLength: 5000 })),
  trackId: Type.Optional(Uuid),
  /** posts that hold a word of this list of sensitive words */
  lexiconId: Type.Optional(Uuid),
  platform: Type.Optional(Names),
  sentiment: Type.Optional(Names),
  emotion: Type.Optional(Names),
  kind: Type.Optional(Names),
  language: Type.Optional(Names),
  /** as the platform names it, such as 廣東; folded like text */
  region: Type.Optional(Type.String({ maxLength: 100 })),
  /** part of a name, folded like text, or the whole id */
  author: Type.Optional(Type.String({ maxLength: 200 })),
  authorId: Type.Optional(Type.String({ maxLength: 200 })),
  leastFollowers: Type.Optional(Followers),
  mostFollowers: Type.Optional(Followers),
  isVerified: Type.Optional(Type.Boolean()),
  source: Type.Optional(Type.String({ maxLength: 100 })),
  batchId: Type.Optional(Uuid),
  rootId: Type.Optional(Uuid),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
})
/** GET /api/search?…SearchQuery&before&limit → the newest first; `next` goes into `before` */
export const SearchPageQuery = Type.Object({
  ...SearchQuery.properties,
  before: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export const SearchPage = Type.Object({
  posts: Type.Array(PostCard),
  next: Type.Union([Type.String(), Type.Null()]),
  /** posts stored up to here are found, in our time */
  indexedUpTo: Time,
})

const Share = Type.Object({ name: Type.String(), posts: Type.Integer(), negative: Type.Integer() })
/** GET /api/search/figures?…SearchQuery&steps → counts, histogram and facets of all that match */
export const SearchFiguresQuery = Type.Object({
  ...SearchQuery.properties,
  /** bars of the histogram, about; the step is a round one */
  steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export const SearchFigures = Type.Object({
  posts: Type.Integer(),
  judged: Type.Integer(),
  negative: Type.Integer(),
  /** false: counted by an estimate from a sample, `sampled` texts of which were read */
  isExact: Type.Boolean(),
  sampled: Type.Integer(),
  /** of all stored posts: the denominator */
  outOf: Type.Integer(),
  stepMinutes: Type.Integer(),
  /** evenly spaced, gaps as zeros, oldest first */
  histogram: Type.Array(
    Type.Object({ at: Time, posts: Type.Integer(), judged: Type.Integer(), negative: Type.Integer() }),
  ),
  facets: Type.Object({
    platforms: Type.Array(Share),
    sentiments: Type.Array(Share),
    emotions: Type.Array(Share),
    kinds: Type.Array(Share),
    languages: Type.Array(Share),
    /** the greatest ten each */
    regions: Type.Array(Share),
    sources: Type.Array(Share),
    tracks: Type.Array(Type.Object({ id: Uuid, posts: Type.Integer(), negative: Type.Integer() })),
  }),
  indexedUpTo: Time,
})
export const SEARCH_NAMES = {
  platform: PLATFORMS,
  sentiment: SENTIMENT_NAMES,
  emotion: EMOTION_NAMES,
  kind: POST_KINDS,
  language: LANGUAGE_NAMES,
} as const

export type SearchQuery = Static<typeof SearchQuery>
export type SearchPage = Static<typeof SearchPage>
export type SearchFigures = Static<typeof SearchFigures>
