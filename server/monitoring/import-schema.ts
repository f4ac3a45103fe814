import { type Static, Type } from 'typebox'

/** Shapes of /api/imports and of the live event `monitoring.import`. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const Count = Type.Integer({ minimum: 0 })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const IMPORT_STATES = [
  'uploading',
  'uploaded',
  'ready',
  'running',
  'paused',
  'done',
  'failed',
  'cancelled',
] as const
export const ImportState = Type.Unsafe<(typeof IMPORT_STATES)[number]>(Type.Enum([...IMPORT_STATES]))

/** Which column is which field, the platform and kind of rows whose columns do not say. Fields: `ImportPage.fields`. */
export const ImportMapping = Type.Object({
  columns: Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 500 })),
  platform: Type.String({ maxLength: 30 }),
  kind: Type.String({ maxLength: 10 }),
  /** of dates such as 03/04/2026 */
  dateOrder: Type.Optional(Type.Union([Type.Literal('day-first'), Type.Literal('month-first')])),
})
/** fingerprint of a header → its mapping */
export const ImportMappings = Type.Record(Type.String({ pattern: '^[0-9a-f]{32}$' }), ImportMapping)

/** POST /api/imports → ImportPage in state `uploading`; 507 when the disk has no room for them */
export const NewImport = Type.Object({
  files: Type.Array(
    Type.Object({
      /** with its folders, as the person's machine calls it */
      name: Type.String({ minLength: 1, maxLength: 500 }),
      bytes: Type.Integer({ minimum: 1, maximum: 2 ** 40 }),
    }),
    { minItems: 1, maxItems: 2000 },
  ),
})
/**
 * PUT /api/imports/:importId/content?file&at: a part of a file as application/octet-stream, at most 16 MiB, beginning at byte `at`, which
 * is how many are here already; 409 with values.received where it is not. After the last part of the last file it is looked through.
 */
export const PartQuery = Type.Object({
  file: Type.Integer({ minimum: 1 }),
  at: Type.Integer({ minimum: 0 }),
})
export const PartAnswer = Type.Object({ received: Count, isWhole: Type.Boolean(), state: ImportState })

/** PUT /api/imports/:importId/settings: what is not given stays; the files are looked through again. */
export const ImportSettings = Type.Object({
  /** part of the identity of the posts */
  source: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** of times that do not say theirs */
  zone: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  /** when the files were collected, for times such as "5 minutes ago" */
  collectedAt: Type.Optional(orNull(Time)),
  mappings: Type.Optional(ImportMappings),
})
/** POST /api/imports/:importId/preview: what a mapping would make of the first rows of a table. Nothing is kept. */
export const PreviewAsked = Type.Object({
  fingerprint: Type.String({ maxLength: 64 }),
  mapping: ImportMapping,
  zone: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  collectedAt: Type.Optional(orNull(Time)),
})
export const ExamplePost = Type.Object({
  file: Type.String(),
  row: Type.Integer(),
  platform: Type.String(),
  kind: Type.String(),
  postedAt: Time,
  title: Type.String(),
  text: Type.String(),
  author: Type.String(),
  followers: orNull(Count),
  region: Type.String(),
  url: Type.String(),
  reposts: Count,
  comments: Count,
  likes: Count,
})
export const RefusedExample = Type.Object({
  file: Type.String(),
  row: Type.Integer(),
  field: Type.String(),
  code: Type.String(),
  reason: Type.String(),
})
export const Preview = Type.Object({ posts: Type.Array(ExamplePost), refused: Type.Array(RefusedExample) })

