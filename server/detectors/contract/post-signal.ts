/**
 * What single posts and places on hot lists can tell (WARN-1, MON-9). Unlike a series, a look here is whatever came since the last one: the
 * posts of one track that were stored, or one look at a hot list. A detector is pure and strictly causal: `step` judges a look by what
 * earlier ones have taught and only then learns from it. Its memory does not grow with what it has seen.
 */
import type { Names } from '../contract.ts'

export interface PostSignal<State, Look> {
  /** stable id, also the file's name */
  readonly id: string
  /** changes whenever the same looks could give other sights */
  readonly version: string
  readonly names: Names
  readonly speaking: SignalSpeaking
  start(): State
  /** Mutates `state`. @returns what is worth a score, whether or not it is enough to speak */
  step(state: State, look: Look): Sight[]
  /** Exactly: a restart continues as if nothing had happened. `load` throws for what another version wrote. */
  save(state: State): Uint8Array
  load(bytes: Uint8Array): State
}

export type SignalSpeaking = {
  /** it speaks from this score on, unless a track has another threshold */
  readonly threshold: number
  /** the same subject is not news again for so long … */
  readonly restHours: number
  /** … unless its score is higher by so much than when it was told; Infinity: not even then */
  readonly louder: number
}

export type Sight = {
  /** index into what the look holds (posts, threads, stories, entries) */
  readonly index: number
  /** how unusual; comparable within one detector, larger is stranger */
  readonly score: number
  /** in the unit of the detector, for the explanation shown to people */
  readonly observed: number
  readonly expected: number
  /** `platform-jump`: what the story is called by, the code of the platform that it comes from, and the terms that its posts share, the rarest first */
  readonly about?: string
  readonly from?: number
  readonly terms?: readonly number[]
}

/**
 * Whether a subject is worth telling. Scores are compared in single precision, as they are stored, so that a back-test says the same.
 * @param told when it was told last, and with which score
 */
export function isNews(
  speaking: SignalSpeaking,
  sight: { readonly score: number; readonly at: Date },
  told: { readonly score: number; readonly at: Date } | undefined,
  threshold: number = speaking.threshold,
): boolean {
  const score = Math.fround(sight.score)
  if (!(score >= Math.fround(threshold))) return false
  if (told === undefined) return true
  const hours = Math.abs(sight.at.getTime() - told.at.getTime()) / 3_600_000
  return hours >= speaking.restHours || score >= Math.fround(Math.fround(told.score) + speaking.louder)
}

/** `key-account`: the posts of a look that stand out, and what all of them teach. */
export type AccountLook = {
  /** minutes since 1970: from about when its posts are, and of the newest */
  readonly since: number
  readonly minute: number
  readonly posts: readonly {
    /** null: unknown */
    readonly followers: number | null
    readonly isVerified: boolean
    readonly isComment: boolean
    readonly sentiment: 'negative' | 'neutral' | 'positive' | null
    /** most answers that an earlier post of this author got */
    readonly largest: number
  }[]
  /** how many posts of the look came from authors with [at least so many, posts] followers, by accountBin */
  readonly followers: readonly (readonly [bin: number, posts: number])[]
  /** answers to posts that are a day old now */
  readonly cascades: readonly number[]
}

/** Fifths of a power of ten: 48 of them reach beyond four thousand million followers. */
export const ACCOUNT_BINS = 48
export const BINS_A_DECADE = 5
export function accountBin(followers: number): number {
  return Math.max(
    0,
    Math.min(ACCOUNT_BINS - 1, Math.floor(BINS_A_DECADE * Math.log10(1 + Math.max(0, followers)) + 1e-9)),
  )
}

/** Ages in minutes at which threads are compared with each other. */
export const VELOCITY_AGES: readonly number[] = [5, 10, 20, 40, 80, 160, 320, 640, 1440]

/** `velocity`: threads that got answers, and earlier ones that have become so old. */
export type ThreadLook = {
  readonly threads: readonly {
    readonly platform: number
    /** answers up to each of VELOCITY_AGES, as far as it has come: at most as many numbers as there are ages */
    readonly counts: readonly number[]
  }[]
  /** a thread of the past: how many answers it had at one of VELOCITY_AGES (a position there), and when it began (minutes since 1970) */
  readonly past: readonly {
    readonly platform: number
    readonly age: number
    readonly answers: number
    readonly minute: number
  }[]
}

/** `platform-jump`: groups of posts with the same fingerprint on one platform. */
export type StoryLook = {
  readonly groups: readonly {
    /** unsigned halves of the 64-bit fingerprint, never both 0 */
    readonly high: number
    readonly low: number
    readonly platform: number
    readonly posts: number
    readonly negative: number
    /** numbers of two different authors, equal where there is only one; 0 = nobody known */
    readonly authors: readonly [number, number]
    /** minutes since 1970, of the first and the last of them */
    readonly first: number
    readonly last: number
    /** what its first text is made of, as numbers of 24 bits, each once; empty where that is not known */
    readonly terms: readonly number[]
  }[]
}

/** `hot-topic`: the entries of one list at one look that match the track. */
export type ListLook = {
  /** number of the list, the same each time */
  readonly list: number
  /** minutes since 1970 */
  readonly minute: number
  /** the lowest place that was seen */
  readonly depth: number
  readonly entries: readonly {
    /** number of the topic, the same each time */
    readonly topic: number
    readonly rank: number
    readonly isNegative: boolean
  }[]
}
