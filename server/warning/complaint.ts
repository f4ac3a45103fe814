import { type Fold, foldedText } from '../text/fold.ts'
import { isQuestion, sentencesOf, weightOf } from '../text/sentences.ts'

/** One negative post, as far as its complaint goes. */
export type Voice = {
  readonly id: string
  readonly text: string
  /** the same for everything that one account wrote */
  readonly author: string
  /** milliseconds */
  readonly at: number
}
export type Complaint = {
  readonly postId: string
  /** as it was written */
  readonly sentence: string
  /** accounts that said it in similar words, this one among them, and a post of each of the others, the most alike first */
  readonly authors: number
  readonly alike: readonly string[]
  readonly score: number
}

/** Shorter says too little to stand for others; longer is no sentence. */
const [LEAST, MOST] = [7, 64]
/** Full weight from so much on that is not said of everything. */
const TELLING = 9
/** Whether it is true is asked, hearsay is passed on, or others are called to pass it on: no complaint of their own. */
const NO_COMPLAINT =
  /听说|聽說|据说|據說|网传|網傳|传闻|傳聞|谣言|謠言|辟谣|闢謠|造谣|造謠|真假|真的假|传言|傳言|不实|不實|真的吗|真的嗎|是真是假|假消息|假新闻|假的|求证|求證|求辟|不转|转走|别传|转发|轉發|转起|扩散|擴散|求转|求轉|快转|reportedly|allegedly|rumou?rs?\b|i heard|is this true|retweet|please share/i
/** Said of everything: how bad it is, how one feels, that others should look out, all of which tells less than what happened; folded. */
const SAID_OF_ALL =
  /恶心|可怕|恐怖|吓人|吓死|小心|注意|当心|无语|可恶|过分|气死|生气|愤怒|气愤|鄙视|离谱|垃圾|坑爹|抓狂|崩溃|凌乱|心疼|可怜|悲剧|悲哀|惨|妈的|尼玛|卧槽|他妈|操|靠|草|天呐|天哪|真是|真的|太|好|很|蛮|实在|彻底|这个|这种|这样|这是|那个|什么|怎么|为什么|大家|各位|以后|一定|还是|就是|居然|竟然|果然|看到|看了|看得|新闻|消息|承认|[的了是我你他她它们吧吗呢啊哦呀嘛哈呵要都也又还就不]|\b(?:so|very|really|just|this|that|it|is|was|omg|wtf|disgusting|terrible|awful|horrible|bad|worst|ever|be|careful)\b/g
const QUESTION_SHARE = 0.4
/** From here on two sentences say the same in similar words (cosine of weighted pairs of characters). */
const ALIKE = 0.34
/** From here on it is a copy: whoever passes on what another wrote adds little to it. */
const [COPY, COPY_SHARE] = [0.85, 0.15]
/** What fewer sentences say is one's own way of saying it, and tells little for or against being alike. */
const OWN = 4
const RANKED = 40
const CHOICES = 10
const GROWN_GAIN = 0.5
const MOST_GROWN = 2

type Sentence = {
  readonly id: string
  readonly author: string
  readonly at: number
  readonly text: string
  readonly pieces: ReadonlyMap<string, number>
}

/**
 * Sentences of the posts that may stand for the complaint of all, the best first: told by many accounts in similar words, saying what
 * has happened rather than how bad it is, without hearsay, quotes or calls to pass it on. The same posts give the same answer in any
 * order.
 * @param grown words that have grown, as they were written: what this story is about
 */
export function complaintsOf(fold: Fold, voices: readonly Voice[], grown: readonly string[]): Complaint[] {
  const sentences = readSentences(fold, voices)
  if (sentences.length === 0) return []
  const weights = weightsOf(sentences)
  const units = sentences.map((sentence) => ({ ...sentence, pieces: unit(sentence.pieces, weights) }))
  const sum = new Map<string, number>()
  const wordings = distinct(units)
  for (const { pieces } of wordings) for (const [piece, share] of pieces) sum.set(piece, (sum.get(piece) ?? 0) + share)
  const folded = grown.map((word) => foldedText(fold, word)).filter((word) => word.replace(SAID_OF_ALL, '') !== '')
  const ranked = wordings
    .map((each) => ({ each, score: rounded(product(each.pieces, sum) * quality(fold, each.text, folded)) }))
    .sort((one, other) => other.score - one.score || compare(one.each, other.each))
    .slice(0, RANKED)
    .map(({ each }) => heardBy(each, units))
    .map(({ support, ...found }) => ({ ...found, score: rounded(support * quality(fold, found.sentence, folded)) }))
  return ranked.sort((one, other) => other.score - one.score || (one.postId < other.postId ? -1 : 1)).slice(0, CHOICES)
}

