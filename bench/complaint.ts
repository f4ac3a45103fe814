/**
 * `npm run bench -- complaint`: how often the sentence that stands for the complaint of a story is one that a reader accepts, on recorded
 * stories of ../shared/data, by labels that were given by hand (complaint-labels.ts). Prints each story with its sentence, so that
 * anybody can judge anew.
 */
import { createHash } from 'node:crypto'
import { type Judges, startJudges } from '../server/monitoring/judges.ts'
import { grownWords } from '../server/text/words.ts'
import { chooseComplaint, complaintsOf, type Voice } from '../server/warning/complaint.ts'
import { COMPLAINT_LABELS } from './complaint-labels.ts'
import { loadRecorded, NO_STORIES, type Recorded, storiesPresent } from './recorded-stories.ts'

const DAY_SECONDS = 86_400
const [MOST_TEXTS, VOICES, GROWN_FROM] = [1500, 500, 400]
const NEGATIVE = 0
const CLASSES = 3

export async function run(): Promise<void> {
  if (!storiesPresent()) return console.log(NO_STORIES)
  const stories = loadRecorded()
  const before = stories.flatMap((story, n) => (n % 50 === 7 ? said(story).slice(0, 30) : [])).slice(0, 1000)
  const judges = await startJudges()
  const tally = { good: 0, bad: 0, changed: 0, none: 0 }
  const grave = { good: 0, of: 0 }
  for (const story of stories) {
    const label = COMPLAINT_LABELS.find(({ id }) => id === story.event_id)
    if (!label) continue
    const sentence = await sentenceOf(judges, story, before)
    const verdict = verdictOf(sentence, label)
    tally[verdict] += 1
    if (label.hasComplaint && (verdict === 'good' || verdict === 'bad')) {
      grave.of += 1
      grave.good += verdict === 'good' ? 1 : 0
    }
    console.log(`${verdict}\t${story.event_id}\t${sentence ?? '-'}\t| ${story.text.slice(0, 80).replace(/\s+/g, ' ')}`)
  }
  await judges.close()
  const labelled = tally.good + tally.bad
  console.log(`\naccepted ${tally.good} of ${labelled} labelled (${interval(tally.good, labelled)}), one reader`)
  console.log(`where somebody complains, ${grave.good} of ${grave.of} (${interval(grave.good, grave.of)})`)
  console.log(`not as it was labelled: ${tally.changed}; none chosen: ${tally.none}`)
}

/** Names a sentence without holding it: the recorded posts stay where they are. */
const digestOf = (sentence: string): string => createHash('sha256').update(sentence).digest('hex').slice(0, 12)

async function sentenceOf(judges: Judges, story: Recorded, before: readonly string[]): Promise<string | undefined> {
  const posts = [{ author: 'root', at: 0, text: story.text }, ...repliesOf(story)]
  const texts = posts.map(({ text }) => text)
  const { sentiment } = await judges.judge(texts, 'no tracks', [])
  const voices: Voice[] = posts
    .map((post, n) => ({ ...post, id: `p${n}` }))
    .filter((_, n) => sentiment[n] === NEGATIVE)
    .slice(0, VOICES)
  const now = voices.map(({ text }) => text).slice(0, GROWN_FROM)
  const grown = grownWords(judges.fold, now, before).map(({ word }) => word)
  const choices = complaintsOf(judges.fold, voices, grown)
  if (choices.length === 0) return undefined
  const sentences = choices.map(({ sentence }) => sentence)
  const { probabilities } = await judges.judge(sentences, 'no tracks', [])
  return chooseComplaint(
    choices,
    sentences.map((_, n) => probabilities[n * CLASSES] ?? 0),
  )?.sentence
}

function repliesOf({ posts }: Recorded): Omit<Voice, 'id'>[] {
  return posts
    .filter(([seconds, , , text]) => seconds <= DAY_SECONDS && text)
    .slice(0, MOST_TEXTS)
    .map(([seconds, , author, text = '']) => ({ author, at: seconds * 1000, text }))
}

function said(story: Recorded): string[] {
  return story.posts.flatMap(([, , , text]) => (text ? [text] : []))
}

type Verdict = 'good' | 'bad' | 'changed' | 'none'
function verdictOf(sentence: string | undefined, label: (typeof COMPLAINT_LABELS)[number]): Verdict {
  if (sentence === undefined) return 'none'
  if (digestOf(sentence) !== label.sentence) return 'changed'
  return label.isGood ? 'good' : 'bad'
}

/** Wilson's interval at 95 %. */
function interval(good: number, of: number): string {
  if (of === 0) return '-'
  const z = 1.96
  const share = good / of
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  return `${(100 * share).toFixed(0)} %, 95 % interval ${(100 * (middle - half)).toFixed(0)}–${(100 * (middle + half)).toFixed(0)}`
}
