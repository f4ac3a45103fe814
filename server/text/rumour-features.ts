import { collectFeatures, emptyFeatures, type Features } from './features.ts'
import { emptyFolded, type Fold, type Folded, foldText } from './fold.ts'
import { DENIAL, DOUBT, HEARSAY, SENSATION, SOURCING } from './rumour-words.ts'

/** One story as the rumour model sees it: what began it, and what answered it or passed it on, oldest first. */
export type RumourCascade = {
  readonly source: { readonly text: string; readonly followers: number | null; readonly isVerified: boolean }
  readonly replies: readonly RumourReply[]
}
export type RumourReply = {
  /** seconds after the beginning */
  readonly after: number
  /** place of what it answers among the replies; -1: the source, or unknown */
  readonly parent: number
  readonly authorId: string
  readonly text: string
}

/** Reads texts again and again in buffers of its own: not to be shared between threads. */
export type RumourReader = {
  readonly fold: Fold
  readonly folded: Folded
  readonly clean: Folded
  readonly features: Features
  /** which bucket the gram collection has met, by a running number */
  readonly stamp: Int32Array
  turn: number
}

export const GRAM_BUCKETS: number = 2 ** 16
const SHORT_TEXT = 6
const DECODER_STEP = 8192

/** Names of the numbers of `cascadeFeatures`, in order. */
export const SOURCE_FEATURES = [
  'length',
  'exclaims',
  'asks',
  'brackets',
  'names',
  'tags',
  'links',
  'digits',
  'emoticons',
  'sensation',
  'sourcing',
  'hearsay',
  'doubt',
  'followers',
  'followers unknown',
  'verified',
] as const
export const SPREAD_FEATURES = [
  'replies',
  'empty share',
  'short share',
  'doubt share',
  'denial share',
  'doubts',
  'denials',
  'asking share',
  'heated share',
  'emoticon share',
  'mean length',
  'naming share',
  'author share',
  'direct share',
  'depth',
  'largest branch share',
  'median time',
  'first time',
  'repeated share',
  'last quarter',
] as const

export function startReading(fold: Fold): RumourReader {
  return {
    fold,
    folded: emptyFolded(),
    clean: emptyFolded(),
    features: emptyFeatures(),
    stamp: new Int32Array(GRAM_BUCKETS).fill(-1),
    turn: 0,
  }
}

/** Simplified script, half width, lower case; what is only passed on (`//@A: …`) is not the reply's own. */
export function plainText(reader: RumourReader, text: string): string {
  const own = text.split('//@', 1)[0] ?? ''
  foldText(reader.fold, reader.fold.fuzzy, own, reader.folded)
  const { units, length } = reader.folded
  let plain = ''
  for (let at = 0; at < length; at += DECODER_STEP)
    plain += String.fromCharCode(...units.subarray(at, Math.min(length, at + DECODER_STEP)))
  return plain.trim()
}

/** Buckets of the distinct character 1–4-grams of these texts together. */
export function gramBuckets(reader: RumourReader, texts: readonly string[]): Int32Array {
  const found: number[] = []
  const turn = reader.turn++
  for (const text of texts) {
    foldText(reader.fold, reader.fold.fuzzy, text.split('//@', 1)[0] ?? '', reader.folded)
    collectFeatures(reader.fold, reader.folded, 'zh', reader.clean, reader.features)
    const { hashes, length } = reader.features
    for (let i = 0; i < length; i++) {
      const hash = Math.imul(hashes[i] as number, 0x9e3779b1)
      const bucket = (hash ^ (hash >>> 15)) & (GRAM_BUCKETS - 1)
      if (reader.stamp[bucket] === turn) continue
      reader.stamp[bucket] = turn
      found.push(bucket)
    }
  }
  return Int32Array.from(found)
}

export function holdsAny(plain: string, words: readonly string[]): boolean {
  return words.some((word) => plain.includes(word))
}

/** Those of the words that stand in a text as `plainText` gives it. */
export function wordsIn(plain: string, words: readonly string[]): string[] {
  return words.filter((word) => plain.includes(word))
}

/** How the source is written, and who wrote it. */
export function sourceFeatures(reader: RumourReader, { source }: RumourCascade): number[] {
  const plain = plainText(reader, source.text)
  const count = (pattern: RegExp): number => Math.log1p(plain.match(pattern)?.length ?? 0)
  const words = (list: readonly string[]): number => wordsIn(plain, list).length
  return [
    Math.log1p(plain.length),
    count(/!/g),
    count(/\?/g),
    count(/【/g),
    count(/@/g),
    count(/#/g),
    count(/https?:/g),
    count(/\d/g),
    count(/\[[^\]]{1,6}\]/g),
    words(SENSATION),
    words(SOURCING),
    words(HEARSAY),
    words(DOUBT) + words(DENIAL),
    source.followers === null ? 0 : Math.log1p(source.followers),
    source.followers === null ? 1 : 0,
    source.isVerified ? 1 : 0,
  ]
}

