import {
  EMOTIONS,
  type Judged,
  LANGUAGES,
  type Matcher,
  type ModelBytes,
  SENTIMENTS,
  type TextEngine,
} from './contract.ts'
import { collectFeatures, emptyFeatures, type Family } from './features.ts'
import { createFold, emptyFolded, type Fold, foldText } from './fold.ts'
import { cantoneseMarks, languageOf } from './language.ts'
import { type LinearModel, readLinear, type Scoring, scoreFeatures, startScoring } from './linear.ts'
import { type CompiledTracks, type Matching, matchText, startMatching } from './match.ts'
import { readModelFile } from './model-file.ts'
import { fingerprint, startCounting } from './near-copy.ts'

const NEUTRAL = SENTIMENTS.indexOf('neutral')
const OTHER = LANGUAGES.indexOf('other')
const ENGLISH = LANGUAGES.indexOf('en')
const CLASSES = SENTIMENTS.length + EMOTIONS.length

/** An engine that can also compile tracks for itself. */
export type Engine = TextEngine & { readonly fold: Fold }

/**
 * Makes an engine: pure and deterministic, but not to be shared between threads, as it works in buffers of its own.
 * @throws Error when these are not the bytes of our models
 */
export function create(bytes: ModelBytes): Engine {
  const fold = createFold(bytes.fold)
  const file = readModelFile(bytes.weights)
  const work = {
    fold,
    marks: cantoneseMarks(),
    zh: startFamily(readLinear(file, 'zh')),
    en: startFamily(readLinear(file, 'en')),
    folded: emptyFolded(),
    clean: emptyFolded(),
    features: emptyFeatures(),
    counting: startCounting(),
    matchings: new WeakMap<Matcher, Matching>(),
  }
  return { fold, modelVersion: file.version, judge: (texts, matcher) => judge(work, texts, matcher) }
}

type Judging = {
  readonly model: LinearModel
  readonly scoring: Scoring
  readonly scores: Float64Array
}
type Work = {
  readonly fold: Fold
  readonly marks: Uint8Array
  readonly zh: Judging
  readonly en: Judging
  readonly folded: ReturnType<typeof emptyFolded>
  readonly clean: ReturnType<typeof emptyFolded>
  readonly features: ReturnType<typeof emptyFeatures>
  readonly counting: ReturnType<typeof startCounting>
  readonly matchings: WeakMap<Matcher, Matching>
}

function startFamily(model: LinearModel): Judging {
  return { model, scoring: startScoring(model), scores: new Float64Array(CLASSES) }
}

function judge(work: Work, texts: readonly string[], matcher: Matcher): Judged {
  const n = texts.length
  const judged = {
    sentiment: new Uint8Array(n),
    probabilities: new Float32Array(3 * n),
    emotion: new Uint8Array(n),
    language: new Uint8Array(n),
    fingerprint: new BigUint64Array(n),
    matchStart: new Uint32Array(n + 1),
  }
  const matching = matchingFor(work, matcher)
  const tracks: number[] = []
  const weights: number[] = []
  for (const [i, text] of texts.entries()) {
    foldText(work.fold, work.fold.fuzzy, text, work.folded)
    const language = languageOf(work.fold, work.marks, text, work.folded)
    judged.language[i] = language
    judged.fingerprint[i] = fingerprint(work.fold, work.folded, work.counting)
    judgeFeeling(work, language, judged, i)
    for (const track of matchText(matching, text, work.folded)) {
      tracks.push(track)
      weights.push(matching.weights[track] as number)
    }
    judged.matchStart[i + 1] = tracks.length
  }
  return { ...judged, matchTrack: Uint32Array.from(tracks), matchWeight: Float32Array.from(weights) }
}

/** The working memory of a matcher is kept as long as the matcher itself. */
function matchingFor(work: Work, matcher: Matcher): Matching {
  const known = work.matchings.get(matcher)
  if (known) return known
  const made = startMatching(matcher as CompiledTracks)
  work.matchings.set(matcher, made)
  return made
}

/** Sentiment and emotion together: one walk over the features of a text. Neutral and none where nothing of it is known. */
function judgeFeeling(
  work: Work,
  language: number,
  into: Pick<Judged, 'sentiment' | 'probabilities' | 'emotion'>,
  i: number,
): void {
  const family: Family = language === ENGLISH ? 'en' : 'zh'
  const { model, scoring, scores } = work[family]
  collectFeatures(work.fold, work.folded, family, work.clean, work.features)
  // A language without a model of its own is not guessed at by the letters it shares with one.
  const known = language === OTHER ? 0 : scoreFeatures(model, scoring, work.features, scores)
  if (known === 0) {
    into.sentiment[i] = NEUTRAL
    into.probabilities[3 * i + NEUTRAL] = 1
    return
  }
  into.sentiment[i] = writeProbabilities(scores, into.probabilities, 3 * i)
  into.emotion[i] = likeliestEmotion(scores, model.link, into.probabilities, 3 * i)
}

function likeliestEmotion(scores: Float64Array, link: Float32Array, probabilities: Float32Array, at: number): number {
  let best = 0
  let most = Number.NEGATIVE_INFINITY
  for (let e = 0; e < EMOTIONS.length; e++) {
    let score = scores[SENTIMENTS.length + e] as number
    for (let s = 0; s < 3; s++) score += (link[3 * e + s] as number) * (probabilities[at + s] as number)
    if (score > most) {
      most = score
      best = e
    }
  }
  return best
}

/** Softmax of the first three scores; returns the likeliest. */
function writeProbabilities(scores: Float64Array, into: Float32Array, at: number): number {
  let best = 0
  for (let c = 1; c < 3; c++) if ((scores[c] as number) > (scores[best] as number)) best = c
  const top = scores[best] as number
  const total =
    Math.exp((scores[0] as number) - top) +
    Math.exp((scores[1] as number) - top) +
    Math.exp((scores[2] as number) - top)
  for (let c = 0; c < 3; c++) into[at + c] = Math.exp((scores[c] as number) - top) / total
  return best
}
