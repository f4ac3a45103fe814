/**
 * The text engine's final interface (docs/decisions/0004-text-engine.md): bytes of a model in, columns of verdicts out.
 * Pure: no SQL, no HTTP, no `node:`. What crosses to a worker thread is strings and typed arrays only.
 */

/** Index = the code stored in `Judged.sentiment`. */
export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const
export type Sentiment = (typeof SENTIMENTS)[number]

/** Index = the code stored in `Judged.emotion`. Handbook 5.1.1; `none` where nothing speaks for an emotion. */
export const EMOTIONS = ['none', 'anger', 'fear', 'sadness', 'disgust', 'surprise', 'joy'] as const
export type Emotion = (typeof EMOTIONS)[number]

/** Index = the code stored in `Judged.language`. `yue` is written Cantonese; `other` is anything we have no model for. */
export const LANGUAGES = ['zh-Hant', 'zh-Hans', 'yue', 'en', 'other'] as const
export type Language = (typeof LANGUAGES)[number]

/** One track as the matcher needs it. `expression` is the track language of docs/tracks.md. */
export type TrackSource = { readonly id: string; readonly expression: string }

/**
 * Verdicts on a batch, column by column. `n` = number of texts.
 */
export type Judged = {
  /** n codes into SENTIMENTS */
  readonly sentiment: Uint8Array
  /** 3n: negative, neutral, positive of each text; each triple sums to 1 */
  readonly probabilities: Float32Array
  /** n codes into EMOTIONS */
  readonly emotion: Uint8Array
  /** n codes into LANGUAGES */
  readonly language: Uint8Array
  /** n near-copy fingerprints (64-bit simhash of the folded text); 0n where the text is too short to tell copies */
  readonly fingerprint: BigUint64Array
  /** n+1 offsets into matchTrack/matchWeight: text i matched entries [matchStart[i], matchStart[i+1]) */
  readonly matchStart: Uint32Array
  /** index into the compiled list of tracks */
  readonly matchTrack: Uint32Array
  /** sum of the weights of the words that matched */
  readonly matchWeight: Float32Array
}

/** Why a track matched one text, for people to read. `start`/`end` are UTF-16 offsets into the original text. */
export type MatchReason = {
  readonly word: string
  readonly weight: number
  readonly start: number
  readonly end: number
}

/** An expression that cannot be read: `at` is the UTF-16 offset of the trouble, `code` is worded by the web page. */
export type ExpressionError = {
  readonly code:
    | 'empty'
    | 'unclosed-quote'
    | 'unclosed-parenthesis'
    | 'unexpected-parenthesis'
    | 'missing-operand'
    | 'bad-weight'
    | 'word-too-short'
    | 'only-exclusions'
    | 'too-long'
    | 'too-deep'
  readonly at: number
}

export interface Matcher {
  readonly trackIds: readonly string[]
  /** Matches of one text: track index → reasons. Slow path for pages, `match` and tests; same verdict as `judge`. */
  explain(text: string): ReadonlyMap<number, readonly MatchReason[]>
}

export interface TextEngine {
  /** name and version of the trained model, stored with every verdict */
  readonly modelVersion: string
  judge(texts: readonly string[], matcher: Matcher): Judged
}

/** The unpacked files of `server/models`. */
export type ModelBytes = { readonly fold: Uint8Array; readonly weights: Uint8Array }

/** What a thread is asked (server/text/thread.ts). Tracks are sent once and then known by their key. */
export type JudgeRequest = {
  readonly texts: readonly string[]
  /** names this very list of tracks: another list, another key */
  readonly tracksKey: string
  readonly tracks?: readonly TrackSource[]
}

/** `needTracks`: this thread has not met the key yet; ask again with the tracks. */
export type JudgeReply = { readonly judged: Judged } | { readonly needTracks: true }
