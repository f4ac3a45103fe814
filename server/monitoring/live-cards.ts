import type { Batch, Post } from './batch.ts'
import { emotionName, kindName, languageName, PROBABILITY_UNIT, platformName, sentimentName } from './codes.ts'
import type { LivePosts, PostCard } from './schema.ts'

const MOST_CARDS = 50
/** A card in the stream shows the beginning; the whole text is a click away. */
const MOST_CHARACTERS = 400
/** A live event holds 64 KiB; the counts of many tracks need room as well. */
const MOST_BYTES = 48 * 1024
const MOST_TRACKS = 200

/** What open pages are told of a batch: its newest posts that match a track, as many as fit; undefined when nothing is new. */
export function livePosts(batch: Batch): LivePosts | undefined {
  if (batch.posts.length === 0) return undefined
  const matching = batch.posts.filter(({ tracks }) => tracks.length > 0)
  const newest = matching.sort((a, b) => b.postedAt.getTime() - a.postedAt.getTime()).slice(0, MOST_CARDS)
  const cards = fitting(newest.map((post) => liveCard(batch, post)))
  return { posts: cards, count: batch.posts.length, trackCounts: countTracks(batch.posts) }
}

function countTracks(posts: readonly Post[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { tracks } of posts) {
    for (const { trackId } of tracks) counts.set(trackId, (counts.get(trackId) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_TRACKS))
}

function fitting(cards: readonly PostCard[]): PostCard[] {
  let bytes = 0
  return cards.filter((card) => {
    bytes += new TextEncoder().encode(JSON.stringify(card)).length + 1
    return bytes <= MOST_BYTES
  })
}

function liveCard({ source, receivedAt }: Batch, post: Post): PostCard {
  return {
    id: post.id,
    source,
    platform: platformName(post.platform),
    kind: kindName(post.kind),
    author: {
      id: post.authorId,
      name: post.authorName,
      followers: post.followers,
      isVerified: post.isVerified,
      region: post.region,
    },
    title: post.title,
    text: cut(post.text),
    url: post.url,
    postedAt: post.postedAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
    sentiment: sentimentName(post.verdict.sentiment),
    negative: post.verdict.probabilities[0] / PROBABILITY_UNIT,
    emotion: emotionName(post.verdict.emotion),
    language: languageName(post.verdict.language),
    reposts: post.reposts,
    comments: post.comments,
    likes: post.likes,
    ...(post.stars === null ? {} : { stars: post.stars }),
    tracks: post.tracks.map(({ trackId, weight, isInherited }) => ({ id: trackId, weight, isInherited })),
    parentId: post.parentId,
    rootId: post.rootId,
    ...(post.hits.length === 0
      ? {}
      : { lexicons: post.hits.map(({ lexiconId, weight, words }) => ({ id: lexiconId, weight, words: [...words] })) }),
  }
}

function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text
  const start = text.slice(0, MOST_CHARACTERS)
  // Not through the middle of a character.
  return `${start.isWellFormed() ? start : start.slice(0, -1)}…`
}