const Names = Type.Object({ 'zh-Hant': Type.String(), 'zh-Hans': Type.String(), en: Type.String() })
/** A table that no format knows. */
export const ImportTable = Type.Object({
  fingerprint: Type.String(),
  name: Type.String(),
  columns: Type.Array(Type.String()),
  /** cells of its first rows, as text, by column */
  samples: Type.Array(Type.Record(Type.String(), Type.String())),
  guess: Type.Object({
    mapping: ImportMapping,
    /** field → the column and why */
    fields: Type.Record(
      Type.String(),
      Type.Object({ column: Type.String(), confidence: Type.Number(), because: Type.String() }),
    ),
    missing: Type.Array(Type.String()),
  }),
  /** by which it is read; null: somebody has to say */
  mapping: orNull(ImportMapping),
  /** where that mapping is remembered from an earlier import: whose, and which columns are called otherwise now */
  remembered: orNull(
    Type.Object({
      source: Type.String(),
      at: Time,
      moved: Type.Array(Type.Object({ field: Type.String(), was: orNull(Type.String()), now: orNull(Type.String()) })),
    }),
  ),
})
export const ImportFileFound = Type.Object({
  name: Type.String(),
  /** null: nobody knows it, or it cannot be read */
  format: orNull(Type.Object({ id: Type.String(), names: Names })),
  /** in English, for those who want to know exactly */
  reason: Type.String(),
  /** why it cannot be read: a code */
  trouble: orNull(Type.String()),
  tables: Type.Array(Type.Object({ name: Type.String(), columns: Type.Array(Type.String()) })),
  unknown: Type.Array(ImportTable),
  rows: Count,
  posts: Count,
  refused: Count,
  skipped: Count,
  of: Type.Array(Type.Object({ platform: Type.String(), kind: Type.String(), posts: Count })),
})
/** What was found when all rows were read once and nothing was stored. */
export const Inspection = Type.Object({
  at: Time,
  rows: Count,
  posts: Count,
  /** that nobody has sent before, are stored already, stand more than once in these files */
  fresh: Count,
  known: Count,
  repeated: Count,
  refused: Count,
  skipped: Count,
  /** false: with very many rows `repeated` is counted among the first only */
  isExact: Type.Boolean(),
  firstAt: orNull(Time),
  lastAt: orNull(Time),
  platforms: Type.Array(Type.Object({ name: Type.String(), posts: Count })),
  reasons: Type.Array(Type.Object({ field: Type.String(), code: Type.String(), rows: Count, example: RefusedExample })),
  examples: Type.Array(ExamplePost),
  files: Type.Array(ImportFileFound),
  /** the format's or the remembered table's name for the source, where nobody gave one */
  proposedSource: Type.String(),
})

export const ImportCounts = Type.Object({
  rows: Count,
  accepted: Count,
  duplicates: Count,
  refused: Count,
  skipped: Count,
})
/** GET /api/imports → ImportCard[], newest first */
export const ImportCard = Type.Object({
  id: Uuid,
  state: ImportState,
  source: Type.String(),
  names: Type.Array(Type.String()),
  fileCount: Count,
  bytes: Count,
  received: Count,
  madeAt: Time,
  madeByName: Type.String(),
  startedAt: orNull(Time),
  endedAt: orNull(Time),
  /** rows that it has, once that is known */
  totalRows: orNull(Count),
  counts: ImportCounts,
  trouble: orNull(Type.String()),
  troubleNote: Type.String(),
  /** nobody has taken it up, or whoever works on it has not been heard of */
  isWaiting: Type.Boolean(),
})
export const ImportPage = Type.Object({
  card: ImportCard,
  zone: Type.String(),
  collectedAt: orNull(Time),
  files: Type.Array(
    Type.Object({
      no: Type.Integer(),
      name: Type.String(),
      bytes: Count,
      received: Count,
      /** the same content was brought before */
      seenBefore: orNull(Type.Object({ importId: Uuid, at: Time, byName: Type.String(), state: ImportState })),
    }),
  ),
  inspection: orNull(Inspection),
  firstAt: orNull(Time),
  lastAt: orNull(Time),
  /** the first of the refused rows; all of them: GET /api/imports/:importId/rejects?form=jsonl|csv */
  rejects: Type.Array(RefusedExample),
  keptRejects: Count,
  filesRemovedAt: orNull(Time),
  /** what a column can be */
  fields: Type.Array(Type.String()),
})
/** monitoring.import: state and counts of an import that somebody works on, at most twice a second */
export const LiveImport = Type.Object({
  importId: Uuid,
  state: ImportState,
  counts: Type.Optional(ImportCounts),
  /** rows read so far while it is looked through */
  looked: Type.Optional(Count),
})

export type ImportState = Static<typeof ImportState>
export type ImportMapping = Static<typeof ImportMapping>
export type ImportMappings = Static<typeof ImportMappings>
export type NewImport = Static<typeof NewImport>
export type PartAnswer = Static<typeof PartAnswer>
export type ImportSettings = Static<typeof ImportSettings>
export type PreviewAsked = Static<typeof PreviewAsked>
export type ExamplePost = Static<typeof ExamplePost>
export type RefusedExample = Static<typeof RefusedExample>
export type Preview = Static<typeof Preview>
export type ImportTable = Static<typeof ImportTable>
export type ImportFileFound = Static<typeof ImportFileFound>
export type Inspection = Static<typeof Inspection>
export type ImportCounts = Static<typeof ImportCounts>
export type ImportCard = Static<typeof ImportCard>
export type ImportPage = Static<typeof ImportPage>
export type LiveImport = Static<typeof LiveImport>
