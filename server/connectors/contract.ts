/**
 * Where posts come from. A file format says of a file how sure it is that it wrote it, and reads its rows as posts. What formats
 * are made of (tables of any file, readers of counts, times, ids and markup) is in `contract/`, which every member may use.
 */

/** Names in the three languages, so that menus and reports are derived from the member. */
export type Names = { readonly 'zh-Hant': string; readonly 'zh-Hans': string; readonly en: string }

// The same words and fields as PostInput of server/monitoring/schema.ts, which connectors may not see; a test compares them.
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
export type Platform = (typeof PLATFORMS)[number]
export type PostKind = (typeof POST_KINDS)[number]

export type AuthorDraft = {
  readonly externalId?: string
  readonly name?: string
  readonly followers?: number
  readonly isVerified?: boolean
  readonly region?: string
}
/** One post as POST /api/posts takes it. */
export type PostDraft = {
  readonly externalId: string
  readonly platform: Platform
  /** ISO 8601, UTC */
  readonly postedAt: string
  readonly text: string
  readonly kind?: PostKind
  readonly title?: string
  readonly url?: string
  readonly author?: AuthorDraft
  readonly reposts?: number
  readonly comments?: number
  readonly likes?: number
  /** what a reviewer gave, 1..5 */
  readonly stars?: number
  readonly parentExternalId?: string
  readonly rootExternalId?: string
}

/** Where an entry of a hot list stood, and when it was looked at. `at` is ISO 8601, UTC. */
export type Rank = { readonly list: string; readonly rank: number; readonly at: string }

/** `row`: the line of a CSV or JSONL file, the row of a sheet, or the position in a list or table; from 1. 0: the file itself. */
export type Refused = { readonly row: number; readonly field: string; readonly code: string; readonly reason: string }
export type Skipped = { readonly row: number; readonly why: SkipReason }
/** `author`: a profile, used for the authors of posts; `contact`: who follows whom; `no-post`: topics, tasks, records of a crawl */
export type SkipReason = 'author' | 'contact' | 'no-post' | 'empty'

export type RowResult =
  | {
      readonly row: number
      readonly post: PostDraft
      /** fields that the file does not say, but that follow from other rows, such as the parent in a `//@A:` chain */
      readonly inferred?: readonly (keyof PostDraft)[]
      readonly ranks?: readonly Rank[]
    }
  | { readonly refused: Refused }
  | { readonly skipped: Skipped }

/** Cells by column. Whole numbers beyond 2^53 are bigint, never a rounded number. */
export type Row = Readonly<Record<string, unknown>>
export type Line =
  | { readonly number: number; readonly row: Row }
  /** `text`: as it stands in the file, where that can be told */
  | {
      readonly number: number
      readonly text?: string
      readonly trouble: { readonly code: string; readonly reason: string }
    }

export type Table = {
  /** of the sheet, the SQLite table or the member of a JSON object; '' where there is only one */
  readonly name: string
  readonly columns: readonly string[]
  /** the first few rows */
  readonly first: readonly Row[]
  /** all rows from the beginning, again at each call, with constant memory */
  lines(): AsyncIterable<Line>
}

export type FileKind = 'delimited' | 'json' | 'jsonl' | 'xlsx' | 'sqlite' | 'feed'
/** What is known of a file before its rows are read. */
export type FileSample = {
  /** path as given; a hint, never a proof */
  readonly name: string
  readonly kind: FileKind
  /** what stands around the tables: other members of the JSON object, elements of the feed */
  readonly head: Row
  readonly tables: readonly Table[]
}

export type Recognition = { readonly confidence: number; readonly reason: string }

/** What is known of an author from profile rows of the same call. */
export type AuthorNote = { readonly followers?: number; readonly isVerified?: boolean; readonly region?: string }
export type ReadContext = {
  /** @throws BadValue; undefined where there is none */
  readonly time: (value: unknown, crawledAt?: Date) => Date | undefined
  /** when the files were collected, where that is known */
  readonly crawledAt: Date | undefined
  /** the day of a moment in the zone of the source, such as 2026-06-01 */
  readonly dayOf: (at: Date) => string
  /** `platform id` → what a profile row said */
  readonly authors: Map<string, AuthorNote>
  readonly reposts: RepostIndex
}
/** Who wrote what in a thread: finds the parents of reposts, of which Weibo tells the root only. */
export type RepostIndex = {
  add(post: PostDraft): void
  parentOf(post: PostDraft): string | undefined
}

export interface FileFormat {
  /** stable id, also the file's name */
  readonly id: string
  readonly names: Names
  /** By content and header; a name may add a little. 0: certainly not; below 0.5 nobody is asked to believe it. */
  recognise(file: FileSample): Recognition
  /** Read of all files of a call before the first post is: profiles into `authors`, who wrote what into `reposts`. */
  prepare?(file: FileSample, context: ReadContext): Promise<void>
  read(file: FileSample, context: ReadContext): AsyncIterable<RowResult>
}

/** One setting of a collector: forms, checks and documents are derived from it. */
export type SettingField = {
  readonly key: string
  readonly names: Names
  readonly hint?: Names
  readonly kind: 'text' | 'address' | 'number' | 'switch' | 'choice' | 'secret'
  readonly isRequired?: boolean
  readonly fallback?: string | number | boolean
  /** of a choice */
  readonly choices?: readonly { readonly value: string; readonly names: Names }[]
  /** of a number, inclusive; of a text the greatest length */
  readonly least?: number
  readonly most?: number
  readonly example?: string
}

/** What an answer from outside was, as a collector sees it (base/outside.ts). */
export type Answer = {
  readonly status: number
  /** names in lower case */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** after redirects */
  readonly url: string
  /** where it has moved for good */
  readonly redirectedPermanently?: string
}
export type CollectInput = {
  /** checked against `settings`, secrets among them opened */
  readonly settings: Readonly<Record<string, string | number | boolean>>
  /** what this collector returned last, undefined at the first time: plain JSON */
  readonly cursor: unknown
  /** of the source, for times that name none */
  readonly zone: string
  readonly now: Date
  readonly signal: AbortSignal
  /** refuses addresses inside our own network, follows redirects, is bounded in size and time */
  readonly fetch: (address: string, options?: { readonly headers?: Record<string, string> }) => Promise<Answer>
  /** addresses of a host that may be connected to, for protocols other than HTTP */
  readonly resolve: (host: string) => Promise<readonly string[]>
}
export type Collected = {
  readonly rows: readonly RowResult[]
  /** stored together with the posts of `rows`, so that a stop in between neither loses nor doubles */
  readonly cursor: unknown
  /** the other side said that nothing changed */
  readonly isUnchanged: boolean
  /** something may have been missed: never called a success. In English, short; shown beside its time */
  readonly gap?: { readonly code: string; readonly reason: string }
  /** the other side asks not to come before */
  readonly notBefore?: Date
  /** the address has moved for good: proposed to a person, never followed for ever in silence */
  readonly movedTo?: string
}
/** What went wrong in words for whoever keeps the source. `retryAt`: the other side named a time. */
export class CollectError extends Error {
  readonly code: string
  readonly retryAt: Date | undefined
  constructor(code: string, message: string, retryAt?: Date) {
    super(message)
    this.code = code
    this.retryAt = retryAt
  }
}

/** A place that is asked again and again: feeds, hot lists, mailboxes. The poller (monitoring) keeps its times, cursor and health. */
export interface Collector {
  readonly id: string
  readonly names: Names
  readonly settings: readonly SettingField[]
  readonly usualSeconds: number
  /** @throws CollectError */
  collect(input: CollectInput): Promise<Collected>
}
