import { emptyFolded, type Fold, foldText, KINDS } from './fold.ts'

/** A word that has grown: how many texts hold it now and before, and how surely that is no chance (a z-score). */
export type GrownWord = { readonly word: string; readonly now: number; readonly before: number; readonly score: number }

const MOST_WORDS = 12
const MOST_TEXTS = 5_000
/** Of a text only the beginning counts: what a post is about stands there, and copies of long ones would drown the rest. */
const MOST_UNITS = 400
const LONGEST = 4
/**
 * The prior (Monroe, Colaresi & Quinn 2008, formula 22): a tenth as many texts again, mixed like both times together, within these
 * limits. Three posts of three hundred then prove nothing, and three of seventeen do.
 */
const PRIOR_SHARE = 0.1
const [LEAST_PRIOR, MOST_PRIOR] = [5, 200]
/** 90 % one-sided: the first dozen posts of a crisis must be able to say something. */
const LEAST_SCORE = 1.28
const LEAST_TEXTS = 3
const LEAST_BITS = 2
/** Share of its places at which a word may have one and the same neighbour. */
const MOST_ALIKE = 0.8

/** Simplified, as texts are folded. Words that say how, not what; any word beginning or ending with one of the single ones is none. */
const STOP_CHARS = new Set(
  '的了是在我有不就也都和与着过吗呢吧啊呀哦嗯这那你他她它们很太又还被把给让对从到为以于而但之其所个些么什怎吃喝说想要会能去来看上下里得地咁嘅咗係唔啲佢嚟',
)
const STOP_WORDS = new Set(
  (
    '一个 没有 什么 怎么 自己 可以 因为 所以 但是 如果 现在 已经 还是 就是 不是 这个 那个 今天 昨天 明天 知道 真的 觉得 时候 大家 转发 微博 回复 网页 链接 视频 全文 展开 ' +
    'the and to of is in it you that for on was with are be this have not my at so but just me we they your all can what do if like get no up out an from or how when ' +
    'as by has had will our us its their his her he she am been were would could should one via amp http https www com rt'
  ).split(' '),
)

/**
 * Words that stand in more of the texts now than before: candidates are runs of 2–4 Chinese characters that hold together and stand
 * freely (腹泻, not 喝完腹), and Latin words; ranked by the weighted log-odds ratio with a prior (Monroe et al. 2008).
 * Words come back as first written, in the script of the posts.
 * @returns at most 12, the most surely grown first; empty where nothing has grown
 */
export function grownWords(fold: Fold, now: readonly string[], before: readonly string[]): GrownWord[] {
  const texts = now.slice(-MOST_TEXTS)
  const earlier = before.slice(-MOST_TEXTS)
  const present = countGrams(fold, texts)
  const letters = [...present.values()].reduce((sum, { key, places }) => sum + (key.length === 1 ? places : 0), 0)
  const candidates = new Map(
    [...present].filter(
      ([, gram]) => gram.texts >= LEAST_TEXTS && isWord(gram) && holdsTogether(gram, present, letters),
    ),
  )
  noteNeighbours(fold, texts, candidates)
  const past = countGrams(fold, earlier, candidates)
  // Where nothing is known of before, as many silent texts are assumed.
  const scored = [...candidates.values()]
    .map((gram) => {
      const old = past.get(gram.key)?.texts ?? 0
      return { gram, old, score: logOdds(gram.texts, texts.length, old, earlier.length || texts.length) }
    })
    .filter(({ gram, score }) => score >= LEAST_SCORE && isFree(gram.left, gram) && isFree(gram.right, gram))
    .sort((a, b) => b.score - a.score || b.gram.key.length - a.gram.key.length || (a.gram.key < b.gram.key ? -1 : 1))
  const chosen: typeof scored = []
  for (const each of scored) {
    if (chosen.length === MOST_WORDS) break
    if (!chosen.some(({ gram }) => overlaps(gram, each.gram))) chosen.push(each)
  }
  return chosen.map(({ gram, old, score }) => ({ word: gram.shown, now: gram.texts, before: old, score }))
}

type Gram = {
  readonly key: string
  /** as it was first written */
  readonly shown: string
  readonly latin: boolean
  /** texts that hold it */
  texts: number
  /** places where it stands */
  places: number
  /** neighbour → places; only of candidates */
  readonly left: Map<string, number>
  readonly right: Map<string, number>
  lastText: number
}

/** One place of one gram: its text, and the folded run of characters of one kind in which it stands. */
type Visit = (key: string, text: number, run: string, at: number, original: string, latin: boolean) => void

