import type { Judged } from '../text/contract.ts'
import { type Matched, type Post, spokenText, type Verdict } from './batch.ts'
import { PROBABILITY_UNIT } from './codes.ts'
import { hitsAt, type LexiconSet } from './lexicon-hits.ts'

export function textsOf(posts: readonly Post[]): string[] {
  return posts.map(spokenText)
}

/**
 * The posts with what the text engine said of `textsOf(posts)`. Where there is nothing but space nothing was said, so there is no
 * sentiment, and the post does not count in shares.
 * @param trackIds the compiled list that `judged.matchTrack` points into; the words of `lexicons` were compiled behind it
 */
export function withVerdicts(
  posts: readonly Post[],
  judged: Judged,
  trackIds: readonly string[],
  lexicons: LexiconSet,
): Post[] {
  return posts.map((post, i) => ({
    ...post,
    verdict: verdictAt(judged, i, hasSpoken(post)),
    tracks: matchesAt(judged, i, trackIds),
    hits: hitsAt(judged, i, lexicons, trackIds.length),
  }))
}

/** Who only gave stars has said nothing: the title of a review is the product's name. */
function hasSpoken(post: Post): boolean {
  return (post.stars === null ? spokenText(post) : post.text).trim() !== ''
}

function verdictAt(
  { sentiment, probabilities, emotion, language, fingerprint }: Judged,
  i: number,
  spoke: boolean,
): Verdict {
  const unit = (c: number): number => Math.round((probabilities[3 * i + c] ?? 0) * PROBABILITY_UNIT)
  return {
    sentiment: spoke ? (sentiment[i] ?? null) : null,
    probabilities: spoke ? [unit(0), unit(1), unit(2)] : [0, 0, 0],
    emotion: spoke ? (emotion[i] ?? 0) : 0,
    language: language[i] ?? 0,
    fingerprint: BigInt.asIntN(64, fingerprint[i] ?? 0n).toString(),
  }
}

function matchesAt({ matchStart, matchTrack, matchWeight }: Judged, i: number, trackIds: readonly string[]): Matched[] {
  const matches: Matched[] = []
  for (let at = matchStart[i] ?? 0; at < (matchStart[i + 1] ?? 0); at++) {
    const trackId = trackIds[matchTrack[at] ?? -1]
    if (trackId !== undefined) matches.push({ trackId, weight: matchWeight[at] ?? 0, isInherited: false })
  }
  return matches
}
