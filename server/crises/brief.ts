import type { Brief, BriefNumber, UNKNOWNS } from './schema.ts'

/** The brief as it is drafted from the data (handbook 三(一)1 信息簡報; ASSESS-1), before a person signs it as a version. */
export type BriefBody = Omit<Brief, 'version' | 'madeAt' | 'byName' | 'comment' | 'sentTo' | 'sentAt'>
export type Unknown = (typeof UNKNOWNS)[number]

export type BriefParts = {
  readonly trackId: string | null
  readonly from: Date
  readonly to: Date
  readonly counts: Counts
  readonly platforms: readonly { readonly name: string; readonly posts: number }[]
  readonly regions: readonly { readonly name: string; readonly posts: number }[]
  readonly emotions: readonly { readonly name: string; readonly posts: number }[]
  readonly reach: { readonly followers: number; readonly knownAuthors: number; readonly authors: number }
  readonly firstPost: Brief['firstPost']
  readonly peak: { readonly at: Date; readonly posts: number; readonly minutes: number } | null
  readonly keyNodes: readonly Pick<Brief['keyNodes'][number], 'post' | 'descendants' | 'direct'>[]
  readonly demands: readonly { readonly word: string; readonly posts: number; readonly example: Brief['firstPost'] }[]
}
export type Counts = {
  readonly posts: number
  readonly originals: number
  readonly reposts: number
  readonly comments: number
  readonly authors: number
  readonly judged: number
  readonly negative: number
}

/** What a reader of our sources cannot know, however many posts there are: people find it out. */
const NEVER_KNOWN: readonly Unknown[] = [
  'cause',
  'users_affected',
  'own_statements',
  'others_statements',
  'competitors',
  'first_author_outside_sources',
]
/** A reach of which less than half the authors' followers are known is named as unknown too. */
const KNOWN_ENOUGH = 0.5

export function assembleBrief(parts: BriefParts): BriefBody {
  const { counts, reach } = parts
  const number = numbersOf(parts)
  return {
    from: parts.from.toISOString(),
    to: parts.to.toISOString(),
    coverage: parts.platforms.map(({ name, posts }) => ({ platform: name, posts })),
    posts: number(counts.posts, {}),
    // No filter names "neither repost nor comment" or "with a text": a number without a list rather than with the wrong one.
    originals: { value: counts.originals, posts: null },
    reposts: number(counts.reposts, { kind: 'repost' }),
    comments: number(counts.comments, { kind: 'comment' }),
    // Authors are not posts: the list behind their number is everything they wrote.
    authors: number(counts.authors, {}),
    judged: { value: counts.judged, posts: null },
    negative: number(counts.negative, { sentiment: 'negative' }),
    reach:
      reach.knownAuthors > 0
        ? { value: reach.followers, knownAuthors: reach.knownAuthors, authors: reach.authors }
        : null,
    firstPost: parts.firstPost,
    peak: parts.peak && { at: parts.peak.at.toISOString(), posts: parts.peak.posts, minutes: parts.peak.minutes },
    keyNodes: parts.keyNodes.map(({ post, descendants, direct }) => ({
      author: { id: post.author.id, name: post.author.name, followers: post.author.followers },
      post,
      descendants,
      direct,
    })),
    regions: parts.regions.map(({ name, posts }) => ({ name, posts })),
    emotions: parts.emotions.map(({ name, posts }) => ({ name, posts: number(posts, { emotion: name }) })),
    demands: parts.demands.map(({ word, posts, example }) => ({
      word,
      posts: number(posts, { sentiment: 'negative', words: word }),
      example,
    })),
    unknowns: unknownsOf(parts),
  }
}

/** Every number opens the posts behind it: the filter of GET /api/posts that lists exactly those. */
function numbersOf({ trackId, from, to }: BriefParts): (value: number, filter: Record<string, string>) => BriefNumber {
  const span = { from: from.toISOString(), to: to.toISOString() }
  return (value, filter) => ({ value, posts: trackId === null ? null : { trackId, ...span, ...filter } })
}

function unknownsOf({ trackId, counts, reach, regions, keyNodes, demands }: BriefParts): Unknown[] {
  const isReachKnown = reach.knownAuthors > 0 && reach.knownAuthors >= reach.authors * KNOWN_ENOUGH
  const missing: [Unknown, boolean][] = [
    ['no_track', trackId === null],
    ['regions', regions.length === 0],
    ['reach', !isReachKnown],
    ['sentiment', counts.judged === 0],
    ['key_nodes', keyNodes.length === 0],
    ['demands', demands.length === 0],
  ]
  return [...missing.filter(([, isMissing]) => isMissing).map(([code]) => code), ...NEVER_KNOWN]
}