/** @param only where given, other grams are passed over */
function countGrams(fold: Fold, texts: readonly string[], only?: ReadonlyMap<string, unknown>): Map<string, Gram> {
  const grams = new Map<string, Gram>()
  visitGrams(fold, texts, (key, text, run, at, original, latin) => {
    if (only && !only.has(key)) return
    let gram = grams.get(key)
    if (!gram) {
      const shown = original.length === run.length ? original.slice(at, at + key.length) : key
      gram = { key, shown, latin, texts: 0, places: 0, left: new Map(), right: new Map(), lastText: -1 }
      grams.set(key, gram)
    }
    gram.places++
    // A post that repeats a word a hundred times is one voice.
    if (gram.lastText !== text) gram.texts++
    gram.lastText = text
  })
  return grams
}

function noteNeighbours(fold: Fold, texts: readonly string[], grams: ReadonlyMap<string, Gram>): void {
  visitGrams(fold, texts, (key, _, run, at) => {
    const gram = grams.get(key)
    if (!gram) return
    const [left = '', right = ''] = [run[at - 1], run[at + key.length]]
    gram.left.set(left, (gram.left.get(left) ?? 0) + 1)
    gram.right.set(right, (gram.right.get(right) ?? 0) + 1)
  })
}

/** All pieces of 1–4 characters of each run of Chinese (single ones serve to judge how words hold together), and all Latin words. */
function visitGrams(fold: Fold, texts: readonly string[], visit: Visit): void {
  const folded = emptyFolded()
  for (const [i, text] of texts.entries()) {
    foldText(fold, fold.fuzzy, text, folded)
    const length = Math.min(folded.length, MOST_UNITS)
    const units = String.fromCharCode(...folded.units.subarray(0, length))
    for (let start = 0, end = 1; start < length; start = end, end = start + 1) {
      const kind = kindAt(fold, units, start)
      while (end < length && kindAt(fold, units, end) === kind) end++
      if (kind !== KINDS.han && kind !== KINDS.letter) continue
      const run = units.slice(start, end)
      const original = text.slice(folded.at[start] as number, (folded.at[end - 1] as number) + 1)
      if (kind === KINDS.letter) {
        if (run.length > 1) visit(run, i, run, 0, original, true)
        continue
      }
      for (let at = 0; at < run.length; at++) {
        for (let n = 1; n <= LONGEST && at + n <= run.length; n++)
          visit(run.slice(at, at + n), i, run, at, original, false)
      }
    }
  }
}

function kindAt(fold: Fold, units: string, at: number): number {
  return fold.kind[units.charCodeAt(at)] as number
}

/** Folded: a character that says how, not what. */
export const isStopChar = (char: string): boolean => STOP_CHARS.has(char)
export const isStopWord = (word: string): boolean => STOP_WORDS.has(word)

function isWord({ key, latin }: Gram): boolean {
  if (STOP_WORDS.has(key)) return false
  return latin || (key.length > 1 && !STOP_CHARS.has(key[0] ?? '') && !STOP_CHARS.has(key.at(-1) ?? ''))
}

/** Its weakest joint: how much oftener the two halves meet than chance would have it (pointwise mutual information, in bits). */
function holdsTogether({ key, places, latin }: Gram, grams: ReadonlyMap<string, Gram>, letters: number): boolean {
  for (let cut = 1; cut < key.length && !latin; cut++) {
    const left = grams.get(key.slice(0, cut))?.places ?? places
    const right = grams.get(key.slice(cut))?.places ?? places
    if (Math.log2((places * letters) / (left * right)) < LEAST_BITS) return false
  }
  return true
}

/** A word stands beside different characters; a piece of a longer word nearly always beside the same. */
function isFree(neighbours: ReadonlyMap<string, number>, { places }: Gram): boolean {
  for (const [neighbour, count] of neighbours) {
    if (neighbour !== '' && !STOP_CHARS.has(neighbour) && count > MOST_ALIKE * places) return false
  }
  return true
}

/** One word says it: of 腹泻 and 腹泻了三, or 食物中 and 物中毒, only the surer stays. */
function overlaps(one: Gram, other: Gram): boolean {
  if (one.latin || other.latin) return one.key === other.key
  if (one.key.includes(other.key) || other.key.includes(one.key)) return true
  for (let n = Math.min(one.key.length, other.key.length) - 1; n >= 1; n--) {
    const joined = one.key.endsWith(other.key.slice(0, n)) || other.key.endsWith(one.key.slice(0, n))
    if (joined && n >= 2) return true
  }
  return false
}

function logOdds(now: number, nowTexts: number, before: number, beforeTexts: number): number {
  const texts = nowTexts + beforeTexts
  const priorTexts = Math.min(MOST_PRIOR, Math.max(LEAST_PRIOR, PRIOR_SHARE * texts))
  const prior = (priorTexts * (now + before)) / texts
  const odds = (count: number, of: number) => Math.log((count + prior) / (of + priorTexts - count - prior))
  const variance = 1 / (now + prior) + 1 / (before + prior)
  return (odds(now, nowTexts) - odds(before, beforeTexts)) / Math.sqrt(variance)
}
