import type { Actor } from '../app.ts'
import type { Trx } from '../base/db.ts'
import type { Mode } from '../base/outbox.ts'
import type { CountEntry } from './counting.ts'
import type { HitEntry, LexiconHit } from './lexicon-hits.ts'
import type { CheckedPost } from './post-input.ts'
import type { RefusedRow } from './schema.ts'

export type Matched = { readonly trackId: string; readonly weight: number; readonly isInherited: boolean }

/** What the text engine said; codes of codes.ts. */
export type Verdict = {
  /** null where there is no text to judge */
  readonly sentiment: number | null
  /** ten-thousandths: negative, neutral, positive */
  readonly probabilities: readonly [number, number, number]
  readonly emotion: number
  readonly language: number
  /** 64 bits, as a signed number in digits */
  readonly fingerprint: string
}

export type Post = CheckedPost & {
  readonly id: string
  readonly parentId: string | null
  readonly rootId: string | null
  /** of all that was sent of it: the same digest means that nothing changed */
  readonly digest: string
  readonly verdict: Verdict
  readonly tracks: readonly Matched[]
  /** sensitive words that it holds */
  readonly hits: readonly LexiconHit[]
}

/** What travels through the pipeline; a stage hands on a changed copy. */
export type Batch = {
  readonly id: string
  readonly actor: Actor
  readonly source: string
  readonly mode: Mode
  readonly receivedAt: Date
  /** those that are still to be stored */
  readonly posts: readonly Post[]
  /** stored already, but now sent otherwise than the last time */
  readonly again: readonly Post[]
  /** how many of those were found to be edited, grown or deleted */
  readonly changed: number
  /** what `again` changes in the counts */
  readonly deltas: readonly CountEntry[]
  /** … and in those of sensitive words */
  readonly hitDeltas: readonly HitEntry[]
  /** rows left out because their post is stored already, or stands twice in the batch */
  readonly duplicates: number
  readonly refused: readonly RefusedRow[]
  /** smallint that stands for the version of the trained model */
  readonly model: number
  /** tracks that are watched now */
  readonly liveTracks: ReadonlySet<string>
  /** the replay this batch belongs to, and up to where its posts are in once this batch is */
  readonly replay?: ReplayMark
  readonly alongside?: Alongside
}
/** What the sender of a batch stores with it. */
export type Alongside = (trx: Trx, batch: Batch) => Promise<void>
export type ReplayMark = { readonly id: string; readonly upTo: Date }

const UNJUDGED: Verdict = { sentiment: null, probabilities: [0, 0, 0], emotion: 0, language: 0, fingerprint: '0' }

/**
 * Gives rows their ids. Of those that name the same post the first is taken now; later ones that say something else of it are left for
 * another time, as if they had been sent after it.
 * @param idOf a post's id follows from organisation, source and external id: whoever sends it again sends the same post
 */
export function identify(
  checked: readonly CheckedPost[],
  idOf: (externalId: string) => string,
  digestOf: (post: CheckedPost) => string,
): { posts: Post[]; later: CheckedPost[] } {
  const posts = new Map<string, Post>()
  const later: CheckedPost[] = []
  for (const post of checked) {
    const id = idOf(post.externalId)
    const digest = digestOf(post)
    const first = posts.get(id)
    if (first && first.digest !== digest) later.push(post)
    if (first) continue
    const parentId = post.parentExternalId === null ? null : idOf(post.parentExternalId)
    const rootId = post.rootExternalId === null ? null : idOf(post.rootExternalId)
    posts.set(id, { ...post, id, parentId, rootId, digest, verdict: UNJUDGED, tracks: [], hits: [] })
  }
  return { posts: [...posts.values()], later }
}

/** What is judged: the title is part of what was said. Offsets of reasons count in this text. */
export function spokenText({ title, text }: { readonly title: string; readonly text: string }): string {
  return title === '' ? text : `${title}\n${text}`
}
