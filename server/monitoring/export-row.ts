import type { ExportColumn } from './export-schema.ts'
import type { PostCard, PostInput } from './schema.ts'

/** A post as it leaves the house. */
export type ExportPost = {
  readonly card: PostCard
  readonly externalId: string
  /** of what it answers or passes on; null where there is none, or where only the root is known */
  readonly parentExternalId: string | null
  readonly rootExternalId: string | null
  /** which of these two its sender concluded instead of reading them */
  readonly inferred: readonly string[]
}
export type ExportContext = {
  readonly trackNames: ReadonlyMap<string, string>
  /** a time for people, with its offset */
  readonly timeOf: (at: string) => string
  readonly publicUrl: string
}
export type Cell = string | number | boolean | null

/** What a column holds of a post. Codes (platform, kind, sentiment …) are the API's own, the same in every language. */
export function cellOf(column: ExportColumn, post: ExportPost, context: ExportContext): Cell {
  const { card } = post
  switch (column) {
    case 'id':
      return card.id
    case 'source':
    case 'platform':
    case 'kind':
    case 'title':
    case 'text':
    case 'url':
    case 'emotion':
    case 'language':
    case 'reposts':
    case 'comments':
    case 'likes':
    case 'sentiment':
      return card[column]
    case 'negative':
      // Without words nothing was judged: a 0 would read as "certainly not".
      return card.sentiment === null ? null : card.negative
    case 'stars':
      return card.stars ?? null
    case 'postedAt':
    case 'receivedAt':
      return context.timeOf(card[column])
    case 'authorName':
      return card.author.name
    case 'authorId':
      return card.author.id
    case 'followers':
    case 'isVerified':
    case 'region':
      return card.author[column]
    case 'tracks':
      return tracksOf(card, context).join(' | ')
    case 'marks':
      return (card.marks ?? []).join(' | ')
    case 'link':
      return linkTo(card, context)
    case 'externalId':
    case 'parentExternalId':
    case 'rootExternalId':
      return post[column]
    default:
      return column satisfies never
  }
}

/** Fields of POST /api/posts, so that the file can be taken in again as it is. What is not known is left out. */
export function inputOf({ card, externalId, parentExternalId, rootExternalId, inferred }: ExportPost): PostInput {
  const { author, platform, kind, postedAt, title, text, url, stars } = card
  const isDeleted = card.marks?.includes('deleted') ?? false
  return {
    externalId,
    platform,
    kind,
    postedAt,
    ...(title === '' ? {} : { title }),
    text,
    ...(url === '' ? {} : { url }),
    author: {
      ...(author.id === '' ? {} : { externalId: author.id }),
      ...(author.name === '' ? {} : { name: author.name }),
      ...(author.followers === null ? {} : { followers: author.followers }),
      ...(author.isVerified ? { isVerified: true } : {}),
      ...(author.region === '' ? {} : { region: author.region }),
    },
    reposts: card.reposts,
    comments: card.comments,
    likes: card.likes,
    ...(stars === undefined ? {} : { stars }),
    ...(parentExternalId === null ? {} : { parentExternalId }),
    ...(rootExternalId === null ? {} : { rootExternalId }),
    ...(inferred.length === 0 ? {} : { inferred: [...inferred] }),
    ...(isDeleted ? { isDeleted: true } : {}),
  }
}

/** Already among the fields of POST /api/posts. */
const IN_INPUT: ReadonlySet<ExportColumn> = new Set<ExportColumn>([
  'externalId',
  'platform',
  'kind',
  'postedAt',
  'title',
  'text',
  'url',
  'authorId',
  'authorName',
  'followers',
  'isVerified',
  'region',
  'reposts',
  'comments',
  'likes',
  'stars',
  'parentExternalId',
  'rootExternalId',
])

/** One line of JSONL: what POST /api/posts takes, and under `weiji`, which an import passes over, the other chosen columns. */
export function jsonLine(columns: readonly ExportColumn[], post: ExportPost, context: ExportContext): string {
  const ours = columns
    .filter((column) => !IN_INPUT.has(column))
    .map((column) => [column, jsonOf(column, post, context)])
  return `${JSON.stringify({ ...inputOf(post), ...(ours.length === 0 ? {} : { weiji: Object.fromEntries(ours) }) })}\n`
}

function jsonOf(column: ExportColumn, post: ExportPost, context: ExportContext): unknown {
  if (column === 'tracks') return tracksOf(post.card, context)
  if (column === 'marks') return post.card.marks ?? []
  return column === 'receivedAt' ? post.card.receivedAt : cellOf(column, post, context)
}

function tracksOf({ tracks }: PostCard, { trackNames }: ExportContext): string[] {
  return tracks.map(({ id }) => trackNames.get(id) ?? id)
}

function linkTo({ id }: PostCard, { publicUrl }: ExportContext): string {
  return `${publicUrl}/stream?post=${id}`
}