/** @param negative how surely each of them is negative, 0..1 */
export function chooseComplaint(choices: readonly Complaint[], negative: readonly number[]): Complaint | undefined {
  const weighed = choices.map((each, at) => ({ each, score: each.score * (negative[at] ?? 0) }))
  return weighed.sort((one, other) => other.score - one.score)[0]?.each
}

function readSentences(fold: Fold, voices: readonly Voice[]): Sentence[] {
  return voices.flatMap(({ id, text, author, at }) =>
    sentencesOf(text)
      .filter((sentence) => isLong(sentence) && !NO_COMPLAINT.test(sentence))
      .map((sentence) => ({ id, author, at, text: sentence, pieces: piecesOf(foldedText(fold, sentence)) })),
  )
}

function isLong(sentence: string): boolean {
  const weight = weightOf(sentence)
  return weight >= LEAST && weight <= MOST
}

/** Pairs of Chinese characters, which need no dictionary; other scripts by words. */
function piecesOf(folded: string): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (piece: string) => counts.set(piece, (counts.get(piece) ?? 0) + 1)
  for (const run of folded.match(/\p{sc=Han}+/gu) ?? []) {
    for (let at = 1; at < run.length; at++) add(run.slice(at - 1, at + 1))
  }
  for (const word of folded.match(/[\p{L}\p{N}]+/gu) ?? []) if (!/\p{sc=Han}/u.test(word)) add(word)
  return counts
}

/** What stands in every sentence tells the least; what one alone says is not held against it. */
function weightsOf(sentences: readonly Sentence[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { pieces } of sentences) for (const piece of pieces.keys()) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  const weigh = (count: number) => Math.min(1, count / OWN) * Math.log(1 + sentences.length / count)
  return new Map([...counts].map(([piece, count]) => [piece, weigh(count)]))
}

function unit(pieces: ReadonlyMap<string, number>, weights: ReadonlyMap<string, number>): Map<string, number> {
  const weighted = [...pieces].map(([piece, count]) => [piece, count * (weights.get(piece) ?? 0)] as const)
  const length = Math.hypot(...weighted.map(([, weight]) => weight)) || 1
  return new Map(weighted.map(([piece, weight]) => [piece, weight / length]))
}

function product(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const [piece, share] of one) sum += share * (other.get(piece) ?? 0)
  return sum
}

/** The first of each wording: a copied sentence must not win by being copied alone. */
function distinct(sentences: readonly Sentence[]): Sentence[] {
  const first = new Map<string, Sentence>()
  for (const each of sentences) {
    const known = first.get(each.text)
    if (!known || each.at < known.at || (each.at === known.at && compare(each, known) < 0)) first.set(each.text, each)
  }
  return [...first.values()].sort(compare)
}

function heardBy(chosen: Sentence, all: readonly Sentence[]) {
  const best = new Map<string, { id: string; likeness: number }>()
  for (const { id, author, pieces } of all) {
    const likeness = rounded(product(chosen.pieces, pieces))
    if (likeness < ALIKE || author === chosen.author) continue
    const known = best.get(author)
    if (!known || likeness > known.likeness || (likeness === known.likeness && id < known.id))
      best.set(author, { id, likeness })
  }
  const others = [...best.values()].sort((one, other) => other.likeness - one.likeness || (one.id < other.id ? -1 : 1))
  return {
    postId: chosen.id,
    sentence: chosen.text,
    authors: 1 + others.length,
    support: 1 + others.reduce((sum, { likeness }) => sum + (likeness < COPY ? likeness : COPY_SHARE), 0),
    alike: others.map(({ id }) => id),
  }
}

function quality(fold: Fold, sentence: string, grown: readonly string[]): number {
  const folded = foldedText(fold, sentence)
  const hits = Math.min(MOST_GROWN, grown.filter((word) => folded.includes(word)).length)
  const length = Math.min(1, weightOf(folded.replace(SAID_OF_ALL, ' ')) / TELLING)
  return length * (1 + GROWN_GAIN * hits) * (isQuestion(sentence) ? QUESTION_SHARE : 1)
}

/** Sums of floating point depend on the order of adding, which must not decide. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

function compare(one: Sentence, other: Sentence): number {
  if (one.text !== other.text) return one.text < other.text ? -1 : 1
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0
}