export type ReplyFacts = {
  readonly length: number
  readonly isDoubt: boolean
  readonly isDenial: boolean
  readonly isAsking: boolean
  readonly isHeated: boolean
  readonly hasEmoticon: boolean
  readonly hasName: boolean
  readonly plain: string
}

/** What the words of one reply say; made once, however often the story is looked at. */
export function replyFacts(reader: RumourReader, text: string): ReplyFacts {
  const plain = plainText(reader, text)
  return {
    length: plain.length,
    isDoubt: holdsAny(plain, DOUBT),
    // 真的假的 asks, although 假的 stands in it.
    isDenial: holdsAny(without(plain, DOUBT), DENIAL),
    isAsking: plain.includes('?'),
    isHeated: holdsAny(plain, SENSATION) || /\[(怒|怒骂|吐|鄙视|抓狂)\]/.test(plain),
    hasEmoticon: /\[[^\]]{1,6}\]/.test(plain),
    hasName: plain.includes('@'),
    plain,
  }
}

function without(plain: string, words: readonly string[]): string {
  return wordsIn(plain, words).reduce((rest, word) => rest.replaceAll(word, ' '), plain)
}

/**
 * How a story has spread until `ageSeconds`.
 * @param facts of each reply, in the order of the replies
 */
export function spreadFeatures(
  replies: readonly RumourReply[],
  facts: readonly ReplyFacts[],
  ageSeconds: number,
): number[] {
  const n = countUntil(replies, ageSeconds)
  if (n === 0) return SPREAD_FEATURES.map(() => 0)
  const tally = tallyWords(facts, n)
  const shape = shapeOf(replies, n)
  const said = Math.max(1, n - tally.empty)
  const [first, middle] = [replies[0]?.after ?? 0, replies[n >> 1]?.after ?? 0]
  const late = n - countUntil(replies, ageSeconds * 0.75)
  return [
    Math.log1p(n),
    tally.empty / n,
    tally.short / said,
    tally.doubt / said,
    tally.denial / said,
    Math.log1p(tally.doubt),
    Math.log1p(tally.denial),
    tally.asking / said,
    tally.heated / said,
    tally.emoticon / said,
    Math.log1p(tally.letters / said),
    tally.names / said,
    shape.authors / n,
    shape.direct / n,
    shape.depth,
    shape.largest / n,
    middle / Math.max(1, ageSeconds),
    Math.log1p(Math.max(0, first)),
    tally.repeated / said,
    late / n,
  ]
}

/** Replies are in the order of time. */
export function countUntil(replies: readonly RumourReply[], seconds: number): number {
  let [low, high] = [0, replies.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((replies[middle]?.after ?? 0) <= seconds) low = middle + 1
    else high = middle
  }
  return low
}

function tallyWords(facts: readonly ReplyFacts[], n: number) {
  const sum = { empty: 0, short: 0, doubt: 0, denial: 0, asking: 0, heated: 0, emoticon: 0, letters: 0, names: 0 }
  const texts = new Map<string, number>()
  for (const fact of facts.slice(0, n)) {
    if (fact.length === 0) sum.empty++
    else if (fact.length <= SHORT_TEXT) sum.short++
    sum.doubt += Number(fact.isDoubt)
    sum.denial += Number(fact.isDenial)
    sum.asking += Number(fact.isAsking)
    sum.heated += Number(fact.isHeated)
    sum.emoticon += Number(fact.hasEmoticon)
    sum.names += Number(fact.hasName)
    sum.letters += fact.length
    if (fact.length > SHORT_TEXT) texts.set(fact.plain, (texts.get(fact.plain) ?? 0) + 1)
  }
  let repeated = 0
  for (const count of texts.values()) if (count > 1) repeated += count
  return { ...sum, repeated }
}

function shapeOf(replies: readonly RumourReply[], n: number) {
  const depths = new Int32Array(n)
  const branches = new Int32Array(n)
  const authors = new Set<string>()
  let direct = 0
  for (let i = 0; i < n; i++) {
    const { parent, authorId } = replies[i] as RumourReply
    authors.add(authorId)
    if (parent >= 0 && parent < i) {
      depths[i] = (depths[parent] as number) + 1
      branches[parent] = (branches[parent] as number) + 1
    } else direct++
  }
  return {
    authors: authors.size,
    direct,
    depth: Math.max(0, ...depths.values()),
    largest: Math.max(0, ...branches.values()),
  }
}
