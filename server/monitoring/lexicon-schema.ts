import { type Static, Type } from 'typebox'
import { PostCard } from './schema.ts'

/** Shapes of /api/lexicons: lists of sensitive words, one list a category (docs/decisions/0024-lexicons.md). */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
export const MOST_LEXICON_WORDS = 2000
export const MOST_LEXICON_CHARACTERS = 300
/** A file that is read is sent in JSON, in base64. */
const MOST_FILE_CHARACTERS = 2_800_000

export const LexiconWord = Type.Object({
  /** the language of tracks (docs/tracks.md), mostly a single word */
  expression: Type.String({ minLength: 1, maxLength: MOST_LEXICON_CHARACTERS }),
  /** 1 mild to 5: one post is news by itself */
  weight: Type.Integer({ minimum: 1, maximum: 5 }),
})
const Words = Type.Array(LexiconWord, { maxItems: MOST_LEXICON_WORDS })
const Name = Type.String({ minLength: 1, maxLength: 60 })
const Reason = Type.String({ maxLength: 300 })

export const LexiconRecount = Type.Object({
  state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
  startedAt: Time,
  fromAt: Time,
  looked: Type.Integer(),
  hits: Type.Integer(),
  total: Type.Integer(),
})
/** GET /api/lexicons → Lexicon[]; those in force first */
export const Lexicon = Type.Object({
  id: Uuid,
  name: Type.String(),
  version: Type.Integer(),
  isRetired: Type.Boolean(),
  wordCount: Type.Integer(),
  changedAt: Time,
  changedByName: Type.String(),
  /** hits are counted from here on */
  countedFrom: Time,
  /** posts of tracks that hold a word, in the last 24 hours and 30 days */
  posts24h: Type.Integer(),
  posts30d: Type.Integer(),
  /** the newest counting anew; null where there was none */
  recount: Type.Union([LexiconRecount, Type.Null()]),
})
export const LexiconVersion = Type.Object({
  version: Type.Integer(),
  name: Type.String(),
  wordCount: Type.Integer(),
  madeAt: Time,
  madeByName: Type.String(),
  reason: Type.String(),
})
/** GET /api/lexicons/:lexiconId → with its words and its versions, newest first */
export const LexiconPage = Type.Object({
  lexicon: Lexicon,
  words: Type.Array(LexiconWord),
  versions: Type.Array(LexiconVersion),
})
/** GET /api/lexicons/:lexiconId/versions/:version */
export const LexiconWords = Type.Object({ ...LexiconVersion.properties, words: Type.Array(LexiconWord) })
/** POST /api/lexicons */
export const NewLexicon = Type.Object({ name: Name, words: Words, reason: Type.Optional(Reason) })
/** PUT /api/lexicons/:lexiconId. `version` is the one that was changed: whoever was faster is not overwritten */
export const LexiconChange = Type.Object({ ...NewLexicon.properties, version: Type.Integer({ minimum: 1 }) })

/** POST /api/lexicons/check: what is wrong with words that are not saved yet, and what they find in a text. Rows count from 0. */
export const LexiconCheckInput = Type.Object({
  words: Type.Array(Type.Object({ expression: Type.String({ maxLength: 1000 }), weight: Type.Integer() }), {
    maxItems: MOST_LEXICON_WORDS,
  }),
  text: Type.Optional(Type.String({ maxLength: 10_000 })),
})
const Mark = Type.Object({ start: Type.Integer(), end: Type.Integer() })
export const LexiconChecked = Type.Object({
  errors: Type.Array(Type.Object({ row: Type.Integer(), code: Type.String(), at: Type.Integer() })),
  /** `as`: the earlier row that finds exactly the same */
  same: Type.Array(Type.Object({ row: Type.Integer(), as: Type.Integer() })),
  /** offsets in UTF-16 into the text */
  hits: Type.Array(Type.Object({ row: Type.Integer(), marks: Type.Array(Mark) })),
})
/** POST /api/lexicons/counts: in how many stored posts of the last 30 days each stands, whatever their track */
export const LexiconCountsInput = Type.Object({
  expressions: Type.Array(Type.String({ minLength: 1, maxLength: MOST_LEXICON_CHARACTERS }), { maxItems: 20 }),
})
export const LexiconCounts = Type.Array(
  Type.Object({ posts: Type.Integer(), outOf: Type.Integer(), isExact: Type.Boolean() }),
)

/** POST /api/lexicons/reading: a file or pasted lines as words; nothing is saved. Rows count from 1, as a spreadsheet shows them. */
export const LexiconReadingInput = Type.Object({
  /** its ending tells the kind: .xlsx, else text */
  fileName: Type.Optional(Type.String({ maxLength: 200 })),
  content: Type.Optional(Type.String({ maxLength: MOST_FILE_CHARACTERS })),
  text: Type.Optional(Type.String({ maxLength: 500_000 })),
})
export const LexiconReading = Type.Object({
  words: Type.Array(Type.Object({ row: Type.Integer(), ...LexiconWord.properties })),
  errors: Type.Array(
    Type.Object({
      row: Type.Integer(),
      /** what stands there, cut */
      cell: Type.String(),
      /** bad-weight-cell, too-long-cell, repeated, too-many, bad-encoding, cut-off, or a mistake of the track language */
      code: Type.String(),
    }),
  ),
})
/** GET /api/lexicons/starter: lists to begin with, in the words of the product; nothing is made of them unless somebody saves one */
export const StarterLexicon = Type.Object({
  id: Type.String(),
  names: Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() }),
  words: Type.Array(LexiconWord),
})
/** GET /api/lexicons/:lexiconId/posts: the newest posts of tracks that hold a word of it */
export const LexiconPosts = Type.Object({
  posts: Type.Array(PostCard),
  next: Type.Union([Type.String(), Type.Null()]),
})

export type LexiconWord = Static<typeof LexiconWord>
export type LexiconRecount = Static<typeof LexiconRecount>
export type Lexicon = Static<typeof Lexicon>
export type LexiconVersion = Static<typeof LexiconVersion>
export type LexiconPage = Static<typeof LexiconPage>
export type LexiconWords = Static<typeof LexiconWords>
export type NewLexicon = Static<typeof NewLexicon>
export type LexiconChange = Static<typeof LexiconChange>
export type LexiconCheckInput = Static<typeof LexiconCheckInput>
export type LexiconChecked = Static<typeof LexiconChecked>
export type LexiconCounts = Static<typeof LexiconCounts>
export type LexiconReadingInput = Static<typeof LexiconReadingInput>
export type LexiconReading = Static<typeof LexiconReading>
export type StarterLexicon = Static<typeof StarterLexicon>
export type LexiconPosts = Static<typeof LexiconPosts>
